//! The operations of `small`, one a file, and the route to each.

use gatewright_runtime::Route;

use super::{fail, run};
use crate::gateway::Gateway;

pub mod get_thing;
pub mod list_things;

/// The route to each; method and path stand with the operation.
pub static ROUTES: &[Route<Gateway>] = &[
    Route::new(&get_thing::OPERATION, get_thing::run, get_thing::fail),
    Route::new(&list_things::OPERATION, run, fail),
];
