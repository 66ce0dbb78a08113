//! The command line of an emitted gateway's binary.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use clap::{Args, FromArgMatches};

use super::{FAILED, Serving, run, signal};
use crate::named_value::Start;
use crate::operation::Gateway;

/// What can be said on the command line.
#[derive(Debug, Args)]
struct Options {
    /// Listen here instead of where the gateway file says
    #[arg(long, env = "GATEWAY_LISTEN", value_name = "ADDR")]
    listen: Option<String>,
    /// Serve /healthz, /readyz and /metrics here
    #[arg(long, env = "GATEWAY_ADMIN_LISTEN", value_name = "ADDR")]
    admin_listen: Option<String>,
    /// Look for the subscriptions, secrets and other files below this directory
    #[arg(long, value_name = "DIR", default_value = ".")]
    config_dir: PathBuf,
    /// Read the environment and all files, say what is wrong, and end
    #[arg(long)]
    check_config: bool,
}

/// Runs a gateway from its command line to its end: loads it, serves, and drains on SIGTERM or SIGINT; a second signal
/// ends it at once.
pub async fn serve<G: Gateway>() -> ExitCode {
    let command = Options::augment_args(clap::Command::new(G::SETTINGS.name)).about("Serves this gateway");
    let command = command.version(concat!("on gatewright-runtime ", env!("CARGO_PKG_VERSION")));
    let options = match Options::from_arg_matches(&command.get_matches()) {
        Ok(options) => options,
        Err(error) => error.exit(),
    };
    let mut start = Start::new(&options.config_dir);
    let serving = match Serving::<G>::load(&mut start, std::io::stderr()) {
        Ok(serving) => Arc::new(serving),
        Err(problems) => {
            for problem in problems.problems() {
                complain(problem);
            }
            return FAILED;
        }
    };
    for remark in serving.remarks() {
        let _ = writeln!(std::io::stderr().lock(), "{remark}");
    }
    if options.check_config {
        return ExitCode::SUCCESS;
    }
    let listen = options.listen.as_deref().unwrap_or(G::SETTINGS.listen);
    let admin = options.admin_listen.as_deref().or(G::SETTINGS.admin);
    let telemetry = serving.telemetry.clone();
    let running = match run::start(serving, listen, admin) {
        Ok(running) => running,
        Err(problem) => {
            complain(&problem);
            return FAILED;
        }
    };
    // Through the log: a task that wrote itself would stop the others on its thread where nobody reads the stream.
    tokio::spawn(start.watch(move |said| {
        telemetry.log.line(|line| {
            line.push_str(&said);
            line.push('\n');
        });
    }));
    announce(&running, if G::SETTINGS.tls.is_some() { "https" } else { "http" });
    if let Err(error) = signal::asked_to_stop().await {
        complain(&format!("can't wait for signals: {error}"));
        return FAILED;
    }
    tokio::select! {
        drained = running.shut_down() => if drained { ExitCode::SUCCESS } else { FAILED },
        _ = signal::asked_to_stop() => FAILED,
    }
}

fn announce(running: &run::Running, scheme: &str) {
    let mut lines = format!("listening on {scheme}://{}\n", running.address);
    if let Some(admin) = running.admin {
        lines.push_str(&format!("admin on http://{admin}\n"));
    }
    // Whoever started the binary may have closed its output.
    let mut out = std::io::stdout().lock();
    let _ = out.write_all(lines.as_bytes()).and_then(|()| out.flush());
}

/// Problems are plain sentences; the access log on the same stream is JSON, one object a line.
fn complain(problem: &str) {
    let _ = writeln!(std::io::stderr().lock(), "error: {problem}");
}
