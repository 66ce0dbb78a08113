//! A gateway as an emitted crate writes it, served over real sockets. Its one backend echoes what it would be sent.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::io::Write;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use gatewright_runtime::body::{BodyError, RequestBytes};
use gatewright_runtime::json::{self, Json, Member, Object, Text};
use gatewright_runtime::parameter::{Choice, INTEGER, one_of, path, query, text};
use gatewright_runtime::policy::{IpFilter, IpFilterAction, SetHeader};
use gatewright_runtime::server::{Running, start};
use gatewright_runtime::{
    Action, Api, Body, ByModel, Call, Content, Dialect, Fault, Flow, Gateway, Life, Limits, Operation, Product,
    RequestBody, Response, Route, Secret, Serving, Settings, Start, StartError, Streaming, Subscription, Validate,
};
use http_body::Frame;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::mpsc;

struct Echo {
    secret: Secret,
    /// What the stream operation sends: the test holds the other end.
    events: Mutex<Option<mpsc::Receiver<Bytes>>>,
}

static API: Api = Api {
    name: "azure-openai",
    prefix: "/my/openai",
    dialect: Dialect::AzureOpenAi,
    subscription: Subscription {
        required: true,
        headers: &["api-key", "Ocp-Apim-Subscription-Key"],
        query: Some("subscription-key"),
        bearer: true,
    },
    validate: Validate { request: Action::Prevent },
};

static CHAT: Operation = Operation {
    id: "Chat",
    api: &API,
    method: "POST",
    path: "/deployments/{deployment-id}/chat",
    parameters: &[
        path("deployment-id", text(Text { max_length: Some(8), ..Text::ANY })),
        query("api-version", one_of::<ApiVersion>()).or(&ApiVersion::V2024_10_21),
        query("n", INTEGER),
    ],
    body: RequestBody::required(&[Content::json("application/json", chat_request)]),
    streaming: Streaming::When("stream"),
    reports_usage: false,
    answers: &[],
    by_model: ByModel::No,
};

static EVENTS: Operation = Operation {
    id: "Events",
    api: &API,
    method: "GET",
    path: "/events",
    parameters: &[],
    body: RequestBody::NONE,
    streaming: Streaming::Declared,
    reports_usage: false,
    answers: &[],
    by_model: ByModel::No,
};

static FILES: Operation = Operation { id: "Files", path: "/files/{*path}", method: "*", ..EVENTS };

#[derive(Clone, Copy, PartialEq, Debug)]
enum ApiVersion {
    V2024_10_21,
}

impl Choice for ApiVersion {
    const NAMES: &'static [&'static str] = &["2024-10-21"];
    const VALUES: &'static [Self] = &[Self::V2024_10_21];
}

fn chat_request(json: &mut Json<'_>) -> json::Checked {
    static OBJECT: Object =
        Object { members: &[json::required("model", json::string), json::optional("n", json::integer)], ..Object::ANY };
    const _: &[Member] = OBJECT.members;
    json.object(&OBJECT)
}

static ROUTES: &[&[Route<Echo>]] =
    &[&[Route::new(&CHAT, run, fail), Route::new(&EVENTS, run_events, fail), Route::new(&FILES, run_files, fail)]];

impl Gateway for Echo {
    const APIS: &'static [&'static Api] = &[&API];
    const SETTINGS: &'static Settings = &Settings {
        name: "echo",
        subscriptions: Some("subscriptions.yaml"),
        products: &[Product { name: "free", apis: &["azure-openai"], open: false }],
        limits: Limits { body: 1000, drain: Duration::from_secs(20), ..Limits::DEFAULT },
        ..Settings::DEFAULT
    };

    fn routes() -> &'static [&'static [Route<Self>]] {
        ROUTES
    }

    fn load(start: &mut Start) -> Result<Self, StartError> {
        Ok(Self { secret: start.secret_env("backend-key", "BACKEND_KEY"), events: Mutex::default() })
    }
}

fn run<'c>(gateway: &'c Echo, call: &'c mut Call) -> Life<'c> {
    Box::pin(async move {
        call.check_parameters()?;
        SetHeader { name: "x-backend", values: &[gateway.secret.expose()], ..SetHeader::DEFAULT }.inbound(call)?;
        call.check_body().await?;
        echo(call).await
    })
}

