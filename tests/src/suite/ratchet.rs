//! What is known not to hold yet, in a file: a reason in brackets, and below it the names of what it excuses, one a line.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Names, each with the reason why it is excused.
#[derive(Debug)]
pub struct Ratchet {
    path: PathBuf,
    reasons: BTreeMap<String, String>,
}

impl Ratchet {
    /// Reads the file. Lines that begin with `#` are prose.
    ///
    /// # Panics
    /// Where it can't be read, or a name has no reason above it or stands there twice.
    #[must_use]
    pub fn read(path: &Path) -> Self {
        let text = fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let (mut reason, mut reasons) = (None, BTreeMap::new());
        for line in text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
            if let Some(heading) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
                reason = Some(heading.to_owned());
                continue;
            }
            let reason = reason.clone().unwrap_or_else(|| panic!("`{line}` has no reason"));
            let before = reasons.insert(line.to_owned(), reason);
            assert!(before.is_none(), "`{line}` stands there twice");
        }
        Self { path: path.to_owned(), reasons }
    }

    /// Compares it with what was found to fail.
    ///
    /// # Panics
    /// Where something fails that it doesn't name, or where it names something that doesn't fail.
    pub fn settle(&self, failed: &[String]) {
        let new: Vec<&str> =
            failed.iter().filter(|name| !self.reasons.contains_key(*name)).map(String::as_str).collect();
        let needless: Vec<&str> =
            self.reasons.keys().filter(|name| !failed.contains(name)).map(String::as_str).collect();
        assert!(
            new.is_empty() && needless.is_empty(),
            "failed without a line in {path}:\n{}\n\nno longer needed in {path}:\n{}",
            new.join("\n"),
            needless.join("\n"),
            path = self.path.display(),
        );
    }
}
