//! Budgets of tokens that gateways share: what is admitted together, and what becomes of a reservation whose gateway or whose
//! Redis goes away.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use gatewright_tests::{Client, JSON, PATIENCE, Redis, Response, Running, Upstream, eventually};

use super::{closed, header, metric, open, started, up, upstream};

/// A chat whose prompt and completion have 150 tokens at most.
fn chat_of_150() -> String {
    let body = r#"{"messages":[],"max_tokens":100,"user":""}"#;
    body.replace("\"\"", &format!("\"{}\"", "x".repeat(50 - body.len())))
}

fn headers_of_chats() -> String {
    format!("{}content-type: application/json\r\n", header())
}

#[test]
fn four_gateways_admit_together_not_a_token_more_than_the_limit() {
    let (Some(redis), binary) = (Redis::start(), open()) else { return };
    let body = r#"{"usage":{"total_tokens":150}}"#;
    let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length:";
    let answer = format!("{head} {}\r\n\r\n{body}", body.len());
    let upstream = Upstream::answering(move |_, _| answer.clone().into_bytes());
    let mut gateways = [(); 4].map(|()| started(&binary, &upstream, &redis));
    let addresses = gateways.each_mut().map(Running::address);
    let chat = chat_of_150();
    let length = chat.len();
    assert_eq!(length, 50, "{chat}");
    let head = format!("POST /tokens/chat/completions HTTP/1.1\r\nhost: a\r\n{}", headers_of_chats());
    let request = format!("{head}content-length: {length}\r\nconnection: close\r\n\r\n{chat}");
    let mut streams: Vec<TcpStream> = (0..2000)
        .map(|index| {
            let stream = TcpStream::connect(addresses[index % 4]).unwrap();
            stream.set_read_timeout(Some(PATIENCE * 4)).unwrap();
            stream
        })
        .collect();
    streams.iter_mut().for_each(|stream| stream.write_all(request.as_bytes()).unwrap());
    let statuses: Vec<String> = streams
        .iter_mut()
        .map(|stream| {
            let mut text = String::new();
            stream.read_to_string(&mut text).unwrap();
            text.split(' ').nth(1).unwrap().to_owned()
        })
        .collect();
    let count = |status: &str| statuses.iter().filter(|found| *found == status).count();
    assert_eq!((count("200"), count("429")), (200, 1800), "30,000 tokens, 150 a call");
    for gateway in &mut gateways {
        assert_eq!(metric(gateway, "gateway_state_outages_total "), Some(0), "all were decided by Redis");
        let text = gateway.ask_admin("/metrics").text();
        let mut overshoot = text.lines().filter(|line| line.starts_with("gateway_token_limit_overshoot_total{"));
        assert!(overshoot.all(|line| line.ends_with(" 0")), "{text}");
    }
}

