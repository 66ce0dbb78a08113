//! Clients that nobody here wrote, unmodified but for base URL and key, through a built gateway to upstreams that nobody
//! here wrote either: what each does is kept in docs/clients.md.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::PathBuf;
use std::process::{Command, Output};
use std::sync::Mutex;
use std::{env, fs, thread};

use gatewright::Input;
use gatewright::import::{Authentication, Credential, Kind, Operations, Start, checked, files};
use gatewright_tests::{
    BACKEND_KEY, Mock, Profile, Running, Site, built, cargo_in, clients, prepared, python, refusing, root, scratch,
    told,
};
use serde_json::Value;

/// What a client may be able to do, in the order of the columns.
const FEATURES: [(&str, &str); 6] = [
    ("chat", "chat"),
    ("stream", "stream"),
    ("tools", "tools"),
    ("structured", "structured output"),
    ("embeddings", "embeddings"),
    ("images", "images"),
];

/// The errors that each client shows as its own.
const ERRORS: [&str; 4] = ["401", "404", "429", "5xx"];

/// The scripts, each with what runs it.
const SCRIPTS: [(Runner, &str); 12] = [
    (Runner::Shell, "with-curl.sh"),
    (Runner::Python("python"), "python/with_openai.py"),
    (Runner::Node, "node/with-openai.mjs"),
    (Runner::Cargo, "rust"),
    (Runner::Node, "node/with-ai-sdk.mjs"),
    (Runner::Python("frameworks"), "python/with_langchain.py"),
    (Runner::Node, "node/with-langchain.mjs"),
    (Runner::Python("frameworks"), "python/with_llama_index.py"),
    (Runner::Python("frameworks"), "python/with_instructor.py"),
    (Runner::Python("frameworks"), "python/with_agents.py"),
    (Runner::Python("frameworks"), "python/with_pydantic_ai.py"),
    (Runner::Python("frameworks"), "python/with_azure_inference.py"),
];

