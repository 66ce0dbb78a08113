//! The operations of `any`, one a file, and the route to each.

use gatewright_runtime::Route;

use super::{fail, run};
use crate::gateway::Gateway;

pub mod passthrough;
pub mod passthrough_root;

/// The route to each; method and path stand with the operation.
pub static ROUTES: &[Route<Gateway>] = &[
    Route::new(&passthrough::OPERATION, run, fail),
    Route::new(&passthrough_root::OPERATION, run, fail),
];
