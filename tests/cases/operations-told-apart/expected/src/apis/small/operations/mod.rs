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
    Route::new(&close::OPERATION, run, fail),
    Route::new(&fetch::OPERATION, run, fail),
    Route::new(&get_item::OPERATION, run, fail),
    Route::new(&open::OPERATION, run, fail),
    Route::new(&put_item::OPERATION, run, fail),
    Route::new(&store::OPERATION, run, fail),
];