fn run_files<'c>(_: &'c Echo, call: &'c mut Call) -> Life<'c> {
    Box::pin(async move {
        if call.headers().contains_key("x-filtered") {
            IpFilter { action: IpFilterAction::Forbid, addresses: &["10.0.0.0/8"], ..IpFilter::DEFAULT }
                .inbound(call)?;
        }
        call.check_body().await?;
        echo(call).await
    })
}

/// Answers with the request as the backend would get it.
async fn echo(call: &mut Call) -> Flow<Response> {
    let mut text = format!("{} {}\n", call.method(), call.upstream_target());
    for (name, value) in &call.upstream_headers() {
        text.push_str(&format!("{name}: {}\n", value.to_str().unwrap()));
    }
    text.push('\n');
    let body = match call.take_body() {
        RequestBytes::Empty => Bytes::new(),
        RequestBytes::Full(bytes) => bytes,
        RequestBytes::Stream(body) => match http_body_util::BodyExt::collect(body).await {
            Ok(body) => body.to_bytes(),
            Err(error) => return Err(*error.downcast::<Fault>().unwrap()),
        },
    };
    text.push_str(std::str::from_utf8(&body).unwrap());
    Ok(Response::new(Body::full(Bytes::from(text))))
}

fn run_events<'c>(gateway: &'c Echo, _: &'c mut Call) -> Life<'c> {
    Box::pin(async move {
        let Some(events) = gateway.events.lock().unwrap().take() else {
            std::future::pending::<()>().await;
            return Err(Fault::internal("unreachable"));
        };
        let mut response = Response::new(Body::stream(Events(events)));
        response.headers_mut().insert("content-type", "text/event-stream".parse().unwrap());
        Ok(response)
    })
}

fn fail(_: &Echo, call: &mut Call, response: &mut Response) -> Flow {
    let error = call.last_error().unwrap();
    response.headers_mut().insert("x-source", error.source.parse().unwrap());
    response.headers_mut().insert("x-reason", error.reason.parse().unwrap());
    response.headers_mut().insert("x-section", error.section.name().parse().unwrap());
    Ok(())
}

struct Events(mpsc::Receiver<Bytes>);

impl http_body::Body for Events {
    type Data = Bytes;
    type Error = BodyError;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BodyError>>> {
        self.0.poll_recv(cx).map(|event| event.map(|event| Ok(Frame::data(event))))
    }
}

/// The access log, for the test to read.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl Log {
    /// Waits for a line that holds this.
    async fn line(&self, part: &str) -> String {
        for _ in 0..500 {
            let text = String::from_utf8(self.0.lock().unwrap().clone()).unwrap();
            if let Some(line) = text.lines().find(|line| line.contains(part)) {
                return line.to_owned();
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("no line holds {part}");
    }
}

struct Served {
    running: Running,
    serving: Arc<Serving<Echo>>,
    log: Log,
    directory: PathBuf,
    watches: Start,
}

const KEY: &str = "key-of-team-a";

fn subscriptions(state: &str) -> String {
    use sha2::Digest as _;
    let digest = |key: &str| sha2::Sha256::digest(key).iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    let entry = |id: &str, scope: &str, keys: &str, state: &str, more: &str| {
        format!("  - {{ id: {id}, scope: '{scope}', keys: [ {keys} ], state: {state}{more} }}\n")
    };
    let key = |key: &str| format!("{{ sha256: {} }}", digest(key));
    [
        "subscriptions:\n".to_owned(),
        entry("team-a", "product:free", &format!("{}, {}", key(KEY), key("second-key")), state, ""),
        entry("team-b", "api:other", &key("key-of-team-b"), "active", ""),
        entry("team-c", "all", &key("key-of-team-c"), "active", ", expires: 2001-01-01T00:00:00Z"),
    ]
    .concat()
}

async fn served(name: &str) -> Served {
    let directory = std::env::temp_dir().join(format!("gatewright-serve-{}-{name}", std::process::id()));
    std::fs::create_dir_all(&directory).unwrap();
    std::fs::write(directory.join("subscriptions.yaml"), subscriptions("active")).unwrap();
    let mut watches = Start::with(&directory, |_| Some("the-backend-secret".to_owned()));
    let log = Log::default();
    let serving = Arc::new(Serving::load(&mut watches, log.clone()).unwrap());
    let running = start(serving.clone(), "127.0.0.1:0", Some("127.0.0.1:0")).unwrap();
    Served { running, serving, log, directory, watches }
}

/// Sends bytes on a new connection and reads to its end.
async fn exchange(address: SocketAddr, request: &str) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer
}

