//! Write down in English what is said

use gatewright_runtime::{Content, Field, Operation, RequestBody, json::{self, Numeric}};
use crate::apis::chat_completions::API;

pub static OPERATION: Operation = Operation {
    id: "createTranslation",
    method: "POST",
    path: "/audio/translations",
    body: RequestBody::required(&[Content::multipart("multipart/form-data", &[
        Field::file("file").required(),
        Field::text("model", json::string).required(),
        Field::text("prompt", json::string),
        Field::text("response_format", json::string),
        Field::text("temperature", |json| json.number(&Numeric::NUMBER.at_least("0").at_most("1"))),
    ])]),
    ..Operation::of(&API)
};
