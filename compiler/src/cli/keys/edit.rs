//! Edits of a subscriptions file: one value is replaced, every other byte stays, comments too.

use std::fs;
use std::io::{self, Write as _};
use std::path::Path;

use super::time::is_past;
use crate::diagnostic::Diagnostics;
use crate::source::{Format, Node, Sources, Span, read_text};

/// Replaces a file by what `change` makes of its text. A gateway that reads it meanwhile sees the old text or the new one.
///
/// # Errors
/// A sentence with the file.
pub(super) fn edit(file: &Path, change: impl FnOnce(&str) -> Result<String, String>) -> Result<(), String> {
    let shown = file.display();
    let problem = |error: std::io::Error| format!("{shown}: {error}");
    let text = fs::read_to_string(file).map_err(problem)?;
    let changed = change(&text).map_err(|what| format!("{shown}: {what}"))?;
    // A link stays one: what it leads to is replaced.
    let target = fs::canonicalize(file).map_err(problem)?;
    let beside = target.with_extension(format!("{}.new", std::process::id()));
    let written = written(&beside, &changed, &target).and_then(|()| fs::rename(&beside, &target));
    written.map_err(|error| {
        // What is left of it is of no use to anybody.
        fs::remove_file(&beside).ok();
        problem(error)
    })
}

/// Writes a file that nobody has, with the permissions of another.
fn written(file: &Path, text: &str, like: &Path) -> io::Result<()> {
    let mut to = fs::OpenOptions::new().write(true).create_new(true).open(file)?;
    to.set_permissions(fs::metadata(like)?.permissions())?;
    to.write_all(text.as_bytes())?;
    to.sync_all()
}

/// The text with another digest for a key of a subscription, counted from 0.
pub(super) fn with_key(text: &str, id: &str, index: usize, sha256: &str) -> Result<String, String> {
    let (text, root) = read(text)?;
    let entry = entry(&root, id)?;
    let text_of = |name| member(entry, name).and_then(Node::as_str);
    if text_of("state") == Some("cancelled") {
        return Err(format!("`{id}` is cancelled, so a new key would admit nobody; write `state: active` first"));
    }
    if let Some(expires) = text_of("expires").filter(|expires| is_past(expires)) {
        return Err(format!(
            "`{id}` has expired ({expires}), so a new key would admit nobody; write a later `expires` first"
        ));
    }
    let key = member(entry, "keys").and_then(Node::as_array).and_then(|keys| keys.get(index));
    match key.and_then(|key| member(key, "sha256")) {
        Some(digest) => replaced(&text, digest.span, sha256),
        None => Err(format!("`{id}` has no such key")),
    }
}

/// The text with a subscription cancelled.
pub(super) fn cancelled(text: &str, id: &str) -> Result<String, String> {
    let (text, root) = read(text)?;
    match member(entry(&root, id)?, "state") {
        Some(state) if state.as_str() == Some("cancelled") => Err(format!("`{id}` is cancelled already")),
        Some(state) => replaced(&text, state.span, "cancelled"),
        None => Err(format!("`{id}` has no `state`")),
    }
}

/// The text as places in it count, and what it holds.
fn read(text: &str) -> Result<(String, Node), String> {
    let text = text.trim_start_matches('\u{feff}').to_owned();
    let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
    let root = read_text(&mut sources, "subscriptions", text.clone(), Format::Yaml, &mut diagnostics);
    if let Some(error) = diagnostics.iter().next() {
        return Err(error.message.clone());
    }
    Ok((text, root.ok_or("it holds nothing")?))
}

fn entry<'n>(root: &'n Node, id: &str) -> Result<&'n Node, String> {
    let entries = member(root, "subscriptions").and_then(Node::as_array).ok_or("it has no list `subscriptions`")?;
    let found = entries.iter().find(|entry| member(entry, "id").and_then(Node::as_str) == Some(id));
    found.ok_or_else(|| format!("no subscription has the id `{id}`"))
}

fn member<'n>(node: &'n Node, key: &str) -> Option<&'n Node> {
    node.as_object()?.get(key)
}

fn replaced(text: &str, span: Span, by: &str) -> Result<String, String> {
    let (start, end) = (span.start as usize, span.end as usize);
    match (text.get(..start), text.get(end..)) {
        (Some(before), Some(behind)) => Ok(format!("{before}{by}{behind}")),
        _ => Err("it can't be edited; write the value yourself".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    const TEXT: &str = "\
# Who may call.
subscriptions:
  - id: team-a # of the shop
    scope: all
    keys: [ { sha256: aaaa }, { sha256: \"bbbb\" } ]
    state: active
  - { id: team-b, scope: product:free, state: suspended, keys: [ { sha256: cccc } ] }
";

    #[test]
    fn one_value_changes_and_every_other_byte_stays() {
        assert_eq!(with_key(TEXT, "team-a", 0, "dddd").unwrap(), TEXT.replace("aaaa", "dddd"));
        assert_eq!(with_key(TEXT, "team-a", 1, "dddd").unwrap(), TEXT.replace("\"bbbb\"", "dddd"));
        assert_eq!(cancelled(TEXT, "team-a").unwrap(), TEXT.replace("active", "cancelled"));
        assert_eq!(cancelled(TEXT, "team-b").unwrap(), TEXT.replace("suspended", "cancelled"));
    }

    #[test]
    fn what_admits_nobody_gets_no_key() {
        let done = cancelled(TEXT, "team-a").unwrap();
        assert!(with_key(&done, "team-a", 0, "dddd").unwrap_err().contains("is cancelled"));
        let old = TEXT.replace("state: active", "state: active\n    expires: 2020-01-01T00:00:00Z");
        assert!(with_key(&old, "team-a", 0, "dddd").unwrap_err().contains("has expired (2020-01-01T00:00:00Z)"));
        let later = old.replace("2020", "2999");
        assert!(with_key(&later, "team-a", 0, "dddd").is_ok());
        // A suspended one may be active again.
        assert!(with_key(TEXT, "team-b", 0, "dddd").is_ok());
    }

    #[test]
    fn what_is_not_there_is_said() {
        assert!(with_key(TEXT, "team-b", 1, "dddd").unwrap_err().contains("no such key"));
        assert!(cancelled(TEXT, "team-c").unwrap_err().contains("`team-c`"));
        assert!(cancelled("a: [", "team-c").is_err() && cancelled("", "x").is_err());
        let done = cancelled(TEXT, "team-a").unwrap();
        assert!(cancelled(&done, "team-a").unwrap_err().contains("already"));
    }

    #[test]
    fn a_file_keeps_its_permissions() {
        let folder = std::env::temp_dir().join(format!("gatewright-keys-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let file = folder.join("subscriptions.yaml");
        fs::write(&file, TEXT).unwrap();
        let before = fs::metadata(&file).unwrap().permissions();
        edit(&file, |text| cancelled(text, "team-a")).unwrap();
        assert_eq!(fs::metadata(&file).unwrap().permissions(), before);
        assert!(fs::read_to_string(&file).unwrap().contains("state: cancelled"));
        assert!(edit(&file, |text| cancelled(text, "nobody")).unwrap_err().contains("subscriptions.yaml: "));
        assert_eq!(fs::read_dir(&folder).unwrap().count(), 1, "nothing is left beside it");
        fs::remove_dir_all(&folder).unwrap();
    }
}
