//! Which layouts of XML the operations of an API lead to, and their names in Rust.

use std::collections::{BTreeMap, BTreeSet};

use crate::schema::xml::{XmlElement, XmlLayout, XmlSchemas};

use super::api::document_name;
use super::names::{resolve, snake};
use super::{ContentKind, Layout, Operation};

/// The layouts that the operations lead to, which know them by their pointers before and by their names in Rust after.
pub(super) fn reached(operations: &mut [Operation], schemas: &XmlSchemas) -> Vec<Layout> {
    let mut queue: Vec<String> = operations.iter_mut().flat_map(roots).flat_map(|root| root.layout.refers()).collect();
    let mut reached = BTreeSet::new();
    while let Some(pointer) = queue.pop() {
        if let Some(layout) = schemas.named.get(&pointer)
            && reached.insert(pointer)
        {
            queue.extend(layout.refers());
        }
    }
    let wanted = reached.iter().map(|pointer| (pointer.clone(), snake(&document_name(pointer)))).collect();
    let idents: BTreeMap<String, String> =
        resolve(&wanted, &[]).into_iter().map(|(pointer, name)| (pointer, name.to_ascii_uppercase())).collect();
    let mut rename = |layout: &mut XmlLayout| {
        if let XmlLayout::Named(pointer) = layout {
            match idents.get(pointer) {
                Some(ident) => pointer.clone_from(ident),
                None => *layout = XmlLayout::Any,
            }
        }
    };
    operations.iter_mut().flat_map(roots).for_each(|root| root.layout.each_mut(&mut rename));
    let named = reached.iter().filter_map(|pointer| {
        let (mut layout, ident) = (schemas.named.get(pointer)?.clone(), idents.get(pointer)?.clone());
        layout.each_mut(&mut rename);
        Some(Layout { name: document_name(pointer), ident, layout })
    });
    let mut layouts: Vec<Layout> = named.collect();
    layouts.sort_by(|a, b| a.ident.cmp(&b.ident));
    layouts
}

fn roots(operation: &mut Operation) -> Vec<&mut XmlElement> {
    let answers = operation.answers.iter_mut().flat_map(|answer| &mut answer.contents);
    let contents = operation.body.contents.iter_mut().chain(answers);
    let root = |kind| match kind {
        &mut ContentKind::Xml { ref mut root, .. } => Some(root),
        _ => None,
    };
    contents.filter_map(|content| root(&mut content.kind)).collect()
}
