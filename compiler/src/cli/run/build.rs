//! Building an emitted crate with cargo, with one line of progress.

use std::io::{BufRead, BufReader, IsTerminal, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Builds a crate and gives its binary.
///
/// # Errors
/// A message that says what is missing, or what cargo said.
pub(super) fn build(folder: &Path, target: &Path, name: &str, release: bool) -> Result<PathBuf, String> {
    // Set where cargo itself started this process, and then the right one of several.
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(&cargo);
    command.arg("build").arg("--manifest-path").arg(folder.join("Cargo.toml"));
    command.arg("--target-dir").arg(target).args(["--bin", name, "--message-format", "json-render-diagnostics"]);
    if release {
        command.arg("--release");
    }
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().map_err(|error| {
        let cargo = cargo.to_string_lossy();
        format!("can't start `{cargo}`: {error}\nhelp: install Rust from https://rustup.rs, or put cargo on the PATH")
    })?;
    let stderr = child.stderr.take();
    let progress = Progress::start(name);
    let said = std::thread::spawn(move || progress.follow(stderr));
    let mut binary = None;
    for line in child.stdout.take().map(BufReader::new).into_iter().flat_map(BufRead::lines).map_while(Result::ok) {
        binary = executable(&line, name).or(binary);
    }
    let status = child.wait().map_err(|error| format!("can't wait for cargo: {error}"))?;
    let said = said.join().unwrap_or_default();
    if !status.success() {
        return Err(format!("{name} does not build\n\n{}", said.trim_end()));
    }
    binary.ok_or_else(|| format!("cargo built no binary `{name}` in {}", folder.display()))
}

/// The binary that a message of cargo's speaks of, if it is the one of this name.
fn executable(line: &str, name: &str) -> Option<PathBuf> {
    let message: serde_json::Value = serde_json::from_str(line).ok()?;
    if message.get("reason")? != "compiler-artifact" || message.pointer("/target/name")? != name {
        return None;
    }
    message.get("executable")?.as_str().map(PathBuf::from)
}

/// One line on standard error: rewritten on a terminal, written once elsewhere.
struct Progress {
    name: String,
    live: bool,
}

impl Progress {
    fn start(name: &str) -> Self {
        let live = std::io::stderr().is_terminal();
        if !live {
            eprintln!("building {name}; the first time takes a minute or two");
        }
        Self { name: name.to_owned(), live }
    }

    /// Follows cargo to its end and gives what it said beside its progress.
    fn follow(self, stderr: Option<impl Read>) -> String {
        let mut said = String::new();
        let mut crates = 0;
        for line in stderr.map(BufReader::new).into_iter().flat_map(BufRead::lines).map_while(Result::ok) {
            if let Some(what) = line.trim_start().strip_prefix("Compiling ") {
                crates += 1;
                // The rest is a path.
                let what: String = what.split(" (").next().unwrap_or_default().chars().take(60).collect();
                self.show(&format!("building {}: {crates} crates, {what}", self.name));
                continue;
            }
            said.push_str(&line);
            said.push('\n');
        }
        self.show("");
        said
    }

    fn show(&self, text: &str) {
        if self.live {
            let _ = write!(std::io::stderr(), "\r\x1b[K{text}");
        }
    }
}
