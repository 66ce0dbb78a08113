//! How the schemas of `small` are written in XML.

use gatewright_runtime::xml::{Element, Layout, Node};

/// `Book`
pub static BOOK: Layout = Layout::object(&[
    Node::list("authors", Element::named(&["author"], &Layout::TEXT)).required(),
    Node::element(
        "editions",
        Element::named(&["all-editions"], &Layout::array(Element::named(&["all-editions", "edition"], &EDITION))),
    ),
    Node::attribute("id", "id"),
    Node::attribute("language", "lang"),
    Node::element("pages", Element::named(&["page-count"], &Layout::TEXT)),
    Node::element("price", Element::named(&["price"], &Layout::object(&[]))),
    Node::element("publisher", Element::named(&["publisher", "House"], &PUBLISHER)),
    Node::element("shelf", Element::named(&["shelf"], &Layout::TEXT).within("https://names.example/shelf")),
    Node::element("topics", Element::named(&["topics"], &Layout::array(Element::named(&["topic"], &Layout::TEXT)))),
]);

/// `Circle`
pub static CIRCLE: Layout = Layout::object(&[Node::attribute("kind", "kind")]);

/// `Edition`
pub static EDITION: Layout = Layout::object(&[Node::attribute("year", "year")]);

/// `Group`
pub static GROUP: Layout = Layout::object(&[
    Node::attribute("kind", "kind"),
    Node::list(
        "parts",
        Element::named(&["circle", "group", "parts"], &Layout::object(&[]).and(&[&CIRCLE, &GROUP])),
    ),
]);

/// `Publisher`
pub static PUBLISHER: Layout = Layout::object(
    &[Node::element("imprint", Element::named(&["imprint", "House"], &PUBLISHER))],
);
