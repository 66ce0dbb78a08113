//! TLS towards the backend.

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
struct Secured {
    listener: TcpListener,
    acceptor: TlsAcceptor,
    ca: PathBuf,
}

impl Secured {
    async fn new(name: &str) -> Self {
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

    async fn accept(&self) -> std::io::Result<Wire<TlsStream<TcpStream>>> {
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
