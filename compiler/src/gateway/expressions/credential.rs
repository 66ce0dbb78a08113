//! Credentials that are written out elsewhere than where they are sent from: in a variable, or in an expression.

use std::collections::{BTreeMap, BTreeSet};

use super::{Argument, Found, Gateway, Key, Policy, Reached, Sections, key};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::gateway::{Dynamic, Piece, Typed, ValueSource, Words};
use crate::policy::catalogue::{NAME_IT, WRITTEN_OUT};
use crate::source::Span;

/// How many variables may stand behind one another.
const DEPTH: usize = 16;

/// Says which policies send a credential that is made of what stands in the gateway file alone.
pub(super) fn check(gateway: &Gateway, reached: &[Reached<'_>], found: &Found, diagnostics: &mut Diagnostics) {
    let reached = reached.iter().map(|reached| (key(reached.written), reached)).collect();
    let written = Written { gateway, reached, found };
    let mut said: BTreeSet<Span> = BTreeSet::new();
    for policy in gateway.sections().flat_map(Sections::policies).flat_map(Policy::tree).filter(|one| sends(one)) {
        let texts = policy.arguments.iter().filter_map(|given| match &given.value {
            Argument::Texts(texts) => Some(texts),
            _ => None,
        });
        for text in texts.flatten().filter(|text| written.text(text, DEPTH)) {
            // What holds no expression was said when it was read.
            let Some(dynamic) = text.0.iter().find_map(expression) else { continue };
            // A fragment's policies stand wherever it is included.
            if !said.insert(dynamic.written.span) {
                continue;
            }
            let diagnostic = Diagnostic::at(Code::GW0431, dynamic.written.span, WRITTEN_OUT).help(NAME_IT);
            let setter = written.setter(dynamic).map(|policy| policy.span);
            diagnostics.push(match setter {
                Some(span) => diagnostic.label(span, "what is sent is written here"),
                None => diagnostic,
            });
        }
    }
}

/// Whether a policy sends a credential and nothing else.
fn sends(policy: &Policy) -> bool {
    let names = policy.entry.sets.as_ref().map_or(&[][..], |sets| sets.credentials);
    policy.arguments.iter().any(|given| {
        given.attribute.name == "name"
            && matches!(&given.value, Argument::Name(name) if names.contains(&&*name.to_ascii_lowercase()))
    })
}

fn expression(piece: &Piece) -> Option<&Dynamic> {
    match piece {
        Piece::Expression(dynamic) => Some(dynamic),
        Piece::Literal(_) | Piece::NamedValue(_) => None,
    }
}

/// What stands in the gateway file itself, and so in the emitted code.
struct Written<'w, 'g> {
    gateway: &'w Gateway,
    reached: BTreeMap<Key, &'w Reached<'g>>,
    found: &'w Found,
}

impl<'g> Written<'_, 'g> {
    fn text(&self, text: &Words, depth: usize) -> bool {
        text.0.iter().all(|piece| match piece {
            Piece::Literal(_) => true,
            Piece::NamedValue(name) => self.named(name),
            Piece::Expression(dynamic) => self.expression(dynamic, depth),
        })
    }

    fn expression(&self, dynamic: &Dynamic, depth: usize) -> bool {
        let at = key(&dynamic.written);
        let (Some(Some(typed)), Some(reached), Some(depth)) =
            (self.found.get(&at), self.reached.get(&at), depth.checked_sub(1))
        else {
            return false;
        };
        typed.is_constant(&|name| {
            let set = reached.variables.get(name);
            set.is_some_and(|set| set.by.iter().all(|(_, value)| self.value(value, depth)))
        })
    }

    fn value(&self, value: &Argument, depth: usize) -> bool {
        match value {
            Argument::Text(text) => self.text(text, depth),
            Argument::Computed(dynamic) => self.expression(dynamic, depth),
            Argument::Bool(Typed::Literal(_)) | Argument::Integer(Typed::Literal(_)) => true,
            Argument::Bool(Typed::NamedValue(name))
            | Argument::Integer(Typed::NamedValue(name))
            | Argument::Number(Typed::NamedValue(name)) => self.named(name),
            _ => false,
        }
    }

    /// Whether a named value is compiled in.
    fn named(&self, name: &str) -> bool {
        let value = self.gateway.named_values.iter().find(|value| value.name == name);
        matches!(value.map(|value| &value.source), Some(ValueSource::Literal(_)))
    }

    /// The policy that sets a variable in an expression, if one does.
    fn setter(&self, dynamic: &Dynamic) -> Option<&'g Policy> {
        let at = key(&dynamic.written);
        let typed = self.found.get(&at)?.as_ref()?;
        let set = typed.reads.variables.iter().find_map(|name| self.reached.get(&at)?.variables.get(name.as_str()))?;
        set.by.first().map(|(policy, _)| *policy)
    }
}
