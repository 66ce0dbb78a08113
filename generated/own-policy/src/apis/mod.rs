//! The APIs, one a folder.

pub mod replies;
