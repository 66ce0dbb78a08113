//! `POST /things`

use gatewright_runtime::{CrossOrigin, Operation, policy::Cors};
use crate::apis::small;
use crate::apis::small::API;
use crate::gateway::Gateway;

pub static OPERATION: Operation = Operation {
    id: "addThing",
    method: "POST",
    path: "/things",
    ..Operation::of(&API)
};

/// Which pages of other origins may call `addThing`.
pub fn cross_origin(gateway: &Gateway, request: &mut CrossOrigin) {
    crate::gateway::origins(gateway, request);
    small::origins(gateway, request);
    origins(gateway, request);
}

/// Which pages of other origins the policies of this operation let call.
pub fn origins(_: &Gateway, request: &mut CrossOrigin) {
    Cors {
        terminate_unmatched_request: true,
        allowed_origins: &["https://add.example"],
        allowed_headers: &["Content-Type"],
        ..Cors::DEFAULT
    }.decide(request);
}
