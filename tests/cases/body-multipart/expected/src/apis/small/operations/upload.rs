//! `POST /upload`

use gatewright_runtime::{Content, Field, Operation, RequestBody, Streaming, Style, json};
use gatewright_runtime::json::{
    Array, Checked, Json, Literal, Member, Numeric, Object, Text, required,
};
use crate::apis::small::API;

/// `upload`, for the router and the log.
pub static OPERATION: Operation = Operation {
    id: "upload",
    api: &API,
    method: "POST",
    path: "/upload",
    parameters: |_| Ok(()),
    body: RequestBody {
        required: true,
        contents: &[
            Content::multipart(
                "multipart/form-data",
                &[
                    Field::file("file").required(),
                    Field::text("language", |json| json.text(&Text::ANY.min_length(2))),
                    Field::json("meta", field_meta),
                    Field::text(
                            "purpose",
                            |json| {
                                json
                                    .enumeration(
                                        &[Literal::String("assistants"), Literal::String("batch")],
                                    )
                            },
                        )
                        .required(),
                    Field::text(
                        "temperature",
                        |json| json.number(&Numeric::NUMBER.at_most("1")),
                    ),
                    Field::text("verbose", json::boolean),
                    Field::repeated(
                        "words",
                        Style::Repeated,
                        |json| json.array(&Array::of(json::string)),
                    ),
                ],
            ),
        ],
    },
    streaming: Streaming::Never,
};

fn field_meta(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[required("a", json::string)];
    json.object(&Object::of(MEMBERS))
}
