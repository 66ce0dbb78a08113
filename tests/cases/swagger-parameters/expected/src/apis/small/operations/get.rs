//! `GET /things/{ids}`

use gatewright_runtime::Operation;
use gatewright_runtime::json::Numeric;
use gatewright_runtime::parameter::{BOOLEAN, INTEGER, NUMBER, TEXT, header, number, one_of, path, query};
use crate::apis::small::API;
use crate::apis::small::parameters::Kind;

pub static OPERATION: Operation = Operation {
    id: "get",
    method: "GET",
    path: "/things/{ids}",
    parameters: &[
        path("ids", INTEGER).list(','),
        query("csv", TEXT).list(',').max_items(3), query("kind", one_of::<Kind>()),
        query("limit", number(Numeric::INTEGER.at_least("-2147483648").at_most("100"))),
        query("multi", NUMBER).repeated(), query("odd", INTEGER), query("pipes", BOOLEAN).list('|'),
        query("ssv", INTEGER).list(' '), query("tsv", TEXT), query("untyped", TEXT),
        header("count", number(Numeric::INTEGER.above("0"))),
    ],
    ..Operation::of(&API)
};
