//! Connections that are used again, and those that must not be.

use std::time::Duration;

use super::gateway::{plain, with};
use super::wire::{OK, accept, get, nobody, post};

const BODY: &str = "{\"a\":1}";

#[tokio::test]
async fn one_connection_serves_one_call_after_the_other() {
    let (backend, served) = plain().await;
    let mut client = served.asks(&get("/plain/first")).await;
    let mut origin = accept(&backend).await;
    origin.head().await;
    origin.send(OK).await;
    assert_eq!(client.message().await.1, "ok");
    for answer in [
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n",
        "HTTP/1.1 204 No Content\r\n\r\n",
        "HTTP/1.1 304 Not Modified\r\netag: \"a\"\r\n\r\n",
        OK,
    ] {
        client.send(get("/plain/next")).await;
        origin.head().await;
        origin.send(answer).await;
        let head = client.head().await;
        if head.contains("chunked") {
            assert_eq!(client.chunked().await.text, "ok");
        } else if head.contains("content-length: 2") {
            client.until("ok").await;
        }
    }
    client.send("HEAD /plain/head HTTP/1.1\r\nhost: g\r\n\r\n").await;
    origin.head().await;
    origin.send("HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n").await;
    client.head().await;
    client.send(post("/openai/checked", BODY)).await;
    assert_eq!(origin.message().await.1, BODY);
    origin.send(OK).await;
    client.message().await;
    nobody(&backend).await;
}

#[tokio::test]
async fn the_connection_used_last_is_used_first() {
    let (backend, served) = plain().await;
    let mut first_client = served.asks(&get("/plain/1")).await;
    let mut first = accept(&backend).await;
    first.head().await;
    let mut second_client = served.asks(&get("/plain/2")).await;
    let mut second = accept(&backend).await;
    second.head().await;
    for (client, origin) in [(&mut second_client, &mut second), (&mut first_client, &mut first)] {
        origin.send(OK).await;
        client.message().await;
    }
    for _ in 0..2 {
        second_client.send(get("/plain/3")).await;
        first.head().await;
        first.send(OK).await;
        second_client.message().await;
    }
}

#[tokio::test]
async fn a_connection_that_closed_while_idle_is_replaced_unseen() {
    // What some servers say before they close, nobody has asked for: it must not be taken for the answer to what comes next.
    let stray = "HTTP/1.1 408 Request Timeout\r\nconnection: close\r\ncontent-length: 0\r\n\r\n";
    let (backend, served) = plain().await;
    for request in [get("/plain/a"), post("/plain/a", BODY), post("/openai/checked", BODY)] {
        for end in ["closed", "reset", "said and closed", "said"] {
            let mut client = served.asks(&get("/plain/first")).await;
            let mut origin = accept(&backend).await;
            origin.head().await;
            origin.send(OK).await;
            client.message().await;
            if end.starts_with("said") {
                origin.send(stray).await;
            }
            let left = match end {
                "reset" => {
                    origin.reset();
                    None
                }
                "said" => Some(origin),
                _ => {
                    drop(origin);
                    None
                }
            };
            tokio::time::sleep(Duration::from_millis(20)).await;
            client.send(&request).await;
            let mut origin = accept(&backend).await;
            origin.message().await;
            origin.send("HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 5\r\n\r\nfresh").await;
            assert_eq!(client.message().await.1, "fresh", "{end}: {request}");
            drop(left);
        }
    }
}

/// Answers a first call, takes a second one on the same connection, and closes after `wait` without an answer.
async fn closes_after(request: &str, wait: Duration) -> Option<String> {
    let (backend, served) = plain().await;
    let mut client = served.asks(&get("/plain/first")).await;
    let mut origin = accept(&backend).await;
    origin.head().await;
    origin.send(OK).await;
    client.message().await;
    client.send(request).await;
    origin.message().await;
    tokio::time::sleep(wait).await;
    drop(origin);
    let head = tokio::select! {
        head = client.head() => Some(head),
        mut origin = accept(&backend) => {
            assert_eq!(origin.message().await.1, if request.starts_with("POST") { BODY } else { "" });
            origin.send(OK).await;
            assert_eq!(client.message().await.1, "ok");
            None
        }
    };
    if head.is_some() {
        nobody(&backend).await;
    }
    head
}

#[tokio::test]
async fn a_connection_that_closes_at_once_is_replaced_unseen() {
    for request in [get("/plain/a"), post("/openai/checked", BODY)] {
        assert_eq!(closes_after(&request, Duration::ZERO).await, None);
    }
}

#[tokio::test]
async fn only_what_is_idempotent_is_sent_again_after_a_while() {
    let wait = Duration::from_millis(1200);
    assert_eq!(closes_after(&get("/plain/a"), wait).await, None);
    let head = closes_after(&post("/openai/checked", BODY), wait).await;
    assert!(head.unwrap().starts_with("HTTP/1.1 502 "));
}

#[tokio::test]
async fn a_body_that_was_streamed_is_not_sent_again() {
    let head = closes_after(&post("/plain/a", BODY), Duration::ZERO).await;
    assert!(head.unwrap().starts_with("HTTP/1.1 502 "));
}

#[tokio::test]
async fn a_new_connection_that_closes_is_not_tried_again() {
    let (backend, served) = plain().await;
    let mut client = served.asks(&get("/openai/a")).await;
    let mut origin = accept(&backend).await;
    origin.head().await;
    drop(origin);
    let (head, body) = client.message().await;
    assert!(head.starts_with("HTTP/1.1 502 ") && body.contains("backend_connection_failure"), "{head}{body}");
    nobody(&backend).await;
}

