//! The one place that writes emitted files, or says what writing them would change: `compile` and `check` can't differ.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::emit::{Files, listed};
use crate::parallel;

/// What is done about files that differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// They are written.
    Write,
    /// They are only named.
    Check,
}

/// A file that differs from what is on disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Its path below the crate.
    pub path: String,
    /// What is on disk; `None` where nothing is.
    pub old: Option<String>,
    /// What was emitted; `None` where the file is no longer emitted.
    pub new: Option<String>,
}

/// Compares a crate on disk with what was emitted, and writes it if asked to. Files that the compiler did not write are
/// left alone; files that the old `gateway.lock` lists and that are no longer emitted are deleted. Where a file that it
/// does not list stands in the way of another, nothing is written.
///
/// `once` are files that are written where they are absent and then belong to the user.
///
/// # Errors
/// What the file system says, with the path that it says it of.
pub fn reconcile(folder: &Path, files: &Files, once: &Files, mode: Mode) -> Result<Vec<Change>, (PathBuf, io::Error)> {
    let mut changes = BTreeMap::new();
    let old_lock = read(&folder.join("gateway.lock"))?;
    let written = old_lock.as_deref().map(listed).unwrap_or_default();
    for &path in &written {
        if !files.contains_key(path)
            && inside(path)
            && let Some(old) = read(&folder.join(path))?
        {
            changes.insert(path.to_owned(), Change { path: path.to_owned(), old: Some(old), new: None });
        }
    }
    let written: BTreeSet<&str> = written.into_iter().collect();
    let files: Vec<(&String, &String)> = files.iter().collect();
    let compared = parallel::map(&files, |(path, new)| {
        let old = read(&folder.join(path))?;
        let own = *path == "gateway.lock" || written.contains(path.as_str());
        if mode == Mode::Write && !own && old.as_ref().is_some_and(|old| old != *new) {
            let message = "stands there already, and was not written by gatewright";
            return Err((folder.join(path), io::Error::new(io::ErrorKind::AlreadyExists, message)));
        }
        let change = || Change { path: (*path).clone(), old: old.clone(), new: Some((*new).clone()) };
        Ok((old.as_ref() != Some(*new)).then(change))
    });
    for change in compared {
        changes.extend(change?.map(|change| (change.path.clone(), change)));
    }
    for (path, new) in once {
        if !folder.join(path).exists() {
            changes.insert(path.clone(), Change { path: path.clone(), old: None, new: Some(new.clone()) });
        }
    }
    let changes: Vec<Change> = changes.into_values().collect();
    if mode == Mode::Write {
        // The lock comes first, so that after a run that was cut short the files are known as the compiler's. Those that
        // go come last, and one after the other, since they leave folders empty.
        let lock = changes.iter().filter(|change| change.path == "gateway.lock");
        lock.clone().try_for_each(|change| write(folder, change))?;
        let rest = changes.iter().filter(|change| change.path != "gateway.lock");
        let (new, gone): (Vec<&Change>, Vec<&Change>) = rest.partition(|change| change.new.is_some());
        parallel::map(&new, |change| write(folder, change)).into_iter().collect::<Result<(), _>>()?;
        gone.into_iter().try_for_each(|change| write(folder, change))?;
    }
    Ok(changes)
}

/// A path from a lock that stays below the crate: the file may have been edited.
fn inside(path: &str) -> bool {
    let plain = |part: std::path::Component<'_>| matches!(part, std::path::Component::Normal(_));
    Path::new(path).components().all(plain)
}

/// A file's text; `None` where there is no such file. What is no UTF-8 differs from everything that is emitted.
fn read(path: &Path) -> Result<Option<String>, (PathBuf, io::Error)> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(String::from_utf8_lossy(&bytes).into_owned())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err((path.to_owned(), error)),
    }
}

/// Writes beside the old file and renames, so that no reader ever sees half of one.
fn write(folder: &Path, change: &Change) -> Result<(), (PathBuf, io::Error)> {
    let path = folder.join(&change.path);
    let at = |error: io::Error| (path.clone(), error);
    let Some(new) = &change.new else {
        fs::remove_file(&path).map_err(at)?;
        // A folder that became empty goes too; one that did not stays, and so does the crate's own.
        let mut parent = path.parent();
        while let Some(empty) = parent.filter(|parent| *parent != folder) {
            if fs::remove_dir(empty).is_err() {
                break;
            }
            parent = empty.parent();
        }
        return Ok(());
    };
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent).map_err(at)?;
    }
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let beside = path.with_file_name(format!(".{name}.new"));
    fs::write(&beside, new).map_err(at)?;
    fs::rename(&beside, &path).map_err(at)
}
