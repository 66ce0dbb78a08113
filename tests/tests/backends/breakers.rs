//! Circuit breakers.

use std::thread::sleep;
use std::time::Duration;

use gatewright_tests::{Client, Running, Site, Upstream};

use super::{before, binary, get, metric};

/// A call that arrives and is answered so.
fn answered(upstream: &Upstream, client: &mut Client, status: &str, headers: &str) -> u16 {
    client.request("GET", "/breaking/thing", "", b"");
    upstream.next().answer(status, headers, b"said");
    client.response().status()
}

#[test]
fn a_backend_that_fails_too_often_is_left_alone_and_then_probed() {
    let upstream = Upstream::start();
    let (mut gateway, mut client) = before(&upstream);
    let state = "gateway_circuit_breaker_state{backend=\"breaking\"}";
    assert_eq!(metric(&mut gateway, state), Some(0));
    for status in ["500 Oops", "200 OK", "429 Slow Down", "503 Busy"] {
        assert_eq!(answered(&upstream, &mut client, status, "").to_string(), status[..3]);
    }
    // Open: nothing goes out, and the caller is told how long.
    let refused = get(&mut client, "/breaking/thing");
    assert_eq!(refused.status(), 503, "{}", refused.text());
    assert_eq!(refused.head.header("retry-after"), Some("1"));
    assert!(refused.text().contains("\"backend_unavailable\""), "{}", refused.text());
    assert!(upstream.next_within(Duration::ZERO).is_none());
    assert_eq!(metric(&mut gateway, state), Some(2));
    assert_eq!(metric(&mut gateway, "gateway_circuit_breaker_trips_total{backend=\"breaking\"}"), Some(1));
    assert_eq!(metric(&mut gateway, "gateway_circuit_breaker_refused_total{backend=\"breaking\"}"), Some(1));
    // One probe, and no second call beside it.
    sleep(Duration::from_millis(750));
    assert_eq!(metric(&mut gateway, state), Some(1));
    client.request("GET", "/breaking/probe", "", b"");
    let mut probe = upstream.next();
    assert_eq!(get(&mut gateway.client(), "/breaking/thing").status(), 503);
    probe.answer("500 Still", "", b"");
    assert_eq!(client.response().status(), 500);
    drop(probe);
    assert_eq!(get(&mut client, "/breaking/thing").status(), 503, "a probe that failed opens it again");
    sleep(Duration::from_millis(750));
    for _ in 0..4 {
        assert_eq!(answered(&upstream, &mut client, "200 OK", ""), 200);
    }
    assert_eq!(metric(&mut gateway, state), Some(0));
}

#[test]
fn the_wait_that_the_backend_asks_for_holds() {
    let upstream = Upstream::start();
    let (_gateway, mut client) = before(&upstream);
    for _ in 0..2 {
        answered(&upstream, &mut client, "429 Slow Down", "");
    }
    answered(&upstream, &mut client, "429 Slow Down", "retry-after: 2\r\n");
    let refused = get(&mut client, "/breaking/thing");
    assert_eq!((refused.status(), refused.head.header("retry-after")), (503, Some("2")));
    sleep(Duration::from_millis(1200));
    assert_eq!(get(&mut client, "/breaking/thing").status(), 503, "longer than the rule's own 700 ms");
    sleep(Duration::from_millis(900));
    assert_eq!(answered(&upstream, &mut client, "200 OK", ""), 200);
}

#[test]
fn connections_and_time_limits_count_by_their_own_rule() {
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let mut gateway = Running::of(binary(), Site::new().with("FIRST_URL", &format!("http://{free}")));
    let mut client = gateway.client();
    let all = [502, 502, 503].map(|_| get(&mut client, "/breaking/thing").status());
    assert_eq!(all, [502, 502, 503]);
    let upstream = Upstream::start();
    let (_gateway, mut client) = before(&upstream);
    for _ in 0..2 {
        client.request("GET", "/breaking/thing", "", b"");
        let exchange = upstream.next();
        assert_eq!(client.response().status(), 504);
        exchange.wait_closed();
    }
    assert_eq!(get(&mut client, "/breaking/thing").status(), 503);
}

#[test]
fn a_probe_whose_caller_leaves_is_none() {
    let upstream = Upstream::start();
    let (mut gateway, mut client) = before(&upstream);
    for _ in 0..3 {
        answered(&upstream, &mut client, "500 Oops", "");
    }
    sleep(Duration::from_millis(750));
    client.request("GET", "/breaking/thing", "", b"");
    let probe = upstream.next();
    client.leave();
    probe.wait_closed();
    let mut client = gateway.client();
    assert_eq!(answered(&upstream, &mut client, "200 OK", ""), 200);
}
