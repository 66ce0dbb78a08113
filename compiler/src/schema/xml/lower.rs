//! From the nodes of schemas to layouts.

use std::collections::{BTreeMap, BTreeSet};

use super::nodes::{At, NodeType, Nodes};
use super::{XmlElement, XmlLayout, XmlMember, XmlNode, XmlSchemas, XmlValue};
use crate::openapi::{Document, last_token};
use crate::schema::facets::Types;
use crate::source::Node;

/// Keywords beside a `$ref` that say how a value is written.
const SHAPING: &[&str] = &[
    "additionalProperties",
    "allOf",
    "anyOf",
    "else",
    "items",
    "oneOf",
    "patternProperties",
    "prefixItems",
    "properties",
    "then",
];

/// The root elements of the schemas at these pointers, and the layouts of all that they lead to.
#[must_use]
pub fn lower(document: &Document<'_>, pointers: &[String]) -> XmlSchemas {
    let mut lowering = Lowering {
        nodes: Nodes::of(document),
        queue: Vec::new(),
        seen: BTreeSet::new(),
        within: Vec::new(),
        of: String::new(),
        why: BTreeMap::new(),
    };
    let (mut schemas, mut leads) = (XmlSchemas::default(), BTreeMap::new());
    for pointer in pointers {
        let Some(at) = lowering.nodes.at(pointer) else { continue };
        lowering.of.clone_from(pointer);
        let root = lowering.root(&at);
        leads.insert(pointer.clone(), root.layout.refers());
        schemas.roots.insert(pointer.clone(), root);
    }
    while let Some(at) = lowering.queue.pop() {
        lowering.of.clone_from(&at.pointer);
        let layout = lowering.layout(&at, &[]);
        leads.insert(at.pointer.clone(), layout.refers());
        schemas.named.insert(at.pointer.clone(), layout);
    }
    for pointer in schemas.roots.keys() {
        if let Some(why) = reached(pointer, &leads).iter().find_map(|one| lowering.why.get(one)) {
            schemas.unread.insert(pointer.clone(), why);
        }
    }
    shorten(&mut schemas);
    schemas
}

/// Everything that one pointer leads to, itself included.
fn reached(from: &str, leads: &BTreeMap<String, Vec<String>>) -> BTreeSet<String> {
    let (mut found, mut queue) = (BTreeSet::new(), vec![from.to_owned()]);
    while let Some(one) = queue.pop() {
        if !found.contains(&one) {
            queue.extend(leads.get(&one).into_iter().flatten().cloned());
            found.insert(one);
        }
    }
    found
}

/// Puts what says no more than a kind of value in the place of its name.
fn shorten(schemas: &mut XmlSchemas) {
    let named = schemas.named.clone();
    let end = |name: &str| {
        let mut layout = named.get(name)?;
        // Names that lead to each other end after as many steps as there are names.
        for _ in 0..named.len() {
            match layout {
                XmlLayout::Named(next) => layout = named.get(next)?,
                layout if layout.is_short() => return Some(layout.clone()),
                _ => return None,
            }
        }
        None
    };
    let mut shorten = |layout: &mut XmlLayout| {
        if let XmlLayout::Named(name) = layout
            && let Some(short) = end(name)
        {
            *layout = short;
        }
    };
    let mut drop_parts = |layout: &mut XmlLayout| {
        if let XmlLayout::Value(value) = layout {
            value.parts.retain(|part| !part.is_short());
        }
    };
    for layout in schemas.roots.values_mut().map(|root| &mut root.layout).chain(schemas.named.values_mut()) {
        layout.each_mut(&mut shorten);
        layout.each_mut(&mut drop_parts);
    }
}

struct Lowering<'d, 'n> {
    nodes: Nodes<'d, 'n>,
    queue: Vec<At<'n>>,
    seen: BTreeSet<String>,
    /// The schemas inside of each other that are being read.
    within: Vec<String>,
    /// The root or the named schema that is being read.
    of: String,
    /// Why a schema can't be read, by the pointer of the root or the named schema around it.
    why: BTreeMap<String, &'static str>,
}

