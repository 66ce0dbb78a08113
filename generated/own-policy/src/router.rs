//! Every route of the gateway, and the one fallback under which an axum application holds them.

use std::sync::Arc;

use gatewright_runtime::{Route, Serving};

use crate::apis::replies;
use crate::gateway::Gateway;

/// The routes of each API; the runtime orders them all by how much of a path they spell out.
pub static ROUTES: &[&[Route<Gateway>]] = &[
    replies::operations::ROUTES,
];

/// The gateway as an axum router: to mount it in an application of your own, or to put layers around it.
pub fn router(gateway: Arc<Serving<Gateway>>) -> axum::Router {
    axum::Router::new().fallback(move |request| {
        let gateway = gateway.clone();
        async move { gateway.answer(request).await }
    })
}
