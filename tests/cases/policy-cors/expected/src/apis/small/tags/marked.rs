//! The policies of operations with the tag `Marked`.

use gatewright_runtime::{CrossOrigin, policy::Cors};
use crate::gateway::Gateway;

/// Which pages of other origins the policies of `Marked` let call.
pub fn origins(_: &Gateway, request: &mut CrossOrigin) {
    Cors { allowed_origins: &["https://marked.example"], allowed_headers: &["Content-Type"], ..Cors::DEFAULT }
        .decide(request);
}
