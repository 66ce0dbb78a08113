//! Request bodies: JSON is checked, forms are checked field by field, all else goes through unread.

use openapiv3::{MediaType, RequestBody};

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::openapi::child;
use crate::schema::{Literal, Named, Others, Rule, Schemas, Text};

use super::operation::{Found, Linking};
use super::{Body, Field, FieldKind};

/// The schemas of a body's media types.
pub(super) fn schema_pointers(body: &RequestBody) -> Vec<String> {
    body.content.values().filter_map(pointer).collect()
}

fn pointer(media: &MediaType) -> Option<String> {
    match media.schema.as_ref()? {
        openapiv3::ReferenceOr::Reference { reference } => Some(reference.clone()),
        openapiv3::ReferenceOr::Item(_) => None,
    }
}

/// `application/json` and its kin (RFC 6839 section 3.1), whatever parameters it has.
fn is_json(media: &str) -> bool {
    let essence = media.split(';').next().unwrap_or_default().trim();
    essence == "application/json" || essence.ends_with("+json")
}

pub(super) fn link(
    linking: &Linking<'_, '_>,
    found: &Found<'_>,
    body: &RequestBody,
    diagnostics: &mut Diagnostics,
) -> Body {
    let required = body.required;
    let mut content: Vec<(&String, &MediaType)> = body.content.iter().collect();
    content.sort_by_key(|(name, _)| *name);
    let media_types: Vec<String> = content.iter().map(|(name, _)| (*name).clone()).collect();
    let rule = |media: &MediaType| {
        pointer(media).and_then(|pointer| linking.schemas.roots.get(&pointer).cloned()).unwrap_or(Rule::Any)
    };
    if !content.is_empty() && content.iter().all(|(name, _)| is_json(name)) {
        let mut rules: Vec<Rule> = Vec::new();
        for (_, media) in content {
            let rule = rule(media);
            if !rules.contains(&rule) {
                rules.push(rule);
            }
        }
        if rules.len() > 1 {
            let span = linking.document.key_span(&child(&found.pointer, "requestBody"));
            let message = format!("the body of `{}` may follow the schema of any of its media types", found.id);
            diagnostics.push(Diagnostic::at(Code::GW0512, span, message).words("they have several schemas"));
            return Body::Json { required, media_types, rule: either(rules) };
        }
        return Body::Json { required, media_types, rule: rules.pop().unwrap_or(Rule::Any) };
    }
    if let [(name, media)] = content.as_slice()
        && name.starts_with("multipart/form-data")
    {
        let rule = rule(media);
        if let Rule::Object(object) = settled(&rule, linking.schemas) {
            let fields = object.properties.iter().map(|(name, property)| {
                let (kind, repeated) = field(&property.rule, linking.schemas);
                Field { name: name.clone(), required: property.required, repeated, kind }
            });
            return Body::Multipart { required, fields: fields.collect() };
        }
    }
    let unread = media_types.iter().any(|media| is_json(media) || media.contains("form"));
    if unread {
        let span = linking.document.key_span(&child(&found.pointer, "requestBody"));
        let message = format!("the body of `{}` is not checked", found.id);
        let words = format!("one of {}", media_types.join(", "));
        diagnostics.push(Diagnostic::at(Code::GW0512, span, message).words(words));
    }
    Body::Unread { required, media_types }
}

/// One of several rules is enough; where one says nothing, neither do all.
fn either(rules: Vec<Rule>) -> Rule {
    if rules.contains(&Rule::Any) { Rule::Any } else { Rule::AnyOf(rules) }
}

/// A rule with names followed and null left aside.
fn settled<'r>(rule: &'r Rule, schemas: &'r Schemas) -> &'r Rule {
    let mut rule = rule;
    // Names that lead to each other end after as many steps as there are names.
    for _ in 0..=schemas.named.len() {
        rule = match rule {
            Rule::Named(named) => match schemas.named.get(&Named(named.0.clone())) {
                Some(next) => next,
                None => return rule,
            },
            Rule::Nullable(inner) => inner,
            rule => return rule,
        };
    }
    rule
}

/// What a field holds, and whether it may come several times.
fn field(rule: &Rule, schemas: &Schemas) -> (FieldKind, bool) {
    match settled(rule, schemas) {
        Rule::Text(text) if text.binary => (FieldKind::File, false),
        Rule::Text(text) => (FieldKind::Text(text.clone()), false),
        Rule::Number(numeric) => (FieldKind::Number(numeric.clone()), false),
        Rule::Boolean => (FieldKind::Boolean, false),
        Rule::Literals { values, open } => {
            let strings = values.iter().filter_map(|value| match value {
                Literal::String(text) => Some(text.clone()),
                _ => None,
            });
            (FieldKind::Choice { values: strings.collect(), open: *open }, false)
        }
        Rule::Array(array) => (field(&array.items, schemas).0, true),
        Rule::Object(object) if !object.properties.is_empty() || object.others != Others::Any => {
            (FieldKind::Json(rule.clone()), false)
        }
        _ => (FieldKind::Text(Text::default()), false),
    }
}
