//! The operations of `chat-completions`, one a file, and the route to each.

use gatewright_runtime::{Operation, Route};

use super::{fail, run};
use crate::gateway::Gateway;

pub mod cancel_batch;
pub mod create_batch;
pub mod create_chat_completion;
pub mod create_embedding;
pub mod create_image;
pub mod create_speech;
pub mod create_transcription;
pub mod create_translation;
pub mod list_batches;
pub mod list_models;
pub mod retrieve_batch;
pub mod retrieve_model;

/// The route to each; method and path stand with the operation.
pub static ROUTES: &[Route<Gateway>] = &[
    route(&cancel_batch::OPERATION),
    route(&create_batch::OPERATION),
    route(&create_chat_completion::OPERATION),
    route(&create_embedding::OPERATION),
    route(&create_image::OPERATION),
    route(&create_speech::OPERATION),
    route(&create_transcription::OPERATION),
    route(&create_translation::OPERATION),
    route(&list_batches::OPERATION),
    route(&list_models::OPERATION),
    route(&retrieve_batch::OPERATION),
    route(&retrieve_model::OPERATION),
];

/// An operation that runs and fails as the API says.
const fn route(operation: &'static Operation) -> Route<Gateway> {
    Route::new(operation, run, fail)
}
