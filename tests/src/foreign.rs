//! Clients and upstreams that this project did not write.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Output, Stdio};
use std::sync::OnceLock;

use crate::{BACKEND_KEY, Client, JSON, KEYS, Running, Site, root, subscription};

/// The folder of the clients' scripts.
#[must_use]
pub fn clients() -> PathBuf {
    root().join("tests/clients")
}

/// The Python of a virtual environment that `cargo xtask tools` makes: `python`, `frameworks` or `deploy`.
#[must_use]
pub fn python(environment: &str) -> PathBuf {
    let binaries = if cfg!(windows) { "Scripts" } else { "bin" };
    root().join("target/tools").join(environment).join(binaries).join("python")
}

/// Puts clients and upstreams in place, as `cargo xtask tools` does; that takes a moment where they are. Whether they are
/// there: where they can't be had, a test is skipped, and says so.
///
/// # Panics
/// Where they can't be had in CI.
pub fn prepared(xtask: &str) -> bool {
    static DONE: OnceLock<bool> = OnceLock::new();
    let done = *DONE.get_or_init(|| Command::new(xtask).arg("tools").status().is_ok_and(|status| status.success()));
    assert!(done || std::env::var_os("CI").is_none(), "the clients could not be prepared");
    if !done {
        println!("skipped: the clients could not be prepared");
    }
    done
}

/// The key of the product `limited`, whose one call was made.
const LIMITED_KEY: &str = "key-of-limited";

/// The key of the product `astray`, whose calls go to a backend that is away.
const ASTRAY_KEY: &str = "key-of-astray";

/// Starts a gateway that has the products `limited` and `astray`, with a subscription to each beside the usual one, and
/// makes a chat below `path`, which the limited subscription can't do again.
///
/// # Panics
/// Where the gateway doesn't start, or doesn't answer that call.
#[must_use]
pub fn refusing(binary: &Path, site: Site, path: &str) -> Running {
    let of = |id, key| subscription(id, "active", "", &[key]).replace("scope: all", &format!("scope: product:{id}"));
    let others = of("limited", LIMITED_KEY) + &of("astray", ASTRAY_KEY);
    let usual = subscription("team-a", "active", "", &KEYS);
    site.write("subscriptions.yaml", &format!("subscriptions:\n{usual}{others}"));
    let mut running = Running::of(binary, site);
    let mut client: Client = running.client();
    let body = br#"{"model":"gpt-4o","messages":[{"role":"user","content":"hello"}]}"#;
    let head = format!("{JSON}authorization: Bearer {LIMITED_KEY}\r\n");
    client.request("POST", &format!("{path}/chat/completions"), &head, body);
    assert_eq!(client.response().status(), 200);
    running
}

/// Runs a client's script: below `llm` is a service that speaks the OpenAI API, below `azure` one that speaks Azure OpenAI's.
///
/// # Panics
/// Where it doesn't start.
pub fn told(mut command: Command, llm: &str, azure: &str) -> Output {
    command.env("LLM_URL", llm).env("AZURE_URL", azure).env("KEY", KEYS[1]);
    command.env("LIMITED_KEY", LIMITED_KEY).env("ASTRAY_KEY", ASTRAY_KEY).env("PYTHONDONTWRITEBYTECODE", "1");
    command.output().expect("the client starts")
}

/// An upstream on a port of loopback. It ends when dropped, or when nobody is left to drop it.
#[derive(Debug)]
pub struct Mock {
    process: Child,
    port: u16,
    /// It ends with this.
    _input: Option<ChildStdin>,
}

impl Mock {
    /// The npm package aimock, which admits nobody but the gateway's own key. It speaks OpenAI's API below `/v1`, and Azure
    /// OpenAI's.
    ///
    /// # Panics
    /// Where it doesn't start.
    #[must_use]
    pub fn aimock() -> Self {
        Self::start(Path::new("node"), "node/upstream.mjs")
    }

    /// The Python package llmock. It speaks OpenAI's API below `/v1`.
    ///
    /// # Panics
    /// Where it doesn't start.
    #[must_use]
    pub fn llmock() -> Self {
        Self::start(&python("frameworks"), "python/upstream.py")
    }

    fn start(program: &Path, script: &str) -> Self {
        let mut command = Command::new(program);
        command.arg(clients().join(script)).env("UPSTREAM_KEY", BACKEND_KEY).env("PORT", "0");
        let mut process = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("it starts");
        let input = process.stdin.take();
        let mut line = String::new();
        BufReader::new(process.stdout.take().expect("it was asked for"))
            .read_line(&mut line)
            .expect("it says something");
        let port = line.trim().strip_prefix("listening on ").expect("it says where it listens");
        Self { process, port: port.parse().expect("a port"), _input: input }
    }

    /// Where it listens.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }
}

impl Drop for Mock {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
