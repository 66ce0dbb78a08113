//! Operations of a document, and the two that are synthesized: a passthrough, and what no operation matches.

use std::collections::BTreeSet;

use openapiv3::{Operation as Declared, Parameter, PathItem, RequestBody, Server};

use crate::diagnostic::{Code, Diagnostic, Diagnostics, did_you_mean};
use crate::openapi::{Document, MULTI_SEGMENT, child};
use crate::policy::model::{self, SectionKind};
use crate::schema::xml::XmlSchemas;
use crate::schema::{Repairs, Schemas};

use super::answer::{self, Wanted};
use super::body::AsJson;
use super::choice::Choices;
use super::counters::Owner;
use super::parameter;
use super::policies::{self, Sight};
use super::scopes::{self, Resolved};
use super::tags::Scopes;
use super::{Body, Operation, Places, Scope, Sections, Streaming, body, models, route, usage, variant};

/// An operation where the document has it.
pub(super) struct Found<'d> {
    /// Its id, or `POST /path`.
    pub(super) id: String,
    pub(super) method: &'d str,
    pub(super) path: &'d str,
    /// The template of its route.
    pub(super) route: String,
    pub(super) pointer: String,
    /// Its own servers, else those of its path.
    pub(super) servers: &'d [Server],
    pub(super) declared: &'d Declared,
    /// Others that no request can be told to be for rather than for this one.
    pub(super) variants: Vec<Found<'d>>,
}

impl<'d> Found<'d> {
    /// Whether the gateway file means this one.
    pub(super) fn is(&self, key: &str) -> bool {
        self.id == key || key == format!("{} {}", self.method, self.path)
    }

    pub(super) fn parameters(&self) -> impl Iterator<Item = &'d Parameter> {
        self.declared.parameters.iter().filter_map(|parameter| parameter.as_item())
    }

    pub(super) fn body(&self) -> Option<&'d RequestBody> {
        self.declared.request_body.as_ref()?.as_item()
    }
}

/// All operations of a document.
pub(super) fn find<'d>(document: &'d Document<'_>, diagnostics: &mut Diagnostics) -> Vec<Found<'d>> {
    let mut found = Vec::new();
    for (path, item) in &document.api.paths.paths {
        let Some(item) = item.as_item() else { continue };
        let at = child("#/paths", path);
        let further = document.further.iter().filter(|further| further.path == *path).map(|further| {
            let pointer = further.below.iter().fold(at.clone(), |at, token| child(&at, token));
            (further.method.as_str(), pointer, &further.operation)
        });
        let methods = methods(item)
            .map(|(method, declared)| (method, child(&at, &method.to_ascii_lowercase()), declared))
            .chain(further);
        for (method, pointer, declared) in methods {
            let servers = if declared.servers.is_empty() { &item.servers } else { &declared.servers };
            let id = declared.operation_id.clone().unwrap_or_else(|| format!("{method} {path}"));
            let route = route::template(path, |name| across(declared, name));
            found.push(Found { id, method, path, route, pointer, servers, declared, variants: Vec::new() });
        }
    }
    let mut seen = BTreeSet::new();
    let twice: BTreeSet<String> =
        found.iter().filter(|one| !seen.insert(one.id.clone())).map(|one| one.id.clone()).collect();
    for one in found.iter_mut().filter(|one| twice.contains(&one.id)) {
        let new = format!("{} {}", one.method, one.path);
        let span = document.span(&child(&one.pointer, "operationId"));
        let message = format!("several operations are called `{}`", one.id);
        diagnostics.push(Diagnostic::at(Code::GW0511, span, message).words(format!("known as `{new}` instead")));
        one.id = new;
    }
    found
}

/// Whether a path parameter is marked as going across segments.
fn across(declared: &Declared, name: &str) -> bool {
    let parameters = declared.parameters.iter().filter_map(|parameter| parameter.as_item());
    parameters.filter(|parameter| matches!(parameter, Parameter::Path { .. })).any(|parameter| {
        let data = parameter.parameter_data_ref();
        data.name == name && data.extensions.contains_key(MULTI_SEGMENT)
    })
}

