//! The operations of `small`, one a file, and the route to each.

use gatewright_runtime::Route;

use super::{on_error, run};
use crate::gateway::Gateway;

pub mod a;

/// The route to each; method and path stand with the operation.
pub static ROUTES: &[Route<Gateway>] = &[
    Route { operation: &a::OPERATION, run, on_error },
];
