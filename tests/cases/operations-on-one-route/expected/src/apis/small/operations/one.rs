//! `POST /`

use gatewright_runtime::Operation;
use crate::apis::small::API;

pub static OPERATION: Operation = Operation {
    id: "one",
    method: "POST",
    path: "/",
    ..Operation::of(&API)
};
