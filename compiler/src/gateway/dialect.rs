//! How an API's errors look: in the shape that the clients of such an API know how to read.

use crate::openapi::Document;

use super::Dialect;

/// Tells the dialect by the paths and the key headers of the document.
pub(super) fn of(document: &Document<'_>) -> Dialect {
    let paths: Vec<&String> = document.api.paths.paths.keys().collect();
    let ends = |ending: &str| paths.iter().any(|path| path.trim_end_matches('/').ends_with(ending));
    let deployments = paths.iter().any(|path| path.contains("/deployments/{"));
    let key = key_headers(document).iter().any(|header| header.eq_ignore_ascii_case("api-key"));
    if deployments && key {
        Dialect::AzureOpenAi
    } else if ["/chat/completions", "/embeddings", "/completions", "/responses"].iter().any(|ending| ends(ending)) {
        Dialect::OpenAi
    } else if ends("/v1/messages") {
        Dialect::Anthropic
    } else {
        Dialect::Problem
    }
}

/// The headers in which the document says that a key travels.
pub(super) fn key_headers(document: &Document<'_>) -> Vec<String> {
    let schemes = document.api.components.iter().flat_map(|components| components.security_schemes.values());
    let mut headers: Vec<String> = schemes
        .filter_map(|scheme| match scheme.as_item()? {
            openapiv3::SecurityScheme::APIKey { location: openapiv3::APIKeyLocation::Header, name, .. } => {
                (!name.eq_ignore_ascii_case("authorization")).then(|| name.clone())
            }
            _ => None,
        })
        .collect();
    headers.sort();
    headers.dedup_by(|a, b| a.eq_ignore_ascii_case(b));
    headers
}

/// The query parameter in which the document says that a key travels.
pub(super) fn key_query(document: &Document<'_>) -> Option<String> {
    let schemes = document.api.components.iter().flat_map(|components| components.security_schemes.values());
    let mut names: Vec<String> = schemes
        .filter_map(|scheme| match scheme.as_item()? {
            openapiv3::SecurityScheme::APIKey { location: openapiv3::APIKeyLocation::Query, name, .. } => {
                Some(name.clone())
            }
            _ => None,
        })
        .collect();
    names.sort();
    names.into_iter().next()
}

/// Whether the document says that a key may come as a bearer token.
pub(super) fn bearer(document: &Document<'_>) -> bool {
    let schemes = document.api.components.iter().flat_map(|components| components.security_schemes.values());
    schemes.filter_map(|scheme| scheme.as_item()).any(|scheme| match scheme {
        openapiv3::SecurityScheme::HTTP { scheme, .. } => scheme.eq_ignore_ascii_case("bearer"),
        openapiv3::SecurityScheme::APIKey { location: openapiv3::APIKeyLocation::Header, name, .. } => {
            name.eq_ignore_ascii_case("authorization")
        }
        _ => false,
    })
}
