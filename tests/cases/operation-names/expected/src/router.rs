//! Every route of the gateway, and the one fallback under which an axum application holds them.

use std::sync::Arc;

use gatewright_runtime::{Route, Serving};

use crate::apis::small;
use crate::gateway::Gateway;

/// The routes; the runtime orders them by how much of a path they spell out.
pub static ROUTES: &[Route<Gateway>] = &[
    Route {
        method: "DELETE",
        path: "/small/a",
        operation: &small::operations::n2nd::OPERATION,
        run: small::run,
        on_error: small::on_error,
    },
    Route {
        method: "POST",
        path: "/small/a",
        operation: &small::operations::get_it_f681::OPERATION,
        run: small::run,
        on_error: small::on_error,
    },
    Route {
        method: "GET",
        path: "/small/a",
        operation: &small::operations::get_it_7469::OPERATION,
        run: small::run,
        on_error: small::on_error,
    },
    Route {
        method: "PUT",
        path: "/small/a",
        operation: &small::operations::get_it_7f54::OPERATION,
        run: small::run,
        on_error: small::on_error,
    },
    Route {
        method: "TRACE",
        path: "/small/a",
        operation: &small::operations::l_uf6_schen::OPERATION,
        run: small::run,
        on_error: small::on_error,
    },
    Route {
        method: "HEAD",
        path: "/small/a",
        operation: &small::operations::mod_::OPERATION,
        run: small::run,
        on_error: small::on_error,
    },
    Route {
        method: "PATCH",
        path: "/small/a",
        operation: &small::operations::type_::OPERATION,
        run: small::run,
        on_error: small::on_error,
    },
    Route {
        method: "OPTIONS",
        path: "/small/a",
        operation: &small::operations::unmatched_dbeb::OPERATION,
        run: small::run,
        on_error: small::on_error,
    },
];

/// The gateway as an axum router: to mount it in an application of your own, or to put layers around it.
pub fn router(gateway: Arc<Serving<Gateway>>) -> axum::Router {
    axum::Router::new().fallback(move |request| {
        let gateway = gateway.clone();
        async move { gateway.answer(request).await }
    })
}
