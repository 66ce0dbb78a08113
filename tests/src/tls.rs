//! TLS on both sides of a gateway: certificates that nobody but the test knows, an upstream, and a client.

use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::thread;

use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair, generate_simple_self_signed};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer, ServerName};
use rustls::{ClientConfig, ClientConnection, RootCertStore, ServerConfig, ServerConnection, StreamOwned};

use crate::PATIENCE;
use crate::client::Response;
use crate::wire::{Buffer, Framing};

/// Who signs certificates.
#[derive(Debug)]
pub struct Authority {
    pem: String,
    issuer: Issuer<'static, KeyPair>,
}

impl Authority {
    /// A new one.
    ///
    /// # Panics
    /// Where there is no randomness.
    #[must_use]
    pub fn new() -> Self {
        let mut parameters = CertificateParams::new(Vec::new()).expect("no names");
        parameters.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().expect("a key");
        let pem = parameters.self_signed(&key).expect("a certificate").pem();
        Self { pem, issuer: Issuer::new(parameters, key) }
    }

    /// Its own certificate.
    #[must_use]
    pub fn pem(&self) -> &str {
        &self.pem
    }

    /// Signs a certificate for a name.
    ///
    /// # Panics
    /// Where there is no randomness.
    #[must_use]
    pub fn sign(&self, name: &str) -> Identity {
        let parameters = CertificateParams::new([name.to_owned()]).expect("a name");
        let key = KeyPair::generate().expect("a key");
        let made = parameters.signed_by(&key, &self.issuer).expect("a certificate");
        Identity {
            certificate: made.der().clone(),
            pem: made.pem(),
            key: key.serialize_der(),
            key_pem: key.serialize_pem(),
        }
    }
}

impl Default for Authority {
    fn default() -> Self {
        Self::new()
    }
}

/// A connection to a gateway over TLS.
#[derive(Debug)]
pub struct TlsClient {
    stream: StreamOwned<ClientConnection, TcpStream>,
    buffer: Buffer,
}

impl TlsClient {
    /// Connects and shakes hands: trusts the authority with this certificate, shows one if it has one, speaks what `alpn`
    /// says. With TLS 1.3 a refusal of what it shows comes with the first read.
    ///
    /// # Errors
    /// What the handshake came to.
    ///
    /// # Panics
    /// Where the certificates are none.
    pub fn connect(address: SocketAddr, trusted: &str, shown: Option<&Identity>, alpn: &str) -> io::Result<Self> {
        let mut roots = RootCertStore::empty();
        roots.add(CertificateDer::from_pem_slice(trusted.as_bytes()).expect("a certificate")).expect("an authority");
        let builder = ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .with_safe_default_protocol_versions()
            .expect("versions that the provider has")
            .with_root_certificates(roots);
        let mut config = match shown {
            None => builder.with_no_client_auth(),
            Some(shown) => {
                let chain = vec![shown.certificate.clone()];
                builder.with_client_auth_cert(chain, shown.key()).expect("a key for the certificate")
            }
        };
        config.alpn_protocols = vec![alpn.as_bytes().to_vec()];
        let name = ServerName::try_from("localhost").expect("a name");
        let connection = ClientConnection::new(Arc::new(config), name).map_err(io::Error::other)?;
        let stream = TcpStream::connect_timeout(&address, PATIENCE)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.set_write_timeout(Some(PATIENCE))?;
        stream.set_nodelay(true)?;
        let mut stream = StreamOwned::new(connection, stream);
        stream.conn.complete_io(&mut stream.sock)?;
        Ok(Self { stream, buffer: Buffer::default() })
    }

    /// What both sides speak.
    #[must_use]
    pub fn alpn(&self) -> Option<&str> {
        self.stream.conn.alpn_protocol().and_then(|protocol| std::str::from_utf8(protocol).ok())
    }

    /// The certificate that the gateway has shown.
    #[must_use]
    pub fn shown(&self) -> Option<&CertificateDer<'static>> {
        self.stream.conn.peer_certificates()?.first()
    }

    /// Sends bytes.
    ///
    /// # Errors
    /// The gateway has closed.
    pub fn send(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.stream.write_all(bytes).and_then(|()| self.stream.flush())
    }

    /// The next bytes; none where the gateway has closed.
    ///
    /// # Errors
    /// It broke off.
    pub fn receive(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        self.stream.read(bytes)
    }

    /// Calls over HTTP/1.1.
    ///
    /// # Errors
    /// The gateway has closed.
    pub fn get(&mut self, target: &str) -> io::Result<Response> {
        self.send(format!("GET {target} HTTP/1.1\r\nhost: localhost\r\n\r\n").as_bytes())?;
        let head = self.buffer.head(&mut self.stream)?.ok_or(io::ErrorKind::UnexpectedEof)?;
        let body = match head.framing() {
            Framing::None => Vec::new(),
            framing => self.buffer.body(framing, &mut self.stream)?,
        };
        Ok(Response { head, body })
    }
}

/// A certificate that is its own authority, and its key.
#[derive(Debug)]
pub struct Identity {
    certificate: CertificateDer<'static>,
    pem: String,
    key: Vec<u8>,
    key_pem: String,
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
        let key = made.signing_key;
        Self { certificate, pem, key: key.serialize_der(), key_pem: key.serialize_pem() }
    }

    /// The certificate as it goes over the wire.
    #[must_use]
    pub fn der(&self) -> &CertificateDer<'static> {
        &self.certificate
    }

    /// Its key, as a server wants it.
    #[must_use]
    pub fn key(&self) -> PrivateKeyDer<'static> {
        PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(self.key.clone()))
    }

    /// Its key in PEM.
    #[must_use]
    pub fn key_pem(&self) -> &str {
        &self.key_pem
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
        Self::serve(identity, &[], |mut stream| {
            let mut buffer = Buffer::default();
            // A peer that doesn't trust the certificate ends this with an error.
            while let Ok(Some(head)) = buffer.head(&mut stream) {
                let target = head.target();
                let answer = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{target}", target.len());
                if stream.write_all(answer.as_bytes()).is_err() {
                    return;
                }
            }
        })
    }

    /// Listens, agrees on HTTP/2, reads, and never says anything.
    ///
    /// # Panics
    /// Where no port is free.
    #[must_use]
    pub fn mute(identity: &Identity) -> Self {
        Self::serve(identity, &["h2"], |mut stream| {
            // Until the gateway gives up.
            let _ = io::copy(&mut stream, &mut io::sink());
        })
    }

    fn serve(identity: &Identity, alpn: &[&str], talk: fn(StreamOwned<ServerConnection, TcpStream>)) -> Self {
        let mut config = ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .with_safe_default_protocol_versions()
            .expect("versions that the provider has")
            .with_no_client_auth()
            .with_single_cert(vec![identity.certificate.clone()], identity.key())
            .expect("a key for the certificate");
        config.alpn_protocols = alpn.iter().map(|name| name.as_bytes().to_vec()).collect();
        let config = Arc::new(config);
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let port = listener.local_addr().expect("a bound port").port();
        thread::spawn(move || {
            while let Ok((stream, _)) = listener.accept() {
                let config = config.clone();
                thread::spawn(move || {
                    let connection = ServerConnection::new(config).expect("a good configuration");
                    talk(StreamOwned::new(connection, stream));
                });
            }
        });
        Self { port }
    }
}
