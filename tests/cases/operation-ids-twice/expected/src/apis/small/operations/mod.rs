//! The operations of `small`, one a file, and the route to each.

use gatewright_runtime::Route;

use super::{fail, run};
use crate::gateway::Gateway;

pub mod get_a;
pub mod put_a;
pub mod other;

/// The route to each; method and path stand with the operation.
pub static ROUTES: &[Route<Gateway>] = &[
    Route::new(&get_a::OPERATION, run, fail),
    Route::new(&put_a::OPERATION, run, fail),
    Route::new(&other::OPERATION, run, fail),
];
