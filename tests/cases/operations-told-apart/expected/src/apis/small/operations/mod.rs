//! The operations of `small`, one a file, and the route to each.

use gatewright_runtime::{Operation, Route};

use super::{fail, run};
use crate::gateway::Gateway;

pub mod close;
pub mod fetch;
pub mod get_item;
pub mod open;
pub mod put_item;
pub mod store;

/// The route to each; method and path stand with the operation.
pub static ROUTES: &[Route<Gateway>] = &[
    route(&close::OPERATION),
    route(&fetch::OPERATION),
    route(&get_item::OPERATION),
    route(&open::OPERATION),
    route(&put_item::OPERATION),
    route(&store::OPERATION),
];

/// An operation that runs and fails as the API says.
const fn route(operation: &'static Operation) -> Route<Gateway> {
    Route::new(operation, run, fail)
}
