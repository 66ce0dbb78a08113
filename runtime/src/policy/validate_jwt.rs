//! `validate-jwt`: a token that a call must bear, with who may have made it, for whom, and what it has to say.

use std::time::Duration;

use super::bearer::{Bearer, PublicKey, RequiredClaim};
use crate::call::Call;
use crate::fault::Flow;
use crate::store::State;

/// The policy. A token without a signature is none; its algorithm has to be one of those listed and of the key's kind.
#[derive(Debug, Clone, Copy)]
pub struct ValidateJwt<'p> {
    /// The header that bears the token, with or without `Bearer`; `authorization` where no place is named.
    pub header_name: Option<&'static str>,
    /// The query parameter that bears it.
    pub query_parameter_name: Option<&'static str>,
    /// The token itself.
    pub token_value: Option<&'p str>,
    /// The scheme that must stand before the token in the header.
    pub require_scheme: Option<&'static str>,
    /// The algorithms that are allowed.
    pub algorithms: &'p [&'p str],
    /// URLs of the descriptions of issuers (OpenID Connect Discovery 1.0).
    pub openid_configs: &'p [&'p str],
    /// Secrets that are shared with whoever signs, in Base64.
    pub issuer_signing_keys: &'p [&'p str],
    /// Public keys of those who sign.
    pub issuer_public_keys: &'p [PublicKey<'p>],
    /// Secrets that tokens may be encrypted with, in Base64.
    pub decryption_keys: &'p [&'p str],
    /// One of them must be whom the token is for; none: anybody.
    pub audiences: &'p [&'p str],
    /// One of them must be who made it; none: an issuer of `openid_configs`.
    pub issuers: &'p [&'p str],
    /// Claims that must be there.
    pub required_claims: &'p [RequiredClaim<'p>],
    /// Whether a token must say when it expires.
    pub require_expiration_time: bool,
    /// How far the issuer's clock may differ.
    pub clock_skew: Duration,
    /// The status of a refusal.
    pub failed_validation_httpcode: u64,
    /// The sentence of a refusal; one for each cause where it is absent.
    pub failed_validation_error_message: Option<&'p str>,
}

/// What stands where the gateway file names no algorithm: those whose keys can be published.
const PUBLISHED: &[&str] = &["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384"];

impl ValidateJwt<'_> {
    /// What stands where the gateway file says nothing.
    pub const DEFAULT: ValidateJwt<'static> = ValidateJwt {
        header_name: None,
        query_parameter_name: None,
        token_value: None,
        require_scheme: None,
        algorithms: PUBLISHED,
        openid_configs: &[],
        issuer_signing_keys: &[],
        issuer_public_keys: &[],
        decryption_keys: &[],
        audiences: &[],
        issuers: &[],
        required_claims: &[],
        require_expiration_time: true,
        clock_skew: Duration::ZERO,
        failed_validation_httpcode: 401,
        failed_validation_error_message: None,
    };

    /// Looks at the token; its claims are then known to the call.
    ///
    /// # Errors
    /// The policy's own status with `token_not_present`, `jwt_invalid`, `token_signature_invalid`,
    /// `token_signature_key_not_found`, `token_expired`, `token_audience_not_allowed`, `token_issuer_not_allowed`,
    /// `token_claim_not_found` or `token_claim_value_not_allowed`; 503 `token_keys_unavailable` where an issuer was never
    /// reached.
    pub async fn inbound(&self, state: &State, call: &mut Call) -> Flow {
        let bearer = Bearer {
            policy: "validate-jwt",
            header_name: self.header_name,
            query_parameter_name: self.query_parameter_name,
            token_value: self.token_value,
            require_scheme: self.require_scheme,
            algorithms: self.algorithms,
            openid_configs: self.openid_configs,
            issuer_signing_keys: self.issuer_signing_keys,
            issuer_public_keys: self.issuer_public_keys,
            decryption_keys: self.decryption_keys,
            clients: &[],
            audiences: self.audiences,
            issuers: self.issuers,
            required_claims: self.required_claims,
            require_expiration_time: self.require_expiration_time,
            clock_skew: self.clock_skew,
            failed_validation_httpcode: self.failed_validation_httpcode,
            failed_validation_error_message: self.failed_validation_error_message,
        };
        bearer.check(state, call).await
    }
}
