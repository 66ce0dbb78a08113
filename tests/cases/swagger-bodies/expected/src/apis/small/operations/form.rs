//! `POST /form`

use gatewright_runtime::{Content, Encoded, Operation, RequestBody, Streaming, Style, json};
use gatewright_runtime::json::{Array, Checked, Json, Member, Object, optional, required};
use crate::apis::small::API;

/// `form`, for the router and the log.
pub static OPERATION: Operation = Operation {
    id: "form",
    api: &API,
    method: "POST",
    path: "/form",
    parameters: |_| Ok(()),
    body: RequestBody {
        required: true,
        contents: &[
            Content::form(
                "application/x-www-form-urlencoded",
                &[Encoded::new("tags", Style::List('|'))],
                body,
            ),
        ],
    },
    streaming: Streaming::Never,
};

/// The form as one object.
pub fn body(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[
        required("name", json::string),
        optional("sizes", |json| json.array(&Array::of(json::integer))),
        optional("tags", |json| json.array(&Array::of(json::string))),
    ];
    json.object(&Object::of(MEMBERS))
}
