//! `GET /query`

use gatewright_runtime::{Operation, json::Text, parameter::{BOOLEAN, INTEGER, header, names, query, text}};
use crate::apis::small::API;

pub static OPERATION: Operation = Operation {
    id: "query",
    method: "GET",
    path: "/query",
    parameters: &[
        query("$filter", text(Text::ANY.max_length(4))), query("7", INTEGER),
        query("@type", text(Text::ANY.max_length(4))), query("Type", BOOLEAN), query("a b", INTEGER),
        query("a.b", INTEGER), query("created:after", INTEGER), query("filter[name]", text(Text::ANY.max_length(3))),
        query("filter_name", INTEGER), query("include[]", names(&["a", "b"])).repeated().max_items(2),
        query("type", INTEGER),
        header("x_y", INTEGER),
    ],
    ..Operation::of(&API)
};