impl<'n> Lowering<'_, 'n> {
    /// The root of a document. Where nothing names it, it may have any name.
    fn root(&mut self, at: &At<'n>) -> XmlElement {
        let types = self.nodes.types(at);
        let wrapped = self.node_type(at) == NodeType::Element;
        let unwrapped = types.has(Types::ARRAY) && types != Types::ALL && !wrapped;
        let mut names = if unwrapped { Vec::new() } else { self.nodes.names(at) };
        let branches = ["oneOf", "anyOf"].into_iter().flat_map(|keyword| at.each(keyword));
        if at.own_name().is_none() && branches.into_iter().any(|(_, branch)| self.nodes.names(&branch).is_empty()) {
            names.clear();
        }
        if names.is_empty()
            && self.nodes.is_later()
            && let Some(component) =
                self.nodes.referred(at).filter(|at| at.pointer.starts_with("#/components/schemas/"))
        {
            names.push(last_token(&component.pointer).into_owned());
        }
        XmlElement { names, namespace: self.nodes.namespace(at), layout: self.layout(at, &[]) }
    }

    /// How a schema's value is written; `around` are the names of the element around it, which items of an array take
    /// that have none of their own.
    fn layout(&mut self, at: &At<'n>, around: &[String]) -> XmlLayout {
        let types = self.nodes.types(at);
        let (object, array) = (types.has(Types::OBJECT), types.has(Types::ARRAY));
        if !object && !array {
            return XmlLayout::Text;
        }
        let shapes = SHAPING.iter().any(|keyword| at.node.get(keyword).is_some());
        let again = self.within.contains(&at.pointer);
        let referred = self.nodes.referred(at);
        match &referred {
            Some(target) if again || !shapes && (!array || around.is_empty()) => return self.named(target),
            None if again => return XmlLayout::Any,
            _ => {}
        }
        self.within.push(at.pointer.clone());
        let layout = self.value(at, types, around);
        self.within.pop();
        layout
    }

    /// As [`Lowering::layout`], of values of these types alone.
    fn value(&mut self, at: &At<'n>, types: Types, around: &[String]) -> XmlLayout {
        let (object, array) = (types.has(Types::OBJECT), types.has(Types::ARRAY));
        if !object && !array {
            return XmlLayout::Text;
        }
        let mut value = XmlValue { scalar: texts(types), object, ..XmlValue::default() };
        if array {
            value.items = self.items(at, around, types == Types::ALL);
        }
        if object {
            self.members(at, &mut value);
            self.others(at, &mut value);
            self.parts(at, around, &mut value);
        }
        if value == (XmlValue { scalar: true, object: true, ..XmlValue::default() }) {
            return XmlLayout::Any;
        }
        XmlLayout::Value(Box::new(value))
    }

    fn parts(&mut self, at: &At<'n>, around: &[String], value: &mut XmlValue) {
        value.parts.extend(self.nodes.referred(at).map(|target| self.named(&target)));
        let lists = ["allOf", "oneOf", "anyOf", "dependentSchemas"].into_iter();
        let parts = lists.flat_map(|keyword| at.each(keyword)).map(|(_, part)| part);
        for part in parts.chain(["then", "else"].into_iter().filter_map(|keyword| at.below(keyword))) {
            if self.nodes.types(&part).has(Types::OBJECT) {
                value.parts.push(self.layout(&part, around));
            }
        }
        value.parts.retain(|part| !part.is_short());
    }

    fn named(&mut self, target: &At<'n>) -> XmlLayout {
        if self.seen.insert(target.pointer.clone()) {
            self.queue.push(target.clone());
        }
        XmlLayout::Named(target.pointer.clone())
    }

    /// The element of each item. Where nothing is said of items, a schema of any value has none, and one of arrays any.
    fn items(&mut self, at: &At<'n>, around: &[String], any: bool) -> Option<XmlElement> {
        let mut found: Vec<At<'n>> = Vec::new();
        for one in self.nodes.of_one_value(at, true) {
            found.extend(one.each("prefixItems").into_iter().map(|(_, item)| item));
            match one.below("items") {
                Some(list) if list.node.as_array().is_some() => {
                    found.extend(one.each("items").into_iter().map(|(_, item)| item));
                }
                items => found.extend(items),
            }
        }
        found.retain(|item| item.node.as_object().is_some());
        let Some(first) = found.first() else {
            return (!any).then(|| XmlElement { names: around.to_vec(), namespace: None, layout: XmlLayout::Any });
        };
        let mut names = BTreeSet::new();
        for item in &found {
            let own = self.nodes.names(item);
            if own.is_empty() && around.is_empty() {
                // One that may have any name lets all of them.
                names.clear();
                break;
            }
            if item.own_name().is_none() {
                names.extend(around.iter().cloned());
            }
            names.extend(own);
        }
        let names: Vec<String> = names.into_iter().collect();
        let namespace = self.nodes.namespace(first);
        let (mut layouts, mut types): (Vec<XmlLayout>, _) = (Vec::new(), Types::NONE);
        for item in &found {
            types = types.or(self.nodes.types(item));
            let layout = self.layout(item, &names);
            if !layouts.contains(&layout) {
                layouts.push(layout);
            }
        }
        Some(XmlElement { names, namespace, layout: together(layouts, types) })
    }

    fn members(&mut self, at: &At<'n>, value: &mut XmlValue) {
        let required = at.node.get("required").and_then(Node::as_array).unwrap_or_default();
        for (name, property) in at.each("properties") {
            let required = required.iter().any(|one| one.as_str() == Some(&name));
            let own = property.node.get("readOnly").and_then(Node::as_bool) == Some(true);
            value.members.extend(self.member(name, &property, required && !own));
        }
    }

    /// A member, unless it is a text in an element of its own name.
    fn member(&mut self, name: String, at: &At<'n>, required: bool) -> Option<XmlMember> {
        let types = self.nodes.types(at);
        let node_type = self.node_type(at);
        let namespace = self.nodes.namespace(at);
        let mut names = self.nodes.names(at);
        if at.own_name().is_none() && !names.contains(&name) {
            names.insert(0, name.clone());
        }
        let lists = types.has(Types::ARRAY) && types != Types::ALL;
        let mut alone = false;
        let node = match node_type {
            NodeType::Attribute => XmlNode::Attribute(at.own_name().unwrap_or(&name).to_owned(), namespace),
            NodeType::Text => XmlNode::Text,
            NodeType::Default | NodeType::None if lists => {
                let around = std::slice::from_ref(&name);
                let mut items = self.items(at, around, false)?;
                let others = types.without(Types::ARRAY.or(Types::NULL));
                alone = others != Types::NONE;
                if alone {
                    let kinds = others.or(kinds_of(&items.layout));
                    items.layout = together(vec![items.layout, self.value(at, others, around)], kinds);
                }
                XmlNode::List(items)
            }
            NodeType::None if self.nodes.referred(at).is_none() => {
                self.why.insert(self.of.clone(), "this version reads no objects without an element of their own");
                return None;
            }
            _ => {
                let layout = self.layout(at, &names);
                let plain = matches!(layout, XmlLayout::Text | XmlLayout::Any);
                if plain && namespace.is_none() && names == [name.as_str()] {
                    return None;
                }
                XmlNode::Element(XmlElement { names, namespace, layout })
            }
        };
        Some(XmlMember { name, node, required: lists && required, alone })
    }

    fn others(&mut self, at: &At<'n>, value: &mut XmlValue) {
        let patterns = at.each("patternProperties").into_iter().map(|(_, schema)| schema);
        let schemas: Vec<At<'n>> = at
            .below("additionalProperties")
            .into_iter()
            .chain(patterns)
            .filter(|one| one.node.as_object().is_some())
            .collect();
        let (mut layouts, mut all, mut lists) = (Vec::new(), Types::NONE, 0);
        for schema in &schemas {
            let types = self.nodes.types(schema);
            all = all.or(types);
            let wrapped = self.node_type(schema) == NodeType::Element;
            let layout = match types.has(Types::ARRAY) && types != Types::ALL && !wrapped {
                true => {
                    lists += 1;
                    self.items(schema, &[], false).map_or(XmlLayout::Any, |items| items.layout)
                }
                false => self.layout(schema, &[]),
            };
            if !layouts.contains(&layout) {
                layouts.push(layout);
            }
        }
        if lists > 0 && lists < schemas.len() {
            self.why.insert(self.of.clone(), "members that no name tells apart are lists or not");
        }
        layouts.retain(|layout| lists > 0 || !matches!(layout, XmlLayout::Text | XmlLayout::Any));
        if !layouts.is_empty() {
            value.others = Some((lists > 0, together(layouts, all)));
        }
    }

    /// What a schema becomes; what can't be is noted.
    fn node_type(&mut self, at: &At<'n>) -> NodeType {
        self.nodes.node_type(at).unwrap_or_else(|why| {
            self.why.insert(self.of.clone(), why);
            NodeType::Default
        })
    }
}

