//! The operations of `chat-completions`, one a file.

pub mod cancel_batch;
pub mod create_batch;
pub mod create_chat_completion;
pub mod create_embedding;
pub mod create_image;
pub mod list_batches;
pub mod list_models;
pub mod retrieve_batch;
pub mod retrieve_model;