fn methods(item: &PathItem) -> impl Iterator<Item = (&'static str, &Declared)> {
    let all = [
        ("GET", &item.get),
        ("PUT", &item.put),
        ("POST", &item.post),
        ("DELETE", &item.delete),
        ("OPTIONS", &item.options),
        ("HEAD", &item.head),
        ("PATCH", &item.patch),
        ("TRACE", &item.trace),
    ];
    all.into_iter().filter_map(|(method, declared)| Some((method, declared.as_ref()?)))
}

/// The schemas that an operation's request leads to.
pub(super) fn schema_pointers(found: &Found<'_>) -> Vec<String> {
    let mut pointers: Vec<String> = found.parameters().filter_map(parameter::schema_pointer).collect();
    pointers.extend(found.body().map(body::schema_pointers).unwrap_or_default());
    pointers.extend(found.variants.iter().flat_map(schema_pointers));
    pointers
}

/// The schemas of what an operation takes or answers in XML.
pub(super) fn xml_pointers(found: &Found<'_>) -> Vec<String> {
    let body = found.body().into_iter().flat_map(|body| &body.content);
    let declared =
        std::iter::once(&found.declared.responses).flat_map(|all| all.responses.values().chain(&all.default));
    let answers = declared.filter_map(|answer| answer.as_item()).flat_map(|answer| &answer.content);
    let contents = body.chain(answers).filter(|(name, _)| body::is_xml(name));
    let mut pointers: Vec<String> = contents.filter_map(|(_, media)| body::pointer(media)).collect();
    pointers.extend(found.variants.iter().flat_map(xml_pointers));
    pointers
}

/// What linking an operation looks at.
pub(super) struct Linking<'l, 'n> {
    /// The policies of broader scopes.
    pub(super) scopes: &'l Scopes<'l, 'l>,
    pub(super) api: &'l model::Api,
    pub(super) document: &'l Document<'n>,
    pub(super) schemas: &'l Schemas,
    /// How values are written in XML.
    pub(super) xml: &'l XmlSchemas,
    pub(super) repairs: &'l Repairs,
    pub(super) choices: &'l Choices,
    pub(super) module: &'l str,
}

pub(super) fn link(linking: &Linking<'_, '_>, found: &Found<'_>, diagnostics: &mut Diagnostics) -> Operation {
    let others: Vec<_> = found.variants.iter().map(|found| parameter::link(linking, found, diagnostics)).collect();
    let parameters = variant::parameters(parameter::link(linking, found, diagnostics), &others);
    let said = linking.api.operations.values().find(|operation| found.is(&operation.key.value));
    let streaming = streaming(linking, found, said.and_then(|said| said.streaming.as_ref()), diagnostics);
    let sight = Sight {
        operation: &found.id,
        path: Some(linking.document.key_span(&child("#/paths", found.path))),
        parameters: parameters.iter().map(|parameter| parameter.name.as_str()).collect(),
        streams: !matches!(streaming, Streaming::Never),
        takes_json: std::iter::once(found).chain(&found.variants).filter_map(Found::body).any(body::takes_json),
    };
    let (mut chain, tags) = linking.scopes.of(found, linking.document, diagnostics);
    let policies = match said {
        Some(said) => scopes::resolve(&Scope::Operation, &said.policies, &chain, diagnostics),
        None => Resolved::default(),
    };
    chain.push((Scope::Operation, &policies));
    policies::check(&chain, &sight, diagnostics);
    let wanted = Wanted::by(&chain).and_of_api(linking.api);
    let as_json = |kind| AsJson::asked(&chain, kind);
    let (asked, told) = (as_json(SectionKind::Inbound), as_json(SectionKind::Outbound));
    let answers = answer::link(linking, found, wanted, &told);
    let answered = answer::bodies(linking, found, wanted, &told);
    let bodies: Vec<Body> = std::iter::once(found)
        .chain(&found.variants)
        .map(|found| match found.body() {
            Some(body) => body::link(linking, found, body, &asked, diagnostics),
            None => Body::default(),
        })
        .collect();
    let body = variant::body(bodies);
    Operation {
        id: found.id.clone(),
        module: linking.module.to_owned(),
        method: found.method.to_owned(),
        path: found.route.clone(),
        written: found.path.to_owned(),
        backend: None,
        summary: found.declared.summary.clone().or_else(|| found.declared.description.clone()),
        parameters,
        by_model: models::of_operation(linking, found, &body, diagnostics),
        reports_usage: usage::is_asked_for(&body, linking.api.stream_usage, linking.schemas),
        body,
        streaming,
        answers,
        answered,
        tags,
        policies: policies.linked(Owner { api: &linking.api.name.value, operation: &found.id, ..Owner::default() }),
        places: Places {
            operation: Some(linking.document.key_span(&found.pointer)),
            body: found.body().map(|_| linking.document.key_span(&child(&found.pointer, "requestBody"))),
        },
    }
}

