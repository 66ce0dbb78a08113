//! From a path to a node: finding the file, its encoding and its format.

use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use super::{FileId, Node, Sources, Span, json, yaml};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, did_you_mean};

/// The formats that a text can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// JSON (RFC 8259), strictly.
    Json,
    /// YAML 1.2.
    Yaml,
}

/// The bytes that spans can count.
const MAX_BYTES: u64 = u32::MAX as u64;

/// Reads a text that is already here; `name` is what messages call it. `None` comes with an error.
///
/// Equal keys are an error too, but the first of them stays and there is a node, so that later stages can say more.
pub fn read_text(
    sources: &mut Sources,
    name: impl Into<String>,
    mut text: String,
    format: Format,
    diagnostics: &mut Diagnostics,
) -> Option<Node> {
    let name = name.into();
    if text.len() as u64 > MAX_BYTES {
        let named = Span::new(sources.add(name.clone(), ""), 0, 0);
        diagnostics.push(too_large(&name, named));
        return None;
    }
    if text.starts_with('\u{feff}') {
        text.drain(..'\u{feff}'.len_utf8());
    }
    let file = sources.add(name, text);
    read_kept(&sources.file(file).text, file, format, diagnostics)
}

fn read_kept(text: &str, file: FileId, format: Format, diagnostics: &mut Diagnostics) -> Option<Node> {
    let empty = match format {
        Format::Json => text.trim_start().is_empty(),
        Format::Yaml => text.lines().all(|line| line.trim_start().is_empty() || line.trim_start().starts_with('#')),
    };
    if empty {
        diagnostics.push(Diagnostic::at(Code::GW0108, Span::new(file, 0, 0), "there is no value in this file"));
        return None;
    }
    match format {
        Format::Json => json::read(text, file, diagnostics),
        Format::Yaml => {
            // JSON is YAML too, but for its surrogate pairs and depth; a clean reading as JSON is the better one.
            if text.starts_with(['{', '[']) {
                let mut scratch = Diagnostics::default();
                if let (Some(node), true) = (json::read(text, file, &mut scratch), scratch.iter().next().is_none()) {
                    return Some(node);
                }
            }
            let read = yaml::read(text, file, diagnostics);
            if read.is_none() && !diagnostics.has_errors() {
                diagnostics.push(Diagnostic::at(Code::GW0108, Span::new(file, 0, 0), "there is no value in this file"));
            }
            read
        }
    }
}

/// Reads a file as JSON or YAML; messages call it `shown_name`. `None` comes with an error; where there is no text to
/// show, as of a file that is missing, its place is `named`, where the file is asked for.
///
/// The format follows the extension; a file with another extension, or a `.json` that begins like nothing in JSON, is
/// told by its first character.
pub fn read_file(
    sources: &mut Sources,
    path: &Path,
    shown_name: &str,
    named: Span,
    diagnostics: &mut Diagnostics,
) -> Option<Node> {
    let text = match read_utf8(sources, path, shown_name, named) {
        Ok(text) => text,
        Err(problem) => {
            diagnostics.push(*problem);
            return None;
        }
    };
    let format = format_of(path, &text);
    read_text(sources, shown_name, text, format, diagnostics)
}

fn format_of(path: &Path, text: &str) -> Format {
    let extension = path.extension().and_then(|extension| extension.to_str()).map(str::to_ascii_lowercase);
    let text = text.trim_start_matches('\u{feff}').trim_start();
    match extension.as_deref() {
        Some("yaml" | "yml") => Format::Yaml,
        // `# a comment`, `---` and `openapi: 3.1.0` are no JSON; an empty file says so better as JSON.
        Some("json") if text.is_empty() || text.starts_with(['{', '[', '"', '/']) => Format::Json,
        _ if text.starts_with(['{', '[']) => Format::Json,
        _ => Format::Yaml,
    }
}

fn read_utf8(sources: &mut Sources, path: &Path, shown_name: &str, named: Span) -> Result<String, Box<Diagnostic>> {
    let metadata = fs::metadata(path).map_err(|error| unreadable(path, shown_name, named, &error))?;
    if metadata.is_dir() {
        return Err(Diagnostic::at(Code::GW0105, named, format!("`{shown_name}` is a directory, not a file"))
            .help("name a file in it")
            .into());
    }
    if metadata.len() > MAX_BYTES {
        return Err(too_large(shown_name, named).into());
    }
    let bytes = fs::read(path).map_err(|error| unreadable(path, shown_name, named, &error))?;
    String::from_utf8(bytes)
        .map_err(|error| not_utf8(sources, shown_name, error.as_bytes(), error.utf8_error().valid_up_to()))
}

fn unreadable(path: &Path, shown_name: &str, named: Span, error: &std::io::Error) -> Box<Diagnostic> {
    if error.kind() != ErrorKind::NotFound {
        return Diagnostic::at(Code::GW0105, named, format!("cannot read `{shown_name}`: {error}")).into();
    }
    let missing = Diagnostic::at(Code::GW0104, named, format!("there is no file `{shown_name}`"));
    let folder = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let Ok(entries) = fs::read_dir(folder) else {
        return missing.help("its directory does not exist either").into();
    };
    let mut siblings: Vec<String> =
        entries.flatten().filter_map(|entry| entry.file_name().into_string().ok()).collect();
    siblings.sort_unstable();
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    match did_you_mean(name, siblings.iter().map(String::as_str)) {
        Some(similar) => missing.help(format!("did you mean `{similar}`, in the same directory?")).into(),
        None => missing.into(),
    }
}

fn too_large(shown_name: &str, named: Span) -> Diagnostic {
    Diagnostic::at(Code::GW0107, named, format!("`{shown_name}` has 4 GiB or more"))
}

/// The readable part of the file is kept, so that the place can be shown.
fn not_utf8(sources: &mut Sources, shown_name: &str, bytes: &[u8], valid: usize) -> Box<Diagnostic> {
    let (name, help) = match bytes {
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => {
            ("UTF-16", "save the file as UTF-8, or convert it: iconv -f UTF-16 -t UTF-8")
        }
        _ => ("another encoding", "save the file as UTF-8; if it is Windows-1252: iconv -f WINDOWS-1252 -t UTF-8"),
    };
    let kept = String::from_utf8_lossy(&bytes[..valid]).into_owned();
    let file = sources.add(shown_name, kept);
    let message = format!("byte {valid} (0x{:02x}) is not UTF-8; the file seems to be {name}", bytes[valid]);
    Diagnostic::at(Code::GW0106, Span::new(file, valid, valid), message).help(help).into()
}
