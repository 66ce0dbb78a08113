//! The operations of `azure-openai`, one a file, and the route to each.

use gatewright_runtime::{Operation, Route};

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
    route(&chat_completions_create::OPERATION),
    route(&completions_create::OPERATION),
    route(&image_generations_create::OPERATION),
    route(&transcriptions_create::OPERATION),
    route(&translations_create::OPERATION),
    route(&embeddings_create::OPERATION),
];

/// An operation that runs and fails as the API says.
const fn route(operation: &'static Operation) -> Route<Gateway> {
    Route::new(operation, run, fail)
}
