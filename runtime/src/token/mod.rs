//! JSON Web Tokens (RFC 7519) in their compact form (RFC 7515, section 7.1), as callers show them.
//!
//! The algorithm is what the policy allows and the key is made for, never merely what the token says; a token without a
//! signature is none. This stage never keeps a token, and never says more of one than which rule it breaks.

mod claims;
mod encrypted;
mod issuer;
mod key;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;
use serde_json::{Map, Value};

pub(crate) use claims::{Asked, Claim};
pub(crate) use encrypted::{is_encrypted, opened};
pub(crate) use issuer::Issuers;
pub(crate) use key::{Algorithm, Key};

/// Longer tokens are not looked at.
const LONGEST: usize = 64 * 1024;

/// Why a token does not do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// It is no token, or one that nobody here can read.
    Malformed,
    /// Signed in a way that is not allowed, or wrongly.
    Signature,
    /// No key has the id that it names.
    Key,
    /// It has expired, or holds only later.
    Time,
    /// It has no time at which it expires.
    NoTime,
    /// It is meant for somebody else.
    Audience,
    /// It comes from somebody else.
    Issuer,
    /// It says too little.
    Claim,
    /// What it says is not enough.
    ClaimValue,
}

/// A token that was taken apart, and says nothing yet that could be believed.
pub(crate) struct Unverified<'t> {
    pub(crate) algorithm: Algorithm,
    pub(crate) key: Option<String>,
    signed: &'t str,
    signature: Vec<u8>,
    payload: &'t str,
}

#[derive(Deserialize)]
struct Header {
    alg: String,
    kid: Option<String>,
    crit: Option<Value>,
}

impl<'t> Unverified<'t> {
    /// Takes a token apart.
    pub(crate) fn parse(token: &'t str) -> Result<Self, Refusal> {
        let (signed, signature) = token.rsplit_once('.').ok_or(Refusal::Malformed)?;
        let (header, payload) = signed.split_once('.').ok_or(Refusal::Malformed)?;
        if token.len() > LONGEST || payload.contains('.') {
            return Err(Refusal::Malformed);
        }
        let header: Header = serde_json::from_slice(&decoded(header)?).map_err(|_| Refusal::Malformed)?;
        // What must be understood is not (RFC 7515, section 4.1.11).
        if header.crit.is_some() {
            return Err(Refusal::Malformed);
        }
        let algorithm = Algorithm::named(&header.alg).ok_or(Refusal::Signature)?;
        Ok(Self { algorithm, key: header.kid, signed, signature: decoded(signature)?, payload })
    }

    /// What the token says, if one of the keys signed it. A token that names a key is asked of that key alone.
    pub(crate) fn verified<'k>(&self, keys: impl Iterator<Item = &'k Key>) -> Result<Claims, Refusal> {
        let mut refusal = Refusal::Key;
        for key in keys.filter(|key| key.may_be(self.key.as_deref())) {
            refusal = Refusal::Signature;
            if key.verifies(self.algorithm, self.signed.as_bytes(), &self.signature) {
                let payload = decoded(self.payload)?;
                let members = serde_json::from_slice(&payload).map_err(|_| Refusal::Malformed)?;
                return Ok(Claims { payload, members });
            }
        }
        Err(refusal)
    }
}

/// What a token says, by a key that is trusted.
#[derive(Debug, Clone)]
pub(crate) struct Claims {
    /// The JSON, as it was signed.
    pub(crate) payload: Vec<u8>,
    members: Map<String, Value>,
}

fn decoded(part: &str) -> Result<Vec<u8>, Refusal> {
    URL_SAFE_NO_PAD.decode(part).map_err(|_| Refusal::Malformed)
}

#[cfg(test)]
mod tests;