#[derive(Clone, Copy)]
enum Runner {
    Shell,
    Python(&'static str),
    Node,
    /// A crate of its own.
    Cargo,
}

impl Runner {
    fn command(self, script: &str, crates: &str) -> Command {
        let (program, path) = match self {
            Self::Shell => (PathBuf::from("bash"), clients().join(script)),
            Self::Python(environment) => (python(environment), clients().join(script)),
            Self::Node => (PathBuf::from("node"), clients().join(script)),
            Self::Cargo => return Command::new(crates),
        };
        let mut command = Command::new(program);
        command.arg(path);
        command
    }
}

/// A gateway before one of the upstreams.
struct Stand {
    name: &'static str,
    gateway: String,
    /// Which of the gateway's APIs speaks Azure OpenAI's.
    azure: &'static str,
    _running: (Running, Mock),
}

fn gateway() -> PathBuf {
    let start = Start {
        name: "llm".to_owned(),
        url: checked("http://127.0.0.1:1/v1").unwrap(),
        path: "/llm".to_owned(),
        authentication: Authentication::Key(Credential::read("Authorization: Bearer {{llm-key}}", "llm").unwrap()),
        subscription_required: true,
        product: None,
        kind: Kind::OpenAi(Operations { whole: true, audio: false }),
    };
    let folder = scratch("clients");
    fs::create_dir_all(folder.join("apis")).unwrap();
    for (path, text) in files(&start).unwrap() {
        // One build stands before several upstreams.
        fs::write(folder.join(path), text.replace("http://127.0.0.1:1/v1", "\"{{llm-url}}\"")).unwrap();
    }
    let text = fs::read_to_string(root().join("tests/gateways/clients/gateway.yaml")).unwrap();
    fs::write(folder.join("gateway.yaml"), text).unwrap();
    let document = root().join("specs/azure-openai/openapi.json");
    let specs = ["azure", "azure-in-front"].map(|api| (Some(api.to_owned()), document.clone())).to_vec();
    built(&Input { gateway: folder.join("gateway.yaml"), specs, ..Input::default() }, "clients-gateway", Profile::Dev)
        .unwrap()
}

fn stands() -> Vec<Stand> {
    let binary = gateway();
    let upstreams = [("aimock", Mock::aimock(), "azure"), ("llmock", Mock::llmock(), "azure-in-front")];
    upstreams
        .into_iter()
        .map(|(name, upstream, azure)| {
            let url = upstream.url();
            let site = Site::new().with("LLM_URL", &format!("{url}/v1")).with("AZURE_URL", &format!("{url}/openai"));
            let site = site.with("LLM_KEY", BACKEND_KEY).with("AZURE_KEY", BACKEND_KEY);
            let mut running = refusing(&binary, site, "/llm");
            Stand { name, gateway: format!("http://{}", running.address()), azure, _running: (running, upstream) }
        })
        .collect()
}

/// Builds the Rust client, in a target folder of its own: its dependencies have other features than the gateway's.
fn rust_client() -> String {
    let folder = clients().join("rust");
    let target = scratch("../clients");
    let mut build = cargo_in(&folder);
    let built = build.args(["build", "--quiet", "--locked"]).env("CARGO_TARGET_DIR", &target).status().unwrap();
    assert!(built.success(), "the Rust client doesn't build: {built}");
    target.join("debug/gatewright-rust-client").to_string_lossy().into_owned()
}

/// What a client did before an upstream.
#[derive(Default)]
struct Row {
    version: String,
    /// By feature and upstream: nothing, or how an error showed.
    cells: BTreeMap<String, BTreeMap<&'static str, String>>,
}

#[test]
fn every_client_does_what_the_matrix_says() {
    if !prepared(env!("CARGO_BIN_EXE_xtask")) {
        return;
    }
    let (stands, crates) = (stands(), rust_client());
    let jobs: Vec<_> = SCRIPTS.iter().flat_map(|script| stands.iter().map(move |stand| (script, stand))).collect();
    let (next, outputs) = (Mutex::new(0..jobs.len()), Mutex::new(BTreeMap::new()));
    thread::scope(|scope| {
        // Two at a time, since most of a client's time is its start.
        for _ in 0..2 {
            scope.spawn(|| {
                loop {
                    let Some(job) = next.lock().unwrap().next() else { return };
                    let ((runner, script), stand) = jobs[job];
                    let azure = format!("{}/{}", stand.gateway, stand.azure);
                    let output = told(runner.command(script, &crates), &format!("{}/llm", stand.gateway), &azure);
                    outputs.lock().unwrap().insert(job, output);
                }
            });
        }
    });
    let mut rows: Vec<(String, Row)> = Vec::new();
    let mut problems = String::new();
    for (job, output) in outputs.into_inner().unwrap() {
        let ((_, script), stand) = jobs[job];
        read(&output, stand.name, &mut rows, &mut problems);
        if !output.status.success() {
            let said = String::from_utf8_lossy(&output.stderr);
            writeln!(problems, "{script} before {}: {}\n{said}", stand.name, output.status).unwrap();
        }
    }
    let names: Vec<&str> = stands.iter().map(|stand| stand.name).collect();
    let page = page(&rows, &names);
    println!("{page}");
    assert!(problems.is_empty(), "{problems}");
    kept("docs/clients.md", &page);
}

/// Reads the lines of a client.
fn read(output: &Output, upstream: &'static str, rows: &mut Vec<(String, Row)>, problems: &mut String) {
    for line in String::from_utf8_lossy(&output.stdout).lines() {
        let line: Value = serde_json::from_str(line).expect("a line of JSON");
        let text = |member: &str| line[member].as_str().unwrap().to_owned();
        let at = rows.iter().position(|(client, _)| *client == text("client")).unwrap_or_else(|| {
            rows.push((text("client"), Row { version: text("version"), ..Row::default() }));
            rows.len() - 1
        });
        if line["ok"] == true {
            rows[at].1.cells.entry(text("feature")).or_default().insert(upstream, text("detail"));
        } else {
            writeln!(problems, "{upstream}: {line}").unwrap();
        }
    }
}

/// The page as it is kept.
fn page(rows: &[(String, Row)], upstreams: &[&str]) -> String {
    let mut page = include_str!("clients.md").to_owned();
    let mut table = String::new();
    let features = FEATURES.map(|(_, name)| format!(" {name} |")).concat();
    writeln!(table, "| client | version |{features}\n|---|---|{}", "---|".repeat(FEATURES.len())).unwrap();
    for (client, row) in rows {
        let cells = FEATURES.map(|(feature, _)| match row.cells.get(feature) {
            None => " |".to_owned(),
            Some(found) if found.len() == upstreams.len() => " yes |".to_owned(),
            Some(found) => format!(" {} |", found.keys().copied().collect::<Vec<_>>().join(", ")),
        });
        writeln!(table, "| {client} | {} |{}", row.version, cells.concat()).unwrap();
    }
    page = page.replace("{matrix}\n", &table);
    let mut table =
        format!("| client |{}\n|---|{}\n", ERRORS.map(|error| format!(" {error} |")).concat(), "---|".repeat(4));
    for (client, row) in rows {
        let cells = ERRORS.map(|error| {
            let found = row.cells.get(error).cloned().unwrap_or_default();
            let mut classes: Vec<String> = found.into_values().collect();
            classes.dedup();
            if classes.is_empty() { " |".to_owned() } else { format!(" {} |", classes.join("; ")) }
        });
        writeln!(table, "| {client} |{}", cells.concat()).unwrap();
    }
    page.replace("{errors}\n", &table)
}

/// Compares a page with the one that is kept, or keeps it.
fn kept(path: &str, page: &str) {
    let file = root().join(path);
    if env::var_os("UPDATE_EXPECT").is_some() {
        fs::write(&file, page).unwrap();
    }
    let before = fs::read_to_string(&file).unwrap_or_default();
    assert!(before == page, "{path} isn't what ran: UPDATE_EXPECT=1 writes it anew");
}
