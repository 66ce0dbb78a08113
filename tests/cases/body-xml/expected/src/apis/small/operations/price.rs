//! `POST /prices`

use gatewright_runtime::{Content, Operation, RequestBody};
use gatewright_runtime::json::{Checked, Json, Numeric, Object, Others};
use gatewright_runtime::xml::{Element, Layout};
use crate::apis::small::API;

pub static OPERATION: Operation = Operation {
    id: "price",
    method: "POST",
    path: "/prices",
    body: RequestBody::optional(&[Content::xml(
        "application/vnd.prices+xml",
        Element::named(&["prices"], &Layout::object(&[])).within("https://names.example/prices"),
        body,
    )]),
    ..Operation::of(&API)
};

/// The body as `application/vnd.prices+xml`.
pub fn body(json: &mut Json<'_>) -> Checked {
    json.object(&Object::ANY.others(Others::Check(|json| json.number(&Numeric::NUMBER.at_least("0")))))
}
