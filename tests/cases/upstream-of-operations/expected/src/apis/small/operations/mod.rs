//! The operations of `small`, one a file, and the route to each.

use gatewright_runtime::{Operation, Route};

use super::{fail, run};
use crate::gateway::Gateway;

pub mod like_the_others;
pub mod none;
pub mod of_the_operation;
pub mod of_the_path;
pub mod relative;
pub mod the_same_again;
pub mod unfilled;

/// The route to each; method and path stand with the operation.
pub static ROUTES: &[Route<Gateway>] = &[
    route(&like_the_others::OPERATION),
    route(&none::OPERATION),
    Route::new(&of_the_operation::OPERATION, of_the_operation::run, fail),
    Route::new(&of_the_path::OPERATION, of_the_path::run, fail),
    route(&relative::OPERATION),
    Route::new(&the_same_again::OPERATION, the_same_again::run, fail),
    route(&unfilled::OPERATION),
];

/// An operation that runs and fails as the API says.
const fn route(operation: &'static Operation) -> Route<Gateway> {
    Route::new(operation, run, fail)
}
