//! The operations of `small`, one a file, and the route to each.

use gatewright_runtime::{Operation, Route};

use super::{fail, run};
use crate::gateway::Gateway;

pub mod by_a;
pub mod one;
pub mod update_file;

/// The route to each; method and path stand with the operation.
pub static ROUTES: &[Route<Gateway>] = &[
    route(&by_a::OPERATION),
    route(&one::OPERATION),
    route(&update_file::OPERATION),
];

/// An operation that runs and fails as the API says.
const fn route(operation: &'static Operation) -> Route<Gateway> {
    Route::new(operation, run, fail)
}
