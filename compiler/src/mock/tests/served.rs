//! The mock behind a socket.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::time::Duration;

use super::super::{Mock, serve};
use super::compiled;

/// Serves a mock until the test ends.
fn start(name: &str) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    listener.set_nonblocking(true).unwrap();
    let mock = Mock::new(&compiled(name));
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async { serve(mock, tokio::net::TcpListener::from_std(listener).unwrap()).await })
    });
    address
}

/// The head and the body of an answer, chunks as they came.
fn fetch(address: SocketAddr, method: &str, path: &str, body: &str) -> (String, String) {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    let length = body.len();
    let head = format!(
        "{method} {path} HTTP/1.1\r\nhost: mock\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n"
    );
    stream.write_all((head + body).as_bytes()).unwrap();
    let mut text = String::new();
    stream.read_to_string(&mut text).unwrap();
    let (head, body) = text.split_once("\r\n\r\n").unwrap();
    (head.to_owned(), body.to_owned())
}

#[test]
fn answers_over_http() {
    let address = start("chat-completions");
    let cases = [
        ("POST", "/chat-completions/chat/completions", "{}", "200", "chat.completion"),
        ("POST", "/chat-completions/embeddings", "{}", "200", "\"embedding\":["),
        ("POST", "/chat-completions/images/generations", "{}", "200", "revised_prompt"),
        ("GET", "/chat-completions/models", "", "200", "gpt-4o-mini"),
        ("GET", "/chat-completions/models?limit=2", "", "200", "gpt-4o-mini"),
        ("GET", "/chat-completions/nothing", "", "404", "the mock has no operation GET"),
        ("DELETE", "/chat-completions/models", "", "404", "not_found"),
        ("GET", "/chat-completions-other/models", "", "404", "not_found"),
    ];
    for (method, path, body, status, part) in cases {
        let (head, body) = fetch(address, method, path, body);
        assert!(head.starts_with(&format!("HTTP/1.1 {status} ")), "{method} {path}: {head}");
        assert!(head.contains("content-type: application/json"), "{method} {path}: {head}");
        assert!(body.contains(part), "{method} {path}: {body}");
    }
}

#[test]
fn streams_event_by_event() {
    let address = start("chat-completions");
    let (head, body) = fetch(address, "POST", "/chat-completions/chat/completions", r#"{"stream":true}"#);
    assert!(head.contains("content-type: text/event-stream"), "{head}");
    // Each event is a chunk of its own on the wire.
    let events = body.split("\r\n").filter(|chunk| chunk.starts_with("data: ")).count();
    assert!(events >= 5, "{body}");
    assert!(body.contains("data: [DONE]\n\n"), "{body}");
}

#[test]
fn a_passthrough_gets_what_it_sent() {
    let address = start("passthrough");
    let (_, body) = fetch(address, "PUT", "/any/some/path", r#"{"a":1}"#);
    assert_eq!(body.trim_end(), r#"{"body":{"a":1},"method":"PUT","path":"/some/path"}"#);
}
