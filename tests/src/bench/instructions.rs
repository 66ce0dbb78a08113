//! User instructions a request, counted by callgrind: the one figure that neighbours' load does not touch.
//!
//! A run of N requests and a run of 2N differ by N requests and nothing else, so start and end cancel out.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::rc::Rc;
use std::time::{Duration, Instant};

use crate::cases::{Case, Load};
use crate::contestants::{self, Contestant};
use crate::targets::must;
use crate::{Options, Outcome, cpu, load, upstream};

const REQUESTS: usize = 200;

/// Counts cases (a) and (b), or those of them that were named, for the bare proxy, the gateway and its variants; whether the
/// gateway is at or under its ceilings.
pub(crate) async fn run(options: &Options) -> Outcome<bool> {
    let scratch = contestants::Scratch::new()?;
    upstream::start(options.upstream_port, true).await?;
    let mut programs: Vec<(&'static str, PathBuf)> = vec![("raw", env::current_exe()?)];
    if !options.without_gateway {
        programs.push(("gateway", contestants::gateway_program(options, &scratch.0)?));
    }
    programs.extend(options.with.iter().map(|variant| (variant.name(), variant.program())));
    let mut met = true;
    println!("user instructions a request");
    for case in [Case::A, Case::B].into_iter().filter(|case| options.cases.contains(case)) {
        let load = Rc::new(case.load());
        let mut gateway = None;
        for (name, program) in &programs {
            let once = count(options, name, program, &load, REQUESTS, &scratch.0).await?;
            let twice = count(options, name, program, &load, 2 * REQUESTS, &scratch.0).await?;
            let each = twice.saturating_sub(once) / REQUESTS as u64;
            let ceiling = must(case).and_then(|must| must.instructions).filter(|_| *name == "gateway");
            let verdict = ceiling.map_or(String::new(), |ceiling| {
                met &= each <= ceiling;
                format!("  must {ceiling}  {}", if each <= ceiling { "pass" } else { "FAIL" })
            });
            let more = gateway.map_or(String::new(), |gateway: u64| {
                format!("  {:+}, {:.2} times the gateway's", each as i64 - gateway as i64, each as f64 / gateway as f64)
            });
            println!("({}) {name:<8} {each}{verdict}{more}", case.letter());
            if *name == "gateway" {
                gateway = Some(each);
            }
        }
    }
    Ok(met)
}

async fn count(
    options: &Options,
    name: &'static str,
    program: &Path,
    load: &Rc<Load>,
    requests: usize,
    scratch: &Path,
) -> Outcome<u64> {
    let port = contestants::free_port()?;
    let out = scratch.join(format!("callgrind.{port}"));
    let mut to = OsString::from("--callgrind-out-file=");
    to.push(&out);
    // One core, as in the rounds: on it the gateway serves with one thread.
    let mut command = cpu::pinned(1, Path::new("valgrind"));
    command.args(["--quiet", "--tool=callgrind"]).arg(to).arg(program);
    match name {
        "raw" => drop(command.args(contestants::raw_arguments(port, options.upstream_port))),
        _ => contestants::configure_gateway(&mut command, port, options.upstream_port, scratch)?,
    }
    let mut running = Contestant::start(name, port, &mut command).await?;
    load::send(port, load, requests, 1).await?;
    // callgrind writes its totals when the process is asked to end, not when it is killed.
    Command::new("kill").args(["-TERM", &running.child.id().to_string()]).status()?;
    let since = Instant::now();
    while running.child.try_wait()?.is_none() {
        if since.elapsed() > Duration::from_secs(60) {
            return Err(format!("{name} does not end on SIGTERM").into());
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let text = fs::read_to_string(&out)?;
    let totals = text.lines().find_map(|line| line.strip_prefix("summary:").or_else(|| line.strip_prefix("totals:")));
    Ok(totals.and_then(|line| line.split_whitespace().next()).ok_or("callgrind wrote no totals")?.parse()?)
}
