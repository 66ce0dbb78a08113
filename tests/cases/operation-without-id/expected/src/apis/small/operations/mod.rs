//! The operations of `small`, one a file, and the route to each.

use gatewright_runtime::Route;

use super::{fail, run};
use crate::gateway::Gateway;

pub mod get_a_id_b_c;
pub mod post_a_id_b_c;

/// The route to each; method and path stand with the operation.
pub static ROUTES: &[Route<Gateway>] = &[
    Route::new(&get_a_id_b_c::OPERATION, run, fail),
    Route::new(&post_a_id_b_c::OPERATION, run, fail),
];
