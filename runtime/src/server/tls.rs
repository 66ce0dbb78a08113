//! TLS on the listener: certificates that are read again when their files change, and the clients that show one.

use std::fmt::Display;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::WebPkiClientVerifier;
use rustls::{RootCertStore, ServerConfig};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

use super::settings::Tls;
use crate::named_value::{Reloaded, Start};

/// How a client says that it speaks HTTP/2 (RFC 9113, section 3.2).
const HTTP2: &[u8] = b"h2";

/// What a new connection is greeted with. Those that stand keep what they were greeted with.
#[derive(Debug, Clone)]
pub(crate) struct Greeting(Reloaded<ServerConfig>);

impl Greeting {
    /// Reads the files, and has them read again when one changes. What is wrong is noted in `start`.
    pub(super) fn load(start: &mut Start, said: &Tls) -> Option<Self> {
        let files = Files {
            certificate: start.path(said.certificate),
            key: start.path(said.key),
            clients: said.clients.as_ref().map(|clients| (start.path(clients.ca), clients.required)),
        };
        let config = files.read().map_err(|problem| start.problem(problem)).ok()?;
        let greeting = Self(Reloaded::new(config));
        for path in files.paths() {
            let (files, to) = (files.clone(), greeting.0.clone());
            start.watch_file(path, move || files.read().map(|config| to.set(config)));
        }
        Some(greeting)
    }

    /// Shakes hands with a client.
    ///
    /// # Errors
    /// The client left, speaks no TLS that is taken, or shows no certificate that it should.
    pub(super) async fn shake_hands<S>(&self, stream: S) -> std::io::Result<TlsStream<S>>
    where
        S: AsyncRead + AsyncWrite + Unpin,
    {
        TlsAcceptor::from(self.0.get()).accept(stream).await
    }
}

/// Whether the client chose HTTP/2.
pub(super) fn chose_http2<S>(stream: &TlsStream<S>) -> bool {
    stream.get_ref().1.alpn_protocol() == Some(HTTP2)
}

/// The PEM files that the gateway file names.
#[derive(Debug, Clone)]
struct Files {
    certificate: PathBuf,
    key: PathBuf,
    /// The authorities of clients, and whether each client must show a certificate of theirs.
    clients: Option<(PathBuf, bool)>,
}

impl Files {
    fn paths(&self) -> Vec<PathBuf> {
        let clients = self.clients.iter().map(|(ca, _)| ca.clone());
        [self.certificate.clone(), self.key.clone()].into_iter().chain(clients).collect()
    }

    /// What the files come to. Fails with a sentence that names the file and never holds what is in it.
    fn read(&self) -> Result<ServerConfig, String> {
        let provider = Arc::new(ring::default_provider());
        let chain = certificates(&self.certificate, "certificate")?;
        let key = PrivateKeyDer::from_pem_file(&self.key).map_err(|error| wrong("private key", &self.key, &error))?;
        let builder = ServerConfig::builder_with_provider(provider.clone())
            .with_safe_default_protocol_versions()
            .map_err(|error| error.to_string())?;
        let builder = match &self.clients {
            None => builder.with_no_client_auth(),
            Some((ca, required)) => {
                let mut roots = RootCertStore::empty();
                for certificate in certificates(ca, "clients' CA")? {
                    roots.add(certificate).map_err(|error| wrong("clients' CA", ca, &error))?;
                }
                let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider);
                let verifier = if *required { verifier } else { verifier.allow_unauthenticated() };
                builder.with_client_cert_verifier(verifier.build().map_err(|error| wrong("clients' CA", ca, &error))?)
            }
        };
        let mut config = builder.with_single_cert(chain, key).map_err(|error| {
            wrong("certificate", &self.certificate, &format!("{error} (its key is `{}`)", self.key.display()))
        })?;
        config.alpn_protocols = vec![HTTP2.to_vec(), b"http/1.1".to_vec()];
        Ok(config)
    }
}

fn certificates(file: &Path, what: &str) -> Result<Vec<CertificateDer<'static>>, String> {
    let read = CertificateDer::pem_file_iter(file).and_then(Iterator::collect::<Result<Vec<_>, _>>);
    match read {
        Ok(certificates) if certificates.is_empty() => Err(wrong(what, file, &"it holds no certificate")),
        Ok(certificates) => Ok(certificates),
        Err(error) => Err(wrong(what, file, &error)),
    }
}

fn wrong(what: &str, file: &Path, why: &dyn Display) -> String {
    format!("the {what} `{}` can't be used: {why}", file.display())
}
