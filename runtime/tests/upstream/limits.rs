//! Time limits.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use super::gateway::{Setup, with};
use super::wire::{EVENTS, OK, accept, get, nobody};

const SHORT: Duration = Duration::from_millis(200);

#[tokio::test]
async fn a_backend_that_does_not_accept_is_a_gateway_timeout() {
    let address: SocketAddr = "127.0.0.1:0".parse().unwrap();
    let socket = socket2::Socket::new(socket2::Domain::IPV4, socket2::Type::STREAM, None).unwrap();
    socket.bind(&address.into()).unwrap();
    socket.listen(1).unwrap();
    let address = socket.local_addr().unwrap().as_socket().unwrap();
    // Fill the backlog until a connection hangs.
    let mut queue = Vec::new();
    while let Ok(Ok(stream)) = tokio::time::timeout(SHORT, tokio::net::TcpStream::connect(address)).await {
        queue.push(stream);
    }
    let mut setup = Setup::new(format!("http://{address}"));
    setup.timeout.connect = SHORT;
    let served = setup.serve();
    let began = Instant::now();
    let mut client = served.asks(&get("/openai/a")).await;
    let (head, body) = client.message().await;
    assert!(head.starts_with("HTTP/1.1 504 ") && body.contains("\"backend_timeout\""), "{head}{body}");
    assert!(began.elapsed() >= SHORT && began.elapsed() < 10 * SHORT);
    let metrics = served.metrics().await;
    assert!(metrics.contains("gateway_upstream_failures_total{backend=\"origin\",cause=\"timeout\"} 1"), "{metrics}");
}

#[tokio::test]
async fn a_head_that_does_not_come_is_a_gateway_timeout() {
    let (backend, served) = with(|setup| setup.timeout.headers = SHORT).await;
    let mut client = served.asks(&get("/openai/a")).await;
    let mut origin = accept(&backend).await;
    origin.head().await;
    origin.send("HTTP/1.1 200 OK\r\n").await;
    let (head, body) = client.message().await;
    assert!(head.starts_with("HTTP/1.1 504 ") && body.contains("\"backend_timeout\""), "{head}{body}");
    origin.gone().await;
    nobody(&backend).await;
}

#[tokio::test]
async fn a_stalled_stream_ends_with_an_error_event() {
    let (backend, served) = with(|setup| setup.timeout.idle = SHORT).await;
    let mut client = served.asks(&get("/openai/a")).await;
    let mut origin = accept(&backend).await;
    origin.head().await;
    origin.send(EVENTS).await;
    for _ in 0..4 {
        // Each event starts the clock anew.
        tokio::time::sleep(SHORT / 2).await;
        origin.chunk("data: 1\n\n").await;
    }
    client.head().await;
    let body = client.chunked().await;
    assert!(body.trailers.is_some() && body.text.starts_with(&"data: 1\n\n".repeat(4)), "{body:?}");
    assert!(body.text.contains("data: {\"error\":{") && body.text.contains("backend_stream_interrupted"), "{body:?}");
    origin.gone().await;
    let line = served.log.line().await;
    assert!(line.contains("stalled") && line.contains("\"ended_by\":\"upstream\""), "{line}");
    // The client's connection is as good as before.
    client.send(get("/openai/a")).await;
    let mut origin = accept(&backend).await;
    origin.head().await;
    origin.send(OK).await;
    assert_eq!(client.message().await.1, "ok");
}

#[tokio::test]
async fn another_stalled_body_is_cut() {
    let (backend, served) = with(|setup| setup.timeout.idle = SHORT).await;
    let mut client = served.asks(&get("/plain/a")).await;
    let mut origin = accept(&backend).await;
    origin.head().await;
    origin.send("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n").await;
    origin.chunk("half").await;
    client.head().await;
    let body = client.chunked().await;
    assert!(body.trailers.is_none() && body.text == "half", "{body:?}");
    origin.gone().await;
    let line = served.log.line().await;
    assert!(line.contains("\"ended_by\":\"upstream\"") && line.contains("backend_stream_interrupted"), "{line}");
    let metrics = served.metrics().await;
    assert!(metrics.contains("gateway_upstream_failures_total{backend=\"origin\",cause=\"idle\"} 1"), "{metrics}");
}

