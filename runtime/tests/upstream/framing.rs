//! Answers of every shape, whole and broken.

use std::time::Duration;

use tokio::net::TcpStream;

use super::gateway::plain;
use super::wire::{OK, Wire, accept, field, get, nobody};

/// The status and the body of what a client gets for an answer, after which the backend closes.
async fn answered(answer: &str) -> (String, String) {
    let (backend, served) = plain().await;
    let mut client = served.asks(&get("/openai/a")).await;
    let mut origin = accept(&backend).await;
    origin.head().await;
    origin.send(answer).await;
    drop(origin);
    let answered = client.message().await;
    nobody(&backend).await;
    answered
}

#[tokio::test]
async fn what_is_no_http_is_a_bad_gateway() {
    let long = format!("HTTP/1.1 200 OK\r\nx: {}\r\n\r\n", "y".repeat(1 << 20));
    for (answer, code) in [
        ("what is this\r\n\r\n", "backend_invalid_response"),
        ("HTTP/1.1 OK\r\n\r\n", "backend_invalid_response"),
        ("HTTP/1.1 200 OK\r\nbad header\r\n\r\n", "backend_invalid_response"),
        ("HTTP/1.1 200 OK\r\ncontent-length: x\r\n\r\n", "backend_invalid_response"),
        ("HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n", "backend_invalid_response"),
        ("HTTP/2.0 200 OK\r\n\r\n", "backend_invalid_response"),
        (long.as_str(), "backend_invalid_response"),
        ("HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n", "backend_invalid_response"),
        ("HTTP/1.1 200 OK\r\ntransfer-encoding: gzip, chunked\r\n\r\n0\r\n\r\n", "backend_invalid_response"),
        ("HTTP/1.1 200 OK\r\ntransfer-encoding: gzip\r\n\r\nx", "backend_invalid_response"),
        ("", "backend_connection_failure"),
        ("HTTP/1.1 200 OK\r\ncontent-", "backend_connection_failure"),
        ("HTTP/1.1 100 Continue\r\n\r\n", "backend_connection_failure"),
    ] {
        let (head, body) = answered(answer).await;
        let short = &answer[..answer.len().min(60)];
        assert!(head.starts_with("HTTP/1.1 502 "), "{short}: {head}");
        assert!(body.contains(code), "{short}: {body}");
    }
}

#[tokio::test]
async fn interim_answers_are_passed_over() {
    let (head, body) =
        answered(&format!("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\n{OK}")).await;
    assert!(head.starts_with("HTTP/1.1 200 OK\r\n") && !head.contains("link"), "{head}");
    assert_eq!(body, "ok");
}

#[tokio::test]
async fn every_status_is_handed_on() {
    for status in [201, 302, 400, 401, 404, 429, 500, 503, 599] {
        let answer = format!("HTTP/1.1 {status} Own\r\nretry-after: 7\r\ncontent-length: 2\r\n\r\nok");
        let (head, body) = answered(&answer).await;
        assert!(head.starts_with(&format!("HTTP/1.1 {status} ")), "{head}");
        assert_eq!((field(&head, "retry-after"), body.as_str()), (Some("7"), "ok"));
    }
}

#[tokio::test]
async fn answers_without_a_body_keep_their_length() {
    let (backend, served) = plain().await;
    let mut client = served.client().await;
    client.send("HEAD /openai/a HTTP/1.1\r\nhost: g\r\n\r\n").await;
    let mut origin = accept(&backend).await;
    assert!(origin.head().await.starts_with("HEAD /a HTTP/1.1\r\n"));
    origin.send("HTTP/1.1 200 OK\r\ncontent-length: 99\r\ncontent-type: text/event-stream\r\n\r\n").await;
    assert_eq!(field(&client.head().await, "content-length"), Some("99"));
    client.send("HEAD /openai/a HTTP/1.1\r\nhost: g\r\n\r\n").await;
    origin.head().await;
    origin.send("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n").await;
    assert_eq!(field(&client.head().await, "content-length"), None);
    client.send(get("/openai/a")).await;
    origin.head().await;
    origin.send("HTTP/1.1 304 Not Modified\r\ncontent-length: 99\r\netag: \"a\"\r\n\r\n").await;
    assert_eq!(field(&client.head().await, "etag"), Some("\"a\""));
    client.send(get("/openai/a")).await;
    origin.head().await;
    origin.send("HTTP/1.1 204 No Content\r\nx-own: 1\r\n\r\n").await;
    let head = client.head().await;
    assert!(head.starts_with("HTTP/1.1 204 ") && field(&head, "content-length").is_none(), "{head}");
    client.send(get("/openai/a")).await;
    origin.head().await;
    origin.send(OK).await;
    assert_eq!(client.message().await.1, "ok");
}

