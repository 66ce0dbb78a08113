//! Serves the `passthrough` gateway.

use std::process::ExitCode;

use passthrough::router::router;

#[tokio::main]
async fn main() -> ExitCode {
    gatewright_runtime::serve(router).await
}
