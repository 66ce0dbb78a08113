//! Where a call goes: its path and its query, as the client wrote them and as policies leave them.

use std::borrow::Cow;

use super::Call;
use crate::query;

impl Call {
    /// The request's path as the client wrote it, with the public prefix.
    #[must_use]
    pub fn path(&self) -> &str {
        self.head.uri.path()
    }

    /// The query as it stands now, without `?`; still percent-encoded.
    #[must_use]
    pub fn query(&self) -> Option<&str> {
        match &self.query {
            Some(query) => Some(query).filter(|query| !query.is_empty()).map(String::as_str),
            None => self.head.uri.query(),
        }
    }

    /// The decoded values of a query parameter.
    pub fn query_values(&self, name: &str) -> impl Iterator<Item = Cow<'_, str>> {
        query::values(self.query().unwrap_or_default(), name)
    }

    /// The decoded names in the query that the caller sent, as often as they stand there.
    pub(crate) fn sent_query_names(&self) -> impl Iterator<Item = Cow<'_, str>> {
        query::pairs(self.head.uri.query().unwrap_or_default()).map(|(name, _)| query::decoded(name))
    }

    /// Whether the route itself asks for this query parameter.
    pub(crate) fn routed_by(&self, name: &str) -> bool {
        let told = self.operation.path.split_once('?').map_or("", |(_, query)| query);
        told.split('&').any(|pair| pair.split('=').next() == Some(name))
    }

    /// The values of a query parameter, not decoded.
    pub(crate) fn query_texts(&self, name: &str) -> impl Iterator<Item = &str> {
        query::texts(self.query().unwrap_or_default(), name)
    }

    /// Takes a query parameter out. The others keep their bytes.
    pub fn remove_query(&mut self, name: &str) {
        if let Some(rest) = self.query().and_then(|query| query::without(query, name)) {
            self.query = Some(rest);
        }
    }

    /// Adds a query parameter at the end.
    pub fn push_query(&mut self, name: &str, value: &str) {
        let mut text = self.query.take().unwrap_or_else(|| self.head.uri.query().unwrap_or_default().to_owned());
        query::push(&mut text, name, value);
        self.query = Some(text);
    }

    /// Sends the call to another path: below the backend's base path, percent-encoded, beginning with `/`.
    pub fn set_upstream_path(&mut self, path: String) {
        self.path = Some(path);
        self.renamed.path = None;
    }

    pub(crate) fn set_query(&mut self, query: String) {
        self.query = Some(query);
    }

    /// The path below the backend's base path: what a policy set, else, with the backend's name for the model, the client's own bytes behind the API's prefix.
    #[must_use]
    pub fn upstream_path(&self) -> &str {
        match self.renamed.path.as_ref().or(self.path.as_ref()) {
            Some(path) => path,
            None => self.sent_path(),
        }
    }

    /// The client's own bytes behind the API's prefix.
    pub(super) fn sent_path(&self) -> &str {
        below(self.head.uri.path(), self.operation.api.prefix)
    }

    /// [`Call::upstream_path`] with the query, if there is one.
    #[must_use]
    pub fn upstream_target(&self) -> String {
        let mut target = self.upstream_path().to_owned();
        if let Some(query) = self.query() {
            target.push('?');
            target.push_str(query);
        }
        target
    }
}

/// The part of a path behind a prefix of whole segments. The path was matched, so it has as many segments; it may write
/// them with percent sequences.
fn below<'p>(path: &'p str, prefix: &str) -> &'p str {
    if let Some(rest) = path.strip_prefix(prefix)
        && (rest.is_empty() || rest.starts_with('/'))
    {
        return rest;
    }
    let mut rest = path;
    for _ in prefix.bytes().filter(|byte| *byte == b'/') {
        let segment = rest.strip_prefix('/').unwrap_or(rest);
        rest = segment.find('/').and_then(|slash| segment.get(slash..)).unwrap_or_default();
    }
    rest
}
