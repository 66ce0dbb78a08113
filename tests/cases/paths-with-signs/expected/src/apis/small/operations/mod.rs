//! The operations of `small`, one a file, and the route to each.

use gatewright_runtime::{Operation, Route};

use super::{fail, run};
use crate::gateway::Gateway;

pub mod a_verb;
pub mod batch;
pub mod by_key;
pub mod by_name;
pub mod lower_case;
pub mod pairs;
pub mod remove;
pub mod root;
pub mod slash_behind;
pub mod top;
pub mod two_colons;
pub mod upper_case;
pub mod user;

/// The route to each; method and path stand with the operation.
pub static ROUTES: &[Route<Gateway>] = &[
    route(&a_verb::OPERATION),
    route(&batch::OPERATION),
    route(&by_key::OPERATION),
    route(&by_name::OPERATION),
    route(&lower_case::OPERATION),
    route(&pairs::OPERATION),
    route(&remove::OPERATION),
    route(&root::OPERATION),
    route(&slash_behind::OPERATION),
    route(&top::OPERATION),
    route(&two_colons::OPERATION),
    route(&upper_case::OPERATION),
    route(&user::OPERATION),
];

/// An operation that runs and fails as the API says.
const fn route(operation: &'static Operation) -> Route<Gateway> {
    Route::new(operation, run, fail)
}
