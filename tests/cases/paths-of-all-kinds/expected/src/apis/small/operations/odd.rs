//! `GET /odd/it's(here)/*/café/a b/{unclosed`

use gatewright_runtime::Operation;
use crate::apis::small::API;

pub static OPERATION: Operation = Operation {
    id: "odd",
    method: "GET",
    path: "/odd/it's(here)/*/café/a b/{unclosed",
    ..Operation::of(&API)
};
