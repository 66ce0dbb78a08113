//! What users of Azure API Management complain of, where it takes several gateways: the others are in `known_flaws.rs`.

use super::{open, started};
use gatewright_tests::{KEYS, Redis, Upstream};

#[test]
fn row_7_each_gateway_counts_alone_calls_at_once_pass_a_limit_and_what_is_left_bounces() {
    let Some(redis) = Redis::start() else { return };
    let model = Upstream::answering(|_, _| {
        let body = r#"{"usage":{"prompt_tokens":20,"completion_tokens":80,"total_tokens":100}}"#;
        format!("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}", body.len())
            .into()
    });
    let binary = open();
    let mut gateways = [started(&binary, &model, &redis), started(&binary, &model, &redis)];
    let body = r#"{"messages":[{"role":"user","content":"Hi"}],"max_tokens":80}"#;
    let reserved = body.len() as u64 + 80;
    let headers = format!("content-type: application/json\r\nocp-apim-subscription-key: {}\r\n", KEYS[0]);
    // By turns: what is left falls by what each call has used, whichever gateway is asked.
    let mut clients = gateways.each_mut().map(|gateway| gateway.client());
    for call in 0..20u64 {
        let client = &mut clients[usize::from(call % 2 == 1)];
        client.request("POST", "/tokens/v1/chat/completions", &headers, body.as_bytes());
        let answer = client.response();
        let left: u64 = answer.head.header("x-quota-left").unwrap().parse().unwrap();
        // The answer doesn't wait until the call before is settled, which then still counts as what was reserved for it.
        let expected = 1_000_000 - 100 * call - reserved;
        assert_eq!(answer.status(), 200);
        assert!((expected + 100 - reserved..=expected).contains(&left), "call {call}: {left} of {expected}");
    }
    // At once: of 400 calls by both, no more are let through than fit into what is left of the minute.
    let addresses = gateways.each_mut().map(|gateway| gateway.address());
    let threads: Vec<_> = (0..20)
        .map(|thread| {
            let (address, headers) = (addresses[thread % 2], headers.clone());
            std::thread::spawn(move || {
                let mut client = gatewright_tests::Client::connect(address);
                let admitted = (0..20).filter(|_| {
                    client.request("POST", "/tokens/v1/chat/completions", &headers, body.as_bytes());
                    client.response().status() == 200
                });
                admitted.count() as u64
            })
        })
        .collect();
    let admitted: u64 = threads.into_iter().map(|thread| thread.join().unwrap()).sum();
    let used = admitted * 100 + 20 * 100;
    assert!(
        (30_000 - 20 * reserved..=30_000).contains(&used),
        "not a token more, and no less than what calls at once held: {used}"
    );
}