fn streaming(
    linking: &Linking<'_, '_>,
    found: &Found<'_>,
    said: Option<&model::Streaming>,
    diagnostics: &mut Diagnostics,
) -> Streaming {
    if let Some(events) = said.and_then(|said| said.events.as_ref()) {
        let schemas = linking.document.node("#/components/schemas").and_then(|node| node.as_object());
        if schemas.is_none_or(|schemas| schemas.get(&events.value).is_none()) {
            let message = format!("the spec has no schema `{}`", events.value);
            let place = linking.document.key_span("#/components/schemas");
            let diagnostic = Diagnostic::at(Code::GW0513, events.span, message).label(place, "the spec");
            let names = schemas.into_iter().flat_map(|schemas| schemas.iter().map(|member| &*member.key));
            diagnostics.push(match did_you_mean(&events.value, names) {
                Some(close) => diagnostic.help(format!("did you mean `{close}`?")),
                None => diagnostic,
            });
        }
    }
    let responses = std::iter::once(found).chain(&found.variants).map(|found| &found.declared.responses);
    let mut answers = responses
        .flat_map(|responses| responses.responses.values().chain(&responses.default))
        .filter_map(|answer| answer.as_item());
    let declared = answers.any(|answer| answer.content.keys().any(|media| media.starts_with("text/event-stream")));
    match said.and_then(|said| said.when.as_ref()) {
        Some(when) => Streaming::When(when.value.trim_start_matches('/').to_owned()),
        None if declared => Streaming::Declared,
        None => Streaming::Never,
    }
}

/// Every method on every path below the prefix.
pub(super) fn passthrough(scopes: &Scopes<'_, '_>, api: &model::Api, diagnostics: &mut Diagnostics) -> Vec<Operation> {
    for operation in api.operations.values() {
        let message = "a passthrough has no operations of its own";
        let help = "declare the policies on the API";
        diagnostics.push(Diagnostic::at(Code::GW0507, operation.key.span, message).help(help));
    }
    let operations = vec![wildcard("passthrough", "/{*path}"), wildcard("passthrough-root", "")];
    broader(scopes, &operations, diagnostics);
    operations
}

/// What goes through where no operation of the document matches.
pub(super) fn unmatched(scopes: &Scopes<'_, '_>, diagnostics: &mut Diagnostics) -> Vec<Operation> {
    let operations = vec![wildcard("unmatched", "/{*path}")];
    broader(scopes, &operations, diagnostics);
    operations
}

/// Policies of broader scopes run for synthesized operations too, which have no parameters.
fn broader(scopes: &Scopes<'_, '_>, operations: &[Operation], diagnostics: &mut Diagnostics) {
    for operation in operations {
        let sight = Sight {
            operation: &operation.id,
            path: None,
            parameters: BTreeSet::new(),
            streams: false,
            takes_json: true,
        };
        policies::check(&scopes.chain, &sight, diagnostics);
    }
}

fn wildcard(id: &str, path: &str) -> Operation {
    Operation {
        id: id.to_owned(),
        module: super::names::snake(id),
        method: "*".to_owned(),
        path: path.to_owned(),
        written: path.to_owned(),
        backend: None,
        summary: None,
        parameters: Vec::new(),
        body: Body::default(),
        streaming: Streaming::Never,
        reports_usage: false,
        by_model: None,
        answers: Vec::new(),
        answered: None,
        tags: Vec::new(),
        policies: Sections::default(),
        places: Places::default(),
    }
}
