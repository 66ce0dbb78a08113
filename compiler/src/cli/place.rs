//! Where a gateway's crate goes, and where it is built.

use std::path::{Path, PathBuf};

/// `--out`, else `generated/NAME` in the [`root`].
pub(super) fn of(gateway: &Path, out: Option<&Path>, name: &str) -> PathBuf {
    match out {
        Some(out) => out.to_owned(),
        None => root(gateway).join("generated").join(name),
    }
}

/// Where cargo puts what it builds: `CARGO_TARGET_DIR`, else `target` in the [`root`].
pub(super) fn target(gateway: &Path) -> PathBuf {
    match std::env::var_os("CARGO_TARGET_DIR").filter(|folder| !folder.is_empty()) {
        Some(folder) => PathBuf::from(folder),
        None => root(gateway).join("target"),
    }
}

/// The nearest folder above the gateway file that has a Cargo.toml, else the gateway file's own folder.
fn root(gateway: &Path) -> PathBuf {
    let absolute = std::path::absolute(folder(gateway)).unwrap_or_else(|_| folder(gateway).to_owned());
    let root = absolute.ancestors().find(|above| above.join("Cargo.toml").is_file());
    root.unwrap_or(&absolute).to_owned()
}

/// The nearest folder above the gateway file that is a git repository, else the [`root`]. The working directory is `.`.
pub(super) fn project(gateway: &Path) -> PathBuf {
    let absolute = std::path::absolute(folder(gateway)).unwrap_or_else(|_| folder(gateway).to_owned());
    let repository = absolute.ancestors().find(|above| above.join(".git").exists());
    let found = repository.map_or_else(|| root(gateway), Path::to_owned);
    if std::env::current_dir().is_ok_and(|here| here == found) { PathBuf::from(".") } else { found }
}

/// The folder that a gateway file is in.
pub(super) fn folder(gateway: &Path) -> &Path {
    gateway.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}