#[tokio::test]
async fn a_backend_that_closes_is_believed() {
    let (backend, served) = plain().await;
    let mut client = served.client().await;
    for answer in [
        "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 2\r\n\r\nok",
        "HTTP/1.0 200 OK\r\ncontent-length: 2\r\n\r\nok",
    ] {
        client.send(get("/plain/a")).await;
        let mut origin = accept(&backend).await;
        origin.head().await;
        origin.send(answer).await;
        let (head, body) = client.message().await;
        assert!(head.starts_with("HTTP/1.1 200 OK") && !head.contains("connection: close"), "{head}");
        assert_eq!(body, "ok");
        origin.gone().await;
    }
}

#[tokio::test]
async fn bytes_that_nobody_asked_for_end_a_connection() {
    let (backend, served) = plain().await;
    let mut client = served.client().await;
    for _ in 0..2 {
        client.send(get("/plain/a")).await;
        let mut origin = accept(&backend).await;
        origin.head().await;
        origin.send(format!("{OK}HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\nforged")).await;
        assert_eq!(client.message().await.1, "ok");
        origin.gone().await;
    }
}

#[tokio::test]
async fn an_idle_connection_is_closed_after_its_lifetime() {
    let (backend, served) = with(|setup| setup.lifetime = Duration::from_millis(200)).await;
    let mut client = served.asks(&get("/plain/a")).await;
    let mut origin = accept(&backend).await;
    origin.head().await;
    origin.send(OK).await;
    client.message().await;
    origin.gone().await;
    client.send(get("/plain/a")).await;
    let mut origin = accept(&backend).await;
    origin.head().await;
    origin.send(OK).await;
    assert_eq!(client.message().await.1, "ok");
}

#[tokio::test]
async fn an_answer_that_had_begun_is_not_asked_for_again() {
    let (backend, served) = plain().await;
    let mut client = served.asks(&get("/openai/a")).await;
    let mut origin = accept(&backend).await;
    origin.head().await;
    origin.send(OK).await;
    client.message().await;
    client.send(get("/openai/a")).await;
    origin.head().await;
    origin.send("HTTP/1.1 200 OK\r\ncontent-").await;
    drop(origin);
    assert!(client.head().await.starts_with("HTTP/1.1 502 "));
    nobody(&backend).await;
}

#[tokio::test]
async fn a_backend_that_was_started_anew_costs_no_call() {
    let (backend, served) = plain().await;
    let mut pairs = Vec::new();
    for _ in 0..4 {
        let client = served.asks(&get("/plain/a")).await;
        let mut origin = accept(&backend).await;
        origin.head().await;
        pairs.push((client, origin));
    }
    for (client, origin) in &mut pairs {
        origin.send(OK).await;
        client.message().await;
    }
    let mut clients: Vec<_> = pairs.into_iter().map(|(client, _)| client).collect();
    tokio::time::sleep(Duration::from_millis(20)).await;
    clients[0].send(post("/openai/checked", BODY)).await;
    let mut origin = accept(&backend).await;
    origin.message().await;
    origin.send(OK).await;
    assert_eq!(clients[0].message().await.1, "ok");
    nobody(&backend).await;
}

#[tokio::test]
async fn what_a_backend_says_of_the_connection_counts() {
    let (backend, served) = plain().await;
    let mut client = served.client().await;
    for (version, says, kept) in [
        ("1.1", "x: y", true),
        ("1.1", "connection: keep-alive, x-own\r\nconnection: Foo", true),
        ("1.1", "connection: keep-alive , CLOSE", false),
        ("1.1", "connection: close\r\nconnection: keep-alive", false),
        ("1.1", "connection: closed", true),
        ("1.0", "x: y", false),
        ("1.0", "connection: Keep-Alive", true),
        ("1.0", "connection: keep-alive\r\nconnection: close", false),
    ] {
        client.send(get("/plain/a")).await;
        let mut origin = accept(&backend).await;
        origin.head().await;
        origin.send(format!("HTTP/{version} 200 OK\r\n{says}\r\ncontent-length: 2\r\n\r\nok")).await;
        assert_eq!(client.message().await.1, "ok");
        if kept {
            client.send(get("/plain/b")).await;
            origin.head().await;
            origin.send("HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 2\r\n\r\nok").await;
            assert_eq!(client.message().await.1, "ok");
        }
        origin.gone().await;
    }
}

#[tokio::test]
async fn a_connection_is_kept_only_after_all_of_an_answer_and_no_more() {
    let (backend, served) = plain().await;
    let mut client = served.client().await;
    for answer in [
        "HTTP/1.1 204 No Content\r\ncontent-length: 2\r\n\r\nok",
        "HTTP/1.1 304 Not Modified\r\ncontent-length: 2\r\n\r\nok",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n\r\n",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nok\r\n0\r\nx: y\r\n\r\n0",
        "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\nok",
    ] {
        client.send(get("/plain/a")).await;
        let mut origin = accept(&backend).await;
        origin.head().await;
        origin.send(answer).await;
        if client.head().await.contains("chunked") {
            assert_eq!(client.chunked().await.text, "ok");
        }
        origin.gone().await;
    }
}
