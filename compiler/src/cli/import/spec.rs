//! The spec of an import: read, downloaded, and put into the project where it is not part of it.

use std::path::Path;
use std::time::Duration;

use crate::diagnostic::{Diagnostics, Format, render};
use crate::import::SpecFile;
use crate::source::{self, Node, Sources, read_text};

/// What a download may be at most, in bytes; ten times what the largest published spec of this kind has.
const LARGEST: u64 = 64 << 20;

/// Reads a spec from a file or a URL.
///
/// One that lies in the gateway file's folder stays where it is; one from elsewhere comes along, so that the project has
/// all that it is compiled from.
///
/// # Errors
/// Why it can't be had, or its diagnostics.
pub(super) fn read(spec: &str, gateway: &Path) -> Result<(SpecFile, Node), String> {
    let (text, inside) = if spec.starts_with("https://") || spec.starts_with("http://") {
        (downloaded(spec).map_err(|error| format!("--spec: {spec}: {error}"))?, None)
    } else {
        let text = std::fs::read_to_string(spec).map_err(|error| format!("--spec: {spec}: {error}"))?;
        (text, inside(Path::new(spec), super::folder(gateway)))
    };
    let tree = tree(spec, &text)?;
    let file = match inside {
        Some(path) => SpecFile::There(path),
        None => {
            if let Some(other) = elsewhere(&tree) {
                return Err(format!(
                    "--spec: {spec} refers to `{other}`, which would not come along; put it with the files that it refers to \
                     below the gateway file's folder, and name it there"
                ));
            }
            SpecFile::Copied(text)
        }
    };
    Ok((file, tree))
}

fn downloaded(url: &str) -> Result<String, ureq::Error> {
    let agent: ureq::Agent = ureq::Agent::config_builder().timeout_global(Some(Duration::from_secs(60))).build().into();
    agent.get(url).call()?.body_mut().with_config().limit(LARGEST).read_to_string()
}

/// The path of a file from a folder that it lies in.
fn inside(file: &Path, folder: &Path) -> Option<String> {
    let (file, folder) = (file.canonicalize().ok()?, folder.canonicalize().ok()?);
    let path = file.strip_prefix(folder).ok()?;
    let parts: Option<Vec<&str>> = path.iter().map(|part| part.to_str()).collect();
    Some(parts?.join("/"))
}

fn tree(name: &str, text: &str) -> Result<Node, String> {
    let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
    let format = if text.trim_start_matches('\u{feff}').trim_start().starts_with('{') {
        source::Format::Json
    } else {
        source::Format::Yaml
    };
    match read_text(&mut sources, name, text.to_owned(), format, &mut diagnostics) {
        Some(tree) if !diagnostics.has_errors() => Ok(tree),
        _ => Err(format!(
            "--spec: {name} can't be read\n{}",
            render(&diagnostics, &sources, Format::Short, false).trim_end()
        )),
    }
}

/// A file that a spec refers to, if there is one.
fn elsewhere(node: &Node) -> Option<&str> {
    match &node.kind {
        source::Kind::Object(object) => {
            let own = object.get("$ref").and_then(Node::as_str).filter(|target| !target.starts_with('#'));
            // What an extension or an example refers to is not compiled.
            let mut members =
                object.iter().filter(|member| !member.key.starts_with("x-") && *member.key != *"examples");
            own.or_else(|| members.find_map(|member| elsewhere(&member.value)))
        }
        source::Kind::Array(items) => items.iter().find_map(elsewhere),
        _ => None,
    }
}
