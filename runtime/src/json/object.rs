//! Rules for objects.

use super::cursor::{Check, Checked, Json, Kind, MAX_DEPTH, Stop};
use super::listing::Step;
use super::outcome::Limit;
use super::pattern::Pattern;
use super::skip::Token;

/// A declared member.
#[derive(Debug, Clone, Copy)]
pub struct Member {
    name: &'static str,
    required: bool,
    check: Check,
}

/// A member that must be there.
pub const fn required(name: &'static str, check: Check) -> Member {
    Member { name, required: true, check }
}

/// A member that may be there.
pub const fn optional(name: &'static str, check: Check) -> Member {
    Member { name, required: false, check }
}

/// Members that are neither declared nor named by a pattern.
#[derive(Debug, Clone, Copy)]
pub enum Others {
    /// Any value.
    Any,
    /// None: `additionalProperties: false`.
    Refuse,
    /// Values that pass the check.
    Check(Check),
}

/// What an object must keep.
#[derive(Debug, Clone, Copy)]
pub struct Object {
    /// `properties` and `required`, sorted by name.
    pub members: &'static [Member],
    /// `patternProperties`: they hold for declared members too.
    pub patterns: &'static [(Pattern, Check)],
    /// `additionalProperties`
    pub others: Others,
    /// `propertyNames`: a check of each name, as a JSON string.
    pub names: Option<Check>,
    /// `minProperties`
    pub min_properties: u64,
    /// `maxProperties`
    pub max_properties: Option<u64>,
}

impl Object {
    /// Every object.
    pub const ANY: Object = Object {
        members: &[],
        patterns: &[],
        others: Others::Any,
        names: None,
        min_properties: 0,
        max_properties: None,
    };

    /// Objects with these declared members, sorted by name.
    #[must_use]
    pub const fn of(members: &'static [Member]) -> Object {
        Object { members, ..Object::ANY }
    }

    /// What members that are not declared must be.
    #[must_use]
    pub const fn others(self, others: Others) -> Object {
        Object { others, ..self }
    }

    /// What members whose names a pattern is found in must be, the declared ones among them.
    #[must_use]
    pub const fn patterns(self, patterns: &'static [(Pattern, Check)]) -> Object {
        Object { patterns, ..self }
    }

    /// What each name must be, as a JSON string.
    #[must_use]
    pub const fn names(self, check: Check) -> Object {
        Object { names: Some(check), ..self }
    }

    /// At least so many members.
    #[must_use]
    pub const fn min_properties(self, count: u64) -> Object {
        Object { min_properties: count, ..self }
    }

    /// At most so many members.
    #[must_use]
    pub const fn max_properties(self, count: u64) -> Object {
        Object { max_properties: Some(count), ..self }
    }
}

/// Which declared members were met.
#[derive(Default)]
struct Seen {
    first: u64,
    /// Members from the 65th on, by their index over 64; empty until one is met.
    rest: Vec<u64>,
}

impl Seen {
    fn has(&self, index: usize) -> bool {
        self.word(index / 64) & (1 << (index % 64)) != 0
    }

    fn word(&self, at: usize) -> u64 {
        if at == 0 { self.first } else { self.rest.get(at - 1).copied().unwrap_or(0) }
    }

    /// False: it was met before.
    fn add(&mut self, index: usize) -> bool {
        let fresh = !self.has(index);
        let bit = 1 << (index % 64);
        if index < 64 {
            self.first |= bit;
            return fresh;
        }
        let at = index / 64 - 1;
        if self.rest.len() <= at {
            self.rest.resize(at + 1, 0);
        }
        if let Some(word) = self.rest.get_mut(at) {
            *word |= bit;
        }
        fresh
    }
}

impl<'b> Json<'b> {
    /// An object that keeps the rules.
    pub fn object(&mut self, rules: &Object) -> Checked {
        if !self.expect(Kind::Object)? {
            return Ok(());
        }
        let start = self.at;
        let mut seen = Seen::default();
        let mut count = 0_u64;
        self.each_member_at(|json, at, name| {
            count += 1;
            json.member(rules, at, name, &mut seen)
        })?;
        for (index, member) in rules.members.iter().enumerate() {
            if member.required && !seen.has(index) {
                self.violate(start, "required", Some(Limit::Text(member.name)))?;
            }
        }
        if count < rules.min_properties {
            self.violate(start, "minProperties", Some(Limit::Count(rules.min_properties)))?;
        }
        if let Some(most) = rules.max_properties.filter(|most| count > *most) {
            self.violate(start, "maxProperties", Some(Limit::Count(most)))?;
        }
        Ok(())
    }

