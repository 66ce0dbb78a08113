//! `POST /upload`

use gatewright_runtime::{Field, FieldCheck, Operation, RequestBody, json};
use gatewright_runtime::json::{Checked, Json, Member, Numeric, Object, Text, required};
use crate::apis::small::API;

pub static OPERATION: Operation = Operation {
    id: "upload",
    method: "POST",
    path: "/upload",
    body: RequestBody::Multipart {
        required: true,
        fields: &[
            Field { name: "file", required: true, repeated: false, check: FieldCheck::File },
            Field {
                name: "language",
                required: false,
                repeated: false,
                check: FieldCheck::Text(Text::ANY.min_length(2)),
            },
            Field { name: "meta", required: false, repeated: false, check: FieldCheck::Json(field_meta) },
            Field {
                name: "purpose",
                required: true,
                repeated: false,
                check: FieldCheck::Choice(&["assistants", "batch"]),
            },
            Field {
                name: "temperature",
                required: false,
                repeated: false,
                check: FieldCheck::Number(Numeric::NUMBER.at_most("1")),
            },
            Field { name: "verbose", required: false, repeated: false, check: FieldCheck::Choice(&["false", "true"]) },
            Field { name: "words", required: false, repeated: true, check: FieldCheck::Text(Text::ANY) },
        ],
    },
    ..Operation::of(&API)
};

/// The JSON in the field `meta`.
pub fn field_meta(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[required("a", json::string)];
    json.object(&Object::of(MEMBERS))
}
