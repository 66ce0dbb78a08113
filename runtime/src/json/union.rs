//! Unions that are decided by one look: the type of the value, the value of a member, or which members are there.

use super::cursor::{Check, Checked, Json, Kind, Stop};
use super::listing::Step;
use super::outcome::{Limit, Types};
use super::skip::Token;

/// A check for each JSON type; `None` refuses the type.
#[derive(Debug, Clone, Copy, Default)]
pub struct ByType {
    /// `null`
    pub null: Option<Check>,
    /// `true` and `false`
    pub boolean: Option<Check>,
    /// Numbers, integers among them.
    pub number: Option<Check>,
    /// Strings.
    pub string: Option<Check>,
    /// Arrays.
    pub array: Option<Check>,
    /// Objects.
    pub object: Option<Check>,
}

impl ByType {
    /// No type.
    pub const NONE: ByType =
        ByType { null: None, boolean: None, number: None, string: None, array: None, object: None };

    pub(super) const fn types(&self) -> Types {
        Types::NULL
            .when(self.null.is_some())
            .and(Types::BOOLEAN.when(self.boolean.is_some()))
            .and(Types::NUMBER.when(self.number.is_some()))
            .and(Types::STRING.when(self.string.is_some()))
            .and(Types::ARRAY.when(self.array.is_some()))
            .and(Types::OBJECT.when(self.object.is_some()))
    }
}

/// Objects, told apart by the string that one member holds. Every branch has to declare that member: only the branch
/// refuses a second one, by which another reader might choose.
#[derive(Debug, Clone, Copy)]
pub struct ByMember {
    /// The keyword that violations name: `oneOf` or `anyOf`.
    pub keyword: &'static str,
    /// The deciding member.
    pub name: &'static str,
    /// Its values, and what an object with each must keep.
    pub branches: &'static [(&'static str, Check)],
    /// What happens to another value.
    pub unknown: Unknown,
    /// The check of an object without the member. `None`: the member is required.
    pub absent: Option<Check>,
}

impl ByMember {
    /// No branches: refuses every object.
    pub const NONE: ByMember =
        ByMember { keyword: "oneOf", name: "type", branches: &[], unknown: Unknown::Refuse, absent: None };
}

/// What happens to a value that names no branch.
#[derive(Debug, Clone, Copy)]
pub enum Unknown {
    /// It passes unchecked, and is counted.
    Forward,
    /// It is a violation.
    Refuse,
    /// It has a check of its own.
    Check(Check),
}

/// Objects, told apart by which members they have.
#[derive(Debug, Clone, Copy)]
pub struct ByPresence {
    /// The keyword that violations name: `oneOf` or `anyOf`.
    pub keyword: &'static str,
    /// Members, and what an object with each must keep. The first one of this list that is there decides.
    pub branches: &'static [(&'static str, Check)],
    /// The check of an object with none of them. `None`: it is a violation.
    pub absent: Option<Check>,
}

/// The value of the deciding member.
enum Tag<'b> {
    Absent,
    String(usize, Token<'b>),
    Other(usize),
}

impl<'b> Json<'b> {
    /// The check for the type of the next value.
    #[inline]
    pub fn by_type(&mut self, rules: &ByType) -> Checked {
        let check = match self.kind()? {
            Kind::Null => rules.null,
            Kind::Boolean => rules.boolean,
            Kind::Number => rules.number,
            Kind::String => rules.string,
            Kind::Array => rules.array,
            Kind::Object => rules.object,
            Kind::Untyped => return self.untyped_by_type(rules),
        };
        match check {
            Some(check) => check(self),
            None => self.wrong_type(rules.types()),
        }
    }

    /// The branch that the member's value names. The object is read up to that member, and then by the branch.
    pub fn by_member(&mut self, rules: &ByMember) -> Checked {
        if !self.expect(Kind::Object)? {
            return Ok(());
        }
        let (at, value) = match self.tag(rules.name)? {
            Tag::String(at, token) => (at, token.decoded()),
            Tag::Absent => {
                return match rules.absent {
                    Some(check) => check(self),
                    None => self.refuse("required", Some(Limit::Text(rules.name))),
                };
            }
            Tag::Other(at) => {
                self.below(Step::Member(rules.name), |json| {
                    json.violate(at, "type", Some(Limit::Types(Types::STRING)))
                })?;
                return self.skip();
            }
        };
        if let Some((_, check)) = rules.branches.iter().find(|(known, _)| *known == value) {
            return check(self);
        }
        match rules.unknown {
            Unknown::Check(check) => check(self),
            Unknown::Forward => self.unknown_branch(rules.name),
            Unknown::Refuse => {
                self.below(Step::Member(rules.name), |json| {
                    json.violate(at, rules.keyword, Some(Limit::Branches(rules.branches)))
                })?;
                self.skip()
            }
        }
    }

    /// The branch of the first member in the list that the object has.
    pub fn by_presence(&mut self, rules: &ByPresence) -> Checked {
        if !self.expect(Kind::Object)? {
            return Ok(());
        }
        let start = self.at;
        let depth = self.depth;
        self.look_ahead(start);
        let mut first = rules.branches.len();
        self.each_member(|json, name| {
            let name = name.decoded();
            if let Some(index) = rules.branches.iter().take(first).position(|(member, _)| *member == name) {
                first = index;
            }
            json.skip()
        })?;
        self.spend(self.at - start)?;
        (self.at, self.depth) = (start, depth);
        match rules.branches.get(first).map(|(_, check)| *check).or(rules.absent) {
            Some(check) => check(self),
            None => self.refuse(rules.keyword, Some(Limit::Branches(rules.branches))),
        }
    }

    /// Looks for the member in the object under the cursor, which doesn't move.
    fn tag(&mut self, wanted: &str) -> Result<Tag<'b>, Stop> {
        let (start, depth) = (self.at, self.depth);
        self.look_ahead(start);
        let mut tag = Tag::Absent;
        let read = self.each_member(|json, name| {
            if !name.is(wanted) {
                return json.skip();
            }
            let is_string = json.may_be(Kind::String)?;
            json.at += usize::from(json.is_marked());
            let at = json.at;
            tag = if is_string { Tag::String(at, json.string_token()?) } else { Tag::Other(at) };
            // Found: leaves the object early. The fault below tells it from a real one.
            json.fault = super::cursor::Fault::Violation;
            Err(Stop)
        });
        if matches!(tag, Tag::Absent) {
            read?;
        }
        self.spend(self.at - start)?;
        (self.at, self.depth) = (start, depth);
        Ok(tag)
    }

    /// An object whose kind the document doesn't know. Its members aren't declared, except for the deciding one: that
    /// one may not stand twice, or two readers could take the object for two things.
    fn unknown_branch(&mut self, wanted: &'static str) -> Checked {
        self.unknown = self.unknown.saturating_add(1);
        let mut met = false;
        self.each_member(|json, name| {
            if name.is(wanted) && std::mem::replace(&mut met, true) {
                let at = json.at;
                json.below(Step::Member(wanted), |json| json.violate(at, "duplicate_member", None))?;
            }
            json.skip()
        })
    }
}
