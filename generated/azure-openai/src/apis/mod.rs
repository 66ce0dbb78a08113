//! The APIs, one a folder.

pub mod azure_openai;
