//! The APIs, one a folder.

pub mod chat_completions;