#[test]
fn leases_of_a_gateway_that_was_killed_are_given_back() {
    let (Some(redis), binary) = (Redis::start(), open()) else { return };
    let upstream = Upstream::start();
    let (mut killed, mut other) = (started(&binary, &upstream, &redis), started(&binary, &upstream, &redis));
    let most = |tokens: usize| format!(r#"{{"messages":[],"max_tokens":{tokens}}}"#);
    let mut holding = killed.client();
    holding.request("POST", "/tokens/chat/completions", &headers_of_chats(), most(29_900).as_bytes());
    let open = upstream.next();
    let mut client = other.client();
    let mut asks = |tokens: usize| {
        client.request("POST", "/tokens/chat/completions", &headers_of_chats(), most(tokens).as_bytes());
        if let Some(mut exchange) = upstream.next_within(Duration::from_millis(300)) {
            exchange.answer("503 No", "", b"no");
        }
        let response = client.response();
        (response.status(), response.head.header("x-quota-left").unwrap().parse::<u64>().unwrap())
    };
    // A call that runs on keeps what it holds, longer than a lease holds by itself.
    let began = Instant::now();
    while began.elapsed() < Duration::from_secs(18) {
        assert_eq!(asks(1_000), (429, 1_000_000 - 29_900 - most(29_900).len() as u64));
        std::thread::sleep(Duration::from_secs(2));
    }
    std::process::Command::new("kill").args(["-9", &killed.id().to_string()]).status().unwrap();
    let died = Instant::now();
    assert_eq!(asks(1_000).0, 429);
    while asks(1_000).0 == 429 {
        assert!(died.elapsed() < Duration::from_secs(20), "the lease is still held");
        std::thread::sleep(Duration::from_millis(500));
    }
    // The last call is settled behind its answer.
    std::thread::sleep(Duration::from_millis(500));
    assert_eq!(asks(29_000), (503, 1_000_000 - 29_000 - most(29_000).len() as u64), "nothing leaked");
    drop(open);
}

/// A call that may use so many tokens; its answer tells what is left of the year.
fn asked(client: &mut Client, tokens: u64) -> Response {
    let body = format!(r#"{{"messages":[],"max_tokens":{tokens}}}"#);
    client.request("POST", "/tokens/chat/completions", &headers_of_chats(), body.as_bytes());
    client.response()
}

#[test]
fn without_redis_tokens_are_admitted_or_refused_as_the_gateway_file_says() {
    for (binary, status, code) in [(open(), 200, None), (closed(), 503, Some("counters_unavailable"))] {
        let (Some(mut redis), upstream) = (Redis::start(), upstream()) else { return };
        let mut gateway = started(&binary, &upstream, &redis);
        let mut client = gateway.client();
        assert_eq!(asked(&mut client, 10).status(), 200);
        redis.stop();
        let began = Instant::now();
        for _ in 0..50 {
            let response = asked(&mut client, 10);
            assert_eq!(response.status(), status);
            if code.is_some() {
                assert_eq!(response.json()["error"]["code"].as_str().or(response.json()["code"].as_str()), code);
            }
        }
        assert!(began.elapsed() < Duration::from_secs(5), "nobody waits: {:?}", began.elapsed());
        assert!(metric(&mut gateway, "gateway_state_outages_total ") >= Some(50));
        redis.restart();
        eventually("the gateway finds it again", || up(&mut gateway).then_some(()));
        assert_eq!(asked(&mut client, 29_000).status(), 200, "nothing of what went before is held against it");
    }
}

#[test]
fn what_a_call_used_is_told_to_a_redis_that_was_slow() {
    let (Some(redis), binary) = (Redis::start(), open()) else { return };
    let upstream = Upstream::start();
    let mut gateway = started(&binary, &upstream, &redis);
    let mut client = gateway.client();
    client.request("POST", "/tokens/chat/completions", &headers_of_chats(), br#"{"messages":[],"max_tokens":500}"#);
    let mut exchange = upstream.next();
    redis.freeze(true);
    let usage = br#"{"usage":{"prompt_tokens":30,"completion_tokens":10,"total_tokens":40}}"#;
    exchange.answer("200 OK", JSON, usage);
    let began = Instant::now();
    assert_eq!(client.response().status(), 200);
    assert!(began.elapsed() < Duration::from_secs(1), "an answer waits for no Redis: {:?}", began.elapsed());
    drop(exchange);
    // Longer than the gateway waits for it.
    std::thread::sleep(Duration::from_secs(3));
    redis.freeze(false);
    let body = r#"{"messages":[],"max_tokens":7}"#;
    eventually("what was used is settled, and what was reserved is given back", || {
        client.request("POST", "/tokens/chat/completions", &headers_of_chats(), body.as_bytes());
        upstream.next().answer("503 No", "", b"no");
        let left: u64 = client.response().head.header("x-quota-left")?.parse().ok()?;
        (left == 1_000_000 - 40 - 7 - body.len() as u64).then_some(())
    });
}

#[test]
fn tokens_that_redis_does_not_take_are_counted() {
    let (Some(redis), binary) = (Redis::start(), open()) else { return };
    let upstream = Upstream::start();
    let mut gateway = started(&binary, &upstream, &redis);
    let mut client = gateway.client();
    client.request("POST", "/tokens/chat/completions", &headers_of_chats(), br#"{"messages":[],"max_tokens":50}"#);
    let mut exchange = upstream.next();
    // What stands there is of another kind now, so that it refuses in words.
    let address = redis.url().trim_start_matches("redis://").trim_end_matches('/').to_owned();
    let mut administration = TcpStream::connect(address).unwrap();
    let spoil = "for _, key in ipairs(redis.call('KEYS', '*')) do redis.call('SET', key, 'x') end";
    administration.write_all(format!("EVAL \"{spoil} return redis.status_reply('OK')\" 0\r\n").as_bytes()).unwrap();
    let mut answer = [0; 5];
    administration.read_exact(&mut answer).unwrap();
    assert_eq!(&answer, b"+OK\r\n");
    exchange.answer("200 OK", JSON, br#"{"usage":{"total_tokens":40}}"#);
    assert_eq!(client.response().status(), 200);
    let unsettled = |gateway: &mut Running| metric(gateway, "gateway_state_unsettled_tokens_total ");
    eventually("what is lost is told", || (unsettled(&mut gateway) == Some(40)).then_some(()));
}
