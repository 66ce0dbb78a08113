//! TLS towards the backend.

use std::io::Write as _;
use std::path::PathBuf;
use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use rustls::pki_types::PrivateKeyDer;
use tokio::io::AsyncWriteExt;
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

use super::gateway::{Served, Setup};
use super::wire::{EVENTS, OK, Wire, get, post};

/// A backend with a certificate for `name`, and the PEM file of who signed it.
pub(crate) struct Secured {
    listener: TcpListener,
    acceptor: TlsAcceptor,
    ca: PathBuf,
}

impl Secured {
    pub(crate) async fn new(name: &str) -> Self {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let ca_key = KeyPair::generate().unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let ca = std::env::temp_dir().join(format!("gatewright-upstream-{}-{port}.pem", std::process::id()));
        std::fs::write(&ca, params.self_signed(&ca_key).unwrap().pem()).unwrap();
        let key = KeyPair::generate().unwrap();
        let issuer = Issuer::new(params, ca_key);
        let certificate = CertificateParams::new(vec![name.to_owned()]).unwrap().signed_by(&key, &issuer).unwrap();
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = rustls::ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![certificate.der().clone()], PrivateKeyDer::try_from(key.serialize_der()).unwrap())
            .unwrap();
        Self { listener, acceptor: TlsAcceptor::from(Arc::new(config)), ca }
    }

    fn gateway(&self, trusted: bool) -> Served {
        let mut setup = Setup::new(format!("https://{}", self.listener.local_addr().unwrap()));
        if trusted {
            setup.ca = self.ca.to_str().unwrap().to_owned();
        }
        setup.serve()
    }

    pub(crate) fn gateway_with(&self, change: impl FnOnce(&mut Setup)) -> Served {
        let mut setup = Setup::new(format!("https://{}", self.listener.local_addr().unwrap()));
        setup.ca = self.ca.to_str().unwrap().to_owned();
        change(&mut setup);
        setup.serve()
    }

    pub(crate) async fn accept(&self) -> std::io::Result<Wire<TlsStream<TcpStream>>> {
        let (stream, _) = self.listener.accept().await?;
        self.acceptor.accept(stream).await.map(Wire::new)
    }
}

impl Drop for Secured {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.ca);
    }
}

#[tokio::test]
async fn a_ca_file_admits_its_certificates() {
    let secured = Secured::new("127.0.0.1").await;
    let served = secured.gateway(true);
    let mut client = served.asks(&post("/openai/checked", "{\"a\":1}")).await;
    let mut origin = secured.accept().await.unwrap();
    for _ in 0..3 {
        assert_eq!(origin.message().await.1, "{\"a\":1}");
        origin.send(OK).await;
        assert_eq!(client.message().await.1, "ok");
        client.send(post("/openai/checked", "{\"a\":1}")).await;
    }
}

#[tokio::test]
async fn a_certificate_that_is_not_trusted_or_for_another_name_is_refused() {
    for (name, trusted) in [("127.0.0.1", false), ("other.test", true)] {
        let secured = Secured::new(name).await;
        let served = secured.gateway(trusted);
        let mut client = served.asks(&get("/openai/a")).await;
        assert!(secured.accept().await.is_err());
        let (head, body) = client.message().await;
        assert!(head.starts_with("HTTP/1.1 502 ") && body.contains("backend_connection_failure"), "{head}{body}");
        assert!(!body.contains("ertificate"), "{body}");
        let line = served.log.line().await;
        assert!(line.contains("TLS failed") && line.contains("ertificate"), "{line}");
    }
}

#[tokio::test]
async fn a_stream_that_ends_without_a_goodbye_is_a_break() {
    let secured = Secured::new("127.0.0.1").await;
    let served = secured.gateway(true);
    let mut client = served.asks(&get("/openai/a")).await;
    let mut origin = secured.accept().await.unwrap();
    origin.head().await;
    origin.send(EVENTS).await;
    origin.chunk("data: 1\n\n").await;
    client.until("data: 1\n\n").await;
    drop(origin);
    let rest = client.until("0\r\n\r\n").await;
    assert!(rest.contains("backend_stream_interrupted"), "{rest}");
}

