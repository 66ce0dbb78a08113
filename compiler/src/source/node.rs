//! The one tree that JSON and YAML are both read into.

use super::Span;

/// A value with its place in a file.
#[derive(Clone, Debug)]
pub struct Node {
    /// Where the value stands. For a YAML alias: where the anchored value stands.
    pub span: Span,
    /// What it is.
    pub kind: Kind,
}

/// The kinds of JSON values. Numbers stay text, since real specs hold bounds outside of every machine type.
#[derive(Clone, Debug)]
pub enum Kind {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number in JSON's own spelling (YAML's `+1`, `0x1F`, `0o17`, `.5`, `1.` are brought to it).
    Number(Box<str>),
    /// A string, unescaped.
    String(Box<str>),
    /// An array.
    Array(Vec<Node>),
    /// An object.
    Object(Object),
}

/// The members of an object in the order of the file; no key stands twice.
#[derive(Clone, Debug, Default)]
pub struct Object {
    members: Vec<Member>,
    /// Indexes of `members`, sorted by key.
    by_key: Vec<u32>,
}

/// One member of an object.
#[derive(Clone, Debug)]
pub struct Member {
    /// The key, unescaped. A YAML key that is a number, a boolean or null is the text as it was written.
    pub key: Box<str>,
    /// Where the key stands.
    pub key_span: Span,
    /// The value.
    pub value: Node,
}

impl Object {
    /// Takes members in the order of the file; the caller has refused equal keys.
    #[must_use]
    pub fn new(members: Vec<Member>) -> Self {
        let mut by_key: Vec<u32> = (0u32..).take(members.len()).collect();
        by_key.sort_by(|a, b| members[*a as usize].key.cmp(&members[*b as usize].key));
        Self { members, by_key }
    }

    /// Takes members of which some may be equal in their keys: the first of equals stays, the others come back,
    /// each with the place of the key that stayed.
    pub(super) fn distinct(members: Vec<Member>) -> (Self, Vec<(Span, Member)>) {
        let all = Self::new(members);
        let mut first_of: Vec<(u32, u32)> = Vec::new();
        let mut kept = 0;
        for (position, at) in all.by_key.iter().enumerate().skip(1) {
            let first = all.by_key[kept];
            if all.members[first as usize].key == all.members[*at as usize].key {
                first_of.push((*at, first));
            } else {
                kept = position;
            }
        }
        if first_of.is_empty() {
            return (all, Vec::new());
        }
        first_of.sort_unstable();
        let places: Vec<Span> = first_of.iter().map(|(_, first)| all.members[*first as usize].key_span).collect();
        let mut duplicates = Vec::with_capacity(places.len());
        let mut rest = Vec::with_capacity(all.members.len());
        let mut next = 0;
        for (at, member) in (0u32..).zip(all.members) {
            match (first_of.get(next), places.get(next)) {
                (Some((duplicate, _)), Some(place)) if *duplicate == at => {
                    duplicates.push((*place, member));
                    next += 1;
                }
                _ => rest.push(member),
            }
        }
        (Self::new(rest), duplicates)
    }

