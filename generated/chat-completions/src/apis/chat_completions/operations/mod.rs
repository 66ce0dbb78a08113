//! The operations of `chat-completions`, one a file, and the route to each.

use gatewright_runtime::Route;

use super::{fail, run};
use crate::gateway::Gateway;

pub mod cancel_batch;
pub mod create_batch;
pub mod create_chat_completion;
pub mod create_embedding;
pub mod create_image;
pub mod list_batches;
pub mod list_models;
pub mod retrieve_batch;
pub mod retrieve_model;

/// The route to each; method and path stand with the operation.
pub static ROUTES: &[Route<Gateway>] = &[
    Route::new(&cancel_batch::OPERATION, run, fail),
    Route::new(&create_batch::OPERATION, run, fail),
    Route::new(&create_chat_completion::OPERATION, run, fail),
    Route::new(&create_embedding::OPERATION, run, fail),
    Route::new(&create_image::OPERATION, run, fail),
    Route::new(&list_batches::OPERATION, run, fail),
    Route::new(&list_models::OPERATION, run, fail),
    Route::new(&retrieve_batch::OPERATION, run, fail),
    Route::new(&retrieve_model::OPERATION, run, fail),
];
