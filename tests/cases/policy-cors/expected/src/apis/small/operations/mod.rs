//! The operations of `small`, one a file, and the route to each.

use gatewright_runtime::{Operation, Route};

use super::{cross_origin, fail, run};
use crate::gateway::Gateway;

pub mod add_thing;
pub mod delete_thing;
pub mod get_thing;
pub mod list_things;
pub mod put_thing;

/// The route to each; method and path stand with the operation.
pub static ROUTES: &[Route<Gateway>] = &[
    Route::new(&add_thing::OPERATION, run, fail).origins(add_thing::cross_origin),
    Route::new(&delete_thing::OPERATION, delete_thing::run, fail),
    Route::new(&get_thing::OPERATION, get_thing::run, fail).origins(get_thing::cross_origin),
    Route::new(&list_things::OPERATION, list_things::run, fail).origins(list_things::cross_origin),
    route(&put_thing::OPERATION),
];

/// An operation that runs and fails as the API says.
const fn route(operation: &'static Operation) -> Route<Gateway> {
    Route::new(operation, run, fail).origins(cross_origin)
}
