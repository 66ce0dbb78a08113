//! The `gatewright` command.

use std::process::ExitCode;

/// A compilation makes and drops millions of small values; the system's allocator takes a quarter of its time.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    gatewright::cli::main()
}
