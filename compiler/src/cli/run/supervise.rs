//! A gateway as a child process: its output is passed on, signals reach it, and its end is the end.

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::{ExitCode, ExitStatus, Stdio};

use tokio::io::{AsyncBufReadExt, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};

use crate::mock::{self, Mock};

use super::failed;

/// What is started.
#[derive(Debug)]
pub(super) struct Launch {
    pub(super) binary: PathBuf,
    pub(super) flags: Vec<OsString>,
    /// Whether the gateway will say where its admin endpoints are, as it then does last.
    pub(super) admin: bool,
    /// Variables beside those of this process.
    pub(super) environment: Vec<(String, String)>,
}

/// A mock and the socket that it answers on.
pub(super) type Upstream = (Mock, std::net::TcpListener);

/// Runs a gateway, and the mock in front of which it stands, until one of them ends; calls `listening` with the URL once
/// the gateway serves. Gives the gateway's own exit code.
pub(super) fn run(launch: Launch, upstream: Option<Upstream>, listening: impl FnOnce(&str)) -> ExitCode {
    let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return failed(&format!("can't start: {error}")),
    };
    match runtime.block_on(supervise(launch, upstream, listening)) {
        Ok(code) => code,
        Err(message) => failed(&message),
    }
}

async fn supervise(
    launch: Launch,
    upstream: Option<Upstream>,
    listening: impl FnOnce(&str),
) -> Result<ExitCode, String> {
    if let Some((mock, listener)) = upstream {
        let listener = listener.set_nonblocking(true).and_then(|()| tokio::net::TcpListener::from_std(listener));
        let listener = listener.map_err(|error| format!("the mock can't listen: {error}"))?;
        tokio::spawn(mock::serve(mock, listener));
    }
    let mut signals = Signals::new().map_err(|error| format!("can't wait for signals: {error}"))?;
    let (mut child, mut lines) = start(&launch)?;
    let mut listening = Some(listening);
    let mut url = None;
    let mut asked = false;
    let mut open = true;
    let status = loop {
        tokio::select! {
            line = lines.next_line(), if open => match line {
                Ok(Some(line)) => {
                    println!("{line}");
                    let last = line.starts_with(if launch.admin { "admin on " } else { "listening on " });
                    url = line.strip_prefix("listening on ").map(str::to_owned).or(url);
                    if last
                        && let Some(url) = &url
                        && let Some(listening) = listening.take()
                    {
                        listening(url);
                    }
                }
                _ => open = false,
            },
            () = signals.next() => {
                stop(&mut child, asked);
                asked = true;
            }
            status = child.wait(), if !open => break status,
        }
    };
    let status = status.map_err(|error| format!("can't wait for the gateway: {error}"))?;
    if url.is_none() && !asked {
        eprintln!("error: the gateway refused to start ({status}); what it said stands above");
    }
    Ok(code(status))
}

fn start(launch: &Launch) -> Result<(Child, Lines<BufReader<ChildStdout>>), String> {
    let mut command = Command::new(&launch.binary);
    command.args(&launch.flags).envs(launch.environment.iter().cloned());
    command.stdin(Stdio::null()).stdout(Stdio::piped()).kill_on_drop(true);
    // A group of its own: the terminal's Ctrl-C reaches it once, through this process, since a second one would cut the
    // drain short.
    #[cfg(unix)]
    command.process_group(0);
    let cant = |error: &dyn std::fmt::Display| format!("can't start {}: {error}", launch.binary.display());
    let mut child = command.spawn().map_err(|error| cant(&error))?;
    let stdout = child.stdout.take().ok_or_else(|| cant(&"it has no output"))?;
    Ok((child, BufReader::new(stdout).lines()))
}

/// Asks a child to end; asked before, it is ended.
fn stop(child: &mut Child, asked: bool) {
    #[cfg(unix)]
    if !asked && let Some(id) = child.id().and_then(|id| rustix::process::Pid::from_raw(id.try_into().ok()?)) {
        let _ = rustix::process::kill_process(id, rustix::process::Signal::TERM);
        return;
    }
    // On Windows there is no way to ask.
    let _ = asked;
    let _ = child.start_kill();
}

/// The child's own code; 1 where a signal ended it.
fn code(status: ExitStatus) -> ExitCode {
    let code = status.code().and_then(|code| u8::try_from(code).ok());
    ExitCode::from(code.unwrap_or(1))
}

/// What asks this process to end.
struct Signals {
    #[cfg(unix)]
    terminate: tokio::signal::unix::Signal,
    #[cfg(unix)]
    interrupt: tokio::signal::unix::Signal,
}

impl Signals {
    #[cfg(unix)]
    fn new() -> std::io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self { terminate: signal(SignalKind::terminate())?, interrupt: signal(SignalKind::interrupt())? })
    }

    #[cfg(not(unix))]
    fn new() -> std::io::Result<Self> {
        Ok(Self {})
    }

    #[cfg(unix)]
    async fn next(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }

    #[cfg(not(unix))]
    async fn next(&mut self) {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}
