//! Names with brackets (`a[b][]`, the style `deepObject`), gathered into one value.

use std::collections::BTreeMap;

use super::{Coding, Sent, Style};
use crate::json::{MARK, Violation};
use crate::text::json_string;

/// The most brackets of a name; one with more is taken as it stands.
const MOST_STEPS: usize = 32;

/// What was sent under one name: texts, and what stands under names with brackets.
#[derive(Debug, Default)]
pub(crate) struct Tree<'s> {
    /// The texts of the name itself.
    pub(crate) texts: Vec<&'s str>,
    /// `a[]`, each.
    pushed: Vec<Tree<'s>>,
    /// `a[b]`
    pub(crate) members: BTreeMap<String, Tree<'s>>,
}

/// A decoded name up to its first bracket, and what stands in each pair of them. One that isn't written so is a name
/// without brackets.
pub(crate) fn steps(name: &str) -> (&str, Vec<&str>) {
    let plain = (name, Vec::new());
    let Some(open) = name.find('[').filter(|open| *open > 0) else { return plain };
    let (first, mut rest) = name.split_at(open);
    let mut steps = Vec::new();
    while let Some((step, behind)) = rest.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        steps.push(step);
        rest = behind;
    }
    if rest.is_empty() && steps.len() <= MOST_STEPS { (first, steps) } else { plain }
}

impl<'s> Tree<'s> {
    /// Adds a text at the end of these steps.
    pub(crate) fn add(&mut self, steps: &[&str], text: &'s str) {
        let Some((step, rest)) = steps.split_first() else { return self.texts.push(text) };
        if !step.is_empty() {
            return self.members.entry((*step).to_owned()).or_default().add(rest, text);
        }
        // `a[][b]=1&a[][c]=2` is one item with two members, until a member comes again.
        match self.pushed.last_mut().filter(|last| !rest.is_empty() && !last.has(rest)) {
            Some(last) => last.add(rest, text),
            None => {
                let mut item = Tree::default();
                item.add(rest, text);
                self.pushed.push(item);
            }
        }
    }

    fn has(&self, steps: &[&str]) -> bool {
        match steps {
            [] => !self.texts.is_empty(),
            ["", ..] => false,
            [step, rest @ ..] => self.members.get(*step).is_some_and(|tree| tree.has(rest)),
        }
    }

    /// Whether nothing was sent.
    pub(crate) fn is_empty(&self) -> bool {
        self.texts.is_empty() && self.pushed.is_empty() && self.members.is_empty()
    }

    /// Appends the value in the notation of values without types; texts that the name itself has are read by the style.
    ///
    /// # Errors
    /// A text isn't UTF-8.
    pub(crate) fn write(&self, style: Style, coding: Coding, to: &mut String) -> Result<(), Violation> {
        if self.pushed.is_empty() && self.members.is_empty() {
            return Sent::new(&self.texts, coding).write(style, to);
        }
        if self.texts.is_empty() && self.pushed.is_empty() {
            return self.write_members(coding, to);
        }
        // What stands there in several ways reads as a list of them.
        to.push('[');
        let start = to.len();
        for text in &self.texts {
            Sent::new(&[text], coding).write(Style::Text, comma(to, start))?;
        }
        for item in &self.pushed {
            item.write(Style::Repeated, coding, comma(to, start))?;
        }
        if !self.members.is_empty() {
            self.write_members(coding, comma(to, start))?;
        }
        to.push(']');
        Ok(())
    }

    /// An object; where all names are numbers it may be meant as an array.
    fn write_members(&self, coding: Coding, to: &mut String) -> Result<(), Violation> {
        let mut members: Vec<(&String, &Tree<'_>)> = self.members.iter().collect();
        if members.iter().all(|(name, _)| name.bytes().all(|byte| byte.is_ascii_digit())) {
            to.push(MARK);
            members.sort_by_key(|(name, _)| name.parse::<u64>().unwrap_or(u64::MAX));
        }
        to.push('{');
        let start = to.len();
        for (name, tree) in members {
            json_string(comma(to, start), name);
            to.push(':');
            tree.write(Style::Repeated, coding, to)?;
        }
        to.push('}');
        Ok(())
    }
}

/// The text with a comma at its end, unless nothing was written since `start`.
pub(super) fn comma(to: &mut String, start: usize) -> &mut String {
    if to.len() > start {
        to.push(',');
    }
    to
}
