//! One file a policy. A policy edits the call or its answer; it never sends anything itself.
//!
//! Names, attributes and defaults are those of Azure API Management.

mod check_header;
mod ip_filter;
mod limit;
mod limit_concurrency;
mod quota;
mod quota_by_key;
mod rate_limit;
mod rate_limit_by_key;
mod rewrite_uri;
mod set_header;
mod set_query_parameter;

pub use check_header::CheckHeader;
pub use ip_filter::{IpFilter, IpFilterAction};
pub use limit_concurrency::LimitConcurrency;
pub use quota::Quota;
pub use quota_by_key::QuotaByKey;
pub use rate_limit::RateLimit;
pub use rate_limit_by_key::RateLimitByKey;
pub use rewrite_uri::RewriteUri;
pub use set_header::SetHeader;
pub use set_query_parameter::SetQueryParameter;

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
