//! Where a gateway's crate goes.

use std::path::{Path, PathBuf};

/// `--out`, else `generated/NAME` in the nearest folder above the gateway file that has a Cargo.toml, else in the gateway
/// file's own folder.
pub(super) fn of(gateway: &Path, out: Option<&Path>, name: &str) -> PathBuf {
    if let Some(out) = out {
        return out.to_owned();
    }
    let folder = gateway.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let absolute = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
    let root = absolute.ancestors().find(|above| above.join("Cargo.toml").is_file());
    root.unwrap_or(&absolute).join("generated").join(name)
}
