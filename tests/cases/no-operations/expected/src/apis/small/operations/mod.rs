//! The operations of `small`, one a file, and the route to each.

use gatewright_runtime::Route;

use crate::gateway::Gateway;


/// The route to each; method and path stand with the operation.
pub static ROUTES: &[Route<Gateway>] = &[
];
