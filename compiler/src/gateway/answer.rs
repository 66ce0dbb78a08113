//! The answers that a document declares, as far as policies look at them.

use std::collections::BTreeMap;

use openapiv3::{MediaType, Response, StatusCode};

use crate::expression::AnswerBodies;
use crate::openapi::child;
use crate::policy::catalogue::Part;
use crate::policy::model::{self, Action, SectionKind, Sections, Validation};
use crate::schema::Rule;

use super::api::collect;
use super::body::AsJson;
use super::operation::{Found, Linking};
use super::scopes::{Chain, pipeline};
use super::{Content, ContentKind, Documented, body, parameter};

/// What policies look at.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Wanted {
    statuses: bool,
    headers: bool,
    contents: bool,
    examples: bool,
    /// Whether an expression looks into bodies.
    bodies: bool,
}

impl Wanted {
    fn of(parts: &[Part], bodies: bool) -> Self {
        let has = |part: Part| parts.contains(&part);
        Self {
            statuses: has(Part::Answers),
            headers: has(Part::AnswerHeaders),
            contents: has(Part::AnswerContents),
            examples: has(Part::Examples),
            bodies,
        }
    }

    /// What the policies of an operation look at.
    pub(super) fn by(chain: &Chain<'_, '_>) -> Self {
        let steps = SectionKind::ALL.into_iter().flat_map(|kind| pipeline(chain, kind));
        let policies: Vec<&model::Policy> = steps.flat_map(|(_, policy)| policy.tree()).collect();
        Self::by_all(&policies)
    }

    /// The same, with what the API's own check of answers looks at.
    pub(super) fn and_of_api(self, api: &model::Api) -> Self {
        if api.validate.within(Validation::default()).response == Action::Ignore {
            return self;
        }
        Self { statuses: true, headers: true, contents: true, ..self }
    }

    /// What the policies of an operation may look at, whatever it inherits of them.
    pub(super) fn at_most<'f>(scopes: impl IntoIterator<Item = &'f Sections>) -> Self {
        Self::by_all(&scopes.into_iter().flat_map(Sections::all).collect::<Vec<_>>())
    }

    fn by_all(policies: &[&model::Policy]) -> Self {
        let parts: Vec<Part> = policies.iter().flat_map(|policy| policy.entry.reads).copied().collect();
        Self::of(&parts, policies.iter().any(|policy| policy.reads_answer()))
    }
}

/// The answers by their statuses: codes before classes before all others.
fn declared<'f>(found: &'f Found<'_>) -> Vec<(String, &'f Response)> {
    let responses = &found.declared.responses;
    let codes = responses.responses.iter().map(|(status, response)| match status {
        StatusCode::Code(code) => (code.to_string(), response),
        StatusCode::Range(class) => (format!("{class}XX"), response),
    });
    let others = responses.default.iter().map(|response| ("default".to_owned(), response));
    let mut all: Vec<(String, &Response)> =
        codes.chain(others).filter_map(|(status, response)| Some((status, response.as_item()?))).collect();
    all.sort_by(|a, b| a.0.cmp(&b.0));
    all
}

/// The schemas that the answers of an operation lead to.
pub(super) fn schema_pointers(found: &Found<'_>, wanted: Wanted) -> Vec<String> {
    let mut pointers = Vec::new();
    for (_, response) in declared(found) {
        if wanted.headers {
            let headers = response.headers.values().filter_map(|header| header.as_item());
            pointers.extend(headers.filter_map(parameter::header_schema));
        }
        if wanted.contents || wanted.bodies {
            pointers.extend(response.content.values().filter_map(body::pointer));
        }
    }
    pointers
}

/// The answers of an operation. What shares its route with others is checked by none of them.
pub(super) fn link(linking: &Linking<'_, '_>, found: &Found<'_>, wanted: Wanted, as_json: &AsJson) -> Vec<Documented> {
    if !wanted.statuses {
        return Vec::new();
    }
    let mut answers: Vec<Documented> = Vec::new();
    for one in std::iter::once(found).chain(&found.variants) {
        for (status, response) in declared(one) {
            if answers.iter().any(|known| known.status == status) {
                continue;
            }
            let mut answer = Documented { status, ..Documented::default() };
            if wanted.headers {
                let headers = response.headers.iter().filter_map(|(name, header)| Some((name, header.as_item()?)));
                answer.headers =
                    headers.map(|(name, header)| parameter::of_answer(name, header, linking.schemas)).collect();
                answer.headers.sort_by(|a, b| a.name.cmp(&b.name));
            }
            if wanted.contents && found.variants.is_empty() {
                let mut contents: Vec<_> = response.content.iter().collect();
                contents.sort_by_key(|(name, _)| *name);
                answer.contents =
                    contents.into_iter().map(|(name, media)| content(linking, name, media, as_json)).collect();
            }
            answers.push(answer);
        }
    }
    for answer in &mut answers {
        answer.wants_examples = wanted.examples;
    }
    answers
}

/// The bodies of JSON among the answers of an operation, for the expressions that look into them; none where none does.
pub(super) fn bodies(
    linking: &Linking<'_, '_>,
    found: &Found<'_>,
    wanted: Wanted,
    as_json: &AsJson,
) -> Option<Box<AnswerBodies>> {
    if !wanted.bodies {
        return None;
    }
    let mut bodies = AnswerBodies { rules: Vec::new(), named: BTreeMap::new(), span: None };
    for one in std::iter::once(found).chain(&found.variants) {
        for (_, response) in declared(one) {
            let contents = response.content.iter().map(|(name, media)| content(linking, name, media, as_json).kind);
            bodies.rules.extend(contents.filter_map(|kind| match kind {
                ContentKind::Json(rule) => Some(rule),
                _ => None,
            }));
        }
    }
    let mut queue = Vec::new();
    bodies.rules.iter().for_each(|rule| collect(rule, &mut queue));
    while let Some(named) = queue.pop() {
        if let Some(rule) = linking.schemas.named.get(&named)
            && !bodies.named.contains_key(&named)
        {
            collect(rule, &mut queue);
            bodies.named.insert(named, rule.clone());
        }
    }
    bodies.span = Some(linking.document.key_span(&child(&found.pointer, "responses")));
    Some(Box::new(bodies))
}

/// A body of one media type. What can't be checked passes.
fn content(linking: &Linking<'_, '_>, name: &str, media: &MediaType, as_json: &AsJson) -> Content {
    let rule = body::pointer(media).and_then(|pointer| linking.schemas.roots.get(&pointer).cloned());
    let rule = rule.unwrap_or(Rule::Any);
    let kind = as_json.or(body::kind(linking, name, media, &rule), name, &rule).unwrap_or(ContentKind::Unread);
    let kind = match kind {
        ContentKind::Json(_) | ContentKind::Lines(_) | ContentKind::Text(_) | ContentKind::Xml { .. } => kind,
        _ => ContentKind::Unread,
    };
    Content { media_type: name.to_owned(), kind }
}
