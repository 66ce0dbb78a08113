//! Serves the `chat-completions` gateway.

use std::process::ExitCode;

use chat_completions::router::router;

#[tokio::main]
async fn main() -> ExitCode {
    gatewright_runtime::serve(router).await
}
