//! Request bodies: one entry for each media type. JSON, lines of JSON, plain text and forms are checked; all else goes
//! through unread, which is said where a schema asks for more.

use openapiv3::{Encoding, MediaType, QueryStyle, RequestBody};

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::openapi::child;
use crate::schema::{Array, Repair, Rule, Schemas, Text};

use super::operation::{Found, Linking};
use super::shape::{Shape, asks_of_the_whole, members};
use super::{Body, Content, ContentKind, Field, FieldKind, Style, style};

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

fn is_lines(media: &str) -> bool {
    LINES.contains(&essence(media)) || essence(media).ends_with("+json-seq")
}

const FORM: &str = "application/x-www-form-urlencoded";

pub(super) fn is_form(media: &str) -> bool {
    essence(media) == FORM
}

pub(super) fn link(
    linking: &Linking<'_, '_>,
    found: &Found<'_>,
    body: &RequestBody,
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
        let whole = asks_of_the_whole(&rule, linking.schemas);
        let kind = match kind(linking, name, media, rule) {
            Ok(kind) => kind,
            Err(why) => {
                diagnostics.push(unchecked(&why));
                ContentKind::Unread
            }
        };
        if let ContentKind::Multipart(_) = &kind {
            if whole {
                diagnostics
                    .push(unchecked("its fields are checked one by one, and nothing that is asked of them together"));
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
fn kind(linking: &Linking<'_, '_>, name: &str, media: &MediaType, rule: Rule) -> Result<ContentKind, String> {
    let schemas = linking.schemas;
    let shape = Shape::of(&rule, schemas);
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
    let says_nothing = shape.any || (shape.binary && !shape.scalar && shape.is_scalar());
    if is_form(name) {
        let encoded = encoded(&rule, media, schemas);
        return Ok(if rule == Rule::Any { ContentKind::Unread } else { ContentKind::Form { encoded, rule } });
    }
    if essence(name).starts_with("multipart/form-data") || essence(name) == "multipart/*" {
        let fields = fields(&rule, media, schemas);
        if !fields.is_empty() || rule == Rule::Any || says_nothing {
            return Ok(ContentKind::Multipart(fields));
        }
        return if shape.is_scalar() {
            Err("the schema has no members".to_owned())
        } else {
            Ok(ContentKind::Multipart(fields))
        };
    }
    if says_nothing || rule == Rule::Text(Text::default()) {
        return Ok(ContentKind::Unread);
    }
    if matches!(essence(name), "*/*" | "*" | "application/*") {
        return Ok(if shape.is_scalar() { ContentKind::Unread } else { ContentKind::Range(rule) });
    }
    if essence(name).starts_with("text/") && shape.is_scalar() {
        return Ok(ContentKind::Text(rule));
    }
    // A string that stands for bytes.
    if shape.is_scalar() && !name.starts_with("application/xml") {
        return Ok(ContentKind::Unread);
    }
    if !name.contains('/') {
        return Err("this is no media type".to_owned());
    }
    Err("this version reads JSON, lines of JSON, plain text and forms".to_owned())
}

fn array_of(items: Rule) -> Rule {
    Rule::Array(Box::new(Array::of(items)))
}

/// The style that an encoding object asks for; `None` where it leaves that to the media type of the field.
fn asked(encoding: &Encoding) -> Option<(&QueryStyle, bool)> {
    Some((encoding.style.as_ref()?, encoding.explode))
}

/// The members of a form that aren't written as members are by default: one text each, several for an array, brackets for
/// the parts of an object.
pub(super) fn encoded(rule: &Rule, media: &MediaType, schemas: &Schemas) -> Vec<(String, Style)> {
    let members = members(rule, schemas);
    let names: Vec<String> = members.keys().cloned().collect();
    let style = |(name, (_, rule)): (String, (bool, Rule))| {
        let shape = Shape::of(&rule, schemas);
        let style = match media.encoding.get(&name).and_then(asked) {
            Some((style, explode)) => style::of_query(style, explode, &rule, schemas, &names).0,
            // By default an object is JSON, and an array has a text for each item.
            None if shape.nested_items => Style::JsonItems,
            None if shape.object => Style::Json,
            None => Style::Text,
        };
        match style {
            Style::Text if name.contains('[') => Some((name, Style::Text)),
            Style::Text | Style::Repeated | Style::Deep | Style::Others(_) => None,
            style => Some((name, style)),
        }
    };
    members.into_iter().filter_map(style).collect()
}

/// The fields of a form whose parts are checked one by one.
fn fields(rule: &Rule, media: &MediaType, schemas: &Schemas) -> Vec<Field> {
    let field = |(name, (required, rule)): (String, (bool, Rule))| {
        let encoding = media.encoding.get(&name);
        let said = encoding.and_then(|encoding| encoding.content_type.as_deref()).unwrap_or_default();
        let media_types: Vec<String> =
            said.split(',').map(|one| one.trim().to_ascii_lowercase()).filter(|one| !one.is_empty()).collect();
        let kind = field_kind(rule, encoding, &media_types, schemas);
        Field { name, required, media_types, kind }
    };
    members(rule, schemas).into_iter().map(field).collect()
}

fn field_kind(rule: Rule, encoding: Option<&Encoding>, media_types: &[String], schemas: &Schemas) -> FieldKind {
    let shape = Shape::of(&rule, schemas);
    if shape.binary || shape.binary_items {
        let several = shape.array;
        return FieldKind::Files {
            least: if several && !shape.binary { shape.min_items.unwrap_or(0) } else { 0 },
            most: if several { shape.max_items } else { Some(1) },
        };
    }
    if shape.any && shape.is_scalar() && !shape.scalar {
        return FieldKind::Files { least: 0, most: None };
    }
    if let Some((style, explode)) = encoding.and_then(asked) {
        return match style::of_query(style, explode, &rule, schemas, &[]).0 {
            Style::Deep | Style::Repeated | Style::Members(_) | Style::Others(_) => {
                FieldKind::All(Style::Repeated, rule)
            }
            style => FieldKind::One(style, rule),
        };
    }
    let json = media_types.iter().any(|media| is_json(media));
    if !media_types.is_empty() && !json && !media_types.iter().any(|media| media.starts_with("text/")) {
        return FieldKind::Files { least: 0, most: if shape.array { shape.max_items } else { Some(1) } };
    }
    match (shape.array, shape.object, shape.scalar) {
        (true, ..) if json || shape.nested_items => FieldKind::All(Style::JsonItems, rule),
        (true, ..) => FieldKind::All(Style::Repeated, rule),
        _ if json => FieldKind::One(Style::Json, rule),
        (_, true, true) => FieldKind::All(Style::Json, rule),
        (_, true, false) => FieldKind::One(Style::Json, rule),
        _ => FieldKind::One(Style::Text, rule),
    }
}
