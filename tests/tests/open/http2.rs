//! HTTP/2 with callers: what a connection of it carries, and what it doesn't put up with.

use std::process::Command;
use std::time::{Duration, Instant};

use gatewright_tests::frames::{
    CONTINUATION, DATA, END_HEADERS, END_STREAM, Frames, GOAWAY, HEADERS, INITIAL_WINDOW_SIZE, RST_STREAM,
    WINDOW_UPDATE, fields, frame, request,
};
use gatewright_tests::{Upstream, eventually};

use super::{Secured, echo};

/// `CANCEL`
const CANCEL: [u8; 4] = 8_u32.to_be_bytes();
/// `ENHANCE_YOUR_CALM`
const CALM: u32 = 0xb;

fn frames(secured: &mut Secured, settings: &[(u16, u32)]) -> Frames {
    Frames::begin(secured.connect(None, "h2").unwrap(), settings)
}

fn get(stream: u32, path: &str) -> Vec<u8> {
    request(stream, END_STREAM, "GET", path, &[])
}

/// Whether the gateway serves others.
fn serves(secured: &mut Secured) -> bool {
    secured.connect(None, "http/1.1").unwrap().get("/things/x").unwrap().status() == 200
}

#[test]
fn a_client_that_nobody_here_wrote_speaks_it() {
    let upstream = echo();
    let mut secured = Secured::start(&upstream);
    let address = secured.gateway.address();
    secured.gateway.site.write("trusted.pem", secured.server.pem());
    let curl = |arguments: &[&str]| {
        let mut command = Command::new("curl");
        command.args(["--silent", "--show-error", "--http2", "--cacert"]);
        command.arg(secured.gateway.site.path().join("trusted.pem"));
        command.args(["--resolve", &format!("localhost:{}:127.0.0.1", address.port())]).args(arguments);
        command.arg(format!("https://localhost:{}/things/x?a=b", address.port())).output()
    };
    let Ok(output) = curl(&["--write-out", "\n%{http_version} %{http_code}"]) else {
        eprintln!("without curl on this machine, this shows nothing");
        return;
    };
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(text.starts_with("GET /x?a=b HTTP/1.1\n") && text.ends_with("\n2 200"), "{text}");
    assert!(text.contains(&format!("x-forwarded-host: localhost:{}\n", address.port())), "{text}");
    let body = "x".repeat(900_000);
    secured.gateway.site.write("body.txt", &body);
    let file = format!("@{}", secured.gateway.site.path().join("body.txt").display());
    let sent = ["--data-binary", &file, "--header", "cookie: a=1; b=2", "--header", "content-type: text/plain"];
    let text = String::from_utf8_lossy(&curl(&sent).unwrap().stdout).into_owned();
    assert!(text.starts_with("POST /x?a=b ") && text.ends_with(&body) && text.contains("cookie: a=1; b=2\n"));
    // No body is sent with the answer to HEAD, an error's neither.
    let head = curl(&["--head", "--write-out", "%{http_code} %{size_download}"]).unwrap();
    assert!(String::from_utf8_lossy(&head.stdout).ends_with("200 0"), "{head:?}");
}

#[test]
fn a_stalled_stream_stops_no_other() {
    let upstream = Upstream::start();
    let mut secured = Secured::start(&upstream);
    let mut frames = frames(&mut secured, &[]);
    frames.send(&get(1, "/things/slow")).unwrap();
    let stalled = upstream.next();
    // A stream whose body the client doesn't end is another that waits.
    let open = request(3, 0, "POST", "/things/open", &[]);
    frames.send(&open).unwrap();
    for stream in [5, 7, 9] {
        frames.send(&get(stream, "/things/quick")).unwrap();
        upstream.next().answer("200 OK", "", b"quick");
        assert_eq!(frames.wait_for(HEADERS, stream).status(), Some(200));
        assert_eq!(frames.wait_for(DATA, stream).payload, b"quick");
    }
    drop(stalled);
}

#[test]
fn a_client_that_takes_nothing_of_one_stream_takes_the_others_and_is_cut_off_there() {
    let upstream = Upstream::answering(|_, _| {
        let body = "x".repeat(500_000);
        format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{body}", body.len()).into_bytes()
    });
    let mut secured = Secured::start(&upstream);
    // No stream may send a byte before it is given room.
    let mut frames = frames(&mut secured, &[(INITIAL_WINDOW_SIZE, 0)]);
    frames.send(&[get(1, "/things/x"), get(3, "/things/x")].concat()).unwrap();
    frames.send(&frame(WINDOW_UPDATE, 0, 0, &10_000_000_u32.to_be_bytes())).unwrap();
    frames.send(&frame(WINDOW_UPDATE, 0, 3, &1_000_000_u32.to_be_bytes())).unwrap();
    let (mut come, mut reset) = (0, false);
    while come < 500_000 || !reset {
        let frame = frames.receive().unwrap().expect("the connection stands");
        match (frame.kind, frame.stream) {
            (DATA, 3) => come += frame.payload.len(),
            (DATA, 1) => panic!("there was no room for it"),
            (RST_STREAM, 1) => reset = true,
            (RST_STREAM | GOAWAY, _) => panic!("{frame:?}"),
            _ => {}
        }
    }
    frames.send(&get(5, "/things/x")).unwrap();
    assert_eq!(frames.wait_for(HEADERS, 5).status(), Some(200), "the connection goes on");
}

