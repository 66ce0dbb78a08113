//! A client that leaves takes its backend connection with it.

use std::time::{Duration, Instant};

use super::gateway::plain;
use super::wire::{EVENTS, accept, get, nobody, post};

#[tokio::test]
async fn before_the_head() {
    let (backend, served) = plain().await;
    let client = served.asks(&post("/openai/checked", "{}")).await;
    let mut origin = accept(&backend).await;
    origin.message().await;
    let left = Instant::now();
    drop(client);
    origin.gone().await;
    assert!(left.elapsed() < Duration::from_millis(500));
    let line = served.log.line().await;
    assert!(line.contains("\"status\":499") && line.contains("\"ended_by\":\"client\""), "{line}");
}

#[tokio::test]
async fn within_a_stream() {
    let (backend, served) = plain().await;
    let mut client = served.asks(&get("/openai/a")).await;
    let mut origin = accept(&backend).await;
    origin.head().await;
    origin.send(EVENTS).await;
    origin.chunk("data: {\"usage\":{\"prompt_tokens\":7}}\n\n").await;
    client.until("\n\n").await;
    let left = Instant::now();
    drop(client);
    origin.gone().await;
    assert!(left.elapsed() < Duration::from_millis(500));
    let line = served.log.line().await;
    for part in ["\"status\":200", "\"stream\":true", "\"events\":1", "\"prompt_tokens\":7", "\"ended_by\":\"client\""]
    {
        assert!(line.contains(part), "{line}");
    }
    let metrics = served.metrics().await;
    assert!(
        metrics.contains("gateway_broken_off_total{api=\"openai\",operation=\"any\",by=\"client\"} 1"),
        "{metrics}"
    );
}

#[tokio::test]
async fn within_a_body_that_the_backend_still_sends() {
    let (backend, served) = plain().await;
    let mut client = served.asks(&get("/plain/a")).await;
    let mut origin = accept(&backend).await;
    origin.head().await;
    origin.send("HTTP/1.1 200 OK\r\ncontent-length: 1000000000\r\n\r\n").await;
    client.head().await;
    drop(client);
    let part = vec![b'x'; 64 << 10];
    while tokio::io::AsyncWriteExt::write_all(&mut origin.stream, &part).await.is_ok() {}
    nobody(&backend).await;
}

#[tokio::test]
async fn a_client_that_leaves_after_the_last_event_left_in_time() {
    let (backend, served) = plain().await;
    let mut client = served.asks(&get("/openai/a")).await;
    let mut origin = accept(&backend).await;
    origin.head().await;
    origin.send(EVENTS).await;
    origin.chunk("data: 1\n\ndata: [DONE]\n\n").await;
    client.until("[DONE]\n\n").await;
    drop(client);
    origin.gone().await;
    let line = served.log.line().await;
    assert!(line.contains("\"events\":2") && !line.contains("ended_by"), "{line}");
}

#[tokio::test]
async fn within_the_request() {
    let (backend, served) = plain().await;
    let client = served.asks("POST /openai/a HTTP/1.1\r\nhost: g\r\ncontent-length: 9\r\n\r\nhalf").await;
    let mut origin = accept(&backend).await;
    origin.until("half").await;
    let left = Instant::now();
    drop(client);
    origin.gone().await;
    assert!(left.elapsed() < Duration::from_millis(500));
    let line = served.log.line().await;
    assert!(line.contains("\"status\":400") && line.contains("\"error\":\"incomplete_body\""), "{line}");
}
