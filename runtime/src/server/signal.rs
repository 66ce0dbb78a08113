//! The signals that end the process.

/// Waits for SIGTERM or SIGINT; on Windows for Ctrl-C.
#[cfg(unix)]
pub(crate) async fn asked_to_stop() -> std::io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    Ok(())
}

/// Waits for SIGTERM or SIGINT; on Windows for Ctrl-C.
#[cfg(not(unix))]
pub(crate) async fn asked_to_stop() -> std::io::Result<()> {
    tokio::signal::ctrl_c().await
}
