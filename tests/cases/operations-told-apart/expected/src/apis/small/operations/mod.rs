//! The operations of `small`, one a file, and the route to each.

use gatewright_runtime::Route;

use super::{on_error, run};
use crate::gateway::Gateway;

pub mod close;
pub mod fetch;
pub mod get_item;
pub mod open;
pub mod put_item;
pub mod store;

/// The route to each; method and path stand with the operation.
pub static ROUTES: &[Route<Gateway>] = &[
    Route { operation: &close::OPERATION, run, on_error },
    Route { operation: &fetch::OPERATION, run, on_error },
    Route { operation: &get_item::OPERATION, run, on_error },
    Route { operation: &open::OPERATION, run, on_error },
    Route { operation: &put_item::OPERATION, run, on_error },
    Route { operation: &store::OPERATION, run, on_error },
];