#[tokio::test]
async fn a_body_may_end_with_its_connection() {
    let (backend, served) = plain().await;
    let mut client = served.client().await;
    for version in ["1.1", "1.0"] {
        client.send(get("/openai/a")).await;
        let mut origin = accept(&backend).await;
        origin.head().await;
        origin.send(format!("HTTP/{version} 200 OK\r\n\r\nto the")).await;
        client.head().await;
        origin.send(" end").await;
        drop(origin);
        assert_eq!(client.chunked().await.text, "to the end");
    }
}

#[tokio::test]
async fn trailers_reach_who_asks_for_them() {
    let (backend, served) = plain().await;
    let mut client = served.asks("GET /openai/a HTTP/1.1\r\nhost: g\r\nte: trailers\r\nconnection: te\r\n\r\n").await;
    let mut origin = accept(&backend).await;
    let head = origin.head().await;
    assert_eq!(field(&head, "te"), Some("trailers"));
    origin
        .send("HTTP/1.1 200 OK\r\ntrailer: x-sum\r\ntransfer-encoding: chunked\r\n\r\n2\r\nok\r\n0\r\nx-sum: 1\r\n\r\n")
        .await;
    client.head().await;
    let body = client.chunked().await;
    assert_eq!((body.text.as_str(), body.trailers.as_deref()), ("ok", Some("x-sum: 1\r\n")));
    client.send(get("/openai/a")).await;
    let head = origin.head().await;
    assert_eq!(field(&head, "te"), None);
    origin
        .send("HTTP/1.1 200 OK\r\ntrailer: x-sum\r\ntransfer-encoding: chunked\r\n\r\n2\r\nok\r\n0\r\nx-sum: 1\r\n\r\n")
        .await;
    client.head().await;
    assert_eq!(client.chunked().await.trailers.as_deref(), Some(""));
}

#[tokio::test]
async fn a_body_that_breaks_off_is_cut() {
    for (head, part) in [("content-length: 99", "half"), ("transfer-encoding: chunked", "4\r\nhalf\r\n")] {
        let (backend, served) = plain().await;
        let mut client = served.asks(&get("/openai/a")).await;
        let mut origin = accept(&backend).await;
        origin.head().await;
        origin.send(format!("HTTP/1.1 200 OK\r\n{head}\r\n\r\n{part}")).await;
        client.head().await;
        drop(origin);
        assert_eq!(client.rest().await, part.as_bytes());
        let line = served.log.line().await;
        assert!(line.contains("\"ended_by\":\"upstream\"") && line.contains("\"error\":"), "{line}");
    }
}

#[tokio::test]
async fn chunks_outweigh_a_length() {
    let (backend, served) = plain().await;
    let mut client = served.asks(&get("/openai/a")).await;
    let mut origin = accept(&backend).await;
    origin.head().await;
    origin
        .send("HTTP/1.1 200 OK\r\ncontent-length: 99\r\ntransfer-encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n")
        .await;
    let head = client.head().await;
    assert_eq!(field(&head, "content-length"), None);
    assert_eq!(client.chunked().await.text, "ok");
}

#[tokio::test]
async fn a_length_is_one_number_however_it_is_written() {
    for length in [
        "content-length: 2, 2",
        "content-length: 2\r\ncontent-length: 2",
        "content-length: 002",
        "content-length: 2 ,\t2",
    ] {
        let (head, body) = answered(&format!("HTTP/1.1 200 OK\r\n{length}\r\n\r\nok")).await;
        assert!(head.starts_with("HTTP/1.1 200 ") && body == "ok", "{length}: {head}{body}");
        assert_eq!(head.matches("content-length").count(), 1, "{head}");
    }
    for length in
        ["", "+2", "-2", "2,", ",2", "2;", "0x2", "2 2", "18446744073709551615", "18446744073709551616", "2,3"]
    {
        let (head, body) = answered(&format!("HTTP/1.1 200 OK\r\ncontent-length: {length}\r\n\r\nok")).await;
        assert!(
            head.starts_with("HTTP/1.1 502 ") && body.contains("backend_invalid_response"),
            "{length}: {head}{body}"
        );
    }
}

