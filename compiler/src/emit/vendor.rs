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
        files.insert(format!("runtime/{path}"), (*text).to_owned());
    }
}
