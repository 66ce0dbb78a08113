//! The arguments of a compilation as a text of their own, so that what is wrong with one of them has a place like all else.

use std::path::Path;

use crate::source::{COMMAND_LINE, Sources, Span};

use super::Input;

/// Where each argument stands, in the order in which it was given.
pub(super) struct Arguments {
    pub(super) gateway: Span,
    pub(super) specs: Vec<Span>,
    pub(super) overlays: Vec<Span>,
    pub(super) server_urls: Vec<Span>,
}

impl Arguments {
    /// Writes the arguments down as they would be typed.
    pub(super) fn new(input: &Input, sources: &mut Sources) -> Self {
        let mut line = shown(&input.gateway);
        let gateway = 0..line.len();
        let mut add = |flag: &str, api: Option<&str>, value: &str| {
            line.push_str(&format!(" {flag} "));
            let start = line.len();
            line.extend(api.map(|api| format!("{api}=")));
            line.push_str(value);
            start..line.len()
        };
        let paths = |(api, path): &(Option<String>, std::path::PathBuf)| (api.clone(), shown(path));
        let specs: Vec<_> =
            input.specs.iter().map(paths).map(|(api, path)| add("--spec", api.as_deref(), &path)).collect();
        let overlays: Vec<_> =
            input.overlays.iter().map(paths).map(|(api, path)| add("--overlay", api.as_deref(), &path)).collect();
        let urls = input.server_urls.iter();
        let urls: Vec<_> = urls.map(|(api, url)| add("--server-url", api.as_deref(), url)).collect();
        let file = sources.add(COMMAND_LINE, line);
        let spans = |ranges: Vec<std::ops::Range<usize>>| {
            ranges.into_iter().map(|range| Span::new(file, range.start, range.end)).collect()
        };
        Self {
            gateway: Span::new(file, gateway.start, gateway.end),
            specs: spans(specs),
            overlays: spans(overlays),
            server_urls: spans(urls),
        }
    }
}

/// A path as messages show it: as it was given, with forward slashes.
pub(super) fn shown(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}