fn request(method: &str, target: &str, headers: &str, body: &str) -> String {
    let length = if body.is_empty() { String::new() } else { format!("content-length: {}\r\n", body.len()) };
    format!("{method} {target} HTTP/1.1\r\nhost: gateway\r\nconnection: close\r\n{length}{headers}\r\n{body}")
}

const CHAT_PATH: &str = "/my/openai/deployments/gpt-4o/chat";
const GOOD: &str = "{\"model\" : \"m\", \"other\":[1]}";

async fn chat(address: SocketAddr, target: &str, headers: &str, body: &str) -> String {
    exchange(address, &request("POST", target, headers, body)).await
}

#[tokio::test]
async fn a_call_reaches_the_backend_as_it_came() {
    let served = served("forward").await;
    let address = served.running.address;
    let target = format!("{CHAT_PATH}?b=%20x&subscription-key=unused&a=1");
    let headers = format!("api-key: {KEY}\r\nx-request-id: abc-1\r\ncontent-type: application/json; charset=utf-8\r\n");
    let answer = chat(address, &target, &headers, GOOD).await;
    assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
    assert!(answer.contains("\r\nx-request-id: abc-1\r\n"), "{answer}");
    assert!(answer.contains("\r\napim-request-id: abc-1\r\n"), "{answer}");
    assert!(answer.contains("POST /deployments/gpt-4o/chat?b=%20x&a=1&api-version=2024-10-21\n"), "{answer}");
    assert!(answer.ends_with(&format!("\n\n{GOOD}")), "{answer}");
    assert!(answer.contains("\nx-forwarded-for: 127.0.0.1\n"), "{answer}");
    assert!(answer.contains("\nx-backend: the-backend-secret\n"), "{answer}");
    assert!(!answer.contains(KEY), "{answer}");

    let line = served.log.line("abc-1").await;
    for part in ["\"api\":\"azure-openai\"", "\"operation\":\"Chat\"", "\"status\":200", "\"subscription\":\"team-a\""]
    {
        assert!(line.contains(part), "{line}");
    }
    assert!(line.contains(&format!("\"bytes_in\":{}", GOOD.len())), "{line}");
    assert!(!line.contains("ended_by") && !line.contains('?') && !line.contains("secret"), "{line}");
    let metrics = exchange(served.running.admin.unwrap(), &request("GET", "/metrics", "", "")).await;
    let counted = "gateway_requests_total{api=\"azure-openai\",operation=\"Chat\",status=\"200\"} 1";
    assert!(metrics.contains(counted), "{metrics}");

    let chain = format!("{headers}x-forwarded-for: 192.0.2.1, 192.0.2.2\r\nx-forwarded-for: 192.0.2.3\r\n");
    let chained = chat(address, &target, &chain, GOOD).await;
    assert!(chained.contains("\nx-forwarded-for: 127.0.0.1\n"), "nobody is trusted: {chained}");
}

#[tokio::test]
async fn a_client_that_still_sends_sees_why_it_is_refused() {
    let served = served("linger").await;
    let body = "x".repeat(3 << 20);
    for _ in 0..5 {
        let mut client = TcpStream::connect(served.running.address).await.unwrap();
        let head = format!("POST {CHAT_PATH} HTTP/1.1\r\nhost: g\r\ncontent-length: {}\r\n\r\n", body.len());
        client.write_all(head.as_bytes()).await.unwrap();
        tokio::time::sleep(Duration::from_millis(20)).await;
        for part in body.as_bytes().chunks(64 << 10) {
            client.write_all(part).await.expect("the gateway takes it");
        }
        let mut answer = String::new();
        client.read_to_string(&mut answer).await.expect("no reset");
        assert!(answer.starts_with("HTTP/1.1 401 "), "{answer}");
    }
}

#[tokio::test]
async fn of_two_content_types_none_is_chosen() {
    let served = served("content-types").await;
    let headers = format!("api-key: {KEY}\r\ncontent-type: application/json\r\ncontent-type: text/plain\r\n");
    let answer = chat(served.running.address, CHAT_PATH, &headers, GOOD).await;
    assert!(answer.starts_with("HTTP/1.1 400 ") && answer.contains("duplicate_content_type"), "{answer}");
}

