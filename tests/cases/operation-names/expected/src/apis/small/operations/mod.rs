//! The operations of `small`, one a file, and the route to each.

use gatewright_runtime::{Operation, Route};

use super::{fail, run};
use crate::gateway::Gateway;

pub mod n2nd;
pub mod get_it_f681;
pub mod get_it_7469;
pub mod get_it_7f54;
pub mod l_uf6_schen;
pub mod mod_;
pub mod type_;
pub mod unmatched_dbeb;

/// The route to each; method and path stand with the operation.
pub static ROUTES: &[Route<Gateway>] = &[
    route(&n2nd::OPERATION),
    route(&get_it_f681::OPERATION),
    route(&get_it_7469::OPERATION),
    route(&get_it_7f54::OPERATION),
    route(&l_uf6_schen::OPERATION),
    route(&mod_::OPERATION),
    route(&type_::OPERATION),
    route(&unmatched_dbeb::OPERATION),
];

/// An operation that runs and fails as the API says.
const fn route(operation: &'static Operation) -> Route<Gateway> {
    Route::new(operation, run, fail)
}
