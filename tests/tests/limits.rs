//! The policies that limit and admit calls: each status, header and default, with counters in memory.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::path::PathBuf;
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use gatewright_tests::{Client, KEYS, Response, Running, Site, Upstream, build_other, eventually, subscription};

fn gateway(site: Site) -> Running {
    static BINARY: OnceLock<PathBuf> = OnceLock::new();
    Running::of(BINARY.get_or_init(|| build_other("limits")), site)
}

/// An upstream that answers all, and the gateway before it.
fn answered() -> (Upstream, Running, Client) {
    let upstream = Upstream::answering(|_, _| b"HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n0123456789".to_vec());
    let mut gateway = gateway(Site::new().before(&upstream));
    let client = gateway.client();
    (upstream, gateway, client)
}

/// The line of headers with a good key.
fn key() -> String {
    format!("ocp-apim-subscription-key: {}\r\n", KEYS[0])
}

fn called(client: &mut Client, target: &str, headers: &str) -> Response {
    client.request("GET", target, headers, b"");
    client.response()
}

fn code(response: &Response) -> String {
    response.json()["code"].as_str().unwrap().to_owned()
}

#[test]
fn a_rate_limit_answers_429_and_says_what_is_left_and_when_to_come_again() {
    let (_upstream, gateway, mut client) = answered();
    let began = Instant::now();
    for left in ["2", "1", "0"] {
        let response = called(&mut client, "/rate/x", &key());
        assert_eq!(response.status(), 200);
        assert_eq!(response.head.header("x-remaining"), Some(left));
        assert_eq!(response.head.header("x-total"), Some("3"));
        assert_eq!(response.head.header("retry-after"), None);
    }
    let refused = called(&mut client, "/rate/x", &format!("{}x-request-id: refused\r\n", key()));
    assert_eq!((refused.status(), code(&refused).as_str()), (429, "rate_limit_exceeded"));
    let wait: u64 = refused.head.header("retry-after").unwrap().parse().unwrap();
    assert!((1..=2).contains(&wait), "{wait}");
    assert_eq!(refused.head.header("x-wait"), refused.head.header("retry-after"), "under both names");
    assert_eq!(refused.head.header("x-remaining"), Some("0"));
    assert!(refused.json()["detail"].as_str().unwrap().contains("Try again in"), "{}", refused.text());
    assert_eq!(gateway.logged("refused")["error"], "rate_limit_exceeded");
    // A caller that waits as long as it is told is admitted.
    std::thread::sleep(Duration::from_secs(wait));
    assert_eq!(called(&mut client, "/rate/x", &key()).status(), 200);
    assert!(began.elapsed() >= Duration::from_secs(1), "not before the window has moved on");
}

