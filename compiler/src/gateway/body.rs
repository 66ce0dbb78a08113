//! Request bodies: one entry for each media type. JSON, lines of JSON, XML, plain text and forms are checked; all else
//! goes through unread, which is said where a schema asks for more.

use std::collections::BTreeSet;

use openapiv3::{MediaType, RequestBody};

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::openapi::child;
use crate::policy::model::SectionKind;
use crate::schema::{Array, Repair, Rule, Schemas};

use super::operation::{Found, Linking};
use super::scopes::{Chain, pipeline};
use super::shape::{Shape, asks_nothing};
use super::{Body, Content, ContentKind, form};

/// The schemas of a body's media types.
pub(super) fn schema_pointers(body: &RequestBody) -> Vec<String> {
    body.content.values().filter_map(pointer).collect()
}

/// The schema of a media type.
pub(super) fn pointer(media: &MediaType) -> Option<String> {
    match media.schema.as_ref()? {
        openapiv3::ReferenceOr::Reference { reference } => Some(reference.clone()),
        openapiv3::ReferenceOr::Item(_) => None,
    }
}

/// A media type without its parameters.
fn essence(media: &str) -> &str {
    media.split(';').next().unwrap_or_default().trim()
}

/// `application/json` and its kin (RFC 6839 section 3.1), whatever parameters it has.
pub(super) fn is_json(media: &str) -> bool {
    matches!(essence(media), "application/json" | "text/json") || essence(media).ends_with("+json")
}

/// Whether a body may be JSON.
pub(super) fn takes_json(body: &RequestBody) -> bool {
    body.content.keys().any(|media| is_json(media) || matches!(essence(media), "*/*" | "*" | "application/*"))
}

/// A JSON text on each line, or behind each record separator (RFC 7464). None of them has a registered name but the last.
const LINES: &[&str] = &[
    "application/x-ndjson",
    "application/ndjson",
    "application/jsonl",
    "application/x-jsonl",
    "application/jsonlines",
    "application/x-jsonlines",
    "application/json-lines",
    "application/x-json-lines",
    "application/json-seq",
];

/// `application/xml` and its kin (RFC 7303 section 3).
pub(super) fn is_xml(media: &str) -> bool {
    matches!(essence(media), "application/xml" | "text/xml") || essence(media).ends_with("+xml")
}

fn is_lines(media: &str) -> bool {
    LINES.contains(&essence(media)) || essence(media).ends_with("+json-seq")
}

const FORM: &str = "application/x-www-form-urlencoded";

pub(super) fn is_form(media: &str) -> bool {
    essence(media) == FORM
}

/// The media types that a policy has read as JSON, whatever their names say.
pub(super) struct AsJson(BTreeSet<String>);

impl AsJson {
    /// Those of the policies that run in a section.
    pub(super) fn asked(chain: &Chain<'_, '_>, kind: SectionKind) -> Self {
        let policies = pipeline(chain, kind).into_iter().flat_map(|(_, policy)| policy.tree());
        let checking = policies.filter(|policy| policy.entry.checks_body);
        let named = checking.flat_map(|policy| policy.arguments.rows("contents"));
        Self(named.map(|(name, _)| essence(&name.value).to_ascii_lowercase()).collect())
    }

    /// The same kind, or JSON in the place of what nothing else would check. Forms and XML are written otherwise.
    pub(super) fn or(&self, kind: Result<ContentKind, String>, name: &str, rule: &Rule) -> Result<ContentKind, String> {
        let otherwise = is_form(name) || name.starts_with("multipart/") || is_lines(name) || is_xml(name);
        let asked = !otherwise && self.0.contains(&essence(name).to_ascii_lowercase());
        match kind {
            Ok(ContentKind::Unread) | Err(_) if asked => Ok(ContentKind::Json(rule.clone())),
            kind => kind,
        }
    }
}

