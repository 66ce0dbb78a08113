//! How the schemas of `small` are written in XML.

use gatewright_runtime::xml::{Element, Layout, Node};

/// `Amount`
pub static AMOUNT: Layout = Layout::object(&[Node::attribute("unit", "unit"), Node::text("value")]);

/// `Order`
pub static ORDER: Layout = Layout::object(&[
    Node::text("comment"),
    Node::list("labels", Element::named(&["labels"], &Layout::TEXT)),
    Node::element(
        "lines",
        Element::named(&["lines"], &Layout::array(Element::named(&["line", "lines"], &Layout::object(&[])))),
    ),
    Node::attribute("number", "number"),
    Node::element("total", Element::named(&["sum"], &AMOUNT)),
]);