#[test]
fn streams_beyond_the_limit_are_refused() {
    let upstream = Upstream::start();
    let mut secured = Secured::start(&upstream);
    let mut frames = frames(&mut secured, &[]);
    let streams: Vec<u32> = (0..11).map(|number| number * 2 + 1).collect();
    let all: Vec<u8> = streams.iter().flat_map(|stream| get(*stream, "/things/x")).collect();
    // Ten at a time are taken, whatever the client knows of the settings.
    frames.send(&all).unwrap();
    assert_eq!(frames.wait_for(RST_STREAM, 21).reason(), Some(7), "REFUSED_STREAM");
    let waiting: Vec<_> = (0..10).map(|_| upstream.next()).collect();
    assert!(upstream.next_within(Duration::from_millis(200)).is_none());
    drop(waiting);
}

#[test]
fn a_flood_of_resets_ends_the_connection_and_no_other() {
    let upstream = Upstream::start();
    let mut secured = Secured::start(&upstream);
    // All at once: streams are called off before the gateway has looked at them.
    let mut flood = frames(&mut secured, &[]);
    let burst: Vec<u8> = (0..2000_u32)
        .flat_map(|number| [get(number * 2 + 1, "/things/x"), frame(RST_STREAM, 0, number * 2 + 1, &CANCEL)].concat())
        .collect();
    let _ = flood.send(&burst);
    let (reason, _) = flood.closed();
    assert!(reason.is_none_or(|reason| reason == CALM), "{reason:?}");
    // One after the other: each call has begun when it is called off.
    let mut slow = frames(&mut secured, &[]);
    let begun = (0..200_u32).take_while(|number| {
        let stream = number * 2 + 1;
        if slow.send(&get(stream, "/things/x")).is_err() {
            return false;
        }
        match upstream.next_within(Duration::from_secs(5)) {
            Some(exchange) => {
                let told = slow.send(&frame(RST_STREAM, 0, stream, &CANCEL)).is_ok();
                // A call that is called off goes no further.
                exchange.wait_closed();
                told
            }
            None => false,
        }
    });
    let begun = begun.count();
    assert!((30..60).contains(&begun), "{begun} were begun, of which 30 may be called off");
    slow.closed();
    let mut other = frames(&mut secured, &[]);
    other.send(&get(1, "/things/x")).unwrap();
    eventually("calls that were not called off are answered", || {
        let exchange = upstream.next_within(Duration::from_secs(5));
        exchange.map(|mut exchange| exchange.answer("200 OK", "", b""))
    });
}

#[test]
fn a_flood_of_continuations_ends_the_connection() {
    let upstream = echo();
    let mut secured = Secured::start(&upstream);
    let mut flood = frames(&mut secured, &[]);
    let begun = [(":method", "GET"), (":scheme", "https"), (":path", "/things/x"), (":authority", "localhost")];
    flood.send(&frame(HEADERS, END_STREAM, 1, &fields(&begun))).unwrap();
    let more = frame(CONTINUATION, 0, 1, &fields(&[("x-more", &"x".repeat(1000))]));
    let since = Instant::now();
    while flood.send(&more).is_ok() {
        assert!(since.elapsed() < Duration::from_secs(10), "headers are taken without an end");
    }
    let (reason, _) = flood.closed();
    assert!(reason.is_none_or(|reason| reason == CALM || reason == 1), "{reason:?}");
    // What came is not kept.
    if let Ok(status) = std::fs::read_to_string(format!("/proc/{}/status", secured.gateway.id())) {
        let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB")).unwrap();
        assert!(peak.parse::<u64>().unwrap() < 100_000, "{peak} kB");
    }
    assert!(serves(&mut secured));
}

#[test]
fn heads_that_are_too_large_or_have_too_many_headers_are_refused() {
    let upstream = echo();
    let mut secured = Secured::start(&upstream);
    let mut frames = frames(&mut secured, &[]);
    // 16 KiB of headers at most.
    let long = "x".repeat(15_000);
    let large = [("x-a", long.as_str()), ("x-b", "y")];
    frames.send(&request(1, END_STREAM, "GET", "/things/x", &large)).unwrap();
    assert_eq!(frames.wait_for(HEADERS, 1).status(), Some(200), "what is within the limit is taken");
    let block = [(":method", "GET"), (":scheme", "https"), (":path", "/things/x"), (":authority", "localhost")];
    frames.send(&frame(HEADERS, END_STREAM, 3, &fields(&block))).unwrap();
    frames.send(&frame(CONTINUATION, 0, 3, &fields(&[("x-a", &long)]))).unwrap();
    frames.send(&frame(CONTINUATION, END_HEADERS, 3, &fields(&[("x-b", &long)]))).unwrap();
    assert_eq!(frames.wait_for(HEADERS, 3).status(), Some(431));
    // 50 at most.
    let many: Vec<(String, String)> = (0..60).map(|number| (format!("x-{number}"), "1".to_owned())).collect();
    let many: Vec<(&str, &str)> = many.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    frames.send(&request(5, END_STREAM, "GET", "/things/x", &many)).unwrap();
    assert_eq!(frames.wait_for(HEADERS, 5).status(), Some(431));
    let told = String::from_utf8(frames.wait_for(DATA, 5).payload).unwrap();
    assert!(told.contains("\"too_many_headers\""), "{told}");
    // Calls that were answered were not called off, however many there are.
    for number in 3..60 {
        frames.send(&get(number * 2 + 1, "/things/x")).unwrap();
        assert_eq!(frames.wait_for(HEADERS, number * 2 + 1).status(), Some(200), "the connection goes on");
    }
}

