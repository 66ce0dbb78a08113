//! `POST /shapes`

use gatewright_runtime::{Content, Operation, RequestBody};
use gatewright_runtime::json::{ByMember, Checked, Json, Unknown};
use gatewright_runtime::xml::{Element, Layout};
use crate::apis::small::{API, layouts, schemas};

pub static OPERATION: Operation = Operation {
    id: "shape",
    method: "POST",
    path: "/shapes",
    body: RequestBody::optional(&[Content::xml(
        "application/xml",
        Element::named(&["circle", "group"], &Layout::object(&[]).and(&[&layouts::CIRCLE, &layouts::GROUP])),
        body,
    )]),
    ..Operation::of(&API)
};

/// The body as `application/xml`.
pub fn body(json: &mut Json<'_>) -> Checked {
    json.by_member(&ByMember {
        keyword: "oneOf",
        name: "kind",
        branches: &[("circle", schemas::circle::check), ("group", schemas::group::check)],
        unknown: Unknown::Forward,
        ..ByMember::NONE
    })
}
