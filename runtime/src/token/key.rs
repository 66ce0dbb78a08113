//! Keys that tokens are signed with: those of a JWK set (RFC 7517), and shared secrets. The algorithms are those of
//! RFC 7518, section 3, without `none`.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use ring::hmac;
use ring::signature::{self, RsaParameters, RsaPublicKeyComponents, UnparsedPublicKey, VerificationAlgorithm};
use serde::Deserialize;

/// A signature algorithm.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Algorithm {
    Hs256,
    Hs384,
    Hs512,
    Rs256,
    Rs384,
    Rs512,
    Ps256,
    Ps384,
    Ps512,
    Es256,
    Es384,
}

const ALGORITHMS: &[(&str, Algorithm)] = &[
    ("HS256", Algorithm::Hs256),
    ("HS384", Algorithm::Hs384),
    ("HS512", Algorithm::Hs512),
    ("RS256", Algorithm::Rs256),
    ("RS384", Algorithm::Rs384),
    ("RS512", Algorithm::Rs512),
    ("PS256", Algorithm::Ps256),
    ("PS384", Algorithm::Ps384),
    ("PS512", Algorithm::Ps512),
    ("ES256", Algorithm::Es256),
    ("ES384", Algorithm::Es384),
];

impl Algorithm {
    pub(crate) fn named(name: &str) -> Option<Self> {
        ALGORITHMS.iter().find(|(known, _)| *known == name).map(|(_, algorithm)| *algorithm)
    }
}

/// A key that a token may have been signed with.
#[derive(Debug, Clone)]
pub(crate) struct Key {
    id: Option<String>,
    /// The only one that it is for, if its owner says so.
    algorithm: Option<String>,
    material: Material,
}

#[derive(Clone)]
enum Material {
    Secret(Vec<u8>),
    Rsa { modulus: Vec<u8>, exponent: Vec<u8> },
    P256(Vec<u8>),
    P384(Vec<u8>),
}

impl std::fmt::Debug for Material {
    fn fmt(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        to.write_str(match self {
            Self::Secret(_) => "Secret",
            Self::Rsa { .. } => "Rsa",
            Self::P256(_) => "P256",
            Self::P384(_) => "P384",
        })
    }
}

#[derive(Deserialize)]
struct Set {
    keys: Vec<serde_json::Value>,
}

#[derive(Deserialize)]
struct Jwk {
    kty: String,
    kid: Option<String>,
    alg: Option<String>,
    #[serde(rename = "use")]
    purpose: Option<String>,
    n: Option<String>,
    e: Option<String>,
    crv: Option<String>,
    x: Option<String>,
    y: Option<String>,
}

impl Key {
    /// A secret that is shared with whoever signs, in Base64.
    pub(crate) fn secret(text: &str) -> Option<Self> {
        let bytes = STANDARD.decode(text.trim()).ok().filter(|bytes| !bytes.is_empty())?;
        Some(Self { id: None, algorithm: None, material: Material::Secret(bytes) })
    }

    /// The public key of an RSA pair, by its numbers as a JWK writes them (RFC 7518, section 6.3.1).
    pub(crate) fn rsa(id: &str, modulus: &str, exponent: &str) -> Option<Self> {
        let number = |text: &str| URL_SAFE_NO_PAD.decode(text).ok().filter(|bytes| !bytes.is_empty());
        let material = Material::Rsa { modulus: number(modulus)?, exponent: number(exponent)? };
        Some(Self { id: Some(id.to_owned()), algorithm: None, material })
    }

    /// A secret that tokens are encrypted with, in Base64.
    pub(crate) fn opening(text: &str) -> Option<Vec<u8>> {
        STANDARD.decode(text.trim()).ok()
    }

