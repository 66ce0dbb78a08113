//! The schemas of `replies` that its operations check, by their names in the spec.

pub mod reply_request;
