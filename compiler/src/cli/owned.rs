//! Files that a command writes for people to keep: what stands there and differs is shown, and replaced only on demand.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use similar::TextDiff;

/// What is to be written, and what is said of it.
#[derive(Debug)]
pub(super) struct Wanted(Vec<(PathBuf, String, &'static str)>);

/// Compares files with what stands below a folder. What stands there and differs is in the way, unless `force` is given.
///
/// # Errors
/// A sentence and the differences, or what the file system refuses.
pub(super) fn wanted(folder: &Path, files: BTreeMap<String, String>, force: bool) -> Result<Wanted, String> {
    let mut wanted = Vec::new();
    let mut differs = String::new();
    for (path, text) in files {
        let at = folder.join(&path);
        match read(&at)? {
            Some(old) if old == text => {}
            Some(old) if !force => differs.push_str(&diff(&path, &old, &text)),
            Some(_) => wanted.push((at, text, "written again")),
            None => wanted.push((at, text, "written")),
        }
    }
    if differs.is_empty() {
        return Ok(Wanted(wanted));
    }
    Err(format!("files would change, so nothing was written; --force writes over them\n{differs}"))
}

impl Wanted {
    /// Adds a file that is not there yet.
    pub(super) fn add(&mut self, path: PathBuf, text: String) {
        self.0.push((path, text, "written"));
    }

    /// Writes all files or none: each beside its place first, and then each into its place. A line for each is given back.
    ///
    /// # Errors
    /// What the file system refuses.
    pub(super) fn write(&self) -> Result<String, String> {
        put(&self.0).map_err(|(path, error)| format!("{}: {error}; nothing was written", path.display()))?;
        let mut said = String::new();
        for (path, _, done) in &self.0 {
            let _ = writeln!(said, "{}: {done}", path.display());
        }
        if self.0.is_empty() {
            said.push_str("nothing changed\n");
        }
        Ok(said)
    }
}

/// A file's text; none where there is no such file.
///
/// # Errors
/// What the file system refuses.
pub(super) fn read(path: &Path) -> Result<Option<String>, String> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(format!("{}: {error}", path.display())),
    }
}

fn put(files: &[(PathBuf, String, &str)]) -> Result<(), (PathBuf, io::Error)> {
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

/// Where a file is until it is whole.
fn beside(path: &Path) -> PathBuf {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    path.with_file_name(format!(".{name}.new"))
}

fn diff(path: &str, old: &str, new: &str) -> String {
    let diff = TextDiff::from_lines(old, new);
    diff.unified_diff().context_radius(3).header(&format!("a/{path}"), &format!("b/{path}")).to_string()
}