    /// The keys of a set that verify signatures. What is of another kind is left out (RFC 7517, section 5); a secret has
    /// no place in a set that is published. `None`: it is no set.
    pub(crate) fn set(json: &[u8]) -> Option<Vec<Self>> {
        let set: Set = serde_json::from_slice(json).ok()?;
        let keys = set.keys.into_iter().filter_map(|key| serde_json::from_value(key).ok());
        Some(keys.filter_map(Self::public).collect())
    }

    fn public(jwk: Jwk) -> Option<Self> {
        if jwk.purpose.is_some_and(|purpose| purpose != "sig") {
            return None;
        }
        let number = |text: Option<String>| URL_SAFE_NO_PAD.decode(text?).ok();
        let material = match (jwk.kty.as_str(), jwk.crv.as_deref()) {
            ("RSA", _) => Material::Rsa { modulus: number(jwk.n)?, exponent: number(jwk.e)? },
            ("EC", Some("P-256")) => Material::P256(point(number(jwk.x)?, number(jwk.y)?)),
            ("EC", Some("P-384")) => Material::P384(point(number(jwk.x)?, number(jwk.y)?)),
            _ => return None,
        };
        Some(Self { id: jwk.kid, algorithm: jwk.alg, material })
    }

    /// Whether a token that names a key, or none, may mean this one.
    pub(crate) fn may_be(&self, named: Option<&str>) -> bool {
        match (&self.id, named) {
            (Some(id), Some(named)) => id == named,
            _ => true,
        }
    }

    /// Whether this key signed a message by an algorithm that is one of its kind.
    pub(crate) fn verifies(&self, algorithm: Algorithm, message: &[u8], signature: &[u8]) -> bool {
        if self.algorithm.as_deref().is_some_and(|only| Algorithm::named(only) != Some(algorithm)) {
            return false;
        }
        let ec = |with: &'static dyn VerificationAlgorithm, point: &[u8]| {
            UnparsedPublicKey::new(with, point).verify(message, signature).is_ok()
        };
        match &self.material {
            Material::Secret(secret) => shared(algorithm).is_some_and(|with| {
                let key = hmac::Key::new(with, secret);
                hmac::verify(&key, message, signature).is_ok()
            }),
            Material::Rsa { modulus, exponent } => rsa(algorithm).is_some_and(|with| {
                RsaPublicKeyComponents { n: modulus, e: exponent }.verify(with, message, signature).is_ok()
            }),
            Material::P256(point) => algorithm == Algorithm::Es256 && ec(&signature::ECDSA_P256_SHA256_FIXED, point),
            Material::P384(point) => algorithm == Algorithm::Es384 && ec(&signature::ECDSA_P384_SHA384_FIXED, point),
        }
    }
}

/// An uncompressed point (SEC 1, section 2.3.3).
fn point(x: Vec<u8>, y: Vec<u8>) -> Vec<u8> {
    [vec![4], x, y].concat()
}

fn shared(algorithm: Algorithm) -> Option<hmac::Algorithm> {
    match algorithm {
        Algorithm::Hs256 => Some(hmac::HMAC_SHA256),
        Algorithm::Hs384 => Some(hmac::HMAC_SHA384),
        Algorithm::Hs512 => Some(hmac::HMAC_SHA512),
        _ => None,
    }
}

fn rsa(algorithm: Algorithm) -> Option<&'static RsaParameters> {
    match algorithm {
        Algorithm::Rs256 => Some(&signature::RSA_PKCS1_2048_8192_SHA256),
        Algorithm::Rs384 => Some(&signature::RSA_PKCS1_2048_8192_SHA384),
        Algorithm::Rs512 => Some(&signature::RSA_PKCS1_2048_8192_SHA512),
        Algorithm::Ps256 => Some(&signature::RSA_PSS_2048_8192_SHA256),
        Algorithm::Ps384 => Some(&signature::RSA_PSS_2048_8192_SHA384),
        Algorithm::Ps512 => Some(&signature::RSA_PSS_2048_8192_SHA512),
        _ => None,
    }
}
