//! `POST /responses?beta=true`

use gatewright_runtime::Operation;
use crate::apis::small::API;

pub static OPERATION: Operation = Operation {
    id: "respondBeta",
    method: "POST",
    path: "/responses?beta=true",
    ..Operation::of(&API)
};
