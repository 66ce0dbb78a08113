//! Compares the CPU time a request costs in an emitted gateway, in a bare hyper proxy and in nginx.
//!
//! All three run in one interleaved run against the same upstream, proxies on core 1, upstream and load on core 0, where neither
//! sleeps.
//! What it reports is CPU time, never latency: on a shared machine only the former is steady enough to compare.
//! It never judges a single round, nor the absolute figures: only ratios of lower quartiles.

mod cases;
mod contestants;
mod cpu;
mod instructions;
mod load;
mod raw_proxy;
mod report;
mod rounds;
mod targets;
mod upstream;
mod variants;
mod wire;

use std::error::Error;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};

/// What every part of the bench returns: any error ends it.
pub(crate) type Outcome<T> = Result<T, Box<dyn Error + Send + Sync>>;

#[derive(Parser)]
#[command(about = "CPU per request: emitted gateway, bare hyper proxy, nginx")]
struct Cli {
    #[command(subcommand)]
    part: Option<Part>,
    #[command(flatten)]
    options: Options,
}

/// What the bench starts from its own binary.
#[derive(Subcommand)]
enum Part {
    /// The bare hyper proxy.
    #[command(hide = true)]
    RawProxy { listen: u16, upstream: u16 },
}

/// What the command line says about a run.
#[derive(Args)]
pub(crate) struct Options {
    /// The emitted gateway's release binary, which reads its backend's URL from BACKEND_URL; built when left out.
    #[arg(long, env = "GATEWRIGHT_GATEWAY_BIN")]
    gateway_bin: Option<PathBuf>,
    /// Leave the gateway out: compare the bare proxy with nginx only.
    #[arg(long, conflicts_with = "gateway_bin")]
    without_gateway: bool,
    /// Rounds; every round runs every contestant on every case, in a new order. With few, a neighbour that takes a core's speed
    /// for seconds meets one contestant more than another.
    #[arg(long, default_value_t = 40, value_parser = clap::value_parser!(u32).range(1..=1000))]
    rounds: u32,
    /// a: 0.8 KB, b: 29 KB, c: 200 chunks at once, d: 1 MB, p: 200 chunks, one a millisecond.
    #[arg(long, value_delimiter = ',', default_value = "a,b,c,d")]
    cases: Vec<cases::Case>,
    /// Compare the gateway also with itself and one thing more; each is built.
    #[arg(long, value_delimiter = ',', conflicts_with = "without_gateway")]
    with: Vec<variants::Variant>,
    /// Write the figures as JSON to this file.
    #[arg(long)]
    json: Option<PathBuf>,
    /// Exit with 1 when a ratio is above what it must be, or is missing.
    #[arg(long)]
    enforce: bool,
    /// Let `--enforce` pass although nginx, and with it its ratios, is missing.
    #[arg(long, requires = "enforce")]
    allow_missing: bool,
    /// Count instructions per request under callgrind instead of CPU time, of cases a and b.
    #[arg(long)]
    instructions: bool,
    /// Let upstream and load sleep while they wait: then a proxy pays for waking them, too.
    #[arg(long)]
    sleeping_peers: bool,
    /// The loopback port of the upstream; 0 for a free one.
    #[arg(long, default_value_t = 0)]
    upstream_port: u16,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let outcome = run(Cli::parse()).await;
    match outcome {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("bench: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Runs a part or the whole; false where something is to be enforced and doesn't hold.
async fn run(mut cli: Cli) -> Outcome<bool> {
    let options = &mut cli.options;
    if options.upstream_port == 0 {
        options.upstream_port = contestants::free_port()?;
    }
    let met = match cli.part {
        Some(Part::RawProxy { listen, upstream }) => raw_proxy::serve(listen, upstream).await.map(|()| true)?,
        None if options.instructions => instructions::run(options).await?,
        None => rounds::run(options).await?,
    };
    Ok(met || !options.enforce)
}
