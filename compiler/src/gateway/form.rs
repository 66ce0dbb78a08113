//! Forms: how each member of a schema is written as a field, what of their encodings can't apply, and what is asked of
//! the fields together.

use std::collections::BTreeMap;

use openapiv3::{Encoding, MediaType, QueryStyle};

use crate::schema::{Others, Property, Rule, Schemas, Text};

use super::body::is_json;
use super::shape::{Shape, asks_nothing, asks_of_the_whole, members};
use super::{Field, FieldKind, Style, style};

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
            Some((style, explode)) => style::of_query(style, explode, &rule, schemas, || names.clone()).0,
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
pub(super) fn fields(rule: &Rule, media: &MediaType, schemas: &Schemas) -> Vec<Field> {
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
        return match style::of_query(style, explode, &rule, schemas, Vec::new).0 {
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

/// What of the encodings can't apply to the fields, by their names.
pub(super) fn misfits(rule: &Rule, media: &MediaType, schemas: &Schemas) -> Vec<(String, &'static str)> {
    let members = members(rule, schemas);
    let misfit = |(name, encoding): (&String, &Encoding)| {
        let Some((_, rule)) = members.get(name) else {
            let declares_all = !members.is_empty() && !Shape::of(rule, schemas).others;
            return declares_all.then(|| (name.clone(), "the schema declares no such field"));
        };
        let (style, explode) = asked(encoding)?;
        Some((name.clone(), style::of_query(style, explode, rule, schemas, Vec::new).1?))
    };
    media.encoding.iter().filter_map(misfit).collect()
}

/// The fields whose media type can't be read although their schema asks something of them.
pub(super) fn unread(rule: &Rule, media: &MediaType, schemas: &Schemas) -> Vec<String> {
    let members = members(rule, schemas);
    let unread = |field: &Field| {
        let rule = members.get(&field.name).map(|(_, rule)| rule)?;
        let shape = Shape::of(rule, schemas);
        let bytes = shape.binary || shape.binary_items || asks_nothing(rule, schemas);
        (matches!(field.kind, FieldKind::Files { .. }) && !bytes).then(|| field.name.clone())
    };
    fields(rule, media, schemas).iter().filter_map(unread).collect()
}

/// How many names may lead from one to the next in what is asked of a form as a whole.
const DEPTH: u32 = 8;

/// What is asked of the fields of a form together, where that is more than a rule for each. Files are texts in it.
pub(super) fn whole(rule: &Rule, schemas: &Schemas) -> Option<Rule> {
    asks_of_the_whole(rule, schemas).then(|| together(rule, schemas, DEPTH))
}

/// The rule without what it asks of each field by itself.
fn together(rule: &Rule, schemas: &Schemas, depth: u32) -> Rule {
    match rule {
        Rule::Named(named) => match (schemas.named.get(named), depth.checked_sub(1)) {
            (Some(rule), Some(depth)) => together(rule, schemas, depth),
            _ => Rule::Any,
        },
        Rule::AllOf(rules) => Rule::AllOf(rules.iter().map(|rule| together(rule, schemas, depth)).collect()),
        Rule::Object(object) => {
            let mut object = object.clone();
            for property in object.properties.values_mut() {
                property.rule = Rule::Any;
            }
            if let Others::Each(rule) = &mut object.others {
                *rule = textual(rule, schemas, depth);
            }
            Rule::Object(object)
        }
        rule => textual(rule, schemas, depth),
    }
}

/// The rule with any text in the place of bytes, which a form as one object holds none of.
fn textual(rule: &Rule, schemas: &Schemas, depth: u32) -> Rule {
    let each = |rules: &[Rule]| rules.iter().map(|rule| textual(rule, schemas, depth)).collect();
    match rule {
        Rule::Text(text) if text.binary => Rule::Text(Text::default()),
        Rule::Named(named) => match (schemas.named.get(named), depth.checked_sub(1)) {
            (Some(inner), Some(depth)) if holds_bytes(inner, schemas) => textual(inner, schemas, depth),
            _ => rule.clone(),
        },
        Rule::Nullable(inner) => Rule::Nullable(Box::new(textual(inner, schemas, depth))),
        Rule::AnyOf(rules) => Rule::AnyOf(each(rules)),
        Rule::OneOf(rules) => Rule::OneOf(each(rules)),
        Rule::AllOf(rules) => Rule::AllOf(each(rules)),
        Rule::Array(array) => {
            let mut array = array.clone();
            array.items = textual(&array.items, schemas, depth);
            Rule::Array(array)
        }
        Rule::Object(object) => {
            let mut object = object.clone();
            let properties = object.properties.iter().map(|(name, property)| {
                let rule = textual(&property.rule, schemas, depth);
                (name.clone(), Property { required: property.required, rule, place: property.place })
            });
            object.properties = properties.collect::<BTreeMap<_, _>>();
            Rule::Object(object)
        }
        Rule::ByMember(by_member) => {
            let mut by_member = by_member.clone();
            for (_, rule) in &mut by_member.branches {
                *rule = textual(rule, schemas, depth);
            }
            Rule::ByMember(by_member)
        }
        Rule::ByType(by_type) => {
            let mut by_type = by_type.clone();
            by_type.object = by_type.object.map(|rule| textual(&rule, schemas, depth));
            Rule::ByType(by_type)
        }
        rule => rule.clone(),
    }
}

/// Whether a value may be bytes, or an object with bytes among its members.
fn holds_bytes(rule: &Rule, schemas: &Schemas) -> bool {
    let bytes = |rule: &Rule| {
        let shape = Shape::of(rule, schemas);
        shape.binary || shape.binary_items
    };
    bytes(rule) || members(rule, schemas).values().any(|(_, rule)| bytes(rule))
}
