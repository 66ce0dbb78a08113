//! The operations of `azure-openai`, one a file, and the route to each.

use gatewright_runtime::Route;

use super::{fail, run};
use crate::gateway::Gateway;

pub mod chat_completions_create;
pub mod completions_create;
pub mod image_generations_create;
pub mod transcriptions_create;
pub mod translations_create;
pub mod embeddings_create;

/// The route to each; method and path stand with the operation.
pub static ROUTES: &[Route<Gateway>] = &[
    Route::new(&chat_completions_create::OPERATION, run, fail),
    Route::new(&completions_create::OPERATION, run, fail),
    Route::new(&image_generations_create::OPERATION, run, fail),
    Route::new(&transcriptions_create::OPERATION, run, fail),
    Route::new(&translations_create::OPERATION, run, fail),
    Route::new(&embeddings_create::OPERATION, run, fail),
];
