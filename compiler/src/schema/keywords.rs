//! The keywords of one schema object, of whichever dialect (OpenAPI 3.0's and JSON Schema 2020-12's), one by one.

use std::collections::BTreeSet;

use crate::diagnostic::{Code, Diagnostic};
use crate::openapi::child;
use crate::source::{Node, Span};

use super::facets::{Facets, Literals, Types};
use super::literal::{Literal, canonical};
use super::lower::Lowering;
use super::peek::declared;
use super::repair::Repair;
use super::rule::{Array, Bound, ByType, Numeric, Others, Rule};
use super::{applied, meet, pattern};

/// Whether `nullable: true` stands here.
pub(super) fn is_nullable(node: &Node) -> bool {
    node.get("nullable").and_then(Node::as_bool) == Some(true)
}

/// What the keywords say, but for references and compositions.
pub(super) fn read<'n>(lowering: &mut Lowering<'_, 'n>, node: &'n Node, pointer: &str) -> Facets {
    let mut facets = Facets::default();
    let Some(object) = node.as_object() else { return facets };
    for member in object.iter() {
        let value = &member.value;
        match &*member.key {
            "type" => match declared(value) {
                Some(types) => {
                    facets.types = types;
                    facets.number.integer |= integers_only(value);
                }
                None => {
                    if let Some((types, integer)) = misspelt_type(lowering, value) {
                        facets.types = types;
                        facets.number.integer |= integer;
                    }
                }
            },
            "minLength" => facets.text.min_length = count(lowering, value),
            "maxLength" => facets.text.max_length = count(lowering, value),
            "pattern" => facets.text.pattern = pattern(lowering, value),
            "minItems" => facets.min_items = count(lowering, value),
            "maxItems" => facets.max_items = count(lowering, value),
            "uniqueItems" => facets.unique_items = value.as_bool() == Some(true),
            "minProperties" => facets.min_properties = count(lowering, value),
            "maxProperties" => facets.max_properties = count(lowering, value),
            "multipleOf" => facets.number.multiple_of = multiple(lowering, value),
            "format" => format(value.as_str().unwrap_or_default(), &mut facets),
            "required" => required(lowering, value, &mut facets),
            "properties" => properties(lowering, value, pointer, &mut facets),
            "additionalProperties" => facets.others = others(lowering, value, pointer),
            "propertyNames" => applied::names(lowering, value, pointer, &mut facets),
            _ => {}
        }
    }
    facets.text.binary |= is_of_bytes(node);
    // It may take what no keyword names out of the sight of `additionalProperties`.
    if let Some(value) = node.get("patternProperties") {
        applied::patterns(lowering, value, pointer, &mut facets);
    }
    applied::items(lowering, node, pointer, &mut facets);
    applied::dependents(lowering, node, pointer, &mut facets);
    bounds(node, &mut facets.number);
    let constant = node.get("const").map(|value| Literals { values: vec![Literal::read(value)], open: false });
    let list = node.get("enum").and_then(|value| enumeration(lowering, node, value));
    facets.literals = match (constant, list) {
        (Some(constant), Some(list)) => Some(meet::literals(constant, &list)),
        (constant, list) => constant.or(list),
    };
    facets
}

/// A divisor, which is more than nothing.
fn multiple(lowering: &mut Lowering<'_, '_>, value: &Node) -> Option<String> {
    let divisor = value.as_number().map(canonical).filter(|text| !text.starts_with('-') && text != "0");
    if divisor.is_none() {
        lowering.say(Diagnostic::at(Code::GW0310, value.span, "expected a number greater than 0"));
    }
    divisor
}

fn integers_only(value: &Node) -> bool {
    let is = |node: &Node, name: &str| node.as_str() == Some(name);
    match value.as_array() {
        Some(names) => names.iter().any(|name| is(name, "integer")) && !names.iter().any(|name| is(name, "number")),
        None => is(value, "integer"),
    }
}

