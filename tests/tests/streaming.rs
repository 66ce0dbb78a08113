//! Streams stay streams. Each promise is shown by cause: the upstream goes on only once the client has seen what it sent
//! before.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use gatewright_tests::{
    CHAT, Client, Exchange, Framing, Head, JSON, Running, STREAMED, Upstream, WHOLE, eventually, started,
};

/// A stream that has begun, seen from all sides.
struct Stream {
    gateway: Running,
    client: Client,
    exchange: Option<Exchange>,
    head: Head,
    seen: Vec<u8>,
    upstream: Upstream,
}

impl Stream {
    /// A streamed chat completion in the shape of Azure OpenAI.
    fn chat() -> Self {
        Self::begin(CHAT, STREAMED)
    }

    fn begin(target: &str, body: &[u8]) -> Self {
        let (upstream, gateway, mut client) = started();
        client.admitted("POST", target, JSON, body);
        let mut exchange = upstream.next();
        exchange.begin("text/event-stream");
        let head = client.head();
        assert_eq!((head.status(), head.framing()), (200, Framing::Chunked));
        Self { gateway, client, exchange: Some(exchange), head, seen: Vec::new(), upstream }
    }

    /// Sends bytes, and waits until the client has them: just these, and nothing more.
    fn pass(&mut self, bytes: &[u8]) {
        let before = self.seen.len();
        self.exchange().chunk(bytes);
        while self.seen.len() < before + bytes.len() {
            let chunk = self.client.chunk().expect("the stream goes on");
            assert!(!chunk.is_empty(), "the stream ended");
            self.seen.extend(chunk);
        }
        assert_eq!(String::from_utf8_lossy(&self.seen[before..]), String::from_utf8_lossy(bytes));
    }

    fn exchange(&mut self) -> &mut Exchange {
        self.exchange.as_mut().expect("the upstream goes on")
    }

    /// Lets the upstream break off, and gives what the client still gets.
    fn breaking(mut self, how: impl FnOnce(Exchange)) -> String {
        how(self.exchange.take().expect("the upstream goes on"));
        self.ending()
    }

    /// The rest of the client's body, which must end as HTTP has it; and the connection must be good for another call.
    fn ending(mut self) -> String {
        drop(self.exchange.take());
        let rest = self.client.body(&self.head).expect("the body ends cleanly");
        self.client.admitted("POST", CHAT, JSON, WHOLE);
        self.upstream.next().answer("200 OK", JSON, b"{}");
        assert_eq!(self.client.response().text(), "{}");
        String::from_utf8(rest).expect("text")
    }
}

fn event(number: usize) -> String {
    format!("data: {{\"id\":\"c\",\"choices\":[{{\"index\":0,\"delta\":{{\"content\":\"w{number} é\"}}}}]}}\n\n")
}

#[test]
fn every_event_reaches_the_client_before_the_next_is_sent() {
    let mut stream = Stream::chat();
    for number in 0..200 {
        let event = event(number);
        match number % 4 {
            0 | 1 => stream.pass(event.as_bytes()),
            // Split inside the event, and inside a character.
            2 => {
                let (start, end) = event.as_bytes().split_at(event.find('é').unwrap() + 1);
                stream.pass(start);
                stream.pass(end);
            }
            _ => {
                let (start, end) = event.as_bytes().split_at(event.len() - 1);
                stream.pass(start);
                stream.pass(end);
            }
        }
    }
    stream.pass(b"data: [DONE]\n\n");
    stream.exchange().chunk(b"");
    assert_eq!(stream.ending(), "");
}

#[test]
fn the_bytes_of_a_stream_are_the_upstreams() {
    let mut stream = Stream::begin("/any/events", b"");
    let odd = "\u{FEFF}: comment\r\n\r\nid:1\rdata:x\r\rretry: 5\nevent: odd\ndata: a\ndata:  b\ndata\n\n\n\n:\n\ndata: é\n\n";
    for bytes in odd.as_bytes().chunks(3) {
        stream.pass(bytes);
    }
    stream.exchange().chunk(b"");
    assert_eq!(stream.ending(), "");
}

