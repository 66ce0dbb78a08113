//! A gateway in front of a backend that the test plays by hand, byte by byte.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::net::SocketAddr;
use std::sync::Arc;

use gatewright_runtime::{
    Action, Api, Backend, BackendSettings, ByModel, Call, Content, Credentials, Dialect, Flow, Gateway, Life,
    Operation, RequestBody, Response, Route, Serving, Settings, Start, StartError, Streaming, Subscription, Validate,
    json, server,
};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

struct Relay {
    backend: Backend,
}

static API: Api = Api {
    name: "api",
    prefix: "/public",
    dialect: Dialect::OpenAi,
    subscription: Subscription { required: false, headers: &["api-key"], query: None, bearer: false },
    validate: Validate { request: Action::Detect },
};

static CHAT: Operation = Operation {
    id: "chat",
    api: &API,
    method: "POST",
    path: "/chat",
    parameters: &[],
    body: RequestBody::required(&[Content::json("*/*", json::object)]),
    streaming: Streaming::When("stream"),
    reports_usage: false,
    answers: &[],
    by_model: ByModel::No,
};

static ANY: Operation = Operation { id: "any", method: "*", path: "/any/{*path}", body: RequestBody::NONE, ..CHAT };

static ROUTES: &[&[Route<Relay>]] = &[&[Route::new(&CHAT, run, fail), Route::new(&ANY, run, fail)]];

impl Gateway for Relay {
    const SETTINGS: &'static Settings = &Settings { name: "relay", ..Settings::DEFAULT };
    const APIS: &'static [&'static Api] = &[&API];

    fn routes() -> &'static [&'static [Route<Self>]] {
        ROUTES
    }

    fn load(start: &mut Start) -> Result<Self, StartError> {
        let key = start.secret_env("key", "KEY");
        let url: String = start.env("url", "URL");
        let credentials =
            Credentials { headers: vec![("api-key", key.clone())], query: vec![("key", key)], authorization: None };
        let backend = Backend::new(start, BackendSettings { credentials, ..BackendSettings::new("azure", url) });
        assert!(!format!("{backend:?}").contains("hidden"));
        Ok(Self { backend })
    }
}

fn run<'c>(gateway: &'c Relay, call: &'c mut Call) -> Life<'c> {
    Box::pin(async move {
        call.check_body().await?;
        gateway.backend.send(call).await
    })
}

fn fail(_: &Relay, _: &mut Call, _: &mut Response) -> Flow {
    Ok(())
}

fn gateway(backend: SocketAddr) -> server::Running {
    let mut start = Start::with(".", move |name| match name {
        "KEY" => Some("hidden".to_owned()),
        _ => Some(format!("http://{backend}/base")),
    });
    let serving = Arc::new(Serving::<Relay>::load(&mut start, std::io::sink()).unwrap());
    server::start(serving, "127.0.0.1:0", None).unwrap()
}

/// Reads until this has come; gives all of it.
async fn until(stream: &mut TcpStream, part: &str) -> String {
    let mut text = String::new();
    while !text.contains(part) {
        let mut buffer = [0; 4096];
        let read = stream.read(&mut buffer).await.unwrap();
        assert!(read > 0, "closed before {part:?}: {text}");
        text.push_str(std::str::from_utf8(&buffer[..read]).unwrap());
    }
    text
}

const BODY: &str = "{ \"a\":\"\\u00e9\" , \"b\":1.0}";

fn chat() -> String {
    let length = BODY.len();
    format!(
        "POST /public/chat?x=%20 HTTP/1.1\r\nhost: g\r\nconnection: x-hop\r\nx-hop: 1\r\nkeep-alive: 5\r\ncontent-length: {length}\r\n\r\n{BODY}"
    )
}