    /// The value of a member.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.member(key).map(|member| &member.value)
    }

    /// A member with the place of its key.
    #[must_use]
    pub fn member(&self, key: &str) -> Option<&Member> {
        let found = self.by_key.binary_search_by(|at| (*self.members[*at as usize].key).cmp(key)).ok()?;
        Some(&self.members[self.by_key[found] as usize])
    }

    /// Where a member stands in the order of the file.
    pub(super) fn position(&self, key: &str) -> Option<usize> {
        let found = self.by_key.binary_search_by(|at| (*self.members[*at as usize].key).cmp(key)).ok()?;
        Some(self.by_key[found] as usize)
    }

    /// The value of a member by its place in the order of the file, to be changed.
    pub(super) fn value_mut(&mut self, position: usize) -> Option<&mut Node> {
        self.members.get_mut(position).map(|member| &mut member.value)
    }

    /// The value of a member, to be changed.
    pub(crate) fn get_mut(&mut self, key: &str) -> Option<&mut Node> {
        let position = self.position(key)?;
        self.value_mut(position)
    }

    /// Adds a member behind the others; the caller knows that none has its key.
    pub(crate) fn insert(&mut self, member: Member) {
        let mut members = std::mem::take(&mut self.members);
        members.push(member);
        *self = Self::new(members);
    }

    /// Takes a member out.
    pub(crate) fn take(&mut self, key: &str) -> Option<Member> {
        let position = self.position(key)?;
        let mut members = std::mem::take(&mut self.members);
        let member = members.remove(position);
        *self = Self::new(members);
        Some(member)
    }

    /// The keys in the order of the file, each with its value, to be changed.
    pub(crate) fn values_mut(&mut self) -> impl Iterator<Item = (&str, &mut Node)> {
        self.members.iter_mut().map(|member| (&*member.key, &mut member.value))
    }

    /// The members in the order of the file.
    pub fn iter(&self) -> std::slice::Iter<'_, Member> {
        self.members.iter()
    }

    /// The members sorted by key, for whatever must not depend on the order of the file.
    pub fn sorted(&self) -> impl Iterator<Item = &Member> {
        self.by_key.iter().map(|at| &self.members[*at as usize])
    }

    /// How many members there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.members.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.members.is_empty()
    }

    /// The members, for a rewrite by an overlay.
    #[must_use]
    pub fn into_members(self) -> Vec<Member> {
        self.members
    }
}

impl Node {
    /// Whether another node has the same value, wherever it stands and in whatever order its members are.
    #[must_use]
    pub fn says_the_same(&self, other: &Self) -> bool {
        match (&self.kind, &other.kind) {
            (Kind::Object(one), Kind::Object(other)) => {
                let same =
                    |member: &Member| other.get(&member.key).is_some_and(|value| member.value.says_the_same(value));
                one.len() == other.len() && one.iter().all(same)
            }
            (Kind::Array(one), Kind::Array(other)) => {
                one.len() == other.len() && one.iter().zip(other).all(|(one, other)| one.says_the_same(other))
            }
            (Kind::Number(one), Kind::Number(other)) => one == other,
            (Kind::String(one), Kind::String(other)) => one == other,
            (Kind::Bool(one), Kind::Bool(other)) => one == other,
            (Kind::Null, Kind::Null) => true,
            _ => false,
        }
    }

    /// The member of an object; `None` for everything else.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.as_object()?.get(key)
    }

    /// The object, if it is one.
    #[must_use]
    pub fn as_object(&self) -> Option<&Object> {
        match &self.kind {
            Kind::Object(object) => Some(object),
            _ => None,
        }
    }

    /// The items, if it is an array.
    #[must_use]
    pub fn as_array(&self) -> Option<&[Node]> {
        match &self.kind {
            Kind::Array(items) => Some(items),
            _ => None,
        }
    }

    /// The text, if it is a string.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match &self.kind {
            Kind::String(text) => Some(text),
            _ => None,
        }
    }

    /// The truth value, if it is one.
    #[must_use]
    pub fn as_bool(&self) -> Option<bool> {
        match self.kind {
            Kind::Bool(value) => Some(value),
            _ => None,
        }
    }

    /// The number's text, if it is one.
    #[must_use]
    pub fn as_number(&self) -> Option<&str> {
        match &self.kind {
            Kind::Number(text) => Some(text),
            _ => None,
        }
    }

    /// What a message calls this kind of value.
    #[must_use]
    pub fn kind_name(&self) -> &'static str {
        match self.kind {
            Kind::Null => "null",
            Kind::Bool(_) => "a boolean",
            Kind::Number(_) => "a number",
            Kind::String(_) => "a string",
            Kind::Array(_) => "an array",
            Kind::Object(_) => "an object",
        }
    }
}