/// The types of what is written so; what a name stands for is taken for objects.
fn kinds_of(layout: &XmlLayout) -> Types {
    let (scalar, object) = match layout {
        XmlLayout::Text => (true, false),
        XmlLayout::Any => (true, true),
        XmlLayout::Named(_) => (false, true),
        XmlLayout::Value(value) => (value.scalar, value.object),
    };
    let text = if scalar { Types::STRING } else { Types::NONE };
    if object { text.or(Types::OBJECT) } else { text }
}

/// One layout that says what each of several does, of values of these types.
fn together(mut layouts: Vec<XmlLayout>, types: Types) -> XmlLayout {
    layouts.dedup();
    if layouts.len() == 1 {
        return layouts.remove(0);
    }
    let parts: Vec<XmlLayout> = layouts.into_iter().filter(|layout| !layout.is_short()).collect();
    let (scalar, object) = (texts(types), types.has(Types::OBJECT));
    match (scalar, object, parts.is_empty()) {
        (true, false, true) => XmlLayout::Text,
        (true, true, true) => XmlLayout::Any,
        _ => XmlLayout::Value(Box::new(XmlValue { scalar, object, parts, ..XmlValue::default() })),
    }
}

/// Whether a value of these types may be a text.
fn texts(types: Types) -> bool {
    [Types::BOOLEAN, Types::NUMBER, Types::STRING].into_iter().any(|one| types.has(one))
}
