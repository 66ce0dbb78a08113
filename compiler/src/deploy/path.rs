//! Paths in the files of other tools, and the folders that an emitted crate is built from.

use std::path::{Component, Path};

use crate::gateway::{Gateway, Origin, Runtime};

/// Whether a Dockerfile, a shell and YAML all take a text for one word that means itself.
#[must_use]
pub fn is_plain(text: &str) -> bool {
    let inner = |char: char| char.is_ascii_alphanumeric() || "._-/=:@+,#%".contains(char);
    let first = |char: char| char.is_ascii_alphanumeric() || "._-/".contains(char);
    text.starts_with(first) && text.chars().all(inner) && !text.ends_with(':')
}

/// A path below a folder, with `/` between its parts and `.` for the folder itself; none where it is not below. Both are absolute,
/// and links are not followed.
#[must_use]
pub fn below(folder: &Path, path: &Path) -> Option<String> {
    let (folder, path) = (parts(folder)?, parts(path)?);
    let rest = path.strip_prefix(folder.as_slice())?;
    Some(if rest.is_empty() { ".".to_owned() } else { rest.join("/") })
}

/// The parts of a path without `.` and `..`; none where it leads above its beginning.
pub(super) fn parts(path: &Path) -> Option<Vec<String>> {
    let mut parts = Vec::new();
    for component in path.components() {
        match component {
            Component::Prefix(_) => parts.push(component.as_os_str().to_string_lossy().into_owned()),
            Component::RootDir | Component::CurDir => {}
            Component::ParentDir => drop(parts.pop()?),
            Component::Normal(part) => parts.push(part.to_string_lossy().into_owned()),
        }
    }
    Some(parts)
}

/// The folders that cargo reads to build a crate: its own, and those that it names by path.
///
/// # Errors
/// A sentence about one that is outside of the project.
pub(super) fn sources(gateway: &Gateway, krate: &str) -> Result<Vec<String>, String> {
    let runtime = match &gateway.runtime {
        Runtime::From(Origin::Path(path)) => Some(("the runtime", path)),
        Runtime::Vendored | Runtime::From(_) => None,
    };
    let policies = gateway.policy_crates.iter().filter_map(|(name, origin)| match origin {
        Origin::Path(path) => Some((name.as_str(), path)),
        Origin::Version(_) | Origin::Git(..) => None,
    });
    let mut folders = vec![krate.to_owned()];
    for (what, path) in runtime.into_iter().chain(policies) {
        let inside = (!Path::new(path).is_absolute()).then(|| parts(&Path::new(krate).join(path))).flatten();
        let folder = inside.map(|parts| parts.join("/")).filter(|folder| !folder.is_empty() && is_plain(folder));
        let outside = || {
            format!(
                "no image can be built with {what} at `{path}`: write a path below the project's folder, relative to the crate and \
                 in plain letters{}",
                if what == "the runtime" { ", or `runtime: vendored`" } else { "" }
            )
        };
        folders.push(folder.ok_or_else(outside)?);
    }
    folders.sort();
    folders.dedup();
    Ok(folders)
}
