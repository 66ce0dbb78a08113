//! The operations of `small`, one a file, and the route to each.

use gatewright_runtime::{Operation, Route};

use super::{fail, run};
use crate::gateway::Gateway;

pub mod get_copies_id;
pub mod get_things_id;
pub mod put_copies_id;
pub mod put_things_id;
pub mod escapes;

/// The route to each; method and path stand with the operation.
pub static ROUTES: &[Route<Gateway>] = &[
    route(&get_copies_id::OPERATION),
    route(&get_things_id::OPERATION),
    route(&put_copies_id::OPERATION),
    route(&put_things_id::OPERATION),
    route(&escapes::OPERATION),
];

/// An operation that runs and fails as the API says.
const fn route(operation: &'static Operation) -> Route<Gateway> {
    Route::new(operation, run, fail)
}
