//! Serves the `azure-openai` gateway.

use std::process::ExitCode;

use azure_openai::router::router;

#[tokio::main]
async fn main() -> ExitCode {
    gatewright_runtime::serve(router).await
}
