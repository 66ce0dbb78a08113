//! The operations of `small`, one a file, and the route to each.

use gatewright_runtime::Route;

use super::{fail, run};
use crate::gateway::Gateway;

pub mod close;
pub mod fetch;
pub mod get_item;
pub mod open;
pub mod put_item;
pub mod store;

/// The route to each; method and path stand with the operation.
pub static ROUTES: &[Route<Gateway>] = &[
    Route { operation: &close::OPERATION, run, fail },
    Route { operation: &fetch::OPERATION, run, fail },
    Route { operation: &get_item::OPERATION, run, fail },
    Route { operation: &open::OPERATION, run, fail },
    Route { operation: &put_item::OPERATION, run, fail },
    Route { operation: &store::OPERATION, run, fail },
];
