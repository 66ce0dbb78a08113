//! An upstream behind TLS, with a certificate that nobody but the test knows.

use std::net::TcpListener;
use std::sync::Arc;
use std::thread;

use rcgen::generate_simple_self_signed;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};

use crate::wire::Buffer;

/// A certificate that is its own authority, and its key.
#[derive(Debug)]
pub struct Identity {
    certificate: CertificateDer<'static>,
    pem: String,
    key: Vec<u8>,
}

impl Identity {
    /// For `localhost`.
    ///
    /// # Panics
    /// Where there is no randomness.
    #[must_use]
    pub fn new() -> Self {
        let made = generate_simple_self_signed(["localhost".to_owned()]).expect("a certificate");
        let (certificate, pem) = (made.cert.der().clone(), made.cert.pem());
        Self { certificate, pem, key: made.signing_key.serialize_der() }
    }

    /// The certificate, as `SSL_CERT_FILE` wants it.
    #[must_use]
    pub fn pem(&self) -> &str {
        &self.pem
    }
}

impl Default for Identity {
    fn default() -> Self {
        Self::new()
    }
}

/// A server that answers every request over TLS with its target. It ends with the test's process.
#[derive(Debug)]
pub struct TlsUpstream {
    /// Its port on 127.0.0.1.
    pub port: u16,
}

impl TlsUpstream {
    /// Listens.
    ///
    /// # Panics
    /// Where no port is free.
    #[must_use]
    pub fn start(identity: &Identity) -> Self {
        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(identity.key.clone()));
        let config = ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .with_safe_default_protocol_versions()
            .expect("versions that the provider has")
            .with_no_client_auth()
            .with_single_cert(vec![identity.certificate.clone()], key)
            .expect("a key for the certificate");
        let config = Arc::new(config);
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let port = listener.local_addr().expect("a bound port").port();
        thread::spawn(move || {
            while let Ok((stream, _)) = listener.accept() {
                let config = config.clone();
                thread::spawn(move || {
                    let connection = ServerConnection::new(config).expect("a good configuration");
                    let mut stream = StreamOwned::new(connection, stream);
                    let mut buffer = Buffer::default();
                    // A peer that doesn't trust the certificate ends this with an error.
                    while let Ok(Some(head)) = buffer.head(&mut stream) {
                        let target = head.target();
                        let answer = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{target}", target.len());
                        if std::io::Write::write_all(&mut stream, answer.as_bytes()).is_err() {
                            return;
                        }
                    }
                });
            }
        });
        Self { port }
    }
}
