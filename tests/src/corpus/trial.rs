//! One document, compiled and its crate checked.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use gatewright::gateway::{Origin, Runtime};
use gatewright::output::{Mode, reconcile};
use gatewright::{Input, compile, emit};

use super::Document;
use crate::{cargo_in, root, target, write};

/// What compiling a document came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// Operations that the gateway serves; none where the document was refused.
    pub operations: Option<usize>,
    /// Lines of Rust that were emitted.
    pub lines: usize,
    /// From reading the gateway file to the last file written.
    pub took: Duration,
    /// How often each code was said.
    pub codes: BTreeMap<String, usize>,
}

/// The folder in which the crates lie, one a document.
#[derive(Debug)]
pub struct Workshop(PathBuf);

impl Workshop {
    /// The folder below cargo's own.
    #[must_use]
    pub fn new() -> Self {
        Self(target().join("corpus"))
    }

    /// The crate of a document.
    #[must_use]
    pub fn crate_of(&self, document: &Document) -> PathBuf {
        self.0.join(document.crate_name())
    }
}

impl Default for Workshop {
    fn default() -> Self {
        Self::new()
    }
}

/// Compiles a document into a crate of its own, made anew.
///
/// # Errors
/// What the file system refuses.
pub fn compiled(workshop: &Workshop, document: &Document) -> Result<Figures, String> {
    let folder = workshop.crate_of(document);
    let old = folder.with_extension("old");
    let problem = |error: io::Error| format!("{}: {error}", folder.display());
    // File systems make new files slowly where many were just deleted, which would be measured too.
    if folder.exists() {
        fs::rename(&folder, &old).map_err(problem)?;
    }
    fs::create_dir_all(&workshop.0).map_err(|error| format!("{}: {error}", workshop.0.display()))?;
    let gateway = folder.with_extension("yaml");
    fs::write(&gateway, gateway_file(document)).map_err(|error| format!("{}: {error}", gateway.display()))?;
    let runtime = Runtime::From(Origin::Path(root().join("runtime").to_string_lossy().into_owned()));
    let input = Input { gateway, runtime: Some(runtime), ..Input::default() };

    let began = Instant::now();
    let output = compile(&input);
    let mut figures = Figures::default();
    if let Some(compiled) = &output.compiled {
        let once = emit::cargo_lock(&compiled.gateway);
        reconcile(&folder, &compiled.files, &once, Mode::Write)
            .map_err(|(path, error)| format!("{}: {error}", path.display()))?;
        figures.operations = Some(compiled.gateway.apis.iter().map(|api| api.operations.len()).sum());
        let code = compiled.files.iter().filter(|(path, _)| path.starts_with("src/"));
        figures.lines = code.map(|(_, text)| text.lines().count()).sum();
    }
    figures.took = began.elapsed();
    if old.exists() {
        fs::remove_dir_all(&old).map_err(problem)?;
    }
    for diagnostic in output.diagnostics.iter() {
        *figures.codes.entry(diagnostic.code.name().to_owned()).or_default() += 1;
    }
    Ok(figures)
}

/// A gateway file that asks for nothing but the document.
fn gateway_file(document: &Document) -> String {
    let (name, path) = (document.crate_name(), document.path.to_string_lossy());
    let path = serde_json::Value::from(path.as_ref());
    format!(
        "version: 1\nname: {name}\nbackends:\n  upstream: {{ url: http://127.0.0.1:1 }}\napis:\n  api:\n    spec: {path}\n    \
         path: /api\n    backend: upstream\n    subscription: {{ required: false }}\n"
    )
}

/// Compiles what every emitted crate depends on, so that no document's check pays for it.
///
/// # Errors
/// Where that fails.
pub fn prepared(workshop: &Workshop) -> Result<(), String> {
    let folder = workshop.0.join("prepared");
    let gateway = root().join("specs/passthrough/gateway.yaml");
    let runtime = Runtime::From(Origin::Path(root().join("runtime").to_string_lossy().into_owned()));
    // A lock file is never written over, and this one may be of an older runtime.
    let _ = fs::remove_file(folder.join("Cargo.lock"));
    write(&Input { gateway, runtime: Some(runtime), ..Input::default() }, &folder)?;
    checked(&folder)?.1.map_or(Ok(()), Err)
}

/// Checks an emitted crate with warnings denied and its dependencies locked: how long it took, and what was said where it
/// does not pass.
///
/// # Errors
/// Where cargo doesn't start.
pub fn checked(folder: &Path) -> Result<(Duration, Option<String>), String> {
    let mut cargo = cargo_in(folder);
    // No crate is checked twice as it is, so keeping what an edit could use again only costs time and room.
    cargo.env("CARGO_TARGET_DIR", target().join("corpus-target")).env("CARGO_INCREMENTAL", "0");
    cargo.env("RUSTFLAGS", "-D warnings").args(["check", "--quiet", "--locked"]);
    let began = Instant::now();
    let output = cargo.output().map_err(|error| format!("cargo doesn't start: {error}"))?;
    let took = began.elapsed();
    let said = (!output.status.success()).then(|| String::from_utf8_lossy(&output.stderr).into_owned());
    Ok((took, said))
}
