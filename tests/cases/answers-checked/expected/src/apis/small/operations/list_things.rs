//! `GET /things`

use gatewright_runtime::{Content, Documented, Operation, json};
use gatewright_runtime::json::{Array, Checked, Json};
use gatewright_runtime::parameter::{INTEGER, header};
use crate::apis::small::API;

pub static OPERATION: Operation = Operation {
    id: "listThings",
    method: "GET",
    path: "/things",
    answers: &[
        Documented {
            headers: &[header("x-count", INTEGER).required()],
            contents: &[Content::json("application/json", answer_200)],
            ..Documented::of("200")
        },
        Documented { ..Documented::of("404") },
    ],
    ..Operation::of(&API)
};

/// The body as `application/json`.
pub fn answer_200(json: &mut Json<'_>) -> Checked {
    json.array(&Array::of(json::string))
}
