//! The operations of `small`, one a file, and the route to each.

use gatewright_runtime::Route;

use super::{fail, run};
use crate::gateway::Gateway;

pub mod by_a;
pub mod one;
pub mod update_file;

/// The route to each; method and path stand with the operation.
pub static ROUTES: &[Route<Gateway>] = &[
    Route::new(&by_a::OPERATION, run, fail),
    Route::new(&one::OPERATION, run, fail),
    Route::new(&update_file::OPERATION, run, fail),
];
