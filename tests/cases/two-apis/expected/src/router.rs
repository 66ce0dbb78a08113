//! Every route of the gateway, and the one fallback under which an axum application holds them.

use std::sync::Arc;

use gatewright_runtime::{Route, Serving};

use crate::apis::kebab_name;
use crate::apis::parameters_cd99;
use crate::apis::std_4ff2;
use crate::gateway::Gateway;

/// The routes; the runtime orders them by how much of a path they spell out.
pub static ROUTES: &[Route<Gateway>] = &[
    Route {
        method: "GET",
        path: "/three/things",
        operation: &kebab_name::operations::list_things::OPERATION,
        run: kebab_name::run,
        on_error: kebab_name::on_error,
    },
    Route {
        method: "GET",
        path: "/one/things",
        operation: &parameters_cd99::operations::list_things::OPERATION,
        run: parameters_cd99::run,
        on_error: parameters_cd99::on_error,
    },
    Route {
        method: "GET",
        path: "/two/things",
        operation: &std_4ff2::operations::list_things::OPERATION,
        run: std_4ff2::run,
        on_error: std_4ff2::on_error,
    },
];

/// The gateway as an axum router: to mount it in an application of your own, or to put layers around it.
pub fn router(gateway: Arc<Serving<Gateway>>) -> axum::Router {
    axum::Router::new().fallback(move |request| {
        let gateway = gateway.clone();
        async move { gateway.answer(request).await }
    })
}
