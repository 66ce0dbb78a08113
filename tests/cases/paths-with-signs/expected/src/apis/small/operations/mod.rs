//! The operations of `small`, one a file, and the route to each.

use gatewright_runtime::Route;

use super::{on_error, run};
use crate::gateway::Gateway;

pub mod a_verb;
pub mod batch;
pub mod by_key;
pub mod by_name;
pub mod lower_case;
pub mod pairs;
pub mod remove;
pub mod root;
pub mod slash_behind;
pub mod top;
pub mod two_colons;
pub mod upper_case;
pub mod user;

/// The route to each; method and path stand with the operation.
pub static ROUTES: &[Route<Gateway>] = &[
    Route { operation: &a_verb::OPERATION, run, on_error },
    Route { operation: &batch::OPERATION, run, on_error },
    Route { operation: &by_key::OPERATION, run, on_error },
    Route { operation: &by_name::OPERATION, run, on_error },
    Route { operation: &lower_case::OPERATION, run, on_error },
    Route { operation: &pairs::OPERATION, run, on_error },
    Route { operation: &remove::OPERATION, run, on_error },
    Route { operation: &root::OPERATION, run, on_error },
    Route { operation: &slash_behind::OPERATION, run, on_error },
    Route { operation: &top::OPERATION, run, on_error },
    Route { operation: &two_colons::OPERATION, run, on_error },
    Route { operation: &upper_case::OPERATION, run, on_error },
    Route { operation: &user::OPERATION, run, on_error },
];
