//! Budgets of money that gateways share.

use std::io::{Read, Write};
use std::net::TcpStream;

use gatewright_tests::{PATIENCE, Redis, Running, Upstream, eventually};

use super::{header, metric, open, started};

#[test]
fn four_gateways_spend_together_not_a_billionth_more_than_the_budget() {
    let (Some(redis), binary) = (Redis::start(), open()) else { return };
    let body = r#"{"usage":{"prompt_tokens":100,"completion_tokens":100}}"#;
    let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length:";
    let answer = format!("{head} {}\r\n\r\n{body}", body.len());
    let upstream = Upstream::answering(move |_, _| answer.clone().into_bytes());
    let mut gateways = [(); 4].map(|()| started(&binary, &upstream, &redis));
    let addresses = gateways.each_mut().map(Running::address);
    let chat = r#"{"model":"plain","messages":[],"max_tokens":100,"user":""}"#;
    let chat = chat.replace("\"\"", &format!("\"{}\"", "x".repeat(100 - chat.len())));
    assert_eq!(chat.len(), 100);
    // A call costs what is reserved for it: 100 × 2,000.5 and 100 × 10,000 billionths.
    let cost = 1_200_050;
    let headers = format!("{}content-type: application/json\r\n", header());
    let head = format!("POST /money/chat/completions HTTP/1.1\r\nhost: a\r\n{headers}");
    let request = format!("{head}content-length: {}\r\nconnection: close\r\n\r\n{chat}", chat.len());
    let mut streams: Vec<TcpStream> = (0..1000)
        .map(|index| {
            let stream = TcpStream::connect(addresses[index % 4]).unwrap();
            stream.set_read_timeout(Some(PATIENCE * 4)).unwrap();
            stream
        })
        .collect();
    streams.iter_mut().for_each(|stream| stream.write_all(request.as_bytes()).unwrap());
    let texts: Vec<String> = streams
        .iter_mut()
        .map(|stream| {
            let mut text = String::new();
            stream.read_to_string(&mut text).unwrap();
            text
        })
        .collect();
    let count = |what: &str| texts.iter().filter(|text| text.contains(what)).count();
    let most = 300_000_007 / cost;
    assert_eq!((count("x-cost: 0.00120005\r\n"), count("budget_exceeded")), (most, 1000 - most));
    let cost_of = |gateway: &mut Running| {
        let text = gateway.ask_admin("/metrics").text();
        let mut of_money = text.lines().filter(|line| line.starts_with("gateway_cost_billionths_total{api=\"money\""));
        of_money.find_map(|line| line.rsplit(' ').next()?.parse::<u64>().ok()).unwrap_or_default()
    };
    let spent = |gateways: &mut [Running; 4]| gateways.iter_mut().map(cost_of).sum::<u64>();
    eventually("all is recorded", || (spent(&mut gateways) == (most * cost) as u64).then_some(()));
    for gateway in &mut gateways {
        assert_eq!(metric(gateway, "gateway_state_outages_total "), Some(0), "all were decided by Redis");
        let text = gateway.ask_admin("/metrics").text();
        let mut overshoot = text.lines().filter(|line| line.starts_with("gateway_budget_overshoot_billionths_total{"));
        assert!(overshoot.all(|line| line.ends_with(" 0")), "{text}");
    }
    // What is left is exactly the rest.
    let mut client = gateways[0].client();
    client.request("POST", "/money/chat/completions", &headers, chat.as_bytes());
    let left = format!("0.{:09}", 300_000_007 - most * cost);
    assert_eq!(client.response().head.header("x-left"), Some(left.trim_end_matches('0')));
}
