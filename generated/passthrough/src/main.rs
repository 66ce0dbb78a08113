//! Serves the `passthrough` gateway.

use std::process::ExitCode;

use passthrough::gateway::Gateway;
use tokio::runtime::Runtime;

#[global_allocator]
static ALLOCATOR: gatewright_runtime::Allocator = gatewright_runtime::Allocator;

fn main() -> ExitCode {
    let runtime: Runtime = match gatewright_runtime::server::runtime() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("error: no thread can be started: {error}");
            return ExitCode::FAILURE;
        }
    };
    runtime.block_on(gatewright_runtime::serve::<Gateway>())
}