/// The types that a `type` means which names one in another case or by another language's word, and whether whole
/// numbers are meant.
fn misspelt_type(lowering: &mut Lowering<'_, '_>, value: &Node) -> Option<(Types, bool)> {
    let one = std::slice::from_ref(value);
    let names: Option<Vec<&str>> = value.as_array().unwrap_or(one).iter().map(meant).collect();
    if let Some(names) = names.filter(|names| !names.is_empty()) {
        let words = format!("read as {}", names.join(", "));
        if lowering.repair(Repair::TypeNames, value.span, &words) {
            let types = names.iter().filter_map(|name| Types::named(name)).fold(Types::NONE, Types::or);
            return Some((types, names.contains(&"integer") && !names.contains(&"number")));
        }
    }
    let diagnostic = Diagnostic::at(Code::GW0310, value.span, "this is no JSON type")
        .words("values of every type pass")
        .help("one of null, boolean, integer, number, string, array, object, or a list of them");
    lowering.say(diagnostic);
    None
}

/// The JSON type that a word is understood as.
fn meant(name: &Node) -> Option<&'static str> {
    Some(match name.as_str()?.to_ascii_lowercase().as_str() {
        "null" | "none" => "null",
        "boolean" | "bool" => "boolean",
        "integer" | "int" | "int32" | "int64" | "long" => "integer",
        "number" | "float" | "double" | "decimal" => "number",
        "string" | "str" => "string",
        "array" | "list" => "array",
        "object" | "dict" | "map" => "object",
        _ => return None,
    })
}

/// A bound that counts something; `2.0` is 2.
pub(super) fn count(lowering: &mut Lowering<'_, '_>, value: &Node) -> Option<u64> {
    let counted = value.as_number().and_then(|text| canonical(text).parse().ok());
    if counted.is_none() {
        lowering.say(Diagnostic::at(Code::GW0310, value.span, "expected a whole number that is not negative"));
    }
    counted
}

fn pattern(lowering: &mut Lowering<'_, '_>, value: &Node) -> Option<String> {
    let Some(source) = value.as_str() else {
        lowering.say(Diagnostic::at(Code::GW0310, value.span, "expected a pattern as a string"));
        return None;
    };
    regex(lowering, source, value.span)
}

/// A pattern in the syntax of the `regex` crate, if it has one there.
pub(super) fn regex(lowering: &mut Lowering<'_, '_>, source: &str, span: Span) -> Option<String> {
    match pattern::translate(source) {
        Ok(pattern) => Some(pattern),
        Err(reason) => {
            let message = "this pattern is not checked";
            lowering.say(Diagnostic::at(Code::GW0312, span, message).words(reason));
            None
        }
    }
}

fn enumeration(lowering: &mut Lowering<'_, '_>, node: &Node, value: &Node) -> Option<Literals> {
    let Some(items) = value.as_array() else {
        lowering.say(Diagnostic::at(Code::GW0310, value.span, "expected a list of values"));
        return None;
    };
    let mut seen = BTreeSet::new();
    let literals = items.iter().map(Literal::read);
    let values: Vec<Literal> = literals.filter(|literal| seen.insert(literal.clone())).collect();
    let strings = values.iter().any(|value| matches!(value, Literal::String(_)));
    let open = match lowering.options.open_enums {
        Some(open) => open && strings,
        None => {
            strings && marked_open(node) && {
                let span =
                    node.as_object().and_then(|object| object.member("enum")).map_or(node.span, |found| found.key_span);
                lowering.repair(Repair::OpenEnum, span, "other strings are let pass and counted")
            }
        }
    };
    Some(Literals { values, open })
}

/// `x-ms-enum: { modelAsString: true }`: the publisher says that values are to be added.
fn marked_open(node: &Node) -> bool {
    node.get("x-ms-enum").and_then(|found| found.get("modelAsString")).and_then(Node::as_bool) == Some(true)
}

/// Whether it says by a media type alone that it is no text: so OpenAPI 3.1 says what `format: binary` said before ("Working with
/// Binary Data"). With an encoding beside it, it is a text in that encoding.
fn is_of_bytes(node: &Node) -> bool {
    let Some(said) = node.get("contentMediaType").and_then(Node::as_str) else { return false };
    let said = said.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let written = ["json", "xml", "yaml", "javascript", "x-www-form-urlencoded", "ndjson", "jsonl"];
    let textual =
        said.starts_with("text/") || said.rsplit(['/', '+']).next().is_some_and(|last| written.contains(&last));
    !textual && node.get("contentEncoding").is_none()
}

