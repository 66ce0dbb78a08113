//! Every route of the gateway, and the one fallback under which an axum application holds them.

use std::sync::Arc;

use gatewright_runtime::{Route, Serving};

use crate::apis::chat_completions;
use crate::gateway::Gateway;

/// The routes; the runtime orders them by how much of a path they spell out.
pub static ROUTES: &[Route<Gateway>] = &[
    Route {
        method: "POST",
        path: "/v1/batches/{batch_id}/cancel",
        operation: &chat_completions::operations::cancel_batch::OPERATION,
        run: chat_completions::run,
        on_error: chat_completions::on_error,
    },
    Route {
        method: "POST",
        path: "/v1/batches",
        operation: &chat_completions::operations::create_batch::OPERATION,
        run: chat_completions::run,
        on_error: chat_completions::on_error,
    },
    Route {
        method: "POST",
        path: "/v1/chat/completions",
        operation: &chat_completions::operations::create_chat_completion::OPERATION,
        run: chat_completions::run,
        on_error: chat_completions::on_error,
    },
    Route {
        method: "POST",
        path: "/v1/embeddings",
        operation: &chat_completions::operations::create_embedding::OPERATION,
        run: chat_completions::run,
        on_error: chat_completions::on_error,
    },
    Route {
        method: "POST",
        path: "/v1/images/generations",
        operation: &chat_completions::operations::create_image::OPERATION,
        run: chat_completions::run,
        on_error: chat_completions::on_error,
    },
    Route {
        method: "GET",
        path: "/v1/batches",
        operation: &chat_completions::operations::list_batches::OPERATION,
        run: chat_completions::run,
        on_error: chat_completions::on_error,
    },
    Route {
        method: "GET",
        path: "/v1/models",
        operation: &chat_completions::operations::list_models::OPERATION,
        run: chat_completions::run,
        on_error: chat_completions::on_error,
    },
    Route {
        method: "GET",
        path: "/v1/batches/{batch_id}",
        operation: &chat_completions::operations::retrieve_batch::OPERATION,
        run: chat_completions::run,
        on_error: chat_completions::on_error,
    },
    Route {
        method: "GET",
        path: "/v1/models/{model}",
        operation: &chat_completions::operations::retrieve_model::OPERATION,
        run: chat_completions::run,
        on_error: chat_completions::on_error,
    },
];

/// The gateway as an axum router: to mount it in an application of your own, or to put layers around it.
pub fn router(gateway: Arc<Serving<Gateway>>) -> axum::Router {
    axum::Router::new().fallback(move |request| {
        let gateway = gateway.clone();
        async move { gateway.answer(request).await }
    })
}
