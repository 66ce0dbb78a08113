//! A run in front of a mock: a crate whose upstream is the mock, and a configuration of made-up values.

use std::fs;
use std::io;
use std::net::TcpListener;
use std::path::{Component, Path, PathBuf};
use std::process::ExitCode;

use crate::compile::{Compiled, Input, compile};
use crate::gateway::{Origin, Runtime, ScalarKind, ValueSource};
use crate::mock::{self, Mock};

use super::super::keys::{Key, mint};
use super::super::{Messages, place, say};
use super::{Arguments, built, failed, launch, paste, supervise};

/// What stands in for a secret that is not set.
const SECRET: &str = "mock";

pub(super) fn run(arguments: &Arguments, asked: &Compiled, messages: Messages) -> ExitCode {
    let name = &asked.gateway.name;
    let listener = match listen(name) {
        Ok(listener) => listener,
        Err(error) => return failed(&format!("the mock can't listen on 127.0.0.1: {error}")),
    };
    let url = match listener.local_addr() {
        Ok(address) => format!("http://{address}"),
        Err(error) => return failed(&format!("the mock can't listen on 127.0.0.1: {error}")),
    };
    let output = compile(&input(arguments, asked, &url));
    let Some(mut compiled) = output.compiled else {
        say(&output.diagnostics, &output.sources, messages);
        return ExitCode::from(1);
    };
    mark(&mut compiled);
    let folder = match &arguments.input.out {
        Some(out) => out.clone(),
        None => place::target(&arguments.input.gateway).join("gatewright-run").join(name),
    };
    let binary = match built(arguments, &compiled, &folder, messages) {
        Ok(binary) => binary,
        Err(code) => return code,
    };
    let sandbox = match Sandbox::new(&compiled, place::folder(&arguments.input.gateway)) {
        Ok(sandbox) => sandbox,
        Err(error) => return failed(&format!("can't write a configuration for this run: {error}")),
    };
    let mut launch = launch(arguments, &compiled, binary, sandbox.folder.clone());
    launch.environment = environment(&compiled);
    let upstream = (Mock::new(&compiled), listener);
    supervise::run(launch, Some(upstream), |served| {
        println!("\n{name} serves on {served}; a mock on {url} answers for its upstreams");
        let key = sandbox.key.as_ref().map(|key| key.text.as_str());
        if let Some(key) = key {
            println!("key for this run: {key}");
        }
        println!("{}", paste::commands(&compiled, served, key));
    })
}

/// Gives the crate a version of its own. It shares a build folder with the committed crate, and cargo would take the one
/// for the other as long as name and version are the same.
fn mark(compiled: &mut Compiled) {
    if let Some(manifest) = compiled.files.get_mut("Cargo.toml") {
        *manifest = manifest.replacen("\nversion = \"0.1.0\"\n", "\nversion = \"0.1.0-mock\"\n", 1);
    }
}

/// The same port for the same gateway where it is free, so that the crate stays the same and is not built again.
fn listen(name: &str) -> io::Result<TcpListener> {
    let sum = name.bytes().fold(0u16, |sum, byte| sum.wrapping_mul(31).wrapping_add(byte.into()));
    TcpListener::bind(("127.0.0.1", 20_000 + sum % 10_000)).or_else(|_| TcpListener::bind(("127.0.0.1", 0)))
}

/// What was asked for, with the mock as the upstream of every API; the paths of crates are made absolute, since the
/// emitted one lies elsewhere.
fn input(arguments: &Arguments, asked: &Compiled, url: &str) -> Input {
    let mut input = arguments.input.input();
    let gateway = &asked.gateway;
    input.server_urls =
        gateway.apis.iter().map(|api| (Some(api.name.clone()), format!("{url}{}", mock::base(&api.name)))).collect();
    let crates = place::of(&arguments.input.gateway, arguments.input.out.as_deref(), &gateway.name);
    let moved = |path: &String| Origin::Path(absolute(&crates.join(path)).to_string_lossy().replace('\\', "/"));
    if let Runtime::From(Origin::Path(path)) = &gateway.runtime {
        input.runtime = Some(Runtime::From(moved(path)));
    }
    for (name, origin) in &gateway.policy_crates {
        if let Origin::Path(path) = origin {
            input.policy_crates.insert(name.clone(), moved(path));
        }
    }
    input
}

