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
    Route::new(&a_verb::OPERATION, run, fail),
    Route::new(&batch::OPERATION, run, fail),
    Route::new(&by_key::OPERATION, run, fail),
    Route::new(&by_name::OPERATION, run, fail),
    Route::new(&lower_case::OPERATION, run, fail),
    Route::new(&pairs::OPERATION, run, fail),
    Route::new(&remove::OPERATION, run, fail),
    Route::new(&root::OPERATION, run, fail),
    Route::new(&slash_behind::OPERATION, run, fail),
    Route::new(&top::OPERATION, run, fail),
    Route::new(&two_colons::OPERATION, run, fail),
    Route::new(&upper_case::OPERATION, run, fail),
    Route::new(&user::OPERATION, run, fail),
];