const SHAPES: [&str; 4] = [
    "HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n0123456789",
    "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n00A ; a=\"b\"\r\n0123456789\r\n0\r\n\r\n",
    "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n4\r\n0123\r\n6\r\n456789\r\n000;x\r\nx-sum: 1\r\n\r\n",
    "\r\nHTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\nTransfer-Encoding: Chunked\n\n1\r\n0\r\n9\r\n123456789\r\n0\r\n\r\n",
];

/// The body that a client gets, and whether it is whole.
async fn body(client: &mut Wire<TcpStream>, head: &str) -> (String, bool) {
    match field(head, "content-length") {
        Some(length) => {
            let length = length.parse().unwrap();
            let body = String::from_utf8(client.up_to(length).await).unwrap();
            let whole = body.len() == length;
            (body, whole)
        }
        None => {
            let body = client.chunked().await;
            (body.text, body.trailers.is_some())
        }
    }
}

#[tokio::test]
async fn an_answer_is_the_same_wherever_it_is_split_and_is_never_whole_where_it_is_cut() {
    let (backend, served) = plain().await;
    for shape in SHAPES {
        for at in 0..=shape.len() {
            let mut client = served.asks(&get("/plain/a")).await;
            let mut origin = accept(&backend).await;
            origin.head().await;
            origin.send(&shape[..at]).await;
            drop(origin);
            let Some(head) = client.find("\r\n\r\n").await else { continue };
            let (body, whole) = body(&mut client, &head).await;
            if head.starts_with("HTTP/1.1 200 ") {
                assert!(
                    "0123456789".starts_with(&body) && whole == (at == shape.len()),
                    "{at} {shape}: {body} {whole}"
                );
            } else {
                assert!(
                    head.starts_with("HTTP/1.1 502 ") && at < shape.find("200").unwrap() + 60,
                    "{at} {shape}: {head}"
                );
            }
        }
    }
    for shape in SHAPES {
        let mut client = served.client().await;
        client.send(get("/plain/a")).await;
        let mut origin = accept(&backend).await;
        origin.stream.set_nodelay(true).unwrap();
        for at in 0..=shape.len() {
            origin.head().await;
            let (first, second) = shape.split_at(at);
            if at < shape.len() {
                origin.send(first).await;
                tokio::time::sleep(Duration::from_millis(2)).await;
                origin.send(second).await;
            } else {
                for byte in shape.as_bytes() {
                    origin.send([*byte]).await;
                    tokio::time::sleep(Duration::from_millis(1)).await;
                }
            }
            let head = client.head().await;
            assert!(head.starts_with("HTTP/1.1 200 "), "{at} {shape}: {head}");
            assert_eq!(body(&mut client, &head).await, ("0123456789".to_owned(), true), "{at} {shape}");
            client.send(get("/plain/a")).await;
        }
        origin.head().await;
        drop(origin);
        // Silent on a connection used before: once more on another.
        let mut origin = accept(&backend).await;
        origin.head().await;
    }
}

#[tokio::test]
async fn chunks_that_are_none_cut_the_body() {
    let (backend, served) = plain().await;
    let long = format!("2;{}", "x".repeat(5000));
    let trailer = format!("2\r\nok\r\n0\r\nx: {}", "y".repeat(90_000));
    for chunks in [
        "\r\n",
        "x\r\n",
        "-2\r\nok\r\n",
        "+2\r\nok\r\n",
        "0x2\r\nok\r\n",
        " 2\r\nok\r\n",
        ";a\r\nok\r\n",
        "2\nok\r\n",
        "2\rok\r\n",
        "2;a\nb\r\nok\r\n",
        "2 2\r\nok\r\n",
        "2_\r\nok\r\n",
        "11111111111111111\r\nok",
        "2\r\nokay\r\n",
        "2\r\nok\n\n",
        "2\r\nok\r\r",
        "2\r\nok\r\n0\r\nno field\r\n\r\n",
        "2\r\nok\r\n0\r\n: x\r\n\r\n",
        "2\r\nok\r\n0\r\n x: y\r\n\r\n",
        &long,
        &trailer,
    ] {
        let mut client = served.asks(&get("/plain/a")).await;
        let mut origin = accept(&backend).await;
        origin.head().await;
        origin.send("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n").await;
        client.head().await;
        origin.send(chunks).await;
        let short = &chunks[..chunks.len().min(40)];
        let body = client.chunked().await;
        assert!(body.trailers.is_none() && "ok".starts_with(&body.text), "{short:?}: {body:?}");
        origin.gone().await;
    }
}
