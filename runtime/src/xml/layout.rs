//! How the values of a schema are written in XML.

use super::name::Name;

/// How deep layouts may stand in each other as parts of one value; schemas that are composed of themselves have no end.
const PARTS: u32 = 32;

/// An element: how it may be called, and how its value is written in it.
#[derive(Debug, Clone, Copy)]
pub struct Element {
    /// The names that it may have; none: any.
    pub(super) names: &'static [&'static str],
    /// The namespace of its name; `None`: any.
    pub(super) namespace: Option<&'static str>,
    pub(super) layout: &'static Layout,
}

impl Element {
    /// An element of any name.
    #[must_use]
    pub const fn any(layout: &'static Layout) -> Self {
        Self { names: &[], namespace: None, layout }
    }

    /// An element that has one of these names, with whatever prefix.
    #[must_use]
    pub const fn named(names: &'static [&'static str], layout: &'static Layout) -> Self {
        Self { names, namespace: None, layout }
    }

    /// The namespace that its name must be in.
    #[must_use]
    pub const fn within(mut self, namespace: &'static str) -> Self {
        self.namespace = Some(namespace);
        self
    }

    pub(super) fn is(&self, name: &Name) -> bool {
        (self.names.is_empty() || name.is_among(self.names)) && name.is_within(self.namespace)
    }
}

/// How a value is written in an element. A schema that takes values of several types has a layout for each of them; the
/// content of the element decides.
#[derive(Debug)]
pub struct Layout {
    /// Whether it may be a text.
    pub(super) scalar: bool,
    /// Whether it may be an object.
    pub(super) object: bool,
    /// What its child elements are, where it may be an array.
    items: Option<Element>,
    /// The members that aren't a text in an element of their own name.
    members: &'static [Node],
    /// What members that are not declared are written as.
    others: Option<Others>,
    /// Layouts that the same value follows, or one of which it does.
    parts: &'static [&'static Layout],
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Others {
    pub(super) list: bool,
    pub(super) layout: &'static Layout,
}

/// A member of an object that isn't a text in an element of its name.
#[derive(Debug)]
pub struct Node {
    pub(super) name: &'static str,
    pub(super) place: Place,
    /// Of a list: whether it is there, empty, when none of its elements is.
    pub(super) required: bool,
    /// Of a list: whether one element alone may be a value that is no array.
    pub(super) alone: bool,
}

#[derive(Debug, Clone, Copy)]
pub(super) enum Place {
    Element(Element),
    /// An element for each item.
    List(Element),
    Attribute(&'static str, Option<&'static str>),
    Text,
}

impl Layout {
    const NONE: Layout = Layout { scalar: false, object: false, items: None, members: &[], others: None, parts: &[] };

    /// A text: a string, a number, a truth value.
    pub const TEXT: Layout = Layout { scalar: true, ..Layout::NONE };

    /// Whatever the element holds: a text, or members by the names of its child elements.
    pub const ANY: Layout = Layout { scalar: true, object: true, ..Layout::NONE };

    /// An object, of whose members these are not a text in an element of their own name.
    #[must_use]
    pub const fn object(members: &'static [Node]) -> Self {
        Layout { object: true, members, ..Layout::NONE }
    }

    /// An array, of which each item is a child element.
    #[must_use]
    pub const fn array(items: Element) -> Self {
        Layout { items: Some(items), ..Layout::NONE }
    }

    /// It may be a text, too.
    #[must_use]
    pub const fn or_text(mut self) -> Self {
        self.scalar = true;
        self
    }

    /// It may be an array, too, of which each item is a child element.
    #[must_use]
    pub const fn or_array(mut self, items: Element) -> Self {
        self.items = Some(items);
        self
    }

