//! `GET /a`

use gatewright_runtime::{Operation, parameter::{TEXT, one_of, query}};
use crate::apis::small::API;
use crate::apis::small::parameters::{Action8423, List3288, String4631};

pub static OPERATION: Operation = Operation {
    id: "get",
    method: "GET",
    path: "/a",
    parameters: &[
        query("action", one_of::<Action8423>()), query("call", TEXT), query("filter[name]", TEXT),
        query("filter_name", TEXT), query("list", one_of::<List3288>()), query("string", one_of::<String4631>()),
        query("type", TEXT),
    ],
    ..Operation::of(&API)
};
