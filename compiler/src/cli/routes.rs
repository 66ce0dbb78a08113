//! `gatewright routes`: every operation with its route, its backend, its policies, and what is held back for it.

use std::process::ExitCode;

use clap::Args;

use crate::gateway::{Gateway, SectionKind, met, pipeline};

use super::input::InputArguments;
use super::{Messages, put, shown};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    input: InputArguments,
}

pub(super) fn run(arguments: &Arguments, messages: Messages) -> ExitCode {
    match arguments.input.compiled(messages) {
        Ok(ready) => {
            put(&table(&ready.compiled.gateway));
            ExitCode::SUCCESS
        }
        Err(exit) => exit,
    }
}

/// A line an operation, in columns; the last one is as wide as it is.
fn table(gateway: &Gateway) -> String {
    let head = ["METHOD", "PATH", "OPERATION", "KEY", "BACKEND", "LIMITS", "POLICIES", "REQUEST"].map(str::to_owned);
    let mut rows = vec![head];
    for api in &gateway.apis {
        for operation in &api.operations {
            let policies = SectionKind::ALL.into_iter().flat_map(|kind| pipeline(gateway, api, operation, kind));
            let mut names: Vec<&str> = policies.map(|(_, policy)| policy.entry.name).collect();
            names.dedup();
            let policies = if names.is_empty() { "none".to_owned() } else { names.join(", ") };
            let limits = met::limits(gateway, api, operation);
            rows.push([
                operation.method.clone(),
                format!("{}{}", api.prefix, operation.path),
                format!("{}/{}", api.name, operation.id),
                shown::key(gateway, api).to_owned(),
                shown::backend(gateway, api, operation),
                if limits.is_empty() { "none".to_owned() } else { limits.join("; ") },
                policies,
                shown::body(gateway, api, operation),
            ]);
        }
    }
    let mut widths = [0; 8];
    for row in &rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.chars().count());
        }
    }
    let line = |row: &[String; 8]| {
        let cells = row.iter().zip(widths).map(|(cell, width)| format!("{cell:<width$}"));
        format!("{}\n", cells.collect::<Vec<_>>().join("  ").trim_end())
    };
    rows.iter().map(line).collect()
}
