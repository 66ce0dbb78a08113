//! The operations of `small`, one a file, and the route to each.

use gatewright_runtime::Route;

use super::{fail, run};
use crate::gateway::Gateway;

pub mod analyze;
pub mod analyze_fast;

/// The route to each; method and path stand with the operation.
pub static ROUTES: &[Route<Gateway>] = &[
    Route::new(&analyze::OPERATION, run, fail),
    Route::new(&analyze_fast::OPERATION, run, fail),
];
