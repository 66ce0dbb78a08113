//! How values are written in XML, as the runtime's `Element`, `Layout` and `Node`.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use crate::gateway::Api;
use crate::schema::xml::{XmlElement, XmlLayout, XmlMember, XmlNode, XmlValue};

use super::Defect;
use super::skeleton::rust;

/// The file of the layouts that operations or other layouts refer to.
pub(super) fn file(api: &Api, folder: &str) -> Result<(String, String), Defect> {
    let items: Vec<TokenStream> = api
        .layouts
        .iter()
        .map(|each| {
            let (ident, doc) = (format_ident!("{}", each.ident), super::fragment::doc(&[format!("`{}`", each.name)]));
            let layout = layout(&each.layout, true);
            quote!(#doc pub static #ident: Layout = #layout;)
        })
        .collect();
    let head = [format!("How the schemas of `{}` are written in XML.", api.name)];
    rust(&format!("{folder}/layouts.rs"), &head, &items, &[])
}

/// An element; `inside` the file of the layouts.
pub(super) fn element(element: &XmlElement, inside: bool) -> TokenStream {
    let XmlElement { names, namespace, layout } = element;
    let layout = reference(layout, inside);
    let namespace = namespace.as_ref().map(|namespace| quote!(.within(#namespace)));
    match names.as_slice() {
        [] => quote!(Element::any(#layout) #namespace),
        names => quote!(Element::named(&[#(#names),*], #layout) #namespace),
    }
}

fn reference(layout: &XmlLayout, inside: bool) -> TokenStream {
    let layout = self::layout(layout, inside);
    quote!(&#layout)
}

fn layout(layout: &XmlLayout, inside: bool) -> TokenStream {
    match layout {
        XmlLayout::Text => quote!(Layout::TEXT),
        XmlLayout::Any => quote!(Layout::ANY),
        XmlLayout::Named(name) => {
            let name = format_ident!("{name}");
            if inside { quote!(#name) } else { quote!(layouts::#name) }
        }
        XmlLayout::Value(value) => self::value(value, inside),
    }
}

fn value(value: &XmlValue, inside: bool) -> TokenStream {
    let XmlValue { scalar, object, items, members, others, parts } = value;
    let items = items.as_ref().map(|items| element(items, inside));
    let members = members.iter().map(|each| member(each, inside));
    let base = match (object, &items) {
        (true, Some(items)) => quote!(Layout::object(&[#(#members),*]).or_array(#items)),
        (true, None) => quote!(Layout::object(&[#(#members),*])),
        (false, Some(items)) => quote!(Layout::array(#items)),
        (false, None) => quote!(Layout::TEXT),
    };
    let text = (*scalar && (*object || items.is_some())).then(|| quote!(.or_text()));
    let others = others.as_ref().map(|(list, layout)| {
        let layout = reference(layout, inside);
        if *list { quote!(.other_lists(#layout)) } else { quote!(.others(#layout)) }
    });
    let parts: Vec<TokenStream> = parts.iter().map(|part| reference(part, inside)).collect();
    let parts = (!parts.is_empty()).then(|| quote!(.and(&[#(#parts),*])));
    quote!(#base #text #others #parts)
}

fn member(member: &XmlMember, inside: bool) -> TokenStream {
    let XmlMember { name, node, required, alone } = member;
    match node {
        XmlNode::Element(each) => {
            let element = element(each, inside);
            quote!(Node::element(#name, #element))
        }
        XmlNode::List(items) => {
            let items = element(items, inside);
            let required = required.then(|| quote!(.required()));
            let alone = alone.then(|| quote!(.or_alone()));
            quote!(Node::list(#name, #items) #required #alone)
        }
        XmlNode::Attribute(attribute, None) => quote!(Node::attribute(#name, #attribute)),
        XmlNode::Attribute(attribute, Some(namespace)) => {
            quote!(Node::attribute_within(#name, #attribute, #namespace))
        }
        XmlNode::Text => quote!(Node::text(#name)),
    }
}