/// A path without `..`: the folders that it would go through need not exist.
fn absolute(path: &Path) -> PathBuf {
    let mut whole = PathBuf::new();
    for part in std::path::absolute(path).unwrap_or_else(|_| path.to_owned()).components() {
        match part {
            Component::ParentDir => {
                whole.pop();
            }
            part => whole.push(part),
        }
    }
    whole
}

/// Variables that the gateway needs and that are not set.
fn environment(compiled: &Compiled) -> Vec<(String, String)> {
    let wanted = compiled.gateway.named_values.iter().filter_map(|value| match &value.source {
        ValueSource::SecretEnv(variable) => Some((variable.clone(), SECRET.to_owned())),
        ValueSource::Env { variable, kind, default: None } => Some((variable.clone(), stand_in(*kind).to_owned())),
        _ => None,
    });
    wanted.filter(|(variable, _)| std::env::var_os(variable).is_none_or(|value| value.is_empty())).collect()
}

fn stand_in(kind: ScalarKind) -> &'static str {
    match kind {
        ScalarKind::String => "mock",
        ScalarKind::Integer => "1",
        ScalarKind::Float => "1.0",
        ScalarKind::Boolean => "true",
    }
}

/// A folder with the files that the gateway reads; dropped, it is removed.
struct Sandbox {
    folder: PathBuf,
    /// What opens every API; `None` where the gateway takes no keys, or reads them from a place of its own.
    key: Option<Key>,
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}

impl Sandbox {
    /// Takes what the gateway file's own folder has, but for subscriptions and secrets.
    fn new(compiled: &Compiled, beside: &Path) -> io::Result<Self> {
        let name = mint().map_err(|error| io::Error::other(error.to_string()))?.text;
        let folder = std::env::temp_dir().join(format!("gatewright-run-{}", &name[..16]));
        create(&folder)?;
        let mut sandbox = Self { folder, key: None };
        let gateway = &compiled.gateway;
        if let Some(file) = gateway.settings.subscriptions.as_deref().filter(|file| is_inside(file)) {
            let key = mint().map_err(|error| io::Error::other(error.to_string()))?;
            let hash = &key.sha256;
            let entry =
                format!("  - id: mock\n    scope: all\n    state: active\n    keys: [ {{ sha256: {hash} }} ]\n");
            sandbox.write(file, format!("subscriptions:\n{entry}").as_bytes())?;
            sandbox.key = Some(key);
        }
        if let Some(prices) = gateway.settings.prices.as_ref().filter(|prices| is_inside(&prices.file)) {
            let text = fs::read(beside.join(&prices.file)).unwrap_or_else(|_| {
                let model = prices.unknown.as_deref().unwrap_or("mock");
                format!("currency: {}\nmodels: {{ {model:?}: {{ input: 1, output: 1 }} }}\n", prices.currency)
                    .into_bytes()
            });
            sandbox.write(&prices.file, &text)?;
        }
        for value in &gateway.named_values {
            match &value.source {
                ValueSource::SecretFile(path) if is_inside(path) => sandbox.write(path, SECRET.as_bytes())?,
                ValueSource::File { path, kind, default, .. } if is_inside(path) => match fs::read(beside.join(path)) {
                    Ok(bytes) => sandbox.write(path, &bytes)?,
                    Err(_) if default.is_none() => sandbox.write(path, stand_in(*kind).as_bytes())?,
                    Err(_) => {}
                },
                _ => {}
            }
        }
        Ok(sandbox)
    }

    fn write(&self, path: &str, bytes: &[u8]) -> io::Result<()> {
        let path = self.folder.join(path);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::write(path, bytes)
    }
}

/// Only this user may look in.
fn create(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// A path that stays below the folder that it is relative to.
fn is_inside(path: &str) -> bool {
    Path::new(path).components().all(|part| matches!(part, Component::Normal(_) | Component::CurDir))
}
