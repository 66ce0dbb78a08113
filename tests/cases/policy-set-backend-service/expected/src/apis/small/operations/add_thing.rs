//! `POST /things`

use gatewright_runtime::Operation;
use crate::apis::small::API;

pub static OPERATION: Operation = Operation {
    id: "addThing",
    method: "POST",
    path: "/things",
    ..Operation::of(&API)
};
