//! HTTP/2 with backends: calls share a connection, and none of them stops another.

use std::path::PathBuf;
use std::sync::OnceLock;
use std::sync::atomic::Ordering;
use std::time::Instant;

use gatewright_tests::{Client, Http2Upstream, Identity, Nginx, Running, Site, TlsUpstream, build_other, eventually};

fn binary() -> &'static PathBuf {
    static BINARY: OnceLock<PathBuf> = OnceLock::new();
    BINARY.get_or_init(|| build_other("versions"))
}

fn started(alpn: &[&str], streams: u32) -> (Http2Upstream, Running) {
    let identity = Identity::new();
    let upstream = Http2Upstream::start(&identity, alpn, streams);
    let gateway = before(&identity, upstream.port);
    (upstream, gateway)
}

fn before(identity: &Identity, port: u16) -> Running {
    let site = Site::new().with("TLS_URL", &format!("https://localhost:{port}"));
    let roots = site.path().join("roots.pem");
    site.write("roots.pem", identity.pem());
    let site = site.with("SSL_CERT_FILE", &roots.to_string_lossy());
    Running::of(binary(), site)
}

fn waiting(gateway: &mut Running, count: usize) -> Vec<Client> {
    let begin = |_| {
        let mut client = gateway.client();
        client.request("GET", "/second/wait?a=%20", "connection: x-a\r\nx-a: 1\r\n", b"");
        client
    };
    (0..count).map(begin).collect()
}

#[test]
fn calls_share_a_connection_and_are_answered_as_they_come() {
    let (upstream, mut gateway) = started(&["h2", "http/1.1"], 100);
    let clients = waiting(&mut gateway, 20);
    eventually("all of them have come", || (upstream.calls.load(Ordering::SeqCst) == 20).then_some(()));
    assert_eq!(upstream.connections.load(Ordering::SeqCst), 1);
    // Another is answered while they wait.
    let mut client = gateway.client();
    let body = "x".repeat(900_000);
    client.request("POST", "/second/x", "te: trailers\r\n", body.as_bytes());
    let text = client.response().text();
    assert!(text.starts_with(&format!("HTTP/2.0 1 POST https://localhost:{}/x\n", upstream.port)), "{}", &text[..80]);
    assert!(text.ends_with(&body) && text.contains("x-forwarded-host: \"gateway.test\""));
    upstream.gate.add_permits(20);
    for mut client in clients {
        let text = client.response().text();
        assert!(text.contains("/wait?a=%20\n") && !text.contains("x-a:") && !text.contains("connection:"), "{text}");
    }
}

#[test]
fn a_backend_that_takes_few_calls_at_once_gets_further_connections() {
    let (upstream, mut gateway) = started(&["h2"], 5);
    let mut first = gateway.client();
    first.request("GET", "/second/x", "", b"");
    assert_eq!(first.response().status(), 200);
    let clients = waiting(&mut gateway, 12);
    upstream.gate.add_permits(12);
    for mut client in clients {
        assert_eq!(client.response().status(), 200);
    }
    assert!((1..=3).contains(&upstream.connections.load(Ordering::SeqCst)));
}

#[test]
fn a_fresh_connection_gets_no_more_calls_than_the_backend_takes() {
    for _ in 0..20 {
        let (upstream, mut gateway) = started(&["h2"], 2);
        let clients = waiting(&mut gateway, 8);
        upstream.gate.add_permits(8);
        for mut client in clients {
            assert_eq!(client.response().status(), 200);
        }
        assert_eq!(upstream.calls.load(Ordering::SeqCst), 8, "each is sent once");
    }
}

#[test]
fn what_a_backend_refuses_before_it_begins_is_sent_again() {
    let (upstream, mut gateway) = started(&["h2"], 100);
    let mut client = gateway.client();
    for path in ["/second/x", "/either/x"] {
        upstream.refusing.store(5, Ordering::SeqCst);
        client.request("GET", path, "", b"");
        assert_eq!(client.response().status(), 200, "{path}");
        upstream.refusing.store(100, Ordering::SeqCst);
        client.request("GET", path, "", b"");
        assert_eq!(client.response().status(), 502, "{path}: not for ever");
        assert_eq!(upstream.refusing.load(Ordering::SeqCst), 94, "{path}");
    }
    // A body that streams is gone once it was sent.
    upstream.refusing.store(1, Ordering::SeqCst);
    client.request("POST", "/second/x", "", b"a body");
    assert_eq!(client.response().status(), 502);
    assert_eq!(upstream.calls.load(Ordering::SeqCst), 2);
}

