//! What the format of the gateway file holds and this version can't do yet. Each entry is an error where it is used, so
//! that nothing is silently ignored; a later version deletes it.

/// Keys by their path, where `*` stands for any name, and the words for what they ask for.
const KEYS: &[(&str, &str)] = &[
    ("console", "the console"),
    ("forward-request.continue-timeout", "a time limit for `100 Continue`"),
    ("forward-request.buffer-response", "an answer that is held back"),
    ("state.postgres", "state in PostgreSQL"),
];

/// Policies by their names, without the aliases that begin with `azure-openai-`.
const POLICIES: &[&str] = &[
    "authentication-basic",
    "authentication-certificate",
    "authentication-managed-identity",
    "aws-sigv4",
    "cache-lookup",
    "cache-lookup-value",
    "cache-remove-value",
    "cache-store",
    "cache-store-value",
    "cache-value",
    "cross-domain",
    "emit-metric",
    "find-and-replace",
    "get-authorization-context",
    "invoke-request",
    "json-to-xml",
    "jsonp",
    "llm-content-safety",
    "llm-semantic-cache-lookup",
    "llm-semantic-cache-store",
    "log-to-eventhub",
    "proxy",
    "publish-event",
    "redirect-content-urls",
    "send-one-way-request",
    "send-request",
    "validate-client-certificate",
    "wait",
    "xml-to-json",
    "xsl-transform",
];

/// The words for a key of an object at `scope` (empty: the top of the file).
pub(super) fn key(scope: &str, key: &str) -> Option<&'static str> {
    KEYS.iter().find(|(path, _)| joins(path, scope, key)).map(|(_, words)| *words)
}

/// The names of all such keys of an object at `scope`, for suggestions.
pub(super) fn keys(scope: &str) -> impl Iterator<Item = &'static str> {
    KEYS.iter().filter_map(move |(path, _)| path.rsplit('.').next().filter(|key| joins(path, scope, key)))
}

/// Whether a policy of this name is one.
pub(super) fn policy(name: &str) -> bool {
    policies().any(|known| known == name || alias(known).is_some_and(|alias| alias == name))
}

/// Their names, for suggestions.
pub(super) fn policies() -> impl Iterator<Item = &'static str> {
    POLICIES.iter().copied()
}

fn alias(name: &str) -> Option<String> {
    name.strip_prefix("llm-").map(|rest| format!("azure-openai-{rest}"))
}

fn joins(path: &str, scope: &str, key: &str) -> bool {
    match path.rsplit_once('.') {
        Some((parent, last)) => parent == scope && last == key,
        None => scope.is_empty() && path == key,
    }
}
