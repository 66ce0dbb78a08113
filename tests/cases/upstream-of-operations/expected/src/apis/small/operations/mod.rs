//! The operations of `small`, one a file, and the route to each.

use gatewright_runtime::Route;

use super::{fail, run};
use crate::gateway::Gateway;

pub mod like_the_others;
pub mod none;
pub mod of_the_operation;
pub mod of_the_path;
pub mod relative;
pub mod the_same_again;
pub mod unfilled;

/// The route to each; method and path stand with the operation.
pub static ROUTES: &[Route<Gateway>] = &[
    Route::new(&like_the_others::OPERATION, run, fail),
    Route::new(&none::OPERATION, run, fail),
    Route::new(&of_the_operation::OPERATION, of_the_operation::run, fail),
    Route::new(&of_the_path::OPERATION, of_the_path::run, fail),
    Route::new(&relative::OPERATION, run, fail),
    Route::new(&the_same_again::OPERATION, the_same_again::run, fail),
    Route::new(&unfilled::OPERATION, run, fail),
];
