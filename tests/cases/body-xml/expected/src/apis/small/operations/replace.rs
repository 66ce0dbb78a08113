//! `PUT /books`

use gatewright_runtime::{Content, Operation, RequestBody, json::{Array, Checked, Json}, xml::{Element, Layout}};
use crate::apis::small::{API, layouts, schemas};

pub static OPERATION: Operation = Operation {
    id: "replace",
    method: "PUT",
    path: "/books",
    body: RequestBody::optional(
        &[Content::xml("text/xml", Element::any(&Layout::array(Element::named(&["book"], &layouts::BOOK))), body)],
    ),
    ..Operation::of(&API)
};

/// The body as `text/xml`.
pub fn body(json: &mut Json<'_>) -> Checked {
    json.array(&Array::of(schemas::book::check).min_items(1))
}