#[tokio::test]
async fn keys_admit_from_each_place_and_go_no_further() {
    let served = served("keys").await;
    let address = served.running.address;
    let bearer = format!("authorization: bearer {KEY}\r\n");
    for (query, headers) in [
        ("", "api-key: second-key\r\n".to_owned()),
        ("", format!("ocp-apim-subscription-key: {KEY}\r\n")),
        ("", bearer.clone()),
        ("", format!("api-key: second-key\r\n{bearer}")),
        ("", format!("api-key: second-key\r\nauthorization: Basic eA==\r\n{bearer}")),
        ("?subscription-key=key%2Dof-team-a", String::new()),
    ] {
        let answer = chat(address, &format!("{CHAT_PATH}{query}"), &headers, GOOD).await;
        assert!(answer.starts_with("HTTP/1.1 200 "), "{headers}{answer}");
        assert!(!answer.contains("key-of") && !answer.contains("second-key") && !answer.contains("key%2D"), "{answer}");
    }
    let kept = chat(address, CHAT_PATH, &format!("api-key: {KEY}\r\nauthorization: Bearer other\r\n"), GOOD).await;
    assert!(kept.contains("authorization: Bearer other"), "{kept}");
    let digest = subscriptions("active").split("sha256: ").nth(1).unwrap()[..64].to_owned();
    for (headers, code) in [
        (String::new(), "missing_key"),
        ("api-key: guess\r\n".to_owned(), "invalid_key"),
        (format!("api-key: {digest}\r\n"), "invalid_key"),
        ("api-key: key-of-team-b\r\n".to_owned(), "subscription_scope"),
        ("api-key: key-of-team-c\r\n".to_owned(), "subscription_expired"),
    ] {
        let answer = chat(address, CHAT_PATH, &headers, GOOD).await;
        assert!(answer.starts_with("HTTP/1.1 401 "), "{answer}");
        assert!(answer.contains(&format!("{{\"error\":{{\"code\":\"{code}\",")), "{answer}");
        assert!(answer.contains("x-source: subscription"), "{answer}");
    }
}

#[tokio::test]
async fn wrong_requests_are_told_what_is_wrong() {
    let served = served("wrong").await;
    let address = served.running.address;
    let key = format!("api-key: {KEY}\r\n");
    let plain = format!("{key}content-type: text/plain\r\n");
    let coded = format!("{key}content-encoding: compress\r\n");
    let large = format!("{{\"model\":\"{}\"}}", "x".repeat(1000));
    let files = "/my/openai/files/a";
    for (method, target, headers, body, status, part) in [
        ("POST", "/nowhere", &key, "", 404, "application/problem+json"),
        ("POST", "/my/openai/nowhere", &key, "", 404, "\"code\":\"operation_not_found\""),
        ("PUT", CHAT_PATH, &key, "", 405, "allow: POST"),
        ("POST", "/my/openai/files/../x", &key, "", 400, "bad_path"),
        ("POST", "/my/openai/deployments/far-too-long/chat", &key, GOOD, 404, "\"param\":\"deployment-id\""),
        ("POST", "/my/openai/deployments/g/chat?api-version=1", &key, GOOD, 400, "\"param\":\"api-version\""),
        ("POST", "/my/openai/deployments/g/chat?n=x", &key, GOOD, 400, "(\\\"integer\\\")"),
        ("POST", "/my/openai/deployments/g/chat?n=1&n=2", &key, GOOD, 400, "duplicate_parameter"),
        ("POST", CHAT_PATH, &key, "", 400, "missing_body"),
        ("POST", CHAT_PATH, &key, "{", 400, "invalid_json"),
        (
            "POST",
            CHAT_PATH,
            &key,
            "{\"model\":1,\"n\":\"s3\"}",
            400,
            "{\"pointer\":\"/n\",\"keyword\":\"type\",\"limit\":",
        ),
        ("POST", CHAT_PATH, &plain, GOOD, 415, "The operation takes application/json."),
        ("POST", CHAT_PATH, &coded, GOOD, 415, "gzip, deflate, br or zstd"),
        ("POST", CHAT_PATH, &key, &large, 413, "body_too_large"),
        ("POST", files, &key, &large, 413, "body_too_large"),
    ] {
        let answer = exchange(address, &request(method, target, headers, body)).await;
        assert!(answer.starts_with(&format!("HTTP/1.1 {status} ")), "{method} {target} {answer}");
        assert!(answer.contains(part), "{method} {target} {answer}");
        assert!(answer.contains("x-request-id: ") && !answer.contains("s3"), "{answer}");
    }
    for hosts in ["", "host: a\r\nhost: b\r\n"] {
        let answer = exchange(address, &format!("GET / HTTP/1.1\r\nconnection: close\r\n{hosts}\r\n")).await;
        assert!(answer.contains("bad_host"), "{answer}");
    }
    // Without a declared length the limit holds while the body is read, whether it is checked or forwarded.
    for target in [CHAT_PATH, files] {
        let chunk = format!("400\r\n{}\r\n0\r\n\r\n", " ".repeat(0x400));
        let head = format!(
            "POST {target} HTTP/1.1\r\nhost: g\r\nconnection: close\r\n{key}transfer-encoding: chunked\r\n\r\n"
        );
        let answer = exchange(address, &(head + &chunk)).await;
        assert!(answer.starts_with("HTTP/1.1 413 "), "{answer}");
    }
}

