//! One file a policy. A policy edits the call or its answer, or ends the call; it never sends anything itself.
//!
//! A policy is a struct of its attributes, under their names, with a constant `DEFAULT` for those that may be left out, and a
//! method for each section that it may stand in. Names, attributes and defaults are those of Azure API Management.

mod action;
mod bearer;
pub(crate) mod held;
mod limit;
mod prompted;
mod status;

pub use crate::operation::Action;
pub use action::NamedAction;
pub(crate) use action::act;
pub(crate) use forward_request::SOURCE as FORWARDING;
pub(crate) use held::{Held, hold};

/// The modules of the policies, and what they offer.
macro_rules! policies {
    ($($module:ident: $($name:ident),+;)*) => {
        $(mod $module;)*
        $(pub use $module::{$($name),+};)*
    };
}

pub use crate::upstream::HttpVersion;
pub use bearer::{Match, PublicKey, RequiredClaim};

policies! {
    check_header: CheckHeader;
    cors: Cors;
    forward_request: ForwardRequest;
    ip_filter: IpFilter, IpFilterAction;
    limit_concurrency: LimitConcurrency;
    llm_budget: BudgetPeriod, LlmBudget;
    llm_emit_token_metric: Dimension, LlmEmitTokenMetric;
    llm_token_limit: LlmTokenLimit, TokenQuotaPeriod;
    mock_response: MockResponse;
    quota: ApiQuota, OperationQuota, Quota;
    quota_by_key: QuotaByKey;
    rate_limit: ApiRate, OperationRate, RateLimit;
    rate_limit_by_key: RateLimitByKey;
    retry: Attempts, Retry;
    return_response: Header, ReturnResponse;
    rewrite_uri: RewriteUri;
    set_backend_service: SetBackendService;
    set_body: SetBody, Spliced;
    set_header: SetHeader;
    set_method: SetMethod;
    set_query_parameter: SetQueryParameter;
    set_status: SetStatus;
    set_variable: SetVariable;
    trace: Metadata, Severity, Trace;
    validate_azure_ad_token: ValidateAzureAdToken;
    validate_content: ContentAction, ValidateAs, ValidateContent;
    validate_headers: ValidateHeaders;
    validate_jwt: ValidateJwt;
    validate_parameters: ParameterActions, ValidateParameters;
    validate_status_code: ValidateStatusCode;
}

/// What is done when the header or the parameter is there already.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ExistsAction {
    /// The new values take the place of the old.
    #[default]
    Override,
    /// The old values stay.
    Skip,
    /// The new values are added to the old.
    Append,
    /// The old values are taken out; nothing takes their place.
    Delete,
}
