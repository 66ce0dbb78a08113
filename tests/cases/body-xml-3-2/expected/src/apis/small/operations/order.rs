//! `POST /orders`

use gatewright_runtime::{Content, Operation, RequestBody, xml::Element};
use crate::apis::small::{API, layouts, schemas};

pub static OPERATION: Operation = Operation {
    id: "order",
    method: "POST",
    path: "/orders",
    body: RequestBody::required(
        &[Content::xml("application/xml", Element::named(&["Order"], &layouts::ORDER), schemas::order::check)],
    ),
    ..Operation::of(&API)
};