#[tokio::test]
async fn a_connection_is_kept_and_a_drain_lets_a_stream_finish() {
    let served = served("drain").await;
    let address = served.running.address;
    let (send, events) = mpsc::channel(1);
    *served.serving.gateway().events.lock().unwrap() = Some(events);
    let head = format!("GET /my/openai/events HTTP/1.1\r\nhost: g\r\napi-key: {KEY}\r\n\r\n");
    let mut idle = TcpStream::connect(address).await.unwrap();
    idle.write_all(request("GET", "/my", "", "").replace("connection: close\r\n", "").as_bytes()).await.unwrap();
    let mut buffer = vec![0; 4096];
    assert!(idle.read(&mut buffer).await.unwrap() > 0);

    let mut streaming = TcpStream::connect(address).await.unwrap();
    streaming.write_all(head.as_bytes()).await.unwrap();
    let mut text = String::new();
    let mut see = async |part: &str| {
        while !text.contains(part) {
            let mut buffer = vec![0; 4096];
            let read = streaming.read(&mut buffer).await.unwrap();
            assert!(read > 0, "{text}");
            text.push_str(std::str::from_utf8(&buffer[..read]).unwrap());
        }
    };
    send.send(Bytes::from_static(b"data: one\n\n")).await.unwrap();
    see("data: one").await;
    let admin = served.running.admin.unwrap();
    let ready = async || exchange(admin, &request("GET", "/readyz", "", "")).await;
    assert!(ready().await.starts_with("HTTP/1.1 200 "));

    served.running.drain();
    // The idle connection is closed, new ones are refused, the stream goes on.
    assert_eq!(idle.read(&mut buffer).await.unwrap(), 0);
    while TcpStream::connect(address).await.is_ok() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    assert!(ready().await.starts_with("HTTP/1.1 503 "));
    send.send(Bytes::from_static(b"data: two\n\n")).await.unwrap();
    see("data: two").await;
    drop(send);
    see("\r\n0\r\n\r\n").await;
    assert!(served.running.shut_down().await);
    let line = served.log.line("\"stream\":true").await;
    assert!(line.contains("\"bytes_out\":22") && !line.contains("ended_by"), "{line}");
}

#[tokio::test]
async fn a_client_that_leaves_ends_its_call() {
    let served = served("leave").await;
    let (send, events) = mpsc::channel(1);
    let head = format!("GET /my/openai/events HTTP/1.1\r\nhost: g\r\napi-key: {KEY}\r\n");
    // Before the answer.
    let mut stream = TcpStream::connect(served.running.address).await.unwrap();
    stream.write_all(format!("{head}x-request-id: early\r\n\r\n").as_bytes()).await.unwrap();
    tokio::time::sleep(Duration::from_millis(100)).await;
    drop(stream);
    let line = served.log.line("early").await;
    assert!(line.contains("\"status\":499") && line.contains("\"ended_by\":\"client\""), "{line}");
    // In the middle of it.
    *served.serving.gateway().events.lock().unwrap() = Some(events);
    let mut stream = TcpStream::connect(served.running.address).await.unwrap();
    stream.write_all(format!("{head}x-request-id: midway\r\n\r\n").as_bytes()).await.unwrap();
    send.send(Bytes::from_static(b"data: one\n\n")).await.unwrap();
    assert!(stream.read(&mut [0; 512]).await.unwrap() > 0);
    drop(stream);
    send.closed().await;
    let line = served.log.line("midway").await;
    assert!(line.contains("\"status\":200") && line.contains("\"ended_by\":\"client\""), "{line}");
}

