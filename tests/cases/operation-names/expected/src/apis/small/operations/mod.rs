//! The operations of `small`, one a file, and the route to each.

use gatewright_runtime::Route;

use super::{fail, run};
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
    Route::new(&n2nd::OPERATION, run, fail),
    Route::new(&get_it_f681::OPERATION, run, fail),
    Route::new(&get_it_7469::OPERATION, run, fail),
    Route::new(&get_it_7f54::OPERATION, run, fail),
    Route::new(&l_uf6_schen::OPERATION, run, fail),
    Route::new(&mod_::OPERATION, run, fail),
    Route::new(&type_::OPERATION, run, fail),
    Route::new(&unmatched_dbeb::OPERATION, run, fail),
];
