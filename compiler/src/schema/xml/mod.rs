//! How the values of schemas are written in XML (OpenAPI 3.1.1 section 4.8.26, 3.2.0 section 4.27): the names of
//! elements and attributes, and what is an array or an object, which a document in XML doesn't say of itself.
//!
//! What is left unsaid is the default: a member is a text in an element of its own name. This part never says what a value
//! must satisfy.

mod lower;
mod nodes;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use serde::Serialize;

pub use lower::lower;

/// What was found of the schemas that were asked for.
#[derive(Clone, Debug, Default)]
pub struct XmlSchemas {
    /// The root elements of documents, by the pointers of their schemas.
    pub roots: BTreeMap<String, XmlElement>,
    /// Layouts of schemas that others refer to, by pointer.
    pub named: BTreeMap<String, XmlLayout>,
    /// Why documents of a schema can't be read, by the pointer of what leads there.
    pub unread: BTreeMap<String, &'static str>,
}

/// An element.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct XmlElement {
    /// The names that it may have; none: any.
    pub names: Vec<String>,
    /// The namespace of its name; `None`: any.
    pub namespace: Option<String>,
    /// How its value is written.
    pub layout: XmlLayout,
}

/// How a value is written in an element.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub enum XmlLayout {
    /// A text.
    Text,
    /// Whatever the element holds.
    Any,
    /// As the schema says that has this pointer; in the gateway, this name.
    Named(String),
    /// As an object, an array, or several things.
    Value(Box<XmlValue>),
}

/// What a value may be written as.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct XmlValue {
    /// Whether it may be a text.
    pub scalar: bool,
    /// Whether it may be an object.
    pub object: bool,
    /// What its child elements are, where it may be an array.
    pub items: Option<XmlElement>,
    /// The members that aren't a text in an element of their own name.
    pub members: Vec<XmlMember>,
    /// Members that are not declared: whether each is a list, and how they or their items are written.
    pub others: Option<(bool, XmlLayout)>,
    /// What schemas of the same value say.
    pub parts: Vec<XmlLayout>,
}

/// A member that isn't a text in an element of its own name.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct XmlMember {
    /// Its name.
    pub name: String,
    /// What it is written as.
    pub node: XmlNode,
    /// Of a list: whether it must be there.
    pub required: bool,
    /// Of a list: whether one element alone may be a value that is no array.
    pub alone: bool,
}

/// What a member is written as.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub enum XmlNode {
    /// An element.
    Element(XmlElement),
    /// An element for each item.
    List(XmlElement),
    /// An attribute, by its name and its namespace.
    Attribute(String, Option<String>),
    /// The text beside the other members.
    Text,
}

impl XmlLayout {
    /// The layouts that it is made of, outermost first.
    pub fn each_mut(&mut self, visit: &mut impl FnMut(&mut XmlLayout)) {
        visit(self);
        let XmlLayout::Value(value) = self else { return };
        let XmlValue { items, members, others, parts, .. } = &mut **value;
        let elements = members.iter_mut().filter_map(|member| match &mut member.node {
            XmlNode::Element(element) | XmlNode::List(element) => Some(element),
            XmlNode::Attribute(..) | XmlNode::Text => None,
        });
        let inner = elements.chain(items).map(|element| &mut element.layout);
        inner.chain(others.iter_mut().map(|(_, layout)| layout)).chain(parts).for_each(|layout| layout.each_mut(visit));
    }

    /// The names of the layouts that it refers to.
    #[must_use]
    pub fn refers(&self) -> Vec<String> {
        let mut names = Vec::new();
        self.clone().each_mut(&mut |layout| {
            if let XmlLayout::Named(name) = layout {
                names.push(name.clone());
            }
        });
        names
    }

    /// Whether it says no more than what kind of value it is.
    fn is_short(&self) -> bool {
        match self {
            XmlLayout::Text | XmlLayout::Any => true,
            XmlLayout::Named(_) => false,
            XmlLayout::Value(value) => {
                **value == XmlValue { scalar: value.scalar, object: value.object, ..XmlValue::default() }
            }
        }
    }
}