#[tokio::test]
async fn subscriptions_are_read_again() {
    let mut served = served("reload").await;
    let address = served.running.address;
    let watching = tokio::spawn(served.watches.watch(|_| {}));
    let key = format!("api-key: {KEY}\r\n");
    assert!(chat(address, CHAT_PATH, &key, GOOD).await.starts_with("HTTP/1.1 200 "));
    let file = served.directory.join("subscriptions.yaml");
    // A file that is wrong changes nothing.
    std::fs::write(&file, "subscriptions: 1").unwrap();
    tokio::time::sleep(Duration::from_millis(1200)).await;
    assert!(chat(address, CHAT_PATH, &key, GOOD).await.starts_with("HTTP/1.1 200 "));
    std::fs::write(&file, subscriptions("suspended")).unwrap();
    for _ in 0..100 {
        let answer = chat(address, CHAT_PATH, &key, GOOD).await;
        if answer.contains("subscription_suspended") {
            watching.abort();
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("the file was not read again");
}

#[test]
fn every_problem_is_said_at_once_and_no_secret() {
    let mut start = Start::with("/nonexistent", |_| None);
    let problems = Serving::<Echo>::load(&mut start, std::io::sink()).err().unwrap();
    assert_eq!(problems.problems().len(), 2, "{problems}");
    assert!(problems.to_string().contains("BACKEND_KEY") && problems.to_string().contains("`backend-key`"));
    assert!(problems.to_string().contains("/nonexistent/subscriptions.yaml"));
    assert_eq!(format!("{:?}", Secret::new("hidden".to_owned())), "Secret(..)");
}

#[tokio::test]
async fn a_port_in_use_is_named() {
    let served = served("port").await;
    let address = served.running.address.to_string();
    let problem = start(served.serving, &address, None).unwrap_err();
    assert!(problem.contains(&address) && problem.contains("--listen"), "{problem}");
}

#[tokio::test]
async fn a_caller_whose_address_nobody_knows_passes_no_filter() {
    let served = served("filtered").await;
    let request = axum::extract::Request::get("/my/openai/files/x").header("host", "a").header("api-key", KEY);
    let request = request.header("x-filtered", "yes").body(axum::body::Body::empty()).unwrap();
    let answer = served.serving.answer(request).await;
    assert_eq!(answer.status(), 403);
    assert_eq!(answer.headers()["x-reason"], "FailedToParseCallerIP");
    let body = axum::body::to_bytes(answer.into_body(), 1000).await.unwrap();
    assert!(String::from_utf8_lossy(&body).contains("caller_ip_unknown"));
}

#[tokio::test]
async fn an_axum_application_can_hold_the_gateway() {
    let served = served("mounted").await;
    let gateway = served.serving.clone();
    let application = axum::Router::new().route("/own", axum::routing::get(async || "the application's own")).fallback(
        move |request: axum::extract::Request| {
            let gateway = gateway.clone();
            async move { gateway.answer(request).await }
        },
    );
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let application = application.into_make_service_with_connect_info::<SocketAddr>();
    tokio::spawn(async move { axum::serve(listener, application).await });
    let own = exchange(address, &request("GET", "/own", "", "")).await;
    assert!(own.ends_with("the application's own"), "{own}");
    let call = request("POST", "/my/openai/deployments/gpt/chat?api-version=1", "", r#"{"messages":[]}"#);
    // But for the id of the request and the time both answers are the same.
    let told = |answer: String| {
        let mut lines: Vec<String> = answer.lines().map(str::to_owned).collect();
        lines.retain(|line| !line.contains("request-id") && !line.starts_with("date"));
        lines.sort();
        lines
    };
    let mounted = told(exchange(address, &call).await);
    assert_eq!(mounted, told(exchange(served.running.address, &call).await));
    assert!(mounted.iter().any(|line| line.starts_with("HTTP/1.1 401")), "{mounted:?}");
    let admitted = request("GET", "/my/openai/nothing", &format!("api-key: {KEY}\r\n"), "");
    assert!(exchange(address, &admitted).await.starts_with("HTTP/1.1 404"));
}
