//! Bodies of requests: large, both ways at once, answered early, and broken.

use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::gateway::{LIMIT, plain};
use super::wire::{OK, accept, field, get, post};

const LARGE: usize = 12 << 20;

#[tokio::test]
async fn large_bodies_pass_both_ways_at_once() {
    let (backend, served) = plain().await;
    let client = served.asks(&format!("POST /plain/echo HTTP/1.1\r\nhost: g\r\ncontent-length: {LARGE}\r\n\r\n")).await;
    let mut origin = accept(&backend).await;
    let head = origin.head().await;
    assert_eq!(field(&head, "content-length").unwrap(), LARGE.to_string());
    // The backend sends back each byte as it comes, and buffers nothing.
    let echo = tokio::spawn(async move {
        origin.send(format!("HTTP/1.1 200 OK\r\ncontent-length: {LARGE}\r\n\r\n")).await;
        let mut buffer = vec![0; 64 << 10];
        let mut left = LARGE;
        while left > 0 {
            let read = origin.stream.read(&mut buffer).await.unwrap();
            origin.send(&buffer[..read]).await;
            left -= read;
        }
        origin
    });
    let bytes: Vec<u8> = (0..LARGE).map(|at| (at * 31 % 251) as u8).collect();
    let (mut reader, mut writer) = client.stream.into_split();
    let sent = bytes.clone();
    let sending = tokio::spawn(async move {
        writer.write_all(&sent).await.unwrap();
        writer
    });
    let reading = async {
        let mut answer = Vec::new();
        while !answer.windows(4).any(|part| part == b"\r\n\r\n") {
            let mut byte = [0; 1];
            reader.read_exact(&mut byte).await.unwrap();
            answer.extend_from_slice(&byte);
        }
        let mut body = vec![0; LARGE];
        reader.read_exact(&mut body).await.unwrap();
        body
    };
    let body = tokio::time::timeout(std::time::Duration::from_secs(30), reading).await.expect("it stands still");
    assert!(body == bytes);
    sending.await.unwrap();
    echo.await.unwrap();
}

#[tokio::test]
async fn a_chunked_body_stays_chunked() {
    let (backend, served) = plain().await;
    let mut client = served.asks("POST /plain/a HTTP/1.1\r\nhost: g\r\ntransfer-encoding: chunked\r\n\r\n").await;
    let mut origin = accept(&backend).await;
    assert_eq!(field(&origin.head().await, "transfer-encoding"), Some("chunked"));
    // Each part arrives before the next is sent.
    for part in ["one", "two"] {
        client.chunk(part).await;
        origin.until(part).await;
    }
    client.send("0\r\n\r\n").await;
    origin.until("0\r\n\r\n").await;
    origin.send(OK).await;
    assert_eq!(client.message().await.1, "ok");
}

#[tokio::test]
async fn an_early_answer_is_passed_on() {
    for close in ["", "connection: close\r\n"] {
        let (backend, served) = plain().await;
        let mut client =
            served.asks(&format!("POST /plain/a HTTP/1.1\r\nhost: g\r\ncontent-length: {LARGE}\r\n\r\nbegin")).await;
        let mut origin = accept(&backend).await;
        origin.until("begin").await;
        origin.send(format!("HTTP/1.1 413 Too Large\r\n{close}content-length: 7\r\n\r\ntoo big")).await;
        let (head, body) = client.message().await;
        assert!(head.starts_with("HTTP/1.1 413 ") && body == "too big", "{head}{body}");
        // What is left of the request goes nowhere: neither connection is used again.
        origin.gone().await;
        client.gone().await;
    }
}