/// nginx closes a connection of HTTP/2 after so many requests, and leaves those that had come after them undone.
#[test]
fn a_backend_that_closes_a_connection_loses_no_call() {
    let identity = Identity::new();
    let Some(nginx) = Nginx::start(&identity, 20) else { return };
    let site = Site::new().with("TLS_URL", &format!("https://localhost:{}", nginx.port));
    let roots = site.path().join("roots.pem");
    site.write("roots.pem", identity.pem());
    let mut gateway = Running::of(binary(), site.with("SSL_CERT_FILE", &roots.to_string_lossy()));
    let mut clients: Vec<Client> = (0..16).map(|_| gateway.client()).collect();
    for round in 0..30 {
        for client in &mut clients {
            client.request("GET", "/second/x", "", b"");
        }
        for client in &mut clients {
            assert_eq!(client.response().status(), 200, "round {round}: {}", gateway.stderr());
        }
    }
    let connections = nginx.connections();
    assert!((24..300).contains(&connections), "{connections} connections, of 20 calls each at most, and shared");
}

#[test]
fn who_leaves_takes_its_call_along_and_no_other() {
    let (upstream, mut gateway) = started(&["h2"], 100);
    let mut clients = waiting(&mut gateway, 3);
    eventually("all of them have come", || (upstream.calls.load(Ordering::SeqCst) == 3).then_some(()));
    clients.pop().unwrap().leave();
    eventually("the backend is told", || (upstream.dropped.load(Ordering::SeqCst) == 1).then_some(()));
    upstream.gate.add_permits(2);
    for mut client in clients {
        assert_eq!(client.response().status(), 200);
    }
    assert_eq!(upstream.connections.load(Ordering::SeqCst), 1);
}

#[test]
fn callers_that_take_nothing_of_their_answers_stop_no_other() {
    let (_upstream, mut gateway) = started(&["h2"], 100);
    let body = "x".repeat(3_000_000);
    let stalled: Vec<Client> = (0..10)
        .map(|_| {
            let mut client = gateway.client();
            client.request("POST", "/second/x", "", body.as_bytes());
            client
        })
        .collect();
    for _ in 0..20 {
        let mut client = gateway.client();
        client.request("GET", "/second/quick", "", b"");
        assert_eq!(client.response().status(), 200);
    }
    for mut client in stalled {
        assert!(client.response().text().ends_with(&body), "what waited comes whole");
    }
}

#[test]
fn the_version_is_what_both_sides_speak() {
    let (upstream, mut gateway) = started(&["http/1.1"], 100);
    let mut client = gateway.client();
    for (path, version) in [("/second/x", None), ("/either/x", Some("HTTP/1.1 ")), ("/first/x", Some("HTTP/1.1 "))] {
        client.request("GET", path, "", b"");
        let response = client.response();
        assert_eq!(response.status(), if version.is_some() { 200 } else { 502 }, "{path}");
        assert!(version.is_none_or(|version| response.text().starts_with(version)), "{path}: {}", response.text());
    }
    assert_eq!(upstream.calls.load(Ordering::SeqCst), 2);
    let (_upstream, mut gateway) = started(&["h2", "http/1.1"], 100);
    let mut client = gateway.client();
    for (path, version) in [("/second/x", "HTTP/2.0 "), ("/either/x", "HTTP/2.0 "), ("/first/x", "HTTP/1.1 ")] {
        client.request("GET", path, "", b"");
        assert!(client.response().text().starts_with(version), "{path}");
    }
}

#[test]
fn a_backend_that_agrees_on_http_2_and_says_nothing_takes_no_longer_than_a_connection_may() {
    let identity = Identity::new();
    let mut gateway = before(&identity, TlsUpstream::mute(&identity).port);
    let mut client = gateway.client();
    for _ in 0..2 {
        let began = Instant::now();
        client.request("GET", "/hasty/x", "", b"");
        let response = client.response();
        assert_eq!((response.status(), response.json()["code"].as_str()), (504, Some("backend_timeout")));
        assert!((1.0..8.0).contains(&began.elapsed().as_secs_f64()), "{:?}", began.elapsed());
    }
}
