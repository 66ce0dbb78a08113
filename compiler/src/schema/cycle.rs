//! Named schemas that lead back to themselves without reading a byte: no value could ever be told right or wrong.

use std::collections::{BTreeMap, BTreeSet};

use super::rule::{Named, Rule};

/// The names on such a circle; for each circle one of them at the least.
pub(super) fn find(named: &BTreeMap<Named, Rule>) -> BTreeSet<Named> {
    let mut steps: BTreeMap<&Named, Vec<&Named>> = BTreeMap::new();
    for (name, rule) in named {
        let mut found = Vec::new();
        beside(rule, &mut found);
        steps.insert(name, found);
    }
    let mut circles = BTreeSet::new();
    let mut done: BTreeSet<&Named> = BTreeSet::new();
    for start in named.keys() {
        // Depth first without recursion: a step that is open again closes a circle.
        let mut open: Vec<(&Named, usize)> = vec![(start, 0)];
        while let Some((name, next)) = open.last().copied() {
            let step = steps.get(name).and_then(|steps| steps.get(next)).copied();
            match step {
                Some(step) => {
                    if let Some(last) = open.last_mut() {
                        last.1 += 1;
                    }
                    if open.iter().any(|(name, _)| *name == step) {
                        circles.insert(step.clone());
                    } else if !done.contains(step) {
                        open.push((step, 0));
                    }
                }
                None => {
                    done.insert(name);
                    open.pop();
                }
            }
        }
    }
    circles
}

/// The names that a rule asks of the very value that it is asked of.
fn beside<'r>(rule: &'r Rule, found: &mut Vec<&'r Named>) {
    if let Rule::Named(named) = rule {
        found.push(named);
    }
    rule.beside().into_iter().for_each(|rule| beside(rule, found));
}