#[test]
fn a_client_that_leaves_a_stream_closes_the_upstreams_connection() {
    // The backend of this API waits five minutes: it is the client's leaving that closes.
    let mut stream = Stream::begin("/anthropic/v1/messages", br#"{"model":"m","stream":true}"#);
    stream.pass(b"event: ping\ndata: {}\n\n");
    stream.client.leave();
    stream.exchange.unwrap().wait_closed();
    eventually("no request is in flight", || {
        stream.gateway.ask_admin("/metrics").text().contains("gateway_requests_in_flight 0\n").then_some(())
    });
}

#[test]
fn a_client_that_leaves_before_the_answer_closes_the_upstreams_connection() {
    for (target, body) in [("/anthropic/v1/messages", &br#"{"model":"m"}"#[..]), ("/any/thing", b"{}")] {
        let (upstream, gateway, mut client) = started();
        client.admitted("POST", target, &format!("{JSON}x-request-id: gone\r\n"), body);
        let exchange = upstream.next();
        client.leave();
        exchange.wait_closed();
        let line = gateway.logged("gone");
        assert_eq!((&line["status"], &line["ended_by"]), (&499.into(), &"client".into()), "{line}");
    }
}

/// The one thing that follows what was passed: an error event in the shape of OpenAI.
fn assert_openai_error(ending: &str) {
    let data = ending.trim_start_matches('\n').strip_prefix("data: ").expect("an unnamed event");
    let error: serde_json::Value = serde_json::from_str(data.trim_end()).expect("one event with one JSON value");
    assert_eq!(error["error"]["code"], "backend_stream_interrupted", "{error}");
    assert!(error["error"]["message"].is_string() && error["error"]["type"] == "server_error", "{error}");
    assert!(ending.ends_with("\n\n"), "the event is whole: {ending:?}");
    assert!(!ending.contains("[DONE]"), "{ending:?}");
}

#[test]
fn a_stream_that_is_reset_ends_with_an_error_event() {
    let mut stream = Stream::chat();
    stream.pass(event(1).as_bytes());
    let ending = stream.breaking(Exchange::reset);
    assert!(ending.starts_with("data: "), "the stream stood between two events: {ending:?}");
    assert_openai_error(&ending);
}

#[test]
fn a_stream_without_its_last_chunk_ends_with_an_error_event() {
    let mut stream = Stream::chat();
    stream.pass(event(1).as_bytes());
    let ending = stream.breaking(Exchange::close);
    assert!(ending.starts_with("data: "), "the stream stood between two events: {ending:?}");
    assert_openai_error(&ending);
}

#[test]
fn a_stream_that_breaks_inside_an_event_closes_it_before_the_error_event() {
    let mut stream = Stream::chat();
    stream.pass(event(1).as_bytes());
    stream.pass(b"data: {\"id\":\"c\",\"cho");
    let ending = stream.breaking(Exchange::close);
    assert!(ending.starts_with("\n\ndata: "), "the broken event ends first: {ending:?}");
    assert_openai_error(&ending);
}

#[test]
fn a_stream_that_stalls_ends_with_an_error_event() {
    let mut stream = Stream::chat();
    stream.pass(event(1).as_bytes());
    let exchange = stream.exchange.take().unwrap();
    assert_openai_error(&stream.ending());
    exchange.wait_closed();
}

#[test]
fn a_stream_without_any_framing_that_ends_early_ends_with_an_error_event() {
    let (upstream, _gateway, mut client) = started();
    client.admitted("POST", CHAT, JSON, STREAMED);
    let mut exchange = upstream.next();
    exchange.write(format!("HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n{}", event(1)).as_bytes());
    let head = client.head();
    exchange.close();
    let body = String::from_utf8(client.body(&head).unwrap()).unwrap();
    assert_openai_error(body.strip_prefix(&event(1)).unwrap());
}

#[test]
fn errors_in_streams_speak_the_protocol_of_their_api() {
    let mut messages = Stream::begin("/anthropic/v1/messages", br#"{"model":"m","stream":true}"#);
    messages.pass(b"event: ping\ndata: {}\n\n");
    let ending = messages.breaking(Exchange::close);
    let data = ending.strip_prefix("event: error\ndata: ").expect("an event called error");
    let error: serde_json::Value = serde_json::from_str(data.trim_end()).unwrap();
    assert_eq!((&error["type"], &error["error"]["type"]), (&"error".into(), &"api_error".into()), "{error}");

    let mut other = Stream::begin("/any/events", b"");
    other.pass(b"data: 1\n\n");
    let ending = other.breaking(Exchange::close);
    let data = ending.strip_prefix("event: error\ndata: ").expect("an event called error");
    let problem: serde_json::Value = serde_json::from_str(data.trim_end()).unwrap();
    assert_eq!((&problem["type"], &problem["status"]), (&"about:blank".into(), &502.into()), "{problem}");
}

#[test]
fn a_stream_that_said_its_last_word_gets_no_error_event() {
    for how in [Exchange::close as fn(Exchange), Exchange::reset] {
        let mut stream = Stream::chat();
        stream.pass(event(1).as_bytes());
        stream.pass(b"data: [DONE]\n\n");
        assert_eq!(stream.breaking(how), "");
    }
}

#[test]
fn the_log_says_who_broke_a_stream() {
    let (upstream, gateway, mut client) = started();
    client.admitted("POST", CHAT, &format!("{JSON}x-request-id: broken\r\n"), STREAMED);
    let mut exchange = upstream.next();
    exchange.begin("text/event-stream");
    exchange.chunk(event(1).as_bytes());
    exchange.close();
    let head = client.head();
    client.body(&head).unwrap();
    let line = gateway.logged("broken");
    assert_eq!((&line["stream"], &line["ended_by"]), (&true.into(), &"upstream".into()), "{line}");
}

#[test]
fn a_whole_answer_that_breaks_off_breaks_the_clients_connection() {
    let begins = [
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{\"a\":",
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n5\r\n{\"a\":\r\n",
    ];
    for begin in begins {
        for how in [Exchange::close as fn(Exchange), Exchange::reset] {
            let (upstream, gateway, mut client) = started();
            client.admitted("POST", CHAT, &format!("{JSON}x-request-id: cut\r\n"), WHOLE);
            let mut exchange = upstream.next();
            exchange.write(begin.as_bytes());
            let head = client.head();
            assert_eq!(head.status(), 200);
            how(exchange);
            assert!(client.body(&head).is_err(), "the client must see that the body isn't whole");
            assert_eq!(gateway.logged("cut")["ended_by"], "upstream");
        }
    }
}

#[test]
fn an_answer_that_is_no_stream_passes_though_a_stream_was_asked_for() {
    let (upstream, _gateway, mut client) = started();
    client.admitted("POST", CHAT, JSON, STREAMED);
    upstream.next().answer(
        "429 Too Many Requests",
        "content-type: application/json\r\nretry-after: 7\r\n",
        b"{\"error\":{}}",
    );
    let response = client.response();
    assert_eq!((response.status(), response.head.header("retry-after")), (429, Some("7")));
    assert_eq!(response.text(), "{\"error\":{}}");
}
