//! Every route of the gateway, and the one fallback under which an axum application holds them.

use std::sync::Arc;

use gatewright_runtime::{Route, Serving};

use crate::apis::azure_openai;
use crate::gateway::Gateway;

/// The routes; the runtime orders them by how much of a path they spell out.
pub static ROUTES: &[Route<Gateway>] = &[
    Route {
        method: "POST",
        path: "/my-openai-api/openai/deployments/{deployment-id}/chat/completions",
        operation: &azure_openai::operations::chat_completions_create::OPERATION,
        run: azure_openai::run,
        on_error: azure_openai::on_error,
    },
    Route {
        method: "POST",
        path: "/my-openai-api/openai/deployments/{deployment-id}/completions",
        operation: &azure_openai::operations::completions_create::OPERATION,
        run: azure_openai::run,
        on_error: azure_openai::on_error,
    },
    Route {
        method: "POST",
        path: "/my-openai-api/openai/deployments/{deployment-id}/images/generations",
        operation: &azure_openai::operations::image_generations_create::OPERATION,
        run: azure_openai::run,
        on_error: azure_openai::on_error,
    },
    Route {
        method: "POST",
        path: "/my-openai-api/openai/deployments/{deployment-id}/audio/transcriptions",
        operation: &azure_openai::operations::transcriptions_create::OPERATION,
        run: azure_openai::run,
        on_error: azure_openai::on_error,
    },
    Route {
        method: "POST",
        path: "/my-openai-api/openai/deployments/{deployment-id}/audio/translations",
        operation: &azure_openai::operations::translations_create::OPERATION,
        run: azure_openai::run,
        on_error: azure_openai::on_error,
    },
    Route {
        method: "POST",
        path: "/my-openai-api/openai/deployments/{deployment-id}/embeddings",
        operation: &azure_openai::operations::embeddings_create::OPERATION,
        run: azure_openai::run,
        on_error: azure_openai::on_error,
    },
];

/// The gateway as an axum router: to mount it in an application of your own, or to put layers around it.
pub fn router(gateway: Arc<Serving<Gateway>>) -> axum::Router {
    axum::Router::new().fallback(move |request| {
        let gateway = gateway.clone();
        async move { gateway.answer(request).await }
    })
}
