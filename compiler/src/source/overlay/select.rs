//! What a path selects: places in a document, in document order, each once.

use std::cell::Cell;
use std::cmp::Ordering;

use super::jsonpath::{Comparison, Logical, Operand, Path, Query, Segment, Selector};
use crate::source::{Kind, Node, Object};

/// The way from the root: at each step the position among the members or items.
pub(super) type Location = Vec<usize>;

/// A filter within a filter can ask for all values for each value; this is where it ends.
#[derive(Debug)]
pub(super) struct TooCostly;

/// How many values may be looked at for one path.
const MAX_STEPS: usize = 50_000_000;

pub(super) fn select(root: &Node, path: &Path) -> Result<Vec<Location>, TooCostly> {
    let search = Search { root, steps: Cell::new(0) };
    let found = search.segments((root, Location::new()), &path.0)?;
    Ok(found.into_iter().map(|(_, location)| location).collect())
}

type Found<'a> = (&'a Node, Location);

struct Search<'a> {
    root: &'a Node,
    steps: Cell<usize>,
}

impl<'a> Search<'a> {
    fn segments(&self, from: Found<'a>, segments: &[Segment]) -> Result<Vec<Found<'a>>, TooCostly> {
        let mut found = vec![from];
        for segment in segments {
            let mut next = Vec::new();
            for (node, location) in found {
                if segment.descendant {
                    self.descend((node, location), &segment.selectors, &mut next)?;
                } else {
                    self.selectors(&(node, location), &segment.selectors, &mut next)?;
                }
            }
            next.sort_by(|(_, a), (_, b)| a.cmp(b));
            next.dedup_by(|(_, a), (_, b)| a == b);
            found = next;
        }
        Ok(found)
    }

    fn descend(&self, from: Found<'a>, selectors: &[Selector], into: &mut Vec<Found<'a>>) -> Result<(), TooCostly> {
        self.selectors(&from, selectors, into)?;
        for child in children(&from) {
            self.descend(child, selectors, into)?;
        }
        Ok(())
    }

    fn selectors(&self, from: &Found<'a>, selectors: &[Selector], into: &mut Vec<Found<'a>>) -> Result<(), TooCostly> {
        for selector in selectors {
            self.count(1)?;
            match selector {
                Selector::Name(name) => {
                    let found = from.0.as_object().and_then(|object| object.position(name));
                    into.extend(found.and_then(|at| child(from, at)));
                }
                Selector::Index(index) => {
                    if let Kind::Array(items) = &from.0.kind {
                        into.extend(position(*index, items.len()).and_then(|at| child(from, at)));
                    }
                }
                Selector::Wildcard => into.extend(self.counted(from)?),
                Selector::Slice { start, end, step } => {
                    if let Kind::Array(items) = &from.0.kind {
                        self.count(items.len())?;
                        into.extend(slice(*start, *end, *step, items.len()).filter_map(|at| child(from, at)));
                    }
                }
                Selector::Filter(logical) => {
                    for found in self.counted(from)? {
                        if self.holds(logical, found.0)? {
                            into.push(found);
                        }
                    }
                }
            }
        }
        Ok(())
    }

    fn counted(&self, from: &Found<'a>) -> Result<impl Iterator<Item = Found<'a>> + use<'a>, TooCostly> {
        self.count(length(from.0))?;
        Ok(children(from))
    }

    fn count(&self, more: usize) -> Result<(), TooCostly> {
        self.steps.set(self.steps.get().saturating_add(more));
        if self.steps.get() > MAX_STEPS { Err(TooCostly) } else { Ok(()) }
    }

    fn holds(&self, logical: &Logical, current: &'a Node) -> Result<bool, TooCostly> {
        Ok(match logical {
            Logical::Any(parts) => {
                for part in parts {
                    if self.holds(part, current)? {
                        return Ok(true);
                    }
                }
                false
            }
            Logical::All(parts) => {
                for part in parts {
                    if !self.holds(part, current)? {
                        return Ok(false);
                    }
                }
                true
            }
            Logical::Not(part) => !self.holds(part, current)?,
            Logical::Exists(query) => !self.query(query, current)?.is_empty(),
            Logical::Compare(left, comparison, right) => {
                let (left, right) = (self.operand(left, current)?, self.operand(right, current)?);
                compare(&left, *comparison, &right)
            }
        })
    }

    fn query(&self, query: &Query, current: &'a Node) -> Result<Vec<Found<'a>>, TooCostly> {
        let from = if query.from_root { self.root } else { current };
        self.segments((from, Location::new()), &query.segments)
    }

    fn operand<'b>(&self, operand: &'b Operand, current: &'a Node) -> Result<Value<'b>, TooCostly>
    where
        'a: 'b,
    {
        Ok(match operand {
            Operand::Null => Value::Null,
            Operand::Bool(value) => Value::Bool(*value),
            Operand::Number(text) => Value::Number(text),
            Operand::Text(text) => Value::Text(text),
            Operand::Query(query) => {
                self.query(query, current)?.first().map_or(Value::Nothing, |(node, _)| value(node))
            }
        })
    }
}

/// What is compared.
enum Value<'a> {
    Nothing,
    Null,
    Bool(bool),
    Number(&'a str),
    Text(&'a str),
    Array(&'a [Node]),
    Object(&'a Object),
}

fn value(node: &Node) -> Value<'_> {
    match &node.kind {
        Kind::Null => Value::Null,
        Kind::Bool(value) => Value::Bool(*value),
        Kind::Number(text) => Value::Number(text),
        Kind::String(text) => Value::Text(text),
        Kind::Array(items) => Value::Array(items),
        Kind::Object(object) => Value::Object(object),
    }
}

/// RFC 9535, section 2.3.5.2.2.
fn compare(left: &Value<'_>, comparison: Comparison, right: &Value<'_>) -> bool {
    let order = || order(left, right);
    match comparison {
        Comparison::Equal => equal(left, right),
        Comparison::NotEqual => !equal(left, right),
        Comparison::Less => order() == Some(Ordering::Less),
        Comparison::Greater => order() == Some(Ordering::Greater),
        Comparison::LessOrEqual => order() == Some(Ordering::Less) || equal(left, right),
        Comparison::GreaterOrEqual => order() == Some(Ordering::Greater) || equal(left, right),
    }
}

fn order(left: &Value<'_>, right: &Value<'_>) -> Option<Ordering> {
    match (left, right) {
        (Value::Number(left), Value::Number(right)) => {
            left.parse::<f64>().ok()?.partial_cmp(&right.parse::<f64>().ok()?)
        }
        (Value::Text(left), Value::Text(right)) => Some(left.cmp(right)),
        _ => None,
    }
}

fn equal(left: &Value<'_>, right: &Value<'_>) -> bool {
    match (left, right) {
        (Value::Nothing, Value::Nothing) | (Value::Null, Value::Null) => true,
        (Value::Bool(left), Value::Bool(right)) => left == right,
        (Value::Number(a), Value::Number(b)) => a == b || order(left, right) == Some(Ordering::Equal),
        (Value::Text(left), Value::Text(right)) => left == right,
        (Value::Array(left), Value::Array(right)) => {
            left.len() == right.len() && left.iter().zip(*right).all(|(a, b)| equal(&value(a), &value(b)))
        }
        (Value::Object(left), Value::Object(right)) => {
            left.len() == right.len()
                && left
                    .sorted()
                    .zip(right.sorted())
                    .all(|(a, b)| a.key == b.key && equal(&value(&a.value), &value(&b.value)))
        }
        _ => false,
    }
}

fn length(node: &Node) -> usize {
    match &node.kind {
        Kind::Array(items) => items.len(),
        Kind::Object(object) => object.len(),
        _ => 0,
    }
}

fn child<'a>(from: &Found<'a>, at: usize) -> Option<Found<'a>> {
    let node = match &from.0.kind {
        Kind::Array(items) => items.get(at)?,
        Kind::Object(object) => &object.iter().as_slice().get(at)?.value,
        _ => return None,
    };
    let mut location = Vec::with_capacity(from.1.len() + 1);
    location.extend_from_slice(&from.1);
    location.push(at);
    Some((node, location))
}

fn children<'a>(from: &Found<'a>) -> impl Iterator<Item = Found<'a>> + use<'a> {
    let from = from.clone();
    (0..length(from.0)).filter_map(move |at| child(&from, at))
}

/// A negative index counts from the end.
fn position(index: i64, length: usize) -> Option<usize> {
    let length = i64::try_from(length).ok()?;
    usize::try_from(if index < 0 { index + length } else { index }).ok()
}

/// RFC 9535, section 2.3.4.2.
fn slice(start: Option<i64>, end: Option<i64>, step: i64, length: usize) -> impl Iterator<Item = usize> {
    let length = i64::try_from(length).unwrap_or(i64::MAX);
    let normal = |index: i64| if index < 0 { index + length } else { index };
    let (low, high) = if step < 0 { (-1, length - 1) } else { (0, length) };
    let first = start.map_or(if step < 0 { length - 1 } else { 0 }, |start| normal(start).clamp(low, high));
    let last = end.map_or(if step < 0 { -1 } else { length }, |end| normal(end).clamp(low, high));
    let within = move |at: &i64| (step > 0 && *at < last) || (step < 0 && *at > last);
    std::iter::successors(Some(first), move |at| at.checked_add(step))
        .take_while(within)
        .filter_map(|at| usize::try_from(at).ok())
}
