//! Pools: who gets a call, who gets the next attempt, and who a session's calls.

use std::thread::sleep;
use std::time::{Duration, Instant};

use gatewright_tests::{Client, Response, Running, Site, Upstream};

use super::{before, before_all, binary, get, metric};

/// An upstream that answers everything so, with its name as the body.
fn answering(name: &'static str, status: &'static str, headers: &'static str) -> Upstream {
    Upstream::answering(move |_, _| {
        format!("HTTP/1.1 {status}\r\n{headers}content-length: {}\r\n\r\n{name}", name.len()).into_bytes()
    })
}

fn three(statuses: [&'static str; 3]) -> [Upstream; 3] {
    let [first, second, third] = statuses;
    [answering("first", first, ""), answering("second", second, ""), answering("third", third, "")]
}

fn texts(client: &mut Client, path: &str, count: usize) -> Vec<String> {
    (0..count).map(|_| get(client, path).text()).collect()
}

/// The cookie that an answer sets, without its attributes.
fn cookie(response: &Response) -> Option<String> {
    Some(response.head.header("set-cookie")?.split(';').next()?.to_owned())
}

#[test]
fn weights_share_the_calls_of_the_first_priority() {
    let [first, second, third] = three(["200 OK"; 3]);
    let (_gateway, mut client) = before_all(&[&first, &second, &third]);
    let all = texts(&mut client, "/weighted/a", 40);
    let count = |name: &str| all.iter().filter(|text| *text == name).count();
    assert_eq!([count("first"), count("second"), count("third")], [30, 10, 0]);
    // Without a breaker nobody is left alone, and without `retry` nobody is tried again.
    let [first, second, third] = three(["500 Oops", "200 OK", "200 OK"]);
    let (_gateway, mut client) = before_all(&[&first, &second, &third]);
    assert!(texts(&mut client, "/weighted/a", 8).iter().all(|text| text != "third"));
}

#[test]
fn the_next_priority_is_called_once_all_of_the_higher_are_left_alone() {
    let [first, second, third] = three(["500 Oops", "429 Slow", "200 OK"]);
    let (_gateway, mut client) = before_all(&[&first, &second, &third]);
    assert_eq!(texts(&mut client, "/breakers/a", 5), ["first", "second", "third", "third", "third"]);
    // The first is back after its 700 ms, the second only after its two seconds.
    sleep(Duration::from_millis(800));
    assert_eq!(texts(&mut client, "/breakers/a", 2), ["first", "third"]);
}

#[test]
fn a_pool_that_is_left_alone_as_a_whole_says_when_to_come_back() {
    let upstream = Upstream::start();
    let (mut gateway, mut client) = before_all(&[&upstream, &upstream]);
    for _ in 0..2 {
        client.request("GET", "/both-break/a", "", b"");
        upstream.next().answer("500 Oops", "", b"");
        assert_eq!(client.response().status(), 500);
    }
    let refused = get(&mut client, "/both-break/a");
    // The shortest of the waits.
    assert_eq!((refused.status(), refused.head.header("retry-after")), (503, Some("1")), "{}", refused.text());
    assert!(upstream.next_within(Duration::ZERO).is_none());
    for name in ["tripping", "tripping-too"] {
        let state = format!("gateway_circuit_breaker_state{{backend=\"{name}\"}}");
        assert_eq!(metric(&mut gateway, &state), Some(2));
    }
}

#[test]
fn a_failed_attempt_is_made_again_elsewhere_and_logged() {
    let body = br#"{"some":"body"}"#;
    for (status, headers) in [("429 Slow", "retry-after: 60\r\n"), ("500 Oops", ""), ("503 Busy", "")] {
        let [first, second] = [Upstream::start(), Upstream::start()];
        let (mut gateway, mut client) = before_all(&[&first, &second]);
        client.request("POST", "/failover/a?b=c", "x-request-id: failed-over\r\n", body);
        let mut failed = first.next();
        assert_eq!(failed.body, body);
        failed.answer(status, headers, b"never seen");
        let mut good = second.next();
        assert_eq!((good.body.as_slice(), good.head.target()), (body.as_slice(), "/a?b=c"));
        good.answer("200 OK", "", b"fine");
        let response = client.response();
        assert_eq!((response.status(), response.text().as_str()), (200, "fine"));
        let line = gateway.logged("failed-over");
        assert_eq!((&line["attempts"], &line["backend"]), (&2.into(), &"second".into()), "{line}");
        let attempt = &line["failed_attempts"][0];
        assert_eq!(attempt["backend"], "first");
        assert_eq!(attempt["status"].to_string(), status[..3]);
        assert!(attempt["ms"].is_number());
        let series = format!("gateway_upstream_retries_total{{backend=\"first\",cause=\"{}\"}}", &status[..3]);
        assert_eq!(metric(&mut gateway, &series), Some(1));
    }
}

#[test]
fn a_backend_that_cannot_be_reached_or_takes_too_long_is_passed_over() {
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let second = answering("second", "200 OK", "");
    let site = Site::new().with("FIRST_URL", &format!("http://{free}")).with("SECOND_URL", &second.url());
    let mut gateway = Running::of(binary(), site);
    let mut client = gateway.client();
    client.request("POST", "/failover/a", "x-request-id: unreached\r\n", b"body");
    assert_eq!(client.response().text(), "second");
    assert_eq!(gateway.logged("unreached")["failed_attempts"][0]["cause"], "connect");
    let silent = Upstream::start();
    let (gateway, mut client) = before_all(&[&silent, &second]);
    client.request("POST", "/failover/a", "x-request-id: late\r\n", b"body");
    let exchange = silent.next();
    assert_eq!(client.response().text(), "second");
    exchange.wait_closed();
    assert_eq!(gateway.logged("late")["failed_attempts"][0]["cause"], "timeout");
}

#[test]
fn a_body_larger_than_what_is_kept_has_one_attempt() {
    let [first, second] = [Upstream::start(), Upstream::start()];
    let (_gateway, mut client) = before_all(&[&first, &second]);
    for (size, passes) in [(1024, true), (1025, false)] {
        let body = vec![b'x'; size];
        client.request("POST", "/failover/a", "", &body);
        first.next().answer("500 Oops", "", b"");
        if passes {
            let mut again = second.next();
            assert_eq!(again.body, body);
            again.answer("200 OK", "", b"");
        }
        assert_eq!(client.response().status(), if passes { 200 } else { 500 });
    }
    // The same where nothing says beforehand how long it is.
    for (size, passes) in [(1024, true), (1025, false)] {
        client.send(b"POST /failover/a HTTP/1.1\r\nhost: g\r\ntransfer-encoding: chunked\r\n\r\n");
        for piece in vec![b'x'; size].chunks(400) {
            client.send(&[format!("{:x}\r\n", piece.len()).as_bytes(), piece, b"\r\n"].concat());
        }
        client.send(b"0\r\n\r\n");
        let mut failed = first.next();
        assert_eq!(failed.body.len(), size);
        failed.answer("500 Oops", "", b"");
        if passes {
            let mut again = second.next();
            assert_eq!(again.body.len(), size);
            again.answer("200 OK", "", b"");
        }
        assert_eq!(client.response().status(), if passes { 200 } else { 500 });
    }
}

#[test]
fn a_body_that_is_still_coming_is_continued_elsewhere() {
    let [first, second] = [Upstream::start(), answering("second", "200 OK", "")];
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let site = Site::new().with("FIRST_URL", &format!("http://{}", free.local_addr().unwrap()));
    let mut gateway = Running::of(binary(), site.with("SECOND_URL", &second.url()));
    drop(first);
    let mut client = gateway.client();
    client.send(b"POST /failover/a HTTP/1.1\r\nhost: g\r\ncontent-length: 8\r\n\r\nhalf");
    let (mut stream, _) = free.accept().unwrap();
    let mut seen = Vec::new();
    while !seen.ends_with(b"half") {
        let mut byte = [0];
        std::io::Read::read_exact(&mut stream, &mut byte).unwrap();
        seen.push(byte[0]);
    }
    // It breaks in the middle of the request.
    drop(stream);
    drop(free);
    client.send(b"more");
    assert_eq!(client.response().text(), "second");
}

#[test]
fn no_attempt_is_made_once_the_answer_has_begun() {
    let [first, second] = [Upstream::start(), Upstream::start()];
    let (_gateway, mut client) = before_all(&[&first, &second]);
    client.request("GET", "/failover/a", "", b"");
    let mut exchange = first.next();
    exchange.write(b"HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhalf ");
    let head = client.head();
    exchange.close();
    assert!(client.body(&head).is_err());
    assert!(second.next_within(Duration::from_millis(100)).is_none());
}

#[test]
fn a_caller_who_is_at_fault_is_not_tried_again() {
    let [first, second] = [Upstream::start(), Upstream::start()];
    let (_gateway, mut client) = before_all(&[&first, &second]);
    client.request("GET", "/failover/a", "", b"");
    first.next().answer("404 Not Found", "", b"no such thing");
    assert_eq!(client.response().text(), "no such thing");
    client.send(b"POST /failover/a HTTP/1.1\r\nhost: g\r\ncontent-length: 8\r\n\r\nhalf");
    client.leave();
    assert!(second.next_within(Duration::from_millis(200)).is_none());
}

#[test]
fn one_member_is_tried_again_after_a_while_and_not_before_it_asks_for() {
    let upstream = Upstream::start();
    let (_gateway, mut client) = before(&upstream);
    client.request("GET", "/alone/a", "", b"");
    let began = Instant::now();
    upstream.next().answer("503 Busy", "", b"");
    upstream.next().answer("503 Busy", "retry-after: 1\r\n", b"");
    assert!(began.elapsed() >= Duration::from_millis(50), "a back-off");
    let asked = Instant::now();
    upstream.next().answer("200 OK", "", b"fine");
    assert!(asked.elapsed() >= Duration::from_millis(950), "{:?}", asked.elapsed());
    assert_eq!(client.response().text(), "fine");
    // Nobody waits for a minute: the caller is told to.
    client.request("GET", "/alone/a", "", b"");
    upstream.next().answer("429 Slow", "retry-after: 60\r\n", b"slow");
    let response = client.response();
    assert_eq!((response.status(), response.head.header("retry-after")), (429, Some("60")));
    assert!(upstream.next_within(Duration::from_millis(200)).is_none());
    // And three are all.
    client.request("GET", "/alone/a", "", b"");
    for _ in 0..3 {
        upstream.next().answer("500 Oops", "", b"");
    }
    assert_eq!(client.response().status(), 500);
    assert!(upstream.next_within(Duration::from_millis(600)).is_none());
}

#[test]
fn a_session_stays_with_its_member_until_that_is_left_alone() {
    let [first, second] = [Upstream::start(), Upstream::start()];
    let (_gateway, mut client) = before_all(&[&first, &second]);
    client.request("GET", "/pinned/a", "", b"");
    let mut exchange = first.next();
    assert_eq!(exchange.head.header("cookie"), None);
    exchange.answer("200 OK", "set-cookie: own=1\r\n", b"");
    let response = client.response();
    let [own, set] = response.head.all("set-cookie")[..] else { panic!("{:?}", response.head) };
    assert_eq!(own, "own=1");
    assert!(set.starts_with("SessionId=") && set.ends_with("; Path=/pinned; HttpOnly; SameSite=Lax"), "{set}");
    let session = set.split(';').next().unwrap().to_owned();
    drop(exchange);
    // Every call of the session goes there, and the backend never sees the gateway's cookie.
    for _ in 0..5 {
        client.request("GET", "/pinned/a", &format!("cookie: a=1; {session}; b=2\r\n"), b"");
        let mut exchange = first.next();
        assert_eq!(exchange.head.header("cookie"), Some("a=1; b=2"));
        exchange.answer("200 OK", "", b"");
        assert_eq!(client.response().head.header("set-cookie"), None);
    }
    // Its member fails: this call and the next ones of the session go elsewhere.
    client.request("GET", "/pinned/a", &format!("cookie: {session}\r\n"), b"");
    first.next().answer("503 Busy", "", b"");
    second.next().answer("200 OK", "", b"");
    let moved = cookie(&client.response()).expect("the session moves");
    assert_ne!(moved, session);
    client.request("GET", "/pinned/a", &format!("cookie: {session}\r\n"), b"");
    second.next().answer("200 OK", "", b"");
    assert_eq!(cookie(&client.response()), Some(moved.clone()));
    // And there they stay, though the first is back.
    sleep(Duration::from_millis(800));
    client.request("GET", "/pinned/a", &format!("cookie: {moved}\r\n"), b"");
    second.next().answer("200 OK", "", b"");
    assert_eq!(client.response().head.header("set-cookie"), None);
    // What no member is named by counts for nothing.
    client.request("GET", "/pinned/a", "cookie: SessionId=forged\r\n", b"");
    let exchange =
        first.next_within(Duration::from_millis(500)).or_else(|| second.next_within(Duration::from_millis(500)));
    exchange.unwrap().answer("200 OK", "", b"");
    assert!(cookie(&client.response()).is_some());
}

#[test]
fn the_first_attempt_again_may_be_fast_and_the_others_wait_as_long_as_is_said() {
    let upstream = Upstream::start();
    let (_gateway, mut client) = before(&upstream);
    client.request("GET", "/steady/a", "", b"");
    let began = Instant::now();
    upstream.next().answer("503 Busy", "", b"");
    upstream.next().answer("503 Busy", "", b"");
    assert!(began.elapsed() < Duration::from_millis(350), "{:?}", began.elapsed());
    for _ in 0..2 {
        let failed = Instant::now();
        let mut again = upstream.next();
        let waited = failed.elapsed();
        assert!(waited >= Duration::from_millis(350), "{waited:?}");
        again.answer("503 Busy", "", b"busy");
    }
    assert_eq!(client.response().text(), "busy");
}

#[test]
fn a_policy_sends_a_call_to_another_backend_or_pool() {
    let [first, second, third] = three(["500 Oops", "200 OK", "200 OK"]);
    let (gateway, mut client) = before_all(&[&first, &second, &third]);
    client.request("GET", "/chosen/a", "x-request-id: chosen\r\n", b"");
    assert_eq!(client.response().text(), "second");
    assert_eq!(gateway.logged("chosen")["backend"], "second");
    client.request("POST", "/chosen-pool/a", "x-request-id: by-pool\r\n", b"body");
    assert_eq!(client.response().text(), "second");
    assert_eq!(gateway.logged("by-pool")["failed_attempts"][0]["backend"], "first");
}

#[test]
fn a_policy_sends_a_call_to_a_url() {
    let first = Upstream::start();
    let second = Upstream::answering(|head, _| {
        let target = head.target();
        format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{target}", target.len()).into_bytes()
    });
    let (gateway, mut client) = before_all(&[&first, &second]);
    client.request("GET", "/chosen-url/a?b=c", "x-request-id: by-url\r\n", b"");
    assert_eq!(client.response().text(), "/v2/a?b=c");
    assert_eq!(gateway.logged("by-url")["backend"], "to-second-url-v2");
}
