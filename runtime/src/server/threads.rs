//! The threads that a gateway runs on.

use std::num::NonZero;

use tokio::runtime::{Builder, Runtime};

/// A runtime for the CPUs that the process may use. With one, all calls share one thread: handing them to another would
/// only cost.
///
/// # Errors
/// What the system says where it has no thread or no descriptor to spare.
pub fn runtime() -> std::io::Result<Runtime> {
    let alone = std::thread::available_parallelism().is_ok_and(|cpus| cpus == NonZero::<usize>::MIN);
    let mut builder = if alone { Builder::new_current_thread() } else { Builder::new_multi_thread() };
    builder.enable_all().build()
}
