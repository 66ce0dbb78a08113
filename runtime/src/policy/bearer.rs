//! What the policies that ask for a token have in common: where the token stands, whose keys are good, and what it must say.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use http::{HeaderValue, StatusCode, header};

use crate::call::Call;
use crate::fault::{Fault, Flow};
use crate::store::State;
use crate::token::{Algorithm, Asked, Claim, Claims, Key, Refusal, Unverified, is_encrypted, opened};

/// Which of a claim's values must be there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Match {
    /// All of them.
    All,
    /// One of them.
    Any,
}

/// A claim that must be there, perhaps with some values.
#[derive(Debug, Clone, Copy)]
pub struct RequiredClaim<'p> {
    /// Its name.
    pub name: &'static str,
    /// The values; none: any does.
    pub values: &'p [&'p str],
    /// Which of them must be there.
    pub match_: Match,
    /// Splits a text into values, such as the blank in a list of scopes.
    pub separator: Option<&'p str>,
}

impl RequiredClaim<'_> {
    /// What stands where the gateway file says nothing.
    pub const DEFAULT: RequiredClaim<'static> =
        RequiredClaim { name: "", values: &[], match_: Match::All, separator: None };
}

/// The public key of somebody who signs tokens: an RSA key, as a JWK writes it.
#[derive(Debug, Clone, Copy)]
pub struct PublicKey<'p> {
    /// Its id, which tokens name as `kid`.
    pub name: &'static str,
    /// The modulus.
    pub n: &'p str,
    /// The exponent.
    pub e: &'p str,
}

impl PublicKey<'_> {
    /// What stands where the gateway file says nothing: the exponent that nearly all keys have.
    pub const DEFAULT: PublicKey<'static> = PublicKey { name: "", n: "", e: "AQAB" };
}

/// What is asked of a call.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bearer<'p> {
    /// The policy that asks.
    pub(super) policy: &'static str,
    pub(super) header_name: Option<&'static str>,
    pub(super) query_parameter_name: Option<&'static str>,
    pub(super) token_value: Option<&'p str>,
    pub(super) require_scheme: Option<&'static str>,
    pub(super) algorithms: &'p [&'p str],
    pub(super) openid_configs: &'p [&'p str],
    pub(super) issuer_signing_keys: &'p [&'p str],
    pub(super) issuer_public_keys: &'p [PublicKey<'p>],
    /// Secrets that tokens may be encrypted with.
    pub(super) decryption_keys: &'p [&'p str],
    /// The applications that may have got the token; none: any.
    pub(super) clients: &'p [&'p str],
    pub(super) audiences: &'p [&'p str],
    pub(super) issuers: &'p [&'p str],
    pub(super) required_claims: &'p [RequiredClaim<'p>],
    pub(super) require_expiration_time: bool,
    pub(super) clock_skew: Duration,
    pub(super) failed_validation_httpcode: u64,
    pub(super) failed_validation_error_message: Option<&'p str>,
}

