//! The runtime's source, as this compiler was built with it, for crates that carry it along.

use crate::gateway::{Gateway, Runtime};

use super::Files;

include!(concat!(env!("OUT_DIR"), "/runtime.rs"));

/// Writes the runtime beside the emitted code where the gateway asks for that.
pub(super) fn files(gateway: &Gateway, files: &mut Files) {
    if !matches!(gateway.runtime, Runtime::Vendored) {
        return;
    }
    for (path, text) in RUNTIME {
        let text = if *path == "Cargo.toml" { without_tests(text) } else { (*text).to_owned() };
        files.insert(format!("runtime/{path}"), text);
    }
    files.insert("runtime/LICENSE-MIT".to_owned(), include_str!("../../../LICENSE-MIT").to_owned());
    files.insert("runtime/LICENSE-APACHE".to_owned(), include_str!("../../../LICENSE-APACHE").to_owned());
}

/// The manifest without what only tests need, since they stay behind.
fn without_tests(manifest: &str) -> String {
    let mut kept = Vec::new();
    let mut dropping = false;
    for line in manifest.lines() {
        if line.starts_with('[') {
            dropping = line.starts_with("[dev-dependencies")
                || line.starts_with("[[test]]")
                || line.starts_with("[[example]]");
        }
        if !dropping {
            kept.push(line);
        }
    }
    format!("{}\n", kept.join("\n").trim_end())
}
