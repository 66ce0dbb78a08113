//! The operations of `small`, one a file, and the route to each.

use gatewright_runtime::Route;

use super::{on_error, run};
use crate::gateway::Gateway;

pub mod get_thing;
pub mod list_things;

/// The route to each; method and path stand with the operation.
pub static ROUTES: &[Route<Gateway>] = &[
    Route { operation: &get_thing::OPERATION, run: get_thing::run, on_error: get_thing::on_error },
    Route { operation: &list_things::OPERATION, run, on_error },
];