#[test]
fn each_subscription_has_its_own_rate_and_callers_without_one_share_theirs() {
    let upstream = Upstream::answering(|_, _| b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n".to_vec());
    let site = Site::new().before(&upstream);
    let entries = [subscription("a", "active", "", &["key-a"]), subscription("b", "active", "", &["key-b"])];
    site.write("subscriptions.yaml", &format!("subscriptions:\n{}", entries.concat()));
    let mut gateway = gateway(site);
    let mut client = gateway.client();
    let mut status = |key: &str| {
        let header = if key.is_empty() { String::new() } else { format!("ocp-apim-subscription-key: {key}\r\n") };
        called(&mut client, "/optional/x", &header).status()
    };
    assert_eq!([status("key-a"), status("key-b"), status("")], [200, 200, 200]);
    assert_eq!([status("key-a"), status("key-b"), status("")], [429, 429, 429], "leaving the key away is no way out");
}

#[test]
fn a_rate_by_key_counts_what_it_is_told_to() {
    let (_upstream, _gateway, mut client) = answered();
    let left: Vec<Option<String>> =
        (0..3).map(|_| called(&mut client, "/key/x", &key()).head.header("x-remaining").map(str::to_owned)).collect();
    assert_eq!(
        left,
        [Some("3".to_owned()), Some("1".to_owned()), Some("1".to_owned())],
        "a call counts as two of five"
    );
    assert_eq!(called(&mut client, "/key/x", &key()).status(), 429);
}

#[test]
fn a_key_may_be_the_callers_address_or_what_its_subscription_says() {
    let upstream = Upstream::answering(|_, _| b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n".to_vec());
    let site = Site::new().before(&upstream);
    let gold = "    attributes: { tier: gold }\n";
    let entries = [
        subscription("a", "active", gold, &["key-a"]),
        subscription("b", "active", gold, &["key-b"]),
        subscription("c", "active", "", &["key-c"]),
    ];
    site.write("subscriptions.yaml", &format!("subscriptions:\n{}", entries.concat()));
    let mut gateway = gateway(site);
    let mut client = gateway.client();
    let mut status = |target: &str, key: &str, by: &str| {
        let headers = format!("ocp-apim-subscription-key: {key}\r\nx-forwarded-for: {by}\r\n");
        called(&mut client, target, &headers).status()
    };
    // The proxy at the other end is trusted, so callers are those that it names.
    assert_eq!([status("/caller/x", "key-a", "192.0.2.1"), status("/caller/x", "key-a", "192.0.2.2")], [200, 200]);
    assert_eq!([status("/caller/x", "key-b", "192.0.2.1"), status("/caller/x", "key-c", "192.0.2.2")], [429, 429]);
    // Two calls of all that are gold, and two of the rest.
    let tier = [("key-a", 200), ("key-b", 200), ("key-a", 403), ("key-b", 403), ("key-c", 200), ("key-c", 200)];
    for (key, expected) in tier {
        assert_eq!(status("/tier/x", key, "192.0.2.9"), expected, "{key}");
    }
    assert_eq!(status("/tier/x", "key-c", "192.0.2.9"), 403);
}

#[test]
fn a_quota_answers_403_until_its_period_ends() {
    let (_upstream, _gateway, mut client) = answered();
    let statuses: Vec<u16> = (0..3).map(|_| called(&mut client, "/quota/x", &key()).status()).collect();
    assert_eq!(statuses, [200, 200, 403]);
    let refused = called(&mut client, "/quota/x", &key());
    assert_eq!(code(&refused), "quota_exceeded");
    let wait: u64 = refused.head.header("retry-after").unwrap().parse().unwrap();
    assert!((1..=86_400).contains(&wait), "until midnight: {wait}");
    assert_eq!(called(&mut client, "/lifetime/x", &key()).status(), 200);
    let refused = called(&mut client, "/lifetime/x", &key());
    assert_eq!((refused.status(), refused.head.header("retry-after")), (403, None), "waiting doesn't help");
}

#[test]
fn a_quota_of_bytes_counts_both_bodies_and_the_call_that_reaches_it_goes_through() {
    let (_upstream, _gateway, mut client) = answered();
    // 60 and 10 bytes, twice.
    for _ in 0..2 {
        client.request("POST", "/bytes/x", &key(), &[b'x'; 60]);
        assert_eq!(client.response().status(), 200);
    }
    eventually("the bytes are counted", || {
        let refused = called(&mut client, "/bytes/x", &key());
        (refused.status() == 403 && code(&refused) == "quota_exceeded").then_some(())
    });
}

#[test]
fn a_place_is_held_until_the_answer_has_ended() {
    let upstream = Upstream::start();
    let mut gateway = gateway(Site::new().before(&upstream));
    let mut clients: Vec<Client> = (0..3).map(|_| gateway.client()).collect();
    let ask = |client: &mut Client, id: &str| {
        client.request("GET", "/places/x", &format!("{}x-request-id: {id}\r\n", key()), b"");
    };
    ask(&mut clients[0], "streamed");
    let mut streaming = upstream.next();
    streaming.begin("text/event-stream");
    streaming.chunk(b"data: 1\n\n");
    assert_eq!(clients[0].head().status(), 200, "the answer has begun");
    ask(&mut clients[1], "left");
    let waiting = upstream.next();
    ask(&mut clients[2], "refused");
    let refused = clients[2].response();
    assert_eq!((refused.status(), code(&refused).as_str()), (429, "concurrency_limit_exceeded"));
    assert_eq!(refused.head.header("retry-after"), Some("1"));
    // The stream ends, or a caller leaves: a place is free.
    streaming.chunk(b"");
    drop(streaming);
    let _ = gateway.logged("streamed");
    ask(&mut clients[2], "next");
    upstream.next().answer("200 OK", "", b"");
    assert_eq!(clients[2].response().status(), 200);
    let _ = gateway.logged("next");
    clients.remove(1).leave();
    waiting.wait_closed();
    let _ = gateway.logged("left");
    ask(&mut clients[1], "one");
    let _held = upstream.next();
    let mut other = gateway.client();
    ask(&mut other, "two");
    upstream.next().answer("200 OK", "", b"");
    assert_eq!(other.response().status(), 200);
}

#[test]
fn a_header_is_asked_for_with_the_policys_own_status_and_sentence() {
    let (_upstream, _gateway, mut client) = answered();
    let mut outcome = |headers: &str| {
        let response = called(&mut client, "/header/x", &format!("{}{headers}", key()));
        match response.status() {
            200 => "200".to_owned(),
            status => format!("{status} {} {}", code(&response), response.json()["detail"].as_str().unwrap()),
        }
    };
    assert_eq!(outcome(""), "401 header_not_found Who are you?");
    assert_eq!(outcome("x-team: a\r\n"), "400 header_not_found Which kind?");
    assert_eq!(outcome("x-team: a\r\nx-kind: water\r\n"), "400 header_value_not_allowed Which kind?");
    assert_eq!(outcome("x-team: a\r\nx-kind: tea\r\nx-kind: water\r\n"), "400 header_value_not_allowed Which kind?");
    assert_eq!(outcome("X-Team: a\r\nX-Kind: TEA\r\n"), "200");
}

#[test]
fn callers_are_let_in_or_kept_out_by_their_address() {
    let (_upstream, _gateway, mut client) = answered();
    let mut outcome = |target: &str, by: &str| {
        let by = if by.is_empty() { String::new() } else { format!("x-forwarded-for: {by}\r\n") };
        let response = called(&mut client, target, &format!("{}{by}", key()));
        if response.status() == 200 { "200".to_owned() } else { format!("{} {}", response.status(), code(&response)) }
    };
    for (by, expected) in [
        ("", "403 caller_ip_not_allowed"),
        ("198.51.100.7", "200"),
        ("2001:db8::7", "200"),
        ("192.0.2.7", "200"),
        ("192.0.2.10", "403 caller_ip_not_allowed"),
        ("198.51.100.7, 203.0.113.1", "403 caller_ip_not_allowed"),
        ("203.0.113.1, 198.51.100.7, 127.0.0.9", "200"),
    ] {
        assert_eq!(outcome("/inside/x", by), expected, "{by}");
    }
    for (by, expected) in [("", "200"), ("203.0.113.7", "403 caller_ip_blocked"), ("203.0.113.8", "200")] {
        assert_eq!(outcome("/outside/x", by), expected, "{by}");
    }
}

#[test]
fn a_wrong_address_in_a_named_value_lets_nobody_in() {
    let upstream = Upstream::answering(|_, _| b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n".to_vec());
    let mut gateway = gateway(Site::new().before(&upstream).with("BLOCK", "203.0.113"));
    let mut client = gateway.client();
    let response = called(&mut client, "/outside/x", &key());
    assert_eq!(response.status(), 500);
    assert!(!response.text().contains("203.0.113"), "{}", response.text());
}

#[test]
fn apis_and_operations_have_limits_of_their_own_beside_the_whole() {
    let upstream = Upstream::answering(|_, _| b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n".to_vec());
    let site = Site::new().before(&upstream);
    let entries = ["m", "n"].map(|id| {
        let key = format!("key-{id}");
        subscription(id, "active", "", &[&key]).replace("scope: all", "scope: product:metered")
    });
    site.write("subscriptions.yaml", &format!("subscriptions:\n{}", entries.concat()));
    let mut gateway = gateway(site);
    let mut client = gateway.client();
    let mut status = |key: &str, target: &str| {
        called(&mut client, target, &format!("ocp-apim-subscription-key: {key}\r\n")).status()
    };
    assert_eq!(status("key-m", "/goods/goods/1"), 200);
    assert_eq!(status("key-m", "/goods/goods/1"), 429, "one call of the operation");
    assert_eq!([status("key-m", "/goods/goods"), status("key-m", "/goods/goods")], [200, 200]);
    assert_eq!(status("key-m", "/goods/goods"), 429, "three of the API");
    assert_eq!([status("key-m", "/more/x"), status("key-m", "/more/x")], [200, 429], "four in all");
    assert_eq!(status("key-n", "/goods/goods/1"), 200, "each subscription for itself");
    // The same of quotas.
    assert_eq!([status("key-m", "/spent/goods/1"), status("key-m", "/spent/goods/1")], [200, 403]);
    assert_eq!([status("key-m", "/spent/goods"), status("key-m", "/spent/goods")], [200, 403], "two of the API");
}

#[test]
fn a_rate_may_count_by_what_the_backend_answers() {
    let upstream = Upstream::answering(|head, _| {
        let status = if head.target().starts_with("/fail") { "500 Oh" } else { "200 OK" };
        format!("HTTP/1.1 {status}\r\ncontent-length: 0\r\n\r\n").into_bytes()
    });
    let mut gateway = gateway(Site::new().before(&upstream));
    let mut client = gateway.client();
    let mut answer = |target: &str| {
        let response = called(&mut client, target, &key());
        (response.status(), response.head.header("x-remaining").unwrap().to_owned())
    };
    for _ in 0..4 {
        assert_eq!(answer("/later/fail"), (500, "2".to_owned()), "what fails counts for nothing");
    }
    assert_eq!(answer("/later/x"), (200, "2".to_owned()));
    assert_eq!(answer("/later/x"), (200, "1".to_owned()));
    assert_eq!(answer("/later/x"), (429, "0".to_owned()));
    assert_eq!(answer("/later/fail").0, 429);
}

#[test]
fn what_is_left_and_how_long_to_wait_are_known_to_policies() {
    let (_upstream, _gateway, mut client) = answered();
    let first = called(&mut client, "/known/x", &key());
    assert_eq!((first.status(), first.head.header("x-left")), (200, Some("left: 0")));
    let refused = called(&mut client, "/known/x", &key());
    assert_eq!(refused.status(), 429);
    let wait: u64 = refused.head.header("x-wait").unwrap().parse().unwrap();
    assert!((3590..=3600).contains(&wait), "{wait}");
    assert_eq!(refused.head.header("retry-after"), refused.head.header("x-wait"));
}

#[test]
fn a_place_may_be_held_for_some_policies_alone() {
    let upstream = Upstream::start();
    let issuer = Upstream::answering(|_, _| {
        std::thread::sleep(Duration::from_millis(1500));
        b"HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n".to_vec()
    });
    let mut gateway = gateway(Site::new().before(&upstream).with("ISSUER", &issuer.url()));
    // `{"alg":"RS256"}.{}` with some signature.
    let token = format!("{}authorization: Bearer eyJhbGciOiJSUzI1NiJ9.e30.AAAA\r\n", key());
    let (mut first, mut second) = (gateway.client(), gateway.client());
    first.request("GET", "/around/x", &token, b"");
    std::thread::sleep(Duration::from_millis(300));
    let refused = called(&mut second, "/around/x", &token);
    assert_eq!((refused.status(), code(&refused).as_str()), (429, "concurrency_limit_exceeded"));
    assert_eq!((first.response().status(), called(&mut second, "/around/x", &token).status()), (503, 503));
    // The calls themselves run at once.
    first.request("GET", "/briefly/x", &key(), b"");
    let mut one = upstream.next();
    second.request("GET", "/briefly/x", &key(), b"");
    let mut other = upstream.next();
    other.answer("200 OK", "", b"");
    one.answer("200 OK", "", b"");
    assert_eq!((first.response().status(), second.response().status()), (200, 200));
}

#[test]
fn a_product_may_say_what_of_the_gateways_policies_runs() {
    let upstream = Upstream::answering(|head, _| {
        let shown = ["x-seen", "x-product"].map(|name| head.header(name).unwrap_or("none").to_owned()).join(" ");
        format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{shown}", shown.len()).into_bytes()
    });
    let site = Site::new().before(&upstream);
    let entries = ["trusted", "plain"]
        .map(|id| subscription(id, "active", "", &[id]).replace("scope: all", &format!("scope: product:{id}")));
    let all = subscription("all", "active", "", &["all"]);
    site.write("subscriptions.yaml", &format!("subscriptions:\n{}{all}", entries.concat()));
    let mut gateway = gateway(site);
    let mut client = gateway.client();
    let mut seen = |key: &str| {
        let response = called(&mut client, "/parts/x", &format!("ocp-apim-subscription-key: {key}\r\n"));
        (response.text(), response.head.header("x-shown").map(str::to_owned))
    };
    assert_eq!(seen("all"), ("gateway none".to_owned(), Some("gateway".to_owned())));
    assert_eq!(seen("plain"), ("gateway plain".to_owned(), Some("gateway".to_owned())));
    assert_eq!(seen("trusted"), ("none none".to_owned(), None));
}
