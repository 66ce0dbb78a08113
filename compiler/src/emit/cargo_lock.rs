//! `Cargo.lock` of an emitted crate: the versions that the compiler was tested with.

use crate::gateway::{Gateway, Origin, Runtime};

use super::{Files, manifest};

/// The lock file of a crate called `gateway`, as cargo writes it; `cargo xtask lock` makes it anew.
const LOCK: &str = include_str!("../../../templates/Cargo.lock");

/// The same for a crate whose runtime has the feature `redis`: cargo locks what is compiled, no more.
const LOCK_WITH_REDIS: &str = include_str!("../../../templates/Cargo.redis.lock");

/// The lock file, to be written where there is none. None for a runtime from elsewhere, whose dependencies are not known
/// here.
#[must_use]
pub fn cargo_lock(gateway: &Gateway) -> Files {
    if !matches!(gateway.runtime, Runtime::Vendored | Runtime::From(Origin::Path(_))) {
        return Files::new();
    }
    let own = format!("name = \"{}\"\n", gateway.name);
    let lock = if manifest::features(gateway).contains(&"redis") { LOCK_WITH_REDIS } else { LOCK };
    let mut parts = lock.split("\n[[package]]\n");
    let head = parts.next().unwrap_or_default();
    let mut packages: Vec<String> = parts.map(|package| package.replacen("name = \"gateway\"\n", &own, 1)).collect();
    // Cargo sorts packages by name, and calls a file that isn't sorted out of date. The file's last package ends in a
    // line break that the others lost to the separator.
    packages.iter_mut().for_each(|package| package.truncate(package.trim_end().len()));
    packages.sort_by(|a, b| identity(a).cmp(&identity(b)));
    let packages: String = packages.iter().map(|package| format!("\n[[package]]\n{package}\n")).collect();
    Files::from([("Cargo.lock".to_owned(), format!("{head}{packages}"))])
}

/// The name and version of a package, by which cargo sorts.
fn identity(package: &str) -> (&str, &str) {
    let mut lines = package.lines();
    (lines.next().unwrap_or_default(), lines.next().unwrap_or_default())
}