pub(super) fn link(
    linking: &Linking<'_, '_>,
    found: &Found<'_>,
    body: &RequestBody,
    as_json: &AsJson,
    diagnostics: &mut Diagnostics,
) -> Body {
    let mut content: Vec<(&String, &MediaType)> = body.content.iter().collect();
    content.sort_by_key(|(name, _)| *name);
    let mut contents = Vec::new();
    for (name, media) in content {
        let schema = pointer(media).and_then(|pointer| linking.schemas.roots.get(&pointer).cloned());
        let rule = schema.unwrap_or(Rule::Any);
        // A schema stands in its media type, or leads there from it.
        let place = child(&child(&child(&found.pointer, "requestBody"), "content"), name);
        let place = if linking.document.node(&place).is_some() { place } else { child(&found.pointer, "requestBody") };
        let unchecked = |why: &str| {
            let message = format!("the body of `{}` is not checked as `{name}`", found.id);
            Diagnostic::at(Code::GW0512, linking.document.key_span(&place), message).words(why)
        };
        if is_object_patch(name, &rule, linking.schemas) && linking.repairs.has(Repair::JsonPatch) {
            let diagnostic = Diagnostic::at(Code::GW0330, linking.document.key_span(&place), Code::GW0330.title());
            diagnostics.push(diagnostic.words("an array is asked for here"));
            contents.push(Content { media_type: name.clone(), kind: ContentKind::Json(array_of(Rule::Any)) });
            continue;
        }
        if is_form(name) || name.starts_with("multipart/") {
            for (field, words) in form::misfits(&rule, media, linking.schemas) {
                let message = format!("the encoding of `{field}` can't be that of its values");
                let span = linking.document.key_span(&child(&child(&place, "encoding"), &field));
                diagnostics.push(Diagnostic::at(Code::GW0220, span, message).words(words));
            }
        }
        let kind = match as_json.or(kind(linking, name, media, &rule), name, &rule) {
            Ok(kind) => kind,
            Err(why) => {
                diagnostics.push(unchecked(&why));
                ContentKind::Unread
            }
        };
        if let ContentKind::Multipart { .. } = &kind {
            for field in form::unread(&rule, media, linking.schemas) {
                diagnostics.push(unchecked(&format!("`{field}` is of a media type that this version does not read")));
            }
            if media.encoding.values().any(|encoding| !encoding.headers.is_empty()) {
                diagnostics.push(unchecked("headers of parts are not looked at"));
            }
        }
        contents.push(Content { media_type: name.clone(), kind });
    }
    Body { required: body.required, contents }
}

/// Whether a JSON Patch is declared as an object.
fn is_object_patch(name: &str, rule: &Rule, schemas: &Schemas) -> bool {
    let shape = Shape::of(rule, schemas);
    essence(name) == "application/json-patch+json" && shape.object && !shape.array
}

/// What a body of this media type must be; else why it isn't checked.
pub(super) fn kind(
    linking: &Linking<'_, '_>,
    name: &str,
    media: &MediaType,
    rule: &Rule,
) -> Result<ContentKind, String> {
    let (schemas, shape) = (linking.schemas, Shape::of(rule, linking.schemas));
    let nothing = asks_nothing(rule, schemas);
    let rule = rule.clone();
    if is_json(name) {
        return Ok(ContentKind::Json(rule));
    }
    if is_lines(name) {
        let whole = !media.extensions.contains_key("itemSchema") && shape.array && !shape.object;
        return Ok(match shape.is_scalar() && !shape.any && media.extensions.is_empty() {
            // The lines as one opaque text.
            true => ContentKind::Unread,
            false => ContentKind::Lines(if whole { rule } else { array_of(rule) }),
        });
    }
    if is_form(name) {
        let encoded = form::encoded(&rule, media, schemas);
        return Ok(if rule == Rule::Any { ContentKind::Unread } else { ContentKind::Form { encoded, rule } });
    }
    if essence(name).starts_with("multipart/form-data") || essence(name) == "multipart/*" {
        let fields = form::fields(&rule, media, schemas);
        if fields.is_empty() && shape.is_scalar() && !nothing {
            return Err("the schema has no members".to_owned());
        }
        let whole = form::whole(&rule, schemas);
        return Ok(ContentKind::Multipart { fields, whole });
    }
    if nothing {
        return Ok(ContentKind::Unread);
    }
    if is_xml(name) && !shape.is_scalar() {
        let pointer = pointer(media).unwrap_or_default();
        if let Some(why) = linking.xml.unread.get(&pointer) {
            return Err((*why).to_owned());
        }
        if let Some(root) = linking.xml.roots.get(&pointer) {
            return Ok(ContentKind::Xml { root: root.clone(), rule });
        }
    }
    let textual = shape.is_scalar() && !shape.any && !shape.binary;
    match essence(name) {
        "*/*" | "*" | "application/*" if !shape.is_scalar() || shape.any => Ok(ContentKind::Range(rule)),
        "*/*" | "*" | "application/*" => Err("nothing says how a text is written in it".to_owned()),
        essence if textual && is_text(essence) => Ok(ContentKind::Text(rule)),
        essence if !essence.contains('/') => Err("this is no media type".to_owned()),
        _ => Err("this version reads JSON, lines of JSON, XML, plain text and forms".to_owned()),
    }
}

/// Whether a body of this media type is a text in UTF-8, by itself or as the syntax of something else.
fn is_text(essence: &str) -> bool {
    let subtype = essence.split_once('/').map_or("", |(_, subtype)| subtype);
    let syntax = subtype.rsplit('+').next().unwrap_or_default();
    essence.starts_with("text/")
        || ["xml", "yaml", "x-yaml", "javascript", "graphql", "sql", "sdp", "toml", "jwt"].contains(&syntax)
}

fn array_of(items: Rule) -> Rule {
    Rule::Array(Box::new(Array::of(items)))
}
