//! Operations of one method and path that a parameter of one value tells apart: AWS names the action in a header or in the
//! query, and the path of each bears it only behind a `#`, which no request carries.

use std::collections::{BTreeMap, BTreeSet};

use openapiv3::Parameter;

use crate::openapi::{Document, normal};
use crate::source::Node;

use super::blank;
use super::operation::Found;
use super::parameter::{NOT_PARAMETERS, schema_pointer};

/// What a request must bear: `?name=value` in the query, or `#name: value` in its head.
type Key = (char, String);

/// Puts what tells operations of one route apart into their routes: the required parameter of a query or a header that
/// takes one text, and the most texts among them.
pub(super) fn told(found: &mut [Found<'_>], document: &Document<'_>) {
    let mut routes: BTreeMap<(&str, String), Vec<usize>> = BTreeMap::new();
    for (at, one) in found.iter().enumerate() {
        routes.entry((one.method, blank(&one.route))).or_default().push(at);
    }
    let shared: Vec<Vec<usize>> = routes.into_values().filter(|shared| shared.len() > 1).collect();
    for shared in shared {
        let mut values: BTreeMap<Key, BTreeMap<usize, String>> = BTreeMap::new();
        for at in shared {
            for (key, value) in found.get(at).into_iter().flat_map(|one| constants(one, document)) {
                values.entry(key).or_default().insert(at, value);
            }
        }
        // Some may be told apart by one parameter, and the rest by another.
        while let Some(key) = telling(&values) {
            let told = values.remove(&key).unwrap_or_default();
            for at in told.keys() {
                values.values_mut().for_each(|values| drop(values.remove(at)));
            }
            for (at, value) in told {
                if let Some(one) = found.get_mut(at) {
                    ask(&mut one.route, &key, &value);
                }
            }
        }
    }
}

/// The parameter that has the most different values, and more than one. Of equal ones the last in their order, so a name
/// in the query.
fn telling(values: &BTreeMap<Key, BTreeMap<usize, String>>) -> Option<Key> {
    let different = |values: &BTreeMap<usize, String>| values.values().collect::<BTreeSet<_>>().len();
    let telling = values.iter().filter(|(_, values)| different(values) > 1);
    telling.max_by_key(|(_, values)| different(values)).map(|(key, _)| key.clone())
}

/// Adds to a route what a request must bear.
fn ask(route: &mut String, (mark, name): &Key, value: &str) {
    let between = if *mark == '?' && route.contains('?') { '&' } else { *mark };
    let value = if *mark == '#' { value.to_owned() } else { encoded(value) };
    route.push_str(&format!("{between}{name}={value}"));
}

/// The required parameters of an operation that take one text.
fn constants(found: &Found<'_>, document: &Document<'_>) -> Vec<(Key, String)> {
    let constant = |parameter: &Parameter| {
        let data = parameter.parameter_data_ref();
        let name = data.name.to_ascii_lowercase();
        let key = match parameter {
            Parameter::Query { .. } => ('?', data.name.clone()),
            Parameter::Header { .. } if !NOT_PARAMETERS.contains(&name.as_str()) => ('#', name),
            _ => return None,
        };
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte);
        let value = constant(document, schema_pointer(parameter)?)?;
        let writable = !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_graphic() && !b"{}".contains(&byte));
        (data.required && key.1.bytes().all(plain) && writable).then_some((key, value))
    };
    found.parameters().filter_map(constant).collect()
}

/// The one text that a schema takes.
fn constant(document: &Document<'_>, mut pointer: String) -> Option<String> {
    for _ in 0..16 {
        let node = document.node(&pointer)?;
        if let Some(reference) = node.get("$ref").and_then(Node::as_str) {
            pointer = normal(reference);
            continue;
        }
        let listed = node.get("enum").and_then(Node::as_array).filter(|values| values.len() == 1);
        return node.get("const").or_else(|| listed?.first())?.as_str().map(str::to_owned);
    }
    None
}

/// A value as a query writes it.
fn encoded(value: &str) -> String {
    let written = |byte: u8| match byte {
        b'&' | b'#' | b'+' | b'%' | b'=' | b'?' => format!("%{byte:02X}"),
        byte => char::from(byte).to_string(),
    };
    value.bytes().map(written).collect()
}
