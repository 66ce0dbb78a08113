//! A good file that uses everything, and bad ones with what is said about each.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod bad;
mod docs;
mod good;
mod table;
mod wrong;

use crate::diagnostic::Diagnostics;
use crate::policy::{GatewayFile, read};
use crate::source::{Format, Sources, read_text};

/// Reads a text; what was said is `CODE line:col MESSAGE | help`, one line a message, with ` @line:col` for each further
/// place.
fn said(text: &str) -> (Option<GatewayFile>, Vec<String>) {
    let mut sources = Sources::default();
    let mut diagnostics = Diagnostics::default();
    let node = read_text(&mut sources, "gateway.yaml", text.to_owned(), Format::Yaml, &mut diagnostics);
    let file = node.and_then(|node| read(&node, &sources, &mut diagnostics));
    let place = |at: u32| {
        let before = &text[..at as usize];
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap().chars().count() + 1;
        format!("{line}:{column}")
    };
    let lines = diagnostics
        .iter()
        .map(|said| {
            let at = place(said.primary.span.start);
            let further: String = said.secondary.iter().map(|label| format!(" @{}", place(label.span.start))).collect();
            let help = said.help.as_deref().expect("every message of this stage has a help");
            format!("{} {at}{further} {} | {help}", said.code.name(), said.message)
        })
        .collect();
    (file, lines)
}
