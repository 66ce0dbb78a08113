//! Forms that go through a gateway to a backend that the test plays by hand.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::io::Write;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use gatewright_runtime::json::{Literal, Numeric};
use gatewright_runtime::{
    Action, Api, Backend, BackendSettings, ByModel, Call, Content, Credentials, Dialect, Field, Flow, Gateway, Life,
    Limits, Operation, RequestBody, Response, Route, Serving, Settings, Start, StartError, Streaming, Subscription,
    Validate, server,
};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

struct Relay {
    backend: Backend,
}

const fn api(name: &'static str, prefix: &'static str, request: Action) -> Api {
    Api {
        name,
        prefix,
        dialect: Dialect::AzureOpenAi,
        subscription: Subscription { required: false, headers: &["api-key"], query: None, bearer: false },
        validate: Validate { request },
    }
}

static API: Api = api("azure-openai", "/public", Action::Prevent);
static LENIENT: Api = api("lenient", "/lenient", Action::Detect);

static TRANSCRIBE: Operation = Operation {
    id: "Transcriptions_Create",
    api: &API,
    method: "POST",
    path: "/transcriptions",
    parameters: &[],
    body: RequestBody {
        required: true,
        contents: &[Content::multipart(
            "multipart/form-data",
            &[
                Field::file("file").required(),
                Field::text("response_format", |json| {
                    json.open_enumeration(&[Literal::String("json"), Literal::String("text")])
                }),
                Field::text("temperature", |json| json.number(&Numeric::NUMBER.at_most("1"))),
            ],
        )],
    },
    streaming: Streaming::Never,
    reports_usage: false,
    answers: &[],
    by_model: ByModel::No,
};

static LENIENT_TRANSCRIBE: Operation = Operation { api: &LENIENT, ..TRANSCRIBE };

static ROUTES: &[&[Route<Relay>]] =
    &[&[Route::new(&TRANSCRIBE, run, fail), Route::new(&LENIENT_TRANSCRIBE, run, fail)]];

