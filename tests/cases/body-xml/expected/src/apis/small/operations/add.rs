//! `POST /books`

use gatewright_runtime::{Content, Operation, RequestBody, xml::Element};
use crate::apis::small::{API, layouts, schemas};

pub static OPERATION: Operation = Operation {
    id: "add",
    method: "POST",
    path: "/books",
    body: RequestBody::required(&[
        Content::json("application/json", schemas::book::check),
        Content::xml("application/xml", Element::named(&["book"], &layouts::BOOK), schemas::book::check),
    ]),
    ..Operation::of(&API)
};
