//! From a method and a path to the operation that answers, the one with the most literal text first.

use regex::Regex;

use super::document::Document;
use crate::gateway::{Api, Operation, Streaming};
use crate::policy::model;
use crate::source::Node;

/// The operations of one API.
#[derive(Debug)]
pub(super) struct Routes {
    pub(super) document: Document,
    routes: Vec<Route>,
}

/// One operation.
#[derive(Debug)]
pub(super) struct Route {
    /// In upper case.
    pub(super) method: String,
    /// As the document has it.
    pub(super) path: String,
    /// The member of the request that asks for a stream; `None` where the operation never streams.
    pub(super) stream_when: Option<String>,
    /// The reference to the schema of each event, where the gateway file names one.
    pub(super) events: Option<String>,
    names: Vec<String>,
    pattern: Regex,
    literal: usize,
}

/// The operation that answers, with what its path parameters are.
#[derive(Debug)]
pub(super) struct Match<'r> {
    pub(super) route: &'r Route,
    /// Name and value, the value as it came.
    pub(super) parameters: Vec<(&'r str, String)>,
}

impl Routes {
    pub(super) fn new(api: &Api, said: Option<&model::Api>, node: &Node) -> Self {
        let mut routes: Vec<Route> = api
            .operations
            .iter()
            .filter(|operation| operation.method != "*")
            .filter_map(|operation| Route::new(operation, said))
            .collect();
        routes.sort_by_key(|route| std::cmp::Reverse(route.literal));
        Self { document: Document::new(node), routes }
    }

    /// The operation for a method and a path below the API's base.
    pub(super) fn find(&self, method: &str, path: &str) -> Option<Match<'_>> {
        self.routes.iter().filter(|route| route.method == method).find_map(|route| {
            let captures = route.pattern.captures(path)?;
            let values = captures.iter().skip(1).map(|value| value.map_or("", |value| value.as_str()).to_owned());
            Some(Match { route, parameters: route.names.iter().map(String::as_str).zip(values).collect() })
        })
    }
}

impl Route {
    fn new(operation: &Operation, said: Option<&model::Api>) -> Option<Self> {
        // A query or a fragment behind a path tells operations apart that a mock can answer alike.
        let template = operation.path.split(['?', '#']).next().unwrap_or_default();
        let (mut pattern, mut names, mut literal) = (String::from("^"), Vec::new(), 0);
        let mut rest = template;
        while let Some((before, parameter)) = rest.split_once('{') {
            let (name, after) = parameter.split_once('}')?;
            literal += before.len();
            pattern.push_str(&regex::escape(before));
            pattern.push_str(if name.starts_with('*') { "(.*)" } else { "([^/]+?)" });
            names.push(name.trim_start_matches('*').to_owned());
            rest = after;
        }
        literal += rest.len();
        pattern.push_str(&regex::escape(rest));
        pattern.push('$');
        let said = said.and_then(|said| {
            let written = format!("{} {}", operation.method, operation.written);
            said.operations.get(&operation.id).or_else(|| said.operations.get(&written))
        });
        let events = said.and_then(|said| said.streaming.as_ref()?.events.as_ref());
        Some(Self {
            method: operation.method.clone(),
            path: operation.written.clone(),
            stream_when: match &operation.streaming {
                Streaming::Never => None,
                Streaming::When(member) => Some(member.clone()),
                Streaming::Declared => Some("stream".to_owned()),
            },
            events: events.map(|events| format!("#/components/schemas/{}", events.value)),
            names,
            pattern: Regex::new(&pattern).ok()?,
            literal,
        })
    }
}
