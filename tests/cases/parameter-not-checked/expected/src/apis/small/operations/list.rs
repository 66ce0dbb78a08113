//! `GET /things`

use gatewright_runtime::{Operation, Style, json};
use gatewright_runtime::json::{Checked, Json, Member, Numeric, Object, Text, optional};
use gatewright_runtime::parameter::{Parameter, number, query, text};
use crate::apis::small::API;

pub static OPERATION: Operation = Operation {
    id: "list",
    method: "GET",
    path: "/things",
    parameters: &[
        Parameter::query("filter", Style::Deep, parameter_filter),
        query("sizes", number(Numeric::INTEGER.at_least("1"))).list('|'),
        query("tags", text(Text::ANY.max_length(8))).repeated().max_items(3),
    ],
    ..Operation::of(&API)
};

fn parameter_filter(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[optional("colour", json::string)];
    json.object(&Object::of(MEMBERS))
}