#[tokio::test]
async fn an_early_answer_survives_a_backend_that_reads_no_more() {
    let (backend, served) = plain().await;
    let mut client =
        served.asks(&format!("POST /plain/a HTTP/1.1\r\nhost: g\r\ncontent-length: {LARGE}\r\n\r\nbegin")).await;
    let mut origin = accept(&backend).await;
    origin.until("begin").await;
    // The rest is under way while the answer comes, and the backend never reads it.
    let (mut reader, mut writer) = client.stream.split();
    let flood = async {
        let part = vec![b'x'; 64 << 10];
        while writer.write_all(&part).await.is_ok() {}
    };
    let answer = async {
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        origin.send("HTTP/1.1 413 Too Large\r\ncontent-length: 7\r\n\r\ntoo big").await;
        let mut answer = Vec::new();
        while !answer.ends_with(b"too big") {
            let mut buffer = [0; 4096];
            let read = reader.read(&mut buffer).await.unwrap();
            assert!(read > 0, "{}", String::from_utf8_lossy(&answer));
            answer.extend_from_slice(&buffer[..read]);
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(10), async {
        tokio::select! {
            () = answer => {}
            () = async { flood.await; std::future::pending().await } => {}
        }
    })
    .await
    .expect("no answer");
}

#[tokio::test]
async fn a_body_over_the_limit_is_the_callers_fault() {
    let (backend, served) = plain().await;
    let mut client = served.asks("POST /openai/a HTTP/1.1\r\nhost: g\r\ntransfer-encoding: chunked\r\n\r\n").await;
    let mut origin = accept(&backend).await;
    let reading = tokio::spawn(async move { origin.gone().await });
    let part = vec![b'x'; 1 << 20];
    for _ in 0..=LIMIT >> 20 {
        client.chunk(&part).await;
    }
    let (head, body) = client.message().await;
    assert!(head.starts_with("HTTP/1.1 413 ") && body.contains("body_too_large"), "{head}{body}");
    reading.await.unwrap();
    let line = served.log.line().await;
    assert!(line.contains("\"error\":\"body_too_large\""), "{line}");
}

#[tokio::test]
async fn a_body_that_is_no_http_is_the_callers_fault() {
    let (backend, served) = plain().await;
    let mut client =
        served.asks("POST /openai/a HTTP/1.1\r\nhost: g\r\ntransfer-encoding: chunked\r\n\r\n3\r\none\r\n").await;
    let mut origin = accept(&backend).await;
    origin.until("one").await;
    client.send("not a size\r\n").await;
    let (head, body) = client.message().await;
    assert!(head.starts_with("HTTP/1.1 400 ") && body.contains("incomplete_body"), "{head}{body}");
    origin.gone().await;
}

#[tokio::test]
async fn an_empty_body_has_a_length_where_a_body_is_expected() {
    let (backend, served) = plain().await;
    let mut client = served.client().await;
    client.send(get("/plain/a")).await;
    let mut origin = accept(&backend).await;
    assert_eq!(field(&origin.head().await, "content-length"), None);
    origin.send(OK).await;
    client.message().await;
    for request in [post("/plain/a", ""), "POST /plain/a HTTP/1.1\r\nhost: g\r\n\r\n".to_owned()] {
        client.send(request).await;
        assert_eq!(field(&origin.head().await, "content-length"), Some("0"));
        origin.send(OK).await;
        client.message().await;
    }
    client.send("DELETE /plain/a HTTP/1.1\r\nhost: g\r\ncontent-length: 0\r\n\r\n").await;
    assert_eq!(field(&origin.head().await, "content-length"), Some("0"));
}

#[tokio::test]
async fn the_gateway_itself_tells_a_client_to_go_on() {
    for path in ["/plain/a", "/openai/checked"] {
        let (backend, served) = plain().await;
        let request = format!("POST {path} HTTP/1.1\r\nhost: g\r\nexpect: 100-continue\r\ncontent-length: 2\r\n\r\n");
        let mut client = served.asks(&request).await;
        assert!(client.head().await.starts_with("HTTP/1.1 100 "));
        client.send("{}").await;
        let mut origin = accept(&backend).await;
        let (head, body) = origin.message().await;
        assert!(field(&head, "expect").is_none() && body == "{}", "{head}{body}");
        origin.send(OK).await;
        assert_eq!(client.message().await.1, "ok");
    }
}

#[tokio::test]
async fn an_early_refusal_survives_a_backend_that_closes_at_once() {
    for _ in 0..20 {
        let (backend, served) = plain().await;
        let client =
            served.asks(&format!("POST /plain/a HTTP/1.1\r\nhost: g\r\ncontent-length: {LARGE}\r\n\r\nbegin")).await;
        let mut origin = accept(&backend).await;
        origin.until("begin").await;
        let (mut reader, mut writer) = client.stream.into_split();
        let flood = tokio::spawn(async move {
            let part = vec![b'x'; 64 << 10];
            while writer.write_all(&part).await.is_ok() {}
            writer
        });
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        origin.send("HTTP/1.1 413 Too Large\r\nconnection: close\r\ncontent-length: 7\r\n\r\ntoo big").await;
        drop(origin);
        let mut answer = Vec::new();
        let _ = reader.read_to_end(&mut answer).await;
        let answer = String::from_utf8(answer).unwrap();
        assert!(answer.starts_with("HTTP/1.1 413 ") && answer.ends_with("too big"), "{answer}");
        flood.abort();
    }
}

#[tokio::test]
async fn of_the_trailers_only_those_announced_go_along() {
    let (backend, served) = plain().await;
    let mut client = served
        .asks("POST /plain/a HTTP/1.1\r\nhost: g\r\ntrailer: x-sum, content-length,te\r\ntransfer-encoding: chunked\r\n\r\n")
        .await;
    let mut origin = accept(&backend).await;
    origin.head().await;
    client.send("2\r\nok\r\n0\r\nx-sum: 1\r\nx-other: 2\r\ncontent-length: 5\r\nte: x\r\n\r\n").await;
    let body = origin.chunked().await;
    assert_eq!((body.text.as_str(), body.trailers.as_deref()), ("ok", Some("x-sum: 1\r\n")));
    origin.send(OK).await;
    assert_eq!(client.message().await.1, "ok");
    // The connection is at the beginning of a request again.
    client.send(get("/plain/b")).await;
    assert!(origin.head().await.starts_with("GET /b "));
}

#[tokio::test]
async fn a_body_goes_with_any_method() {
    let (backend, served) = plain().await;
    let mut origins = Vec::new();
    for method in ["GET", "DELETE", "OPTIONS", "QUERY", "HEAD"] {
        let head = format!("{method} /plain/a HTTP/1.1\r\nhost: g\r\ntransfer-encoding: chunked\r\n\r\n");
        let mut client = served.asks(&head).await;
        if origins.is_empty() {
            origins.push(accept(&backend).await);
        }
        let origin = &mut origins[0];
        assert_eq!(field(&origin.head().await, "transfer-encoding"), Some("chunked"), "{method}");
        client.send("2\r\nok\r\n0\r\n\r\n").await;
        assert_eq!(origin.chunked().await.text, "ok");
        origin.send("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n").await;
        client.head().await;
    }
}
