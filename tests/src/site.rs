//! Where a gateway runs: its configuration directory and its environment.

use std::fs;
use std::path::Path;

use sha2::{Digest, Sha256};
use tempfile::TempDir;

use crate::upstream::Upstream;
use crate::{Running, build};

/// The two keys of the subscription that every site has.
pub const KEYS: [&str; 2] = ["first-key-of-team-a", "second-key-of-team-a"];

/// The secrets that a site starts with: the backend's key of the environment and that of a file.
const SECRETS: [&str; 2] = ["backend-secret-from-env", "backend secret&from file"];

/// A configuration directory and an environment.
#[derive(Debug)]
pub struct Site {
    directory: TempDir,
    environment: Vec<(String, Option<String>)>,
}

impl Site {
    /// All that the gateway needs, with one subscription to everything.
    ///
    /// # Panics
    /// Where there is no room for files.
    #[must_use]
    pub fn new() -> Self {
        let directory = tempfile::tempdir().expect("a directory");
        let site = Self { directory, environment: Vec::new() };
        site.write("subscriptions.yaml", &format!("subscriptions:\n{}", subscription("team-a", "active", "", &KEYS)));
        site.write("query-key.txt", &format!("{}\n", SECRETS[1]));
        site.with("BACKEND_KEY", SECRETS[0])
    }

    /// Sends the calls to an upstream.
    #[must_use]
    pub fn before(self, upstream: &Upstream) -> Self {
        let url = upstream.url();
        self.with("BACKEND_URL", &url)
    }

    /// Sets an environment variable.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.environment.push((name.to_owned(), Some(value.to_owned())));
        self
    }

    /// Takes an environment variable out.
    #[must_use]
    pub fn without(mut self, name: &str) -> Self {
        self.environment.push((name.to_owned(), None));
        self
    }

    /// Writes a file into the configuration directory, whole at once.
    ///
    /// # Panics
    /// Where there is no room for it.
    pub fn write(&self, name: &str, text: &str) {
        let path = self.path().join(name);
        let beside = path.with_extension("new");
        fs::write(&beside, text).and_then(|()| fs::rename(&beside, &path)).expect("the file is written");
    }

    /// The configuration directory.
    #[must_use]
    pub fn path(&self) -> &Path {
        self.directory.path()
    }

    /// Starts the gateway.
    #[must_use]
    pub fn start(self) -> Running {
        Running::start(build(), self, &[])
    }

    /// Starts the gateway with further arguments.
    #[must_use]
    pub fn start_with(self, arguments: &[&str]) -> Running {
        Running::start(build(), self, arguments)
    }

    pub(crate) fn environment(&self) -> &[(String, Option<String>)] {
        &self.environment
    }
}

impl Default for Site {
    fn default() -> Self {
        Self::new()
    }
}

/// An entry of a subscriptions file, with the scope `all`. `more` are further lines of it.
#[must_use]
pub fn subscription(id: &str, state: &str, more: &str, keys: &[&str]) -> String {
    let hashes = keys.iter().map(|key| {
        let hex: String = Sha256::digest(key).iter().map(|byte| format!("{byte:02x}")).collect();
        format!("      - sha256: {hex}\n")
    });
    let hashes: String = hashes.collect();
    format!("  - id: {id}\n    scope: all\n    state: {state}\n{more}    keys:\n{hashes}")
}
