//! What admits the gateway to a backend and has to be made: tokens that are fetched and kept, and signatures.
//!
//! Nothing here decides whether a caller is admitted.

mod grant;
mod identity;
mod sigv4;
mod tokens;

use std::sync::Arc;

use crate::named_value::Start;

pub use grant::{ClientAuthentication, ClientCredentials};
pub use identity::ManagedIdentity;
pub use sigv4::AwsSigV4;
pub(crate) use sigv4::{Signer, Unsigned};
pub(crate) use tokens::Tokens;

/// What admits the gateway to a backend and has to be made. The field of [`Credentials`](super::Credentials).
#[derive(Debug)]
pub enum Authorization {
    /// A token of an OAuth 2 token endpoint.
    ClientCredentials(ClientCredentials),
    /// A token of the machine's managed identity in Azure.
    ManagedIdentity(ManagedIdentity),
    /// A signature over each request.
    AwsSigV4(AwsSigV4),
}

/// [`Authorization`] at work.
#[derive(Debug)]
pub(crate) enum Authority {
    Tokens(Arc<Tokens>),
    Signer(Box<Signer>),
}

impl Authority {
    /// # Errors
    /// A sentence that says what is wrong with the settings. It never holds a credential.
    pub(crate) fn new(start: &mut Start, backend: &'static str, authorization: Authorization) -> Result<Self, String> {
        let grant = match authorization {
            Authorization::ClientCredentials(settings) => settings.grant()?,
            Authorization::ManagedIdentity(settings) => settings.grant(start)?,
            Authorization::AwsSigV4(settings) => return Ok(Self::Signer(Box::new(Signer::new(settings)?))),
        };
        let tokens = Tokens::new(backend, grant);
        start.tokens.push(tokens.clone());
        Ok(Self::Tokens(tokens))
    }
}