#[test]
fn what_would_mean_something_else_in_http1_is_refused() {
    let upstream = Upstream::start();
    let mut secured = Secured::start(&upstream);
    let mut other = frames(&mut secured, &[]);
    other.send(&request(1, END_STREAM, "GET", "/things/x", &[("host", "elsewhere.test")])).unwrap();
    assert_eq!(other.wait_for(HEADERS, 1).status(), Some(400), "two names for one host");
    for (name, value) in [
        ("transfer-encoding", "chunked"),
        ("connection", "x-secret"),
        ("x-a", "1\r\nx-b: 2"),
        ("x-a", "1\n"),
        ("X-Upper", "1"),
        ("x a", "1"),
        (":path", "/things/y"),
        ("te", "gzip"),
    ] {
        let mut frames = self::frames(&mut secured, &[]);
        frames.send(&request(1, END_STREAM, "POST", "/things/x", &[(name, value)])).unwrap();
        let mut answer = frames.receive().unwrap().expect("it says why");
        while answer.kind == WINDOW_UPDATE {
            answer = frames.receive().unwrap().expect("it says why");
        }
        let refused = matches!(answer.kind, RST_STREAM | GOAWAY) || answer.status() == Some(400);
        assert!(refused, "{name}: {value}: {answer:?}");
    }
    // A length that the body hasn't.
    other.send(&request(13, 0, "POST", "/things/x", &[("content-length", "3")])).unwrap();
    other.send(&frame(DATA, END_STREAM, 13, b"abcdefGET /things/y HTTP/1.1\r\n\r\n")).unwrap();
    assert_eq!(other.wait_for(RST_STREAM, 13).reason(), Some(1), "PROTOCOL_ERROR");
    assert!(upstream.next_within(Duration::from_millis(200)).is_none(), "nothing of it came through");
}

#[test]
fn bodies_are_held_to_their_limits() {
    let upstream = Upstream::start();
    let mut secured = Secured::start(&upstream);
    let mut frames = frames(&mut secured, &[]);
    let json = ("content-type", "application/json");
    frames.send(&request(1, 0, "POST", "/things/checked", &[json, ("content-length", "2000000")])).unwrap();
    assert_eq!(frames.wait_for(HEADERS, 1).status(), Some(413), "by its length");
    frames.send(&request(3, 0, "POST", "/things/checked", &[json])).unwrap();
    frames.send(&frame(DATA, 0, 3, b"{\"na")).unwrap();
    assert_eq!(frames.wait_for(HEADERS, 3).status(), Some(408), "it stops coming");
    assert!(upstream.next_within(Duration::from_millis(100)).is_none());
}

#[test]
fn a_connection_without_calls_is_ended() {
    let upstream = echo();
    let mut secured = Secured::start(&upstream);
    let mut idle = frames(&mut secured, &[]);
    idle.send(&get(1, "/things/x")).unwrap();
    assert_eq!(idle.wait_for(HEADERS, 1).status(), Some(200));
    let (reason, took) = idle.closed();
    assert_eq!(reason, Some(0), "it is told to leave");
    assert!((Duration::from_millis(700)..Duration::from_secs(8)).contains(&took), "{took:?}");
    // Headers that never end are no call.
    let mut begun = frames(&mut secured, &[]);
    begun.send(&frame(HEADERS, END_STREAM, 1, &fields(&[(":method", "GET")]))).unwrap();
    let (_, took) = begun.closed();
    assert!(took < Duration::from_secs(8), "{took:?}");
    // And who says nothing at all is gone too.
    let mut silent = secured.connect(None, "h2").unwrap();
    let since = Instant::now();
    while silent.receive(&mut [0; 1024]).is_ok_and(|count| count > 0) {}
    assert!(since.elapsed() < Duration::from_secs(8));
}

#[test]
fn a_drain_lets_streams_end() {
    let upstream = Upstream::start();
    let mut secured = Secured::start(&upstream);
    let mut frames = frames(&mut secured, &[]);
    frames.send(&get(1, "/things/x")).unwrap();
    let mut exchange = upstream.next();
    secured.gateway.terminate();
    frames.wait_for(GOAWAY, 0);
    exchange.answer("200 OK", "", b"still");
    assert_eq!(frames.wait_for(DATA, 1).payload, b"still");
    frames.closed();
    assert_eq!(secured.gateway.wait().status.code(), Some(0));
}
