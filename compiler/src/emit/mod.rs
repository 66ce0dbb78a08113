//! The gateway IR to the files of a crate: fragments by `quote` and prettyplease, arranged by skeletons, read again by
//! syn.
//!
//! This stage never sees OpenAPI, YAML or a file: no clock, host, absolute path or hash seed gets into what it gives.

mod answer;
mod api;
mod backend;
mod body;
mod cargo_lock;
mod check;
mod fragment;
mod layout;
mod manifest;
mod models;
mod operation;
mod own;
mod parameter;
mod policy;
mod root;
mod skeleton;
mod style;
mod units;
mod vendor;
mod words;
mod xml;

use std::collections::BTreeMap;

use crate::gateway::Gateway;
use crate::parallel;

pub use cargo_lock::cargo_lock;
pub use manifest::{compiler_of, listed};

/// The files of a crate, by their path below it.
pub type Files = BTreeMap<String, String>;

/// What can't happen: the emitter made something that is no Rust.
#[derive(Debug)]
pub struct Defect {
    /// The file that it was making.
    pub file: String,
    /// What was wrong with it.
    pub reason: String,
}

/// Makes every file of the crate but `Cargo.lock`, `gateway.lock` last, since it lists the others.
///
/// # Errors
/// A defect of the emitter.
pub fn emit(gateway: &Gateway) -> Result<Files, Defect> {
    let mut files = Files::new();
    root::files(gateway, &mut files)?;
    for each in &gateway.apis {
        api::files(gateway, each, &mut files)?;
    }
    manifest::files(gateway, &mut files)?;
    vendor::files(gateway, &mut files);
    let code: Vec<_> = files.iter().filter(|(file, _)| file.ends_with(".rs") && file.starts_with("src/")).collect();
    let read = |(file, text): &(&String, &String)| {
        syn::parse_file(text).map(drop).map_err(|error| Defect { file: (*file).clone(), reason: error.to_string() })
    };
    parallel::map(&code, read).into_iter().collect::<Result<(), Defect>>()?;
    let lock = manifest::lock(gateway, &files);
    files.insert("gateway.lock".to_owned(), lock);
    Ok(files)
}
