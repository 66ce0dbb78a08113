//! The operations of `small`, one a file, and the route to each.

use gatewright_runtime::Route;

use super::{on_error, run};
use crate::gateway::Gateway;

pub mod n2nd;
pub mod get_it_f681;
pub mod get_it_7469;
pub mod get_it_7f54;
pub mod l_uf6_schen;
pub mod mod_;
pub mod type_;
pub mod unmatched_dbeb;

/// The route to each; method and path stand with the operation.
pub static ROUTES: &[Route<Gateway>] = &[
    Route { operation: &n2nd::OPERATION, run, on_error },
    Route { operation: &get_it_f681::OPERATION, run, on_error },
    Route { operation: &get_it_7469::OPERATION, run, on_error },
    Route { operation: &get_it_7f54::OPERATION, run, on_error },
    Route { operation: &l_uf6_schen::OPERATION, run, on_error },
    Route { operation: &mod_::OPERATION, run, on_error },
    Route { operation: &type_::OPERATION, run, on_error },
    Route { operation: &unmatched_dbeb::OPERATION, run, on_error },
];