    /// The value of one member; its name stands at `at`.
    #[inline(always)]
    fn member(&mut self, rules: &Object, at: usize, name: Token<'_>, seen: &mut Seen) -> Checked {
        let declared = find(rules.members, name);
        if rules.names.is_some() || !rules.patterns.is_empty() {
            return self.patterned_member(rules, at, name, declared, seen);
        }
        match declared {
            Some((index, member)) => {
                let fresh = seen.add(index);
                self.below(Step::Member(member.name), |json| {
                    if !fresh {
                        json.violate(at, "duplicate_member", None)?;
                    }
                    (member.check)(json)
                })
            }
            None => self.below(Step::Other, |json| json.other_member(rules.others)),
        }
    }

    fn other_member(&mut self, others: Others) -> Checked {
        match others {
            Others::Any => self.skip(),
            Others::Check(check) => check(self),
            Others::Refuse => self.refuse("additionalProperties", None),
        }
    }

    /// A member whose name has rules of its own. The value is read once for each schema that applies.
    #[inline(never)]
    fn patterned_member(
        &mut self,
        rules: &Object,
        at: usize,
        name: Token<'_>,
        declared: Option<(usize, &Member)>,
        seen: &mut Seen,
    ) -> Checked {
        let fresh = declared.is_none_or(|(index, _)| seen.add(index));
        let step = declared.map_or(Step::Other, |(_, member)| Step::Member(member.name));
        self.below(step, |json| {
            if !fresh {
                json.violate(at, "duplicate_member", None)?;
            }
            json.space();
            let value = json.at;
            if let Some(names) = rules.names {
                json.at = at;
                if !json.trial(names)? {
                    json.violate(at, "propertyNames", None)?;
                }
                json.at = value;
            }
            let text = name.decoded();
            let mut applied = false;
            let unknown = json.unknown;
            let mut most = unknown;
            let matching =
                rules.patterns.iter().filter(|(pattern, _)| pattern.is_match(&text)).map(|(_, check)| *check);
            for check in declared.map(|(_, member)| member.check).into_iter().chain(matching) {
                if applied {
                    json.spend(json.at - value)?;
                }
                (json.at, json.unknown) = (value, unknown);
                check(json)?;
                most = most.max(json.unknown);
                applied = true;
            }
            json.unknown = most;
            if applied { Ok(()) } else { json.other_member(rules.others) }
        })
    }

    /// Reads an object; the function reads each value.
    pub(super) fn each_member(&mut self, mut read: impl FnMut(&mut Self, Token<'b>) -> Checked) -> Checked {
        self.each_member_at(|json, _, name| read(json, name))
    }

    #[inline(always)]
    fn each_member_at(&mut self, mut read: impl FnMut(&mut Self, usize, Token<'b>) -> Checked) -> Checked {
        self.descend()?;
        let noting = self.noted.is_some() && self.depth == 1;
        if let Some(noted) = self.noted.as_mut().filter(|_| noting) {
            noted.begin();
        }
        self.space();
        if self.peek() != b'}' {
            loop {
                let at = self.at;
                let name = self.name_token()?;
                let value = self.at;
                read(self, at, name)?;
                if let Some(noted) = self.noted.as_mut().filter(|_| noting) {
                    noted.member(at + 1..at + 1 + name.raw.len(), value..self.at);
                }
                self.space();
                match self.peek() {
                    b',' => {
                        self.at += 1;
                        self.space();
                    }
                    b'}' => break,
                    _ => self.syntax("`,` or `}`")?,
                }
            }
        }
        if let Some(noted) = self.noted.as_mut().filter(|_| noting) {
            noted.end();
        }
        self.at += 1;
        self.depth -= 1;
        Ok(())
    }

    /// Reads an array; the function reads each item.
    pub(super) fn each_item(&mut self, mut read: impl FnMut(&mut Self) -> Checked) -> Checked {
        if self.is_marked() {
            return self.each_untyped_item(read);
        }
        self.descend()?;
        self.space();
        if self.peek() != b']' {
            loop {
                self.space();
                read(self)?;
                self.space();
                match self.peek() {
                    b',' => self.at += 1,
                    b']' => break,
                    _ => self.syntax("`,` or `]`")?,
                }
            }
        }
        self.at += 1;
        self.depth -= 1;
        Ok(())
    }

    /// Past the opening byte of an array or an object.
    #[inline(always)]
    fn descend(&mut self) -> Result<(), Stop> {
        if self.depth == MAX_DEPTH {
            return self.too_deep();
        }
        self.depth += 1;
        self.at += 1;
        Ok(())
    }
}

/// The declared member of this name, and its index.
#[inline]
fn find<'m>(members: &'m [Member], name: Token<'_>) -> Option<(usize, &'m Member)> {
    if name.escaped {
        let name = name.decoded();
        return members.iter().enumerate().find(|(_, member)| member.name == name);
    }
    members.iter().enumerate().find(|(_, member)| member.name == name.raw)
}
