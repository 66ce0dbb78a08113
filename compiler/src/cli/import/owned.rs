//! The files that an import owns, and the gateway file that it only begins.

use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use similar::TextDiff;

use crate::diagnostic::Diagnostics;
use crate::import::{self, Authentication, Start};
use crate::source::{COMMAND_LINE, Node, Sources, Span, read_file};

use super::folder;

/// Writes the files of an import beside the gateway file; what was done, in sentences for people. All or nothing: a file
/// that stands there and differs is shown, and nothing is written unless that is asked for.
///
/// # Errors
/// What is in the way, and what the file system refuses.
pub(super) fn write(start: &Start, gateway: &Path, force: bool) -> Result<String, String> {
    let beside = folder(gateway);
    let own = match read(gateway)? {
        Some(_) => Some(
            tree(gateway)
                .ok_or_else(|| format!("{} can't be read; `gatewright compile` says why", gateway.display()))?,
        ),
        None => None,
    };
    if let Some(own) = &own {
        free(start, gateway, own)?;
    }
    let mut said = String::new();
    let mut wanted = Vec::new();
    let mut differs = String::new();
    for (path, text) in import::files(start).map_err(defect)? {
        let at = beside.join(&path);
        match read(&at)? {
            Some(old) if old == text => {}
            Some(old) if !force => differs.push_str(&diff(&path, &old, &text)),
            Some(_) => wanted.push((at, text, "written again")),
            None => wanted.push((at, text, "written")),
        }
    }
    if !differs.is_empty() {
        return Err(format!("files would change, so nothing was written; --force writes over them\n{differs}"));
    }
    if own.is_none() {
        wanted.push((gateway.to_owned(), import::gateway_file(start).map_err(defect)?, "written"));
    }
    put(&wanted).map_err(|(path, error)| format!("{}: {error}; nothing was written", path.display()))?;
    for (path, _, done) in &wanted {
        let _ = writeln!(said, "{}: {done}", path.display());
    }
    if wanted.is_empty() {
        let _ = writeln!(said, "nothing changed");
    }
    for left in import::replaced(start).filter(|path| beside.join(path).is_file()) {
        let _ = writeln!(said, "{}: no longer used; it was left where it is", beside.join(left).display());
    }
    if let Some(own) = &own {
        if !is_named(own, start) {
            let _ = writeln!(said, "add to `apis` in {}:\n  {}", gateway.display(), import::line(start));
        }
        if let Some(product) = start.product.as_deref().filter(|product| !holds(own, product, start)) {
            let _ = writeln!(said, "put `{}` into `products.{product}.apis` in {}", start.name, gateway.display());
        }
    }
    let listen = own.as_ref().and_then(|own| own.get("listen")).and_then(Node::as_str);
    let listen = listen.map_or_else(|| import::listen(start), str::to_owned);
    let _ = writeln!(said, "clients find `{}` at http://{listen}{}", start.name, start.path);
    match &start.authentication {
        Authentication::None => {}
        Authentication::Key(credential) => {
            let (name, variable) = (&start.name, credential.variable());
            let _ = writeln!(said, "the gateway reads the key of `{name}` from the environment variable {variable}");
        }
        Authentication::ManagedIdentity => {
            let _ = writeln!(
                said,
                "the managed identity needs a role at the resource, such as Cognitive Services OpenAI User"
            );
        }
    }
    Ok(said)
}

fn read(path: &Path) -> Result<Option<String>, String> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(format!("{}: {error}", path.display())),
    }
}

/// Writes all files or none: each beside its place first, and then each into its place.
fn put(files: &[(PathBuf, String, &str)]) -> Result<(), (PathBuf, io::Error)> {
    let beside = |path: &Path| path.with_extension("importing");
    let written = files.iter().try_for_each(|(path, text, _)| {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        folder.map_or(Ok(()), fs::create_dir_all).map_err(|error| (path.clone(), error))?;
        fs::write(beside(path), text).map_err(|error| (path.clone(), error))
    });
    let placed = written.and_then(|()| {
        files.iter().try_for_each(|(path, ..)| fs::rename(beside(path), path).map_err(|error| (path.clone(), error)))
    });
    if placed.is_err() {
        files.iter().for_each(|(path, ..)| drop(fs::remove_file(beside(path))));
    }
    placed
}

fn defect(error: minijinja::Error) -> String {
    format!("{error:#}; please report it")
}

fn diff(path: &str, old: &str, new: &str) -> String {
    let diff = TextDiff::from_lines(old, new);
    diff.unified_diff().context_radius(3).header(&format!("a/{path}"), &format!("b/{path}")).to_string()
}

/// The tree of a file, if it is one.
fn tree(path: &Path) -> Option<Node> {
    let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
    let named = Span::new(sources.add(COMMAND_LINE, String::new()), 0, 0);
    read_file(&mut sources, path, &path.to_string_lossy(), named, &mut diagnostics)
}

/// Whether a gateway file names the API's file already.
fn is_named(own: &Node, start: &Start) -> bool {
    let api = own.get("apis").and_then(|apis| apis.get(&start.name)).and_then(Node::as_str);
    api.is_some_and(|path| path.trim_start_matches("./") == import::own_file(start))
}

/// Whether a product of a gateway file holds the API already.
fn holds(own: &Node, product: &str, start: &Start) -> bool {
    let apis = own.get("products").and_then(|products| products.get(product)).and_then(|product| product.get("apis"));
    apis.and_then(Node::as_array).is_some_and(|apis| apis.iter().any(|api| api.as_str() == Some(&start.name)))
}

/// Whether no other API of the gateway file has the name or the prefix.
fn free(start: &Start, gateway: &Path, own: &Node) -> Result<(), String> {
    let apis = own.get("apis").and_then(Node::as_object);
    for api in apis.into_iter().flat_map(|apis| apis.iter()) {
        if *api.key == *start.name && !is_named(own, start) {
            return Err(format!("{} has an API `{}` of its own; choose another --name", gateway.display(), start.name));
        }
        let inner = api.value.as_str().and_then(|path| tree(&folder(gateway).join(path)));
        let path = inner.as_ref().unwrap_or(&api.value).get("path").and_then(Node::as_str).unwrap_or_default();
        if *api.key != *start.name && path.trim_matches('/') == start.path.trim_matches('/') {
            return Err(format!(
                "the API `{}` has the prefix `{}` already; choose another --path",
                api.key, start.path
            ));
        }
    }
    Ok(())
}
