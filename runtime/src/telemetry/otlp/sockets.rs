//! Exports over sockets, to receivers that put off, refuse or say nothing.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpListener;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use super::tests::call;
use super::{Dropped, Otlp, OtlpSettings, Untold, sender};
use crate::secret::Secret;

/// Settings that send to a receiver which answers each path so (nothing: it says nothing), and the paths that it was asked for.
fn receiver(answer: impl Fn(&str) -> &'static str + Send + 'static) -> (OtlpSettings, mpsc::Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let (to, came) = mpsc::channel();
    std::thread::spawn(move || {
        let mut silent = Vec::new();
        for stream in listener.incoming() {
            let mut stream = BufReader::new(stream.unwrap());
            let (mut head, mut length) = (String::new(), 0);
            while !head.ends_with("\r\n\r\n") {
                let from = head.len();
                assert_ne!(stream.read_line(&mut head).unwrap(), 0);
                if let Some(said) = head[from..].to_lowercase().strip_prefix("content-length:") {
                    length = said.trim().parse().unwrap();
                }
            }
            stream.read_exact(&mut vec![0; length]).unwrap();
            let path = head.split(' ').nth(1).unwrap().to_owned();
            match answer(&path) {
                "" => silent.push(stream),
                head => write!(stream.get_mut(), "HTTP/1.1 {head}\r\ncontent-length: 0\r\n\r\n").unwrap(),
            }
            // Tests end while the last ones come.
            let _ = to.send(path);
        }
    });
    (OtlpSettings { endpoint: Some(Secret::new(url)), ..OtlpSettings::new() }, came)
}

/// The paths of two exports.
fn two(came: &mpsc::Receiver<String>) -> [String; 2] {
    [(); 2].map(|()| came.recv_timeout(Duration::from_secs(5)).expect("it is sent"))
}

#[tokio::test]
async fn an_export_that_is_put_off_holds_no_thread() {
    let tries = AtomicUsize::new(0);
    let (settings, came) = receiver(move |_| match tries.fetch_add(1, Ordering::SeqCst) {
        0 => "503 Service Unavailable\r\nretry-after: 3",
        _ => "200 OK",
    });
    let exporter = sender::span_exporter(&settings, Duration::from_secs(10)).unwrap();
    let (began, mut last, mut longest) = (Instant::now(), Instant::now(), Duration::ZERO);
    let ticking = async {
        loop {
            tokio::time::sleep(Duration::from_millis(20)).await;
            longest = longest.max(last.elapsed());
            last = Instant::now();
        }
    };
    // One thread runs both.
    tokio::select! {
        sent = exporter.send(vec![1]) => sent.unwrap(),
        () = ticking => {}
    }
    assert!(began.elapsed() >= Duration::from_secs(3), "{:?}", began.elapsed());
    assert!(longest < Duration::from_secs(2), "{longest:?}");
    assert_eq!(two(&came), ["/v1/traces", "/v1/traces"]);
}

#[tokio::test]
async fn an_export_takes_no_longer_than_it_may() {
    let (settings, _came) = receiver(|_| "");
    let limit = Duration::from_millis(200);
    let began = Instant::now();
    assert!(sender::span_exporter(&settings, limit).unwrap().send(vec![1]).await.is_err());
    assert!(sender::metric_exporter(&settings, limit).unwrap().send(vec![1]).await.is_err());
    assert!(began.elapsed() >= 2 * limit && began.elapsed() < Duration::from_secs(5), "{:?}", began.elapsed());
}

#[tokio::test]
async fn metrics_are_sent_at_the_end_though_spans_find_no_ear() {
    let (settings, came) = receiver(|path| if path == "/v1/traces" { "" } else { "200 OK" });
    let otlp = Otlp::start("desk", &settings, Untold::default()).unwrap();
    otlp.ended(&call());
    otlp.flush().await;
    let mut paths = two(&came);
    paths.sort();
    assert_eq!(paths, ["/v1/metrics", "/v1/traces"]);
}

#[tokio::test]
async fn what_is_refused_is_counted() {
    let (settings, _came) = receiver(|_| "400 Bad Request");
    let untold = Untold::default();
    let otlp = Otlp::start("desk", &settings, untold.clone()).unwrap();
    otlp.ended(&call());
    otlp.flush().await;
    assert_eq!(untold.metrics.get(), 1);
    assert_eq!(untold.spans.get_or_create(&Dropped { why: "export" }).get(), 1);
}
