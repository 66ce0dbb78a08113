//! The operations of `azure-openai`, one a file.

pub mod chat_completions_create;
pub mod completions_create;
pub mod image_generations_create;
pub mod transcriptions_create;
pub mod translations_create;
pub mod embeddings_create;
