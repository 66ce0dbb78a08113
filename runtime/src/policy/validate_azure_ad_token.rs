//! `validate-azure-ad-token`: a token of Microsoft Entra ID that a call must bear.

use std::time::Duration;

use super::bearer::{Bearer, RequiredClaim};
use crate::call::Call;
use crate::fault::Flow;
use crate::store::State;

/// The policy. The issuer is the tenant, and the algorithm RS256. Tokens of version 1.0 and 2.0 are taken.
#[derive(Debug, Clone, Copy)]
pub struct ValidateAzureAdToken<'p> {
    /// The tenant, by its id.
    pub tenant_id: &'p str,
    /// Where the tenant is found.
    pub authority: &'p str,
    /// The header that bears the token; `authorization` where no place is named.
    pub header_name: Option<&'static str>,
    /// The query parameter that bears it.
    pub query_parameter_name: Option<&'static str>,
    /// The token itself.
    pub token_value: Option<&'p str>,
    /// The applications that may call; none: any of the tenant.
    pub client_application_ids: &'p [&'p str],
    /// One of them must be whom the token is for; none: anybody.
    pub audiences: &'p [&'p str],
    /// Claims that must be there.
    pub required_claims: &'p [RequiredClaim<'p>],
    /// The status of a refusal.
    pub failed_validation_httpcode: u64,
    /// The sentence of a refusal; one for each cause where it is absent.
    pub failed_validation_error_message: Option<&'p str>,
}

impl ValidateAzureAdToken<'_> {
    /// What stands where the gateway file says nothing.
    pub const DEFAULT: ValidateAzureAdToken<'static> = ValidateAzureAdToken {
        tenant_id: "",
        authority: "https://login.microsoftonline.com",
        header_name: None,
        query_parameter_name: None,
        token_value: None,
        client_application_ids: &[],
        audiences: &[],
        required_claims: &[],
        failed_validation_httpcode: 401,
        failed_validation_error_message: None,
    };

    /// Looks at the token; its claims are then known to the call.
    ///
    /// # Errors
    /// The policy's own status with `token_not_present`, `jwt_invalid`, `token_signature_invalid`,
    /// `token_signature_key_not_found`, `token_expired`, `token_audience_not_allowed`, `token_issuer_not_allowed`,
    /// `token_claim_not_found` or `token_claim_value_not_allowed`; 503 `token_keys_unavailable` where the tenant was never
    /// reached.
    pub async fn inbound(&self, state: &State, call: &mut Call) -> Flow {
        let (authority, tenant) = (self.authority.trim_end_matches('/'), self.tenant_id);
        let description = format!("{authority}/{tenant}/v2.0/.well-known/openid-configuration");
        let second = format!("{authority}/{tenant}/v2.0");
        // Whatever the authority, tokens of version 1.0 name this one.
        let first = format!("https://sts.windows.net/{tenant}/");
        let bearer = Bearer {
            policy: "validate-azure-ad-token",
            header_name: self.header_name,
            query_parameter_name: self.query_parameter_name,
            token_value: self.token_value,
            require_scheme: None,
            algorithms: &["RS256"],
            openid_configs: &[&description],
            issuer_signing_keys: &[],
            issuer_public_keys: &[],
            decryption_keys: &[],
            clients: self.client_application_ids,
            audiences: self.audiences,
            issuers: &[&second, &first],
            required_claims: self.required_claims,
            require_expiration_time: true,
            clock_skew: Duration::ZERO,
            failed_validation_httpcode: self.failed_validation_httpcode,
            failed_validation_error_message: self.failed_validation_error_message,
        };
        bearer.check(state, call).await
    }
}