#[tokio::test]
async fn a_backend_that_speaks_no_tls_is_a_bad_gateway() {
    let secured = Secured::new("127.0.0.1").await;
    let served = secured.gateway(true);
    let mut client = served.asks(&get("/openai/a")).await;
    let (stream, _) = secured.listener.accept().await.unwrap();
    Wire::new(stream).send("HTTP/1.1 400 Bad Request\r\n\r\n").await;
    let (head, body) = client.message().await;
    assert!(head.starts_with("HTTP/1.1 502 ") && body.contains("backend_connection_failure"), "{head}{body}");
}

#[tokio::test]
async fn a_connection_that_closed_while_idle_is_replaced_unseen() {
    let secured = Secured::new("127.0.0.1").await;
    let served = secured.gateway(true);
    let mut client = served.client().await;
    for _ in 0..3 {
        client.send(post("/openai/checked", "{}")).await;
        let mut origin = secured.accept().await.unwrap();
        origin.message().await;
        origin.send(OK).await;
        assert_eq!(client.message().await.1, "ok");
        origin.stream.shutdown().await.unwrap();
    }
}

/// Sends each of these as a record of its own, all at once: but for the first they wait within the session of who reads, where
/// no socket tells of them.
async fn records(origin: &mut Wire<TlsStream<TcpStream>>, texts: &[&str]) {
    for text in texts {
        origin.stream.get_mut().1.writer().write_all(text.as_bytes()).unwrap();
    }
    origin.stream.flush().await.unwrap();
}

#[tokio::test]
async fn bytes_that_nobody_asked_for_end_a_connection() {
    let secured = Secured::new("127.0.0.1").await;
    let served = secured.gateway(true);
    let mut client = served.client().await;
    for _ in 0..3 {
        client.send(get("/plain/a")).await;
        let mut origin = secured.accept().await.unwrap();
        origin.head().await;
        records(&mut origin, &[OK, "HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\nforged"]).await;
        assert_eq!(client.message().await.1, "ok");
    }
}

#[tokio::test]
async fn no_record_is_left_lying() {
    let secured = Secured::new("127.0.0.1").await;
    let served = secured.gateway(true);
    let mut client = served.client().await;
    client.send(get("/openai/a")).await;
    let mut origin = secured.accept().await.unwrap();
    for _ in 0..3 {
        origin.head().await;
        let chunk = "9\r\ndata: 1\n\n\r\n";
        let mut texts = vec!["HTTP/1.1 100 Continue\r\n\r\n", EVENTS];
        texts.extend([chunk; 500]);
        records(&mut origin, &texts).await;
        client.head().await;
        for _ in 0..500 {
            client.until("data: 1\n\n").await;
        }
        records(&mut origin, &["9\r\n", "data: 2\n\n", "\r\n", "0\r\n", "\r\n"]).await;
        client.until("data: 2\n\n\r\n0\r\n\r\n").await;
        client.send(get("/openai/a")).await;
    }
}

#[tokio::test]
async fn large_bodies_pass_both_ways_at_once() {
    let secured = Secured::new("127.0.0.1").await;
    let served = secured.gateway(true);
    let size = 8 << 20;
    let client = served.asks(&format!("POST /plain/echo HTTP/1.1\r\nhost: g\r\ncontent-length: {size}\r\n\r\n")).await;
    let mut origin = secured.accept().await.unwrap();
    origin.head().await;
    let echo = tokio::spawn(async move {
        origin.send(format!("HTTP/1.1 200 OK\r\ncontent-length: {size}\r\n\r\n")).await;
        let mut left = size;
        while left > 0 {
            let part = origin.exactly(left.min(32 << 10)).await;
            origin.send(&part).await;
            left -= part.len();
        }
        origin
    });
    let bytes: Vec<u8> = (0..size).map(|at| (at * 31 % 251) as u8).collect();
    let (reader, mut writer) = tokio::io::split(client.stream);
    let sent = bytes.clone();
    let sending = tokio::spawn(async move {
        writer.write_all(&sent).await.unwrap();
        writer
    });
    let mut client = Wire::new(tokio::io::join(reader, tokio::io::sink()));
    client.head().await;
    assert!(client.exactly(size).await == bytes);
    sending.await.unwrap();
    echo.await.unwrap();
}
