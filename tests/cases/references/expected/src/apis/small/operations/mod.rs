//! The operations of `small`, one a file, and the route to each.

use gatewright_runtime::Route;

use super::{fail, run};
use crate::gateway::Gateway;

pub mod get_copies_id;
pub mod get_things_id;
pub mod put_copies_id;
pub mod put_things_id;
pub mod escapes;

/// The route to each; method and path stand with the operation.
pub static ROUTES: &[Route<Gateway>] = &[
    Route::new(&get_copies_id::OPERATION, run, fail),
    Route::new(&get_things_id::OPERATION, run, fail),
    Route::new(&put_copies_id::OPERATION, run, fail),
    Route::new(&put_things_id::OPERATION, run, fail),
    Route::new(&escapes::OPERATION, run, fail),
];
