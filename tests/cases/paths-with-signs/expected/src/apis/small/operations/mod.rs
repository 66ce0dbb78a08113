//! The operations of `small`, one a file, and the route to each.

use gatewright_runtime::Route;

use super::{fail, run};
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
    Route { operation: &a_verb::OPERATION, run, fail },
    Route { operation: &batch::OPERATION, run, fail },
    Route { operation: &by_key::OPERATION, run, fail },
    Route { operation: &by_name::OPERATION, run, fail },
    Route { operation: &lower_case::OPERATION, run, fail },
    Route { operation: &pairs::OPERATION, run, fail },
    Route { operation: &remove::OPERATION, run, fail },
    Route { operation: &root::OPERATION, run, fail },
    Route { operation: &slash_behind::OPERATION, run, fail },
    Route { operation: &top::OPERATION, run, fail },
    Route { operation: &two_colons::OPERATION, run, fail },
    Route { operation: &upper_case::OPERATION, run, fail },
    Route { operation: &user::OPERATION, run, fail },
];
