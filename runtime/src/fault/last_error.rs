//! What the policies on errors are told of the fault that stopped the call.

use std::borrow::Cow;

use super::Fault;

/// A part of the life of a call, as the gateway file has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Section {
    /// Before the request goes out.
    Inbound,
    /// As it is sent.
    Backend,
    /// On the answer.
    Outbound,
    /// After a fault.
    OnError,
}

impl Section {
    /// The key in the gateway file.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Inbound => "inbound",
            Self::Backend => "backend",
            Self::Outbound => "outbound",
            Self::OnError => "on-error",
        }
    }
}

/// Why the call failed.
#[derive(Debug)]
pub struct LastError {
    /// The policy, or the part of the gateway, that stopped the call.
    pub source: &'static str,
    /// The cause as one name, where Azure API Management has one for it that one.
    pub reason: Cow<'static, str>,
    /// A sentence.
    pub message: Cow<'static, str>,
    /// Where the call was.
    pub section: Section,
    /// The id that the gateway file gives the policy.
    pub policy_id: Option<&'static str>,
}

/// Names of causes that Azure API Management has, by the codes of this gateway.
const REASONS: &[(&str, &str)] = &[
    ("missing_key", "SubscriptionKeyNotFound"),
    ("invalid_key", "SubscriptionKeyInvalid"),
    ("subscription_suspended", "SubscriptionKeyInvalid"),
    ("subscription_cancelled", "SubscriptionKeyInvalid"),
    ("subscription_expired", "SubscriptionKeyInvalid"),
    ("subscription_scope", "SubscriptionKeyInvalid"),
    ("incomplete_body", "ClientConnectionFailure"),
    ("request_timeout", "ClientConnectionFailure"),
    ("body_timeout", "ClientConnectionFailure"),
    ("backend_timeout", "Timeout"),
    ("caller_ip_unknown", "FailedToParseCallerIP"),
    ("token_limit_exceeded", "OpenAITokenLimitExceeded"),
    ("token_quota_exceeded", "OpenAITokenQuotaExceeded"),
];

impl LastError {
    pub(crate) fn new(fault: &Fault, section: Section) -> Self {
        let cause = fault.cause();
        let known = REASONS.iter().find(|(code, _)| *code == cause.code);
        let reason = known.map_or_else(|| Cow::Owned(camel(cause.code)), |(_, reason)| Cow::Borrowed(*reason));
        let (source, policy_id) = (cause.source, cause.policy_id);
        Self { source, reason, message: cause.message.clone(), section, policy_id }
    }
}

/// `rate_limit_exceeded` -> `RateLimitExceeded`
fn camel(code: &str) -> String {
    let word = |word: &str| match word.split_at_checked(1) {
        Some((first, rest)) => format!("{}{rest}", first.to_ascii_uppercase()),
        None => String::new(),
    };
    code.split('_').map(word).collect()
}
