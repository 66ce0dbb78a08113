//! `GET /?Action=Open`

use gatewright_runtime::{Operation, json::Text, parameter::{one_of, query, text}};
use crate::apis::small::API;
use crate::apis::small::parameters::{ActionD086, Version};

pub static OPERATION: Operation = Operation {
    id: "Open",
    method: "GET",
    path: "/?Action=Open",
    parameters: &[
        query("Action", one_of::<ActionD086>()).required(), query("Name", text(Text::ANY.max_length(3))).required(),
        query("Version", one_of::<Version>()).required(),
    ],
    ..Operation::of(&API)
};