impl Gateway for Relay {
    const SETTINGS: &'static Settings =
        &Settings { name: "relay", limits: Limits { body: 1 << 20, ..Limits::DEFAULT }, ..Settings::DEFAULT };
    const APIS: &'static [&'static Api] = &[&API, &LENIENT];

    fn routes() -> &'static [&'static [Route<Self>]] {
        ROUTES
    }

    fn load(start: &mut Start) -> Result<Self, StartError> {
        let url: String = start.env("url", "URL");
        let credentials = Credentials::default();
        Ok(Self { backend: Backend::new(start, BackendSettings { credentials, ..BackendSettings::new("azure", url) }) })
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
    async fn holds(&self, part: &str) {
        for _ in 0..500 {
            if String::from_utf8_lossy(&self.0.lock().unwrap()).contains(part) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("no line holds {part}: {}", String::from_utf8_lossy(&self.0.lock().unwrap()));
    }
}

struct Served {
    listener: TcpListener,
    running: server::Running,
    log: Log,
}

async fn served() -> Served {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let backend: SocketAddr = listener.local_addr().unwrap();
    let mut start = Start::with(".", move |_| Some(format!("http://{backend}")));
    let log = Log::default();
    let serving = Arc::new(Serving::<Relay>::load(&mut start, log.clone()).unwrap());
    let running = server::start(serving, "127.0.0.1:0", None).unwrap();
    Served { listener, running, log }
}

async fn until(stream: &mut TcpStream, part: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    while memchr::memmem::find(&bytes, part).is_none() {
        let read = stream.read_buf(&mut bytes).await.unwrap();
        assert!(read > 0, "closed: {}", String::from_utf8_lossy(&bytes));
    }
    bytes
}

/// All that comes until the other end closes or resets.
async fn to_end(stream: &mut TcpStream) -> Vec<u8> {
    let mut bytes = Vec::new();
    while let Ok(1..) = stream.read_buf(&mut bytes).await {}
    bytes
}

fn part(head: &str, content: &[u8]) -> Vec<u8> {
    [format!("--X\r\nContent-Disposition: form-data; {head}\r\n\r\n").as_bytes(), content, b"\r\n"].concat()
}

fn file() -> Vec<u8> {
    let content: Vec<u8> = (0..300_000_u32).map(|number| (number * 7 % 251) as u8).collect();
    part("name=\"file\"; filename=\"a.mp3\"\r\nContent-Type: audio/mpeg", &content)
}

fn form(parts: &[Vec<u8>]) -> Vec<u8> {
    [parts.concat(), b"--X--\r\n".to_vec()].concat()
}

const FORM: &str = "content-type: multipart/form-data; boundary=X\r\n";

fn head(api: &str, headers: &str) -> String {
    format!("POST /{api}/transcriptions HTTP/1.1\r\nhost: g\r\nconnection: close\r\n{headers}\r\n")
}

/// Sends a whole request that is to be refused. Gives the answer, and what the backend got of it until its connection
/// ended: `None` where it wasn't called.
async fn refused(headers: &str, body: &[u8]) -> (String, Option<Vec<u8>>) {
    let Served { listener, running, .. } = served().await;
    let backend = tokio::spawn(async move {
        let (mut backend, _) = listener.accept().await.unwrap();
        to_end(&mut backend).await
    });
    let mut client = TcpStream::connect(running.address).await.unwrap();
    let head = head("public", &format!("{headers}content-length: {}\r\n", body.len()));
    client.write_all(&[head.as_bytes(), body].concat()).await.unwrap();
    let answer = String::from_utf8(to_end(&mut client).await).unwrap();
    let got = tokio::time::timeout(Duration::from_millis(300), backend).await.ok().map(Result::unwrap);
    (answer, got)
}

#[tokio::test]
async fn a_form_streams_and_arrives_as_it_was_sent() {
    let temperature = part("name=\"temperature\"", b"0.5");
    let body = form(&[part("name=response_format", b"newer"), file(), part("name=other", b"\xff"), temperature]);
    for chunked in [false, true] {
        let served = served().await;
        let mut client = TcpStream::connect(served.running.address).await.unwrap();
        let framing = match chunked {
            true => "transfer-encoding: chunked\r\n".to_owned(),
            false => format!("content-length: {}\r\n", body.len()),
        };
        client.write_all(head("public", &format!("{FORM}{framing}")).as_bytes()).await.unwrap();
        let (first, rest) = body.split_at(1000);
        let framed = |bytes: &[u8]| match chunked {
            true => [format!("{:x}\r\n", bytes.len()).as_bytes(), bytes, b"\r\n"].concat(),
            false => bytes.to_vec(),
        };
        client.write_all(&framed(first)).await.unwrap();
        let (mut backend, _) = served.listener.accept().await.unwrap();
        // The file's first bytes are there before the caller has sent its last.
        let mut got = until(&mut backend, &first[400..900]).await;
        client.write_all(&framed(rest)).await.unwrap();
        if chunked {
            client.write_all(b"0\r\n\r\n").await.unwrap();
            got.extend(until(&mut backend, b"\r\n0\r\n\r\n").await);
        } else {
            got.extend(until(&mut backend, b"--X--\r\n").await);
        }
        let text = String::from_utf8_lossy(&got).into_owned();
        let end = memchr::memmem::find(&got, b"\r\n\r\n").unwrap() + 4;
        assert!(text.contains("multipart/form-data; boundary=X"), "{text}");
        let arrived = if chunked { unchunked(&got[end..]) } else { got[end..].to_vec() };
        assert!(arrived == body);
        backend.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok").await.unwrap();
        let answer = to_end(&mut client).await;
        assert!(answer.starts_with(b"HTTP/1.1 200 OK\r\n") && answer.ends_with(b"\r\n\r\nok"));
        served.log.holds("\"unknown_values\":1").await;
        served.log.holds(&format!("\"bytes_in\":{}", body.len())).await;
    }
}

fn unchunked(mut chunks: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    while let Some(end) = memchr::memmem::find(chunks, b"\r\n") {
        let length = usize::from_str_radix(std::str::from_utf8(&chunks[..end]).unwrap(), 16).unwrap();
        bytes.extend_from_slice(&chunks[end + 2..end + 2 + length]);
        chunks = &chunks[end + 4 + length..];
    }
    bytes
}

#[tokio::test]
async fn a_wrong_form_is_refused_and_never_whole_at_the_backend() {
    let warm = part("name=temperature", b"warm-secret");
    let type_fault = "{\"pointer\":\"/temperature\",\"keyword\":\"type\",\"limit\":\"number\"}";
    let no_file = "{\"pointer\":\"\",\"keyword\":\"required\",\"limit\":\"file\"}";
    let short = [file(), b"--X".to_vec()].concat();
    for (body, parts) in [
        (form(&[file(), warm.clone()]), vec![type_fault, "\"param\":\"/temperature\""]),
        (form(&[warm.clone(), file()]), vec![type_fault]),
        (form(&[part("name=temperature", b"2")]), vec!["\"keyword\":\"maximum\",\"limit\":1}", no_file]),
        (form(&[part("name=prompt", b"x")]), vec![no_file]),
        (form(&[]), vec![no_file]),
        (form(&[file(), file()]), vec!["{\"pointer\":\"/file\",\"keyword\":\"duplicate_member\"}"]),
        (short, vec!["\"code\":\"invalid_multipart\""]),
        (b"no form".to_vec(), vec!["\"code\":\"invalid_multipart\""]),
    ] {
        let (answer, got) = refused(FORM, &body).await;
        assert!(answer.starts_with("HTTP/1.1 400 ") && answer.contains("apim-request-id"), "{answer}");
        for part in parts {
            assert!(answer.contains(part), "{answer}");
        }
        assert!(!answer.contains("secret"), "{answer}");
        // The backend's connection was closed on it, short of the form's end.
        let got = got.expect("a connection that ended");
        let arrived = memchr::memmem::find(&got, b"\r\n\r\n").map_or(0, |end| got.len() - end - 4);
        assert!(arrived + 7 <= body.len(), "{arrived} of {}", body.len());
        assert!(!got.ends_with(b"--X--\r\n"));
    }
}

#[tokio::test]
async fn what_is_no_form_is_refused_unread() {
    let body = form(&[file()]);
    let large = form(&[part("name=file", &[b'x'; 2 << 20])]);
    for (headers, body, status, code) in [
        ("content-type: application/json\r\n", &body, 415, "unsupported_media_type"),
        ("", &body, 415, "unsupported_media_type"),
        ("content-type: multipart/form-data\r\n", &body, 400, "invalid_multipart"),
        ("content-type: multipart/form-data; boundary=\r\n", &body, 400, "invalid_multipart"),
        (&format!("{FORM}content-encoding: compress\r\n"), &body, 415, "unsupported_content_encoding"),
        (&format!("{FORM}content-encoding: gzip\r\n"), &body, 400, "invalid_content_encoding"),
        (FORM, &Vec::new(), 400, "missing_body"),
    ] {
        let (answer, got) = refused(headers, body).await;
        assert!(answer.starts_with(&format!("HTTP/1.1 {status} ")), "{answer}");
        assert!(answer.contains(&format!("\"code\":\"{code}\"")) && got.is_none(), "{answer}");
    }
    let served = served().await;
    let mut client = TcpStream::connect(served.running.address).await.unwrap();
    client.write_all(head("public", &format!("{FORM}transfer-encoding: chunked\r\n")).as_bytes()).await.unwrap();
    let (mut backend, _) = tokio::join!(served.listener.accept(), async {
        // The answer may come, and the connection close, before all is sent.
        let _ = client.write_all(&[format!("{:x}\r\n", large.len()).as_bytes(), &large].concat()).await;
    })
    .0
    .unwrap();
    let backend = tokio::spawn(async move { to_end(&mut backend).await });
    let mut answer = Vec::new();
    let _ = client.read_buf(&mut answer).await;
    served.log.holds("\"error\":\"body_too_large\"").await;
    assert!(backend.await.unwrap().len() < large.len());
}

#[tokio::test]
async fn where_faults_are_only_noted_the_form_goes_on() {
    for (body, headers) in [
        (form(&[part("name=temperature", b"warm"), file()]), FORM),
        (form(&[part("name=prompt", b"x")]), FORM),
        ([b"no form at all".to_vec(), file()].concat(), FORM),
        (file(), "content-type: text/plain\r\n"),
    ] {
        let served = served().await;
        let mut client = TcpStream::connect(served.running.address).await.unwrap();
        let head = head("lenient", &format!("{headers}content-length: {}\r\n", body.len()));
        client.write_all(&[head.as_bytes(), &body].concat()).await.unwrap();
        let (mut backend, _) = served.listener.accept().await.unwrap();
        let mut got = until(&mut backend, b"\r\n\r\n").await;
        let begin = memchr::memmem::find(&got, b"\r\n\r\n").unwrap() + 4;
        while got.len() - begin < body.len() {
            assert!(backend.read_buf(&mut got).await.unwrap() > 0);
        }
        assert!(got[begin..] == body);
        backend.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok").await.unwrap();
        assert!(to_end(&mut client).await.ends_with(b"\r\n\r\nok"));
        served.log.holds("\"violations\":1").await;
    }
}