#[tokio::test]
async fn both_legs_keep_their_connection_and_hop_headers_stay_behind() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let running = gateway(listener.local_addr().unwrap());
    let mut client = TcpStream::connect(running.address).await.unwrap();
    client.write_all(chat().as_bytes()).await.unwrap();
    let (mut backend, _) = listener.accept().await.unwrap();
    for _ in 0..3 {
        let request = until(&mut backend, BODY).await;
        assert!(request.starts_with("POST /base/chat?x=%20&key=hidden HTTP/1.1\r\n"), "{request}");
        assert!(request.contains("\r\napi-key: hidden\r\n") && request.contains("\r\nx-forwarded-for: 127.0.0.1\r\n"));
        assert!(!request.contains("x-hop") && !request.contains("keep-alive"), "{request}");
        assert!(request.ends_with(&format!("\r\n\r\n{BODY}")), "{request}");
        backend
            .write_all(b"HTTP/1.1 201 Created\r\ncontent-length: 2\r\nx-own: 1\r\nkeep-alive: 9\r\n\r\nok")
            .await
            .unwrap();
        let answer = until(&mut client, "\r\n\r\nok").await;
        assert!(answer.starts_with("HTTP/1.1 201 Created\r\n") && answer.contains("x-own: 1"), "{answer}");
        assert!(!answer.contains("keep-alive"), "{answer}");
        // Only once the answer is here: the next round is on the same two connections.
        client.write_all(chat().as_bytes()).await.unwrap();
    }
}

#[tokio::test]
async fn an_event_comes_before_the_next_is_sent_and_a_break_is_told() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let running = gateway(listener.local_addr().unwrap());
    let mut client = TcpStream::connect(running.address).await.unwrap();
    client.write_all(chat().as_bytes()).await.unwrap();
    let (mut backend, _) = listener.accept().await.unwrap();
    until(&mut backend, BODY).await;
    let head = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n";
    backend.write_all(head.as_bytes()).await.unwrap();
    for number in 0..5 {
        let event = format!("data: {{\"n\":{number}}}\n\n");
        backend.write_all(format!("{:x}\r\n{event}\r\n", event.len()).as_bytes()).await.unwrap();
        until(&mut client, &event).await;
    }
    drop(backend);
    let end = until(&mut client, "0\r\n\r\n").await;
    assert!(end.contains("data: {\"error\":{") && !end.contains("[DONE]"), "{end}");
}

#[tokio::test]
async fn a_client_that_leaves_closes_the_backends_connection() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let running = gateway(listener.local_addr().unwrap());
    let mut client = TcpStream::connect(running.address).await.unwrap();
    client.write_all(chat().as_bytes()).await.unwrap();
    let (mut backend, _) = listener.accept().await.unwrap();
    until(&mut backend, BODY).await;
    drop(client);
    assert!(matches!(backend.read(&mut [0; 16]).await, Ok(0) | Err(_)));
}

#[tokio::test]
async fn a_backend_that_fails_is_a_bad_gateway() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let running = gateway(address);
    let mut client = TcpStream::connect(running.address).await.unwrap();
    client.write_all(chat().as_bytes()).await.unwrap();
    let (mut backend, _) = listener.accept().await.unwrap();
    until(&mut backend, BODY).await;
    backend.write_all(b"what is this\r\n\r\n").await.unwrap();
    let answer = until(&mut client, "}}").await;
    assert!(answer.starts_with("HTTP/1.1 502 ") && answer.contains("backend_invalid_response"), "{answer}");
    drop((backend, listener));
    client.write_all(chat().as_bytes()).await.unwrap();
    let answer = until(&mut client, "}}").await;
    assert!(answer.starts_with("HTTP/1.1 502 ") && answer.contains("backend_connection_failure"), "{answer}");
}

#[tokio::test]
async fn a_backend_that_is_shown_a_credential_is_never_asked_to_trace_a_call() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let running = gateway(listener.local_addr().unwrap());
    let mut client = TcpStream::connect(running.address).await.unwrap();
    client.write_all(b"TRACE /public/any/a HTTP/1.1\r\nhost: g\r\n\r\n").await.unwrap();
    let answer = until(&mut client, "method_not_allowed").await;
    assert!(answer.starts_with("HTTP/1.1 405 ") && answer.contains("\r\nallow: GET, "), "{answer}");
    assert!(!answer.contains("hidden"), "{answer}");
    // Any other method goes through, on the first connection that the backend sees.
    client.write_all(b"OPTIONS /public/any/a%2Fb?c=%20 HTTP/1.1\r\nhost: g\r\n\r\n").await.unwrap();
    let (mut backend, _) = listener.accept().await.unwrap();
    let request = until(&mut backend, "\r\n\r\n").await;
    assert!(request.starts_with("OPTIONS /base/any/a%2Fb?c=%20&key=hidden HTTP/1.1\r\n"), "{request}");
}