fn format(name: &str, facets: &mut Facets) {
    let range = match name {
        "int32" => Some(("-2147483648", "2147483647")),
        "int64" => Some(("-9223372036854775808", "9223372036854775807")),
        _ => None,
    };
    if let Some((least, most)) = range {
        facets.number.minimum = Some(Bound::Inclusive(least.to_owned()));
        facets.number.maximum = Some(Bound::Inclusive(most.to_owned()));
    }
    facets.text.binary = name == "binary";
}

/// `minimum` and its kin in both dialects: `exclusiveMinimum` is a flag beside `minimum` or a bound of its own.
fn bounds(node: &Node, number: &mut Numeric) {
    use std::cmp::Ordering::{Greater, Less};
    let ends = [("minimum", "exclusiveMinimum", Greater), ("maximum", "exclusiveMaximum", Less)];
    for (inclusive, exclusive, tight) in ends {
        let strict = node.get(exclusive);
        let flagged = strict.and_then(Node::as_bool) == Some(true);
        let wide = node.get(inclusive).and_then(Node::as_number).map(canonical);
        let wide = wide.map(|text| if flagged { Bound::Exclusive(text) } else { Bound::Inclusive(text) });
        let narrow = strict.and_then(Node::as_number).map(|text| Bound::Exclusive(canonical(text)));
        let slot = if tight == Greater { &mut number.minimum } else { &mut number.maximum };
        *slot = meet::bound(slot.as_ref(), meet::bound(wide.as_ref(), narrow.as_ref(), tight).as_ref(), tight);
    }
}

fn required(lowering: &mut Lowering<'_, '_>, value: &Node, facets: &mut Facets) {
    let Some(items) = value.as_array() else {
        let message = "`required` is a list of member names";
        lowering.say(Diagnostic::at(Code::GW0313, value.span, message).words("nothing is required by this"));
        return;
    };
    facets.required.extend(items.iter().filter_map(|item| item.as_str().map(str::to_owned)));
}

fn properties<'n>(lowering: &mut Lowering<'_, 'n>, value: &'n Node, pointer: &str, facets: &mut Facets) {
    let Some(object) = value.as_object() else {
        lowering.say(Diagnostic::at(Code::GW0310, value.span, "`properties` is an object"));
        return;
    };
    let at = child(pointer, "properties");
    for member in object.iter() {
        let rule = lowering.below(&member.value, &child(&at, &member.key));
        if lowering.is_read_only(&member.value) {
            facets.read_only.insert(member.key.to_string());
        }
        let rule = match &*member.key {
            "input" | "prompt" => tokens(lowering, &member.value, rule),
            _ => rule,
        };
        facets.places.insert(member.key.to_string(), member.key_span);
        facets.properties.insert(member.key.to_string(), rule);
    }
}

/// A prompt that may be a string or an array of strings may be an array of tokens, or of such arrays, too.
fn tokens(lowering: &mut Lowering<'_, '_>, node: &Node, rule: Rule) -> Rule {
    let (inner, null) = match rule {
        Rule::Nullable(inner) => (*inner, true),
        rule => (rule, false),
    };
    let again = |rule: Rule| if null { Rule::Nullable(Box::new(rule)) } else { rule };
    let Rule::ByType(mut by_type) = inner else { return again(inner) };
    let strings = |array: &Array| matches!(array.items, Rule::Text(_));
    if let (Some(_), Some(Rule::Array(array))) = (&by_type.string, &mut by_type.array)
        && strings(array)
        && lowering.repair(Repair::TokenArrays, node.span, "arrays of tokens are let pass where arrays of strings are")
    {
        let token = Numeric { integer: true, minimum: Some(Bound::Inclusive("0".to_owned())), ..Numeric::default() };
        let token = Rule::Number(token);
        let list = Array { min_items: Some(1), ..Array::of(token.clone()) };
        let text = std::mem::replace(&mut array.items, Rule::Any);
        array.items = Rule::ByType(Box::new(ByType {
            string: Some(text),
            number: Some(token),
            array: Some(Rule::Array(Box::new(list))),
            ..ByType::default()
        }));
    }
    again(Rule::ByType(by_type))
}

fn others<'n>(lowering: &mut Lowering<'_, 'n>, value: &'n Node, pointer: &str) -> Others {
    match value.as_bool() {
        Some(true) => Others::Any,
        Some(false) => Others::Refuse,
        None => match lowering.below(value, &child(pointer, "additionalProperties")) {
            Rule::Any => Others::Any,
            rule => Others::Each(rule),
        },
    }
}