impl Bearer<'_> {
    /// Looks at the token; its claims are then known to the call.
    pub(super) async fn check(&self, state: &State, call: &mut Call) -> Flow {
        let Some(token) = self.token(call) else {
            challenge(call, "Bearer");
            return Err(self.refusal("token_not_present", "The call bears no token."));
        };
        match self.claims(state, &token).await {
            Ok(claims) => {
                call.keep_claims(claims.payload);
                Ok(())
            }
            Err(Ended::Unknown) => Err(unknown(self.policy)),
            Err(Ended::Refused(refusal)) => {
                challenge(call, "Bearer error=\"invalid_token\"");
                let (code, message) = words(refusal);
                Err(self.refusal(code, message))
            }
        }
    }

    /// The token, from the first of the places that are named.
    fn token(&self, call: &Call) -> Option<String> {
        if let Some(token) = self.token_value {
            return Some(bare(token).to_owned()).filter(|token| !token.is_empty());
        }
        if let Some(name) = self.query_parameter_name {
            if let Some(token) = call.query_values(name).next() {
                return Some(token.into_owned());
            }
            self.header_name?;
        }
        let value = call.headers().get(self.header_name.unwrap_or("authorization"))?.to_str().ok()?.trim();
        let token = match self.require_scheme {
            Some(scheme) => {
                let (found, token) = value.split_once(' ')?;
                found.eq_ignore_ascii_case(scheme).then(|| token.trim())?
            }
            None => bare(value),
        };
        Some(token.to_owned()).filter(|token| !token.is_empty())
    }

    async fn claims(&self, state: &State, token: &str) -> Result<Claims, Ended> {
        let inner;
        let token = if is_encrypted(token) {
            let keys: Vec<Vec<u8>> = self.decryption_keys.iter().filter_map(|text| Key::opening(text)).collect();
            inner = opened(token, &keys).map_err(Ended::Refused)?;
            &inner
        } else {
            token
        };
        let unverified = Unverified::parse(token).map_err(Ended::Refused)?;
        if !self.algorithms.iter().any(|name| Algorithm::named(name) == Some(unverified.algorithm)) {
            return Err(Ended::Refused(Refusal::Signature));
        }
        let secrets = self.issuer_signing_keys.iter().filter_map(|text| Key::secret(text));
        let public = self.issuer_public_keys.iter().filter_map(|key| Key::rsa(key.name, key.n, key.e));
        let own: Vec<Key> = secrets.chain(public).collect();
        let mut refusal = Refusal::Key;
        if !own.is_empty() {
            match unverified.verified(own.iter()) {
                Ok(claims) => return self.satisfied(claims, self.issuers),
                Err(why) => refusal = why,
            }
        }
        let mut unknown = false;
        for url in self.openid_configs {
            // Asked again where the key is not among those that are known.
            for missing in [false, true] {
                let Some(issuer) = state.issuers().find(url, missing).await else {
                    unknown = true;
                    break;
                };
                match unverified.verified(issuer.keys.iter()) {
                    Ok(claims) if self.issuers.is_empty() => return self.satisfied(claims, &[issuer.name.as_str()]),
                    Ok(claims) => return self.satisfied(claims, self.issuers),
                    Err(Refusal::Key) => {}
                    Err(why) => {
                        refusal = why;
                        break;
                    }
                }
            }
        }
        Err(if unknown && refusal == Refusal::Key { Ended::Unknown } else { Ended::Refused(refusal) })
    }

    fn satisfied(&self, claims: Claims, issuers: &[&str]) -> Result<Claims, Ended> {
        let claims_asked: Vec<Claim<'_>> = self
            .required_claims
            .iter()
            .map(|claim| Claim {
                name: claim.name,
                values: claim.values,
                all: claim.match_ == Match::All,
                separator: claim.separator,
            })
            .collect();
        let asked = Asked {
            audiences: self.audiences,
            issuers,
            required: &claims_asked,
            require_expiration: self.require_expiration_time,
            skew: self.clock_skew.as_secs_f64(),
        };
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs_f64();
        claims.satisfy(&asked, now).map_err(Ended::Refused)?;
        if !self.clients.is_empty() {
            // Entra ID names the application in `azp`, in tokens of version 1.0 in `appid`.
            let client = claims.text("azp").or_else(|| claims.text("appid"));
            let client = client.ok_or(Ended::Refused(Refusal::Claim))?;
            if !self.clients.contains(&client) {
                return Err(Ended::Refused(Refusal::ClaimValue));
            }
        }
        Ok(claims)
    }

    #[cold]
    fn refusal(&self, code: &'static str, message: &'static str) -> Fault {
        let status =
            u16::try_from(self.failed_validation_httpcode).ok().and_then(|code| StatusCode::from_u16(code).ok());
        let message = self.failed_validation_error_message.unwrap_or(message).to_owned();
        Fault::new(status.unwrap_or(StatusCode::UNAUTHORIZED), code, message).by(self.policy)
    }
}

/// Why a token admits nobody.
enum Ended {
    Refused(Refusal),
    /// Nothing is known of its issuer.
    Unknown,
}

/// A token without the word before it.
fn bare(value: &str) -> &str {
    match value.split_at_checked(7) {
        Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer ") => token.trim(),
        _ => value,
    }
}

/// RFC 6750, section 3.
fn challenge(call: &mut Call, text: &'static str) {
    call.answer_with(header::WWW_AUTHENTICATE, HeaderValue::from_static(text));
}

fn words(refusal: Refusal) -> (&'static str, &'static str) {
    match refusal {
        Refusal::Malformed => ("jwt_invalid", "The token can't be read."),
        Refusal::Signature => ("token_signature_invalid", "The signature of the token is not good."),
        Refusal::Key => ("token_signature_key_not_found", "The key that signed the token is not known."),
        Refusal::Time => ("token_expired", "The token has expired, or does not hold yet."),
        Refusal::NoTime => ("jwt_invalid", "The token does not say when it expires."),
        Refusal::Audience => ("token_audience_not_allowed", "The token is not meant for this API."),
        Refusal::Issuer => ("token_issuer_not_allowed", "The issuer of the token is not allowed."),
        Refusal::Claim => ("token_claim_not_found", "The token lacks a claim."),
        Refusal::ClaimValue => ("token_claim_value_not_allowed", "A claim of the token has another value."),
    }
}

#[cold]
fn unknown(policy: &'static str) -> Fault {
    let message = "The keys of the token's issuer can't be fetched at the moment.";
    let fault = Fault::new(StatusCode::SERVICE_UNAVAILABLE, "token_keys_unavailable", message);
    fault.retry_after(Duration::from_secs(30)).by(policy)
}