    /// Layouts that say more of the same value.
    #[must_use]
    pub const fn and(mut self, parts: &'static [&'static Layout]) -> Self {
        self.parts = parts;
        self
    }

    /// What members are written as that are not declared.
    #[must_use]
    pub const fn others(mut self, layout: &'static Layout) -> Self {
        self.others = Some(Others { list: false, layout });
        self
    }

    /// Members that are not declared are arrays, an element for each item.
    #[must_use]
    pub const fn other_lists(mut self, items: &'static Layout) -> Self {
        self.others = Some(Others { list: true, layout: items });
        self
    }

    pub(super) fn items(&'static self) -> Option<Element> {
        self.find(PARTS, &|layout| layout.items)
    }

    /// What members are that are not declared.
    pub(super) fn undeclared(&'static self) -> Option<Others> {
        self.find(PARTS, &|layout| layout.others)
    }

    /// The member that an element of this name is.
    pub(super) fn element(&'static self, name: &Name) -> Option<&'static Node> {
        self.member(&|member| match member.place {
            Place::Element(element) | Place::List(element) => element.is(name),
            Place::Attribute(..) | Place::Text => false,
        })
    }

    /// The member that an attribute of this name is.
    pub(super) fn attribute(&'static self, name: &Name) -> Option<&'static Node> {
        self.member(&|member| match member.place {
            Place::Attribute(local, namespace) => name.is_among(&[local]) && name.is_within(namespace),
            _ => false,
        })
    }

    /// The member that is the element's text.
    pub(super) fn text(&'static self) -> Option<&'static Node> {
        self.member(&|member| matches!(member.place, Place::Text))
    }

    /// Whether a member of this name is written otherwise than as an element of this name.
    pub(super) fn says(&'static self, name: &str) -> bool {
        self.member(&|member| member.name == name).is_some()
    }

    fn member(&'static self, is: &impl Fn(&Node) -> bool) -> Option<&'static Node> {
        self.find(PARTS, &|layout| layout.members.iter().find(|member| is(member)))
    }

    /// The lists that are there even if none of their elements is.
    pub(super) fn required_lists(&'static self) -> Vec<&'static str> {
        let mut names = Vec::new();
        self.each(PARTS, &mut |layout| {
            let lists = layout.members.iter().filter(|member| member.required);
            names.extend(lists.map(|member| member.name));
        });
        names.sort_unstable();
        names.dedup();
        names
    }

    /// What this layout or one of its parts says first.
    fn find<T>(&'static self, depth: u32, say: &impl Fn(&'static Layout) -> Option<T>) -> Option<T> {
        let depth = depth.checked_sub(1)?;
        say(self).or_else(|| self.parts.iter().find_map(|part| part.find(depth, say)))
    }

    fn each(&'static self, depth: u32, visit: &mut impl FnMut(&'static Layout)) {
        let Some(depth) = depth.checked_sub(1) else { return };
        visit(self);
        self.parts.iter().for_each(|part| part.each(depth, visit));
    }
}

impl Node {
    const fn new(name: &'static str, place: Place) -> Self {
        Self { name, place, required: false, alone: false }
    }

    /// One element.
    #[must_use]
    pub const fn element(name: &'static str, element: Element) -> Self {
        Self::new(name, Place::Element(element))
    }

    /// An array, an element for each item.
    #[must_use]
    pub const fn list(name: &'static str, items: Element) -> Self {
        Self::new(name, Place::List(items))
    }

    /// An attribute, with whatever prefix.
    #[must_use]
    pub const fn attribute(name: &'static str, attribute: &'static str) -> Self {
        Self::new(name, Place::Attribute(attribute, None))
    }

    /// An attribute whose name is in a namespace.
    #[must_use]
    pub const fn attribute_within(name: &'static str, attribute: &'static str, namespace: &'static str) -> Self {
        Self::new(name, Place::Attribute(attribute, Some(namespace)))
    }

    /// The text beside its sister members.
    #[must_use]
    pub const fn text(name: &'static str) -> Self {
        Self::new(name, Place::Text)
    }

    /// A list that must be there is empty when none of its elements is: nothing else tells the two apart.
    #[must_use]
    pub const fn required(mut self) -> Self {
        self.required = true;
        self
    }

    /// A list of which one element alone may be a value that is no array.
    #[must_use]
    pub const fn or_alone(mut self) -> Self {
        self.alone = true;
        self
    }
}
