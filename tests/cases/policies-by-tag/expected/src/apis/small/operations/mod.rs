//! The operations of `small`, one a file, and the route to each.

use gatewright_runtime::Route;

use super::{fail, run};
use crate::gateway::Gateway;

pub mod add_thing;
pub mod get_thing;
pub mod list_things;

/// The route to each; method and path stand with the operation.
pub static ROUTES: &[Route<Gateway>] = &[
    Route { operation: &add_thing::OPERATION, run, fail },
    Route { operation: &get_thing::OPERATION, run: get_thing::run, fail: get_thing::fail },
    Route { operation: &list_things::OPERATION, run: list_things::run, fail: list_things::fail },
];