#[tokio::test]
async fn a_slow_reader_is_not_the_backends_fault() {
    let (backend, served) = with(|setup| setup.timeout.idle = SHORT).await;
    let mut client = served.asks(&get("/plain/a")).await;
    let mut origin = accept(&backend).await;
    origin.head().await;
    let length = 24 << 20;
    let sender = tokio::spawn(async move {
        origin.send(format!("HTTP/1.1 200 OK\r\ncontent-length: {length}\r\n\r\n")).await;
        origin.send(vec![b'x'; length]).await;
        origin
    });
    tokio::time::sleep(4 * SHORT).await;
    client.head().await;
    assert_eq!(client.exactly(length).await.len(), length);
    sender.await.unwrap();
}

#[tokio::test]
async fn a_caller_that_stops_sending_is_told() {
    let (backend, served) = with(|setup| setup.timeout.idle = SHORT).await;
    let mut client = served.asks("POST /openai/a HTTP/1.1\r\nhost: g\r\ncontent-length: 9\r\n\r\nhalf").await;
    let mut origin = accept(&backend).await;
    origin.until("half").await;
    let (head, body) = client.message().await;
    assert!(head.starts_with("HTTP/1.1 408 ") && body.contains("request_timeout"), "{head}{body}");
    origin.gone().await;
}

#[tokio::test]
async fn a_request_that_is_still_sent_does_not_use_up_the_time_for_the_head() {
    let (backend, served) = with(|setup| setup.timeout.headers = SHORT).await;
    let mut client = served.asks("POST /openai/a HTTP/1.1\r\nhost: g\r\ncontent-length: 6\r\n\r\n").await;
    let mut origin = accept(&backend).await;
    for _ in 0..6 {
        tokio::time::sleep(SHORT / 2).await;
        client.send("x").await;
    }
    origin.until("xxxxxx").await;
    origin.send(OK).await;
    assert_eq!(client.message().await.1, "ok");
}

#[tokio::test]
async fn a_backend_that_takes_no_more_of_a_body_is_a_gateway_timeout() {
    let (backend, served) = with(|setup| setup.timeout.idle = SHORT).await;
    let mut client = served.asks("POST /plain/a HTTP/1.1\r\nhost: g\r\ncontent-length: 15000000\r\n\r\n").await;
    let _origin = accept(&backend).await;
    let (mut reader, mut writer) = client.stream.split();
    let sending = async { while tokio::io::AsyncWriteExt::write_all(&mut writer, &[b'x'; 1 << 16]).await.is_ok() {} };
    let mut answer = vec![0; 4096];
    let began = Instant::now();
    let read = tokio::select! {
        read = tokio::io::AsyncReadExt::read(&mut reader, &mut answer) => read.unwrap(),
        () = async { sending.await; std::future::pending().await } => 0,
    };
    let answer = String::from_utf8_lossy(&answer[..read]);
    assert!(answer.starts_with("HTTP/1.1 504 "), "{answer}");
    assert!(began.elapsed() >= SHORT && began.elapsed() < 10 * SHORT);
}

#[tokio::test]
async fn a_caller_has_its_time_from_when_it_is_asked_for_more() {
    // TLS that takes longer than a caller may pause.
    let secured = super::tls::Secured::new("127.0.0.1").await;
    let served = secured.gateway_with(|setup| setup.timeout.idle = SHORT);
    let mut client =
        served.asks("POST /plain/a HTTP/1.1\r\nhost: g\r\nexpect: 100-continue\r\ncontent-length: 2\r\n\r\n").await;
    tokio::time::sleep(3 * SHORT).await;
    let mut origin = secured.accept().await.unwrap();
    let head = client.head().await;
    assert!(head.starts_with("HTTP/1.1 100 "), "{head}");
    client.send("{}").await;
    origin.message().await;
    origin.send(OK).await;
    let (head, body) = client.message().await;
    assert_eq!(body, "ok", "{head}");
}
