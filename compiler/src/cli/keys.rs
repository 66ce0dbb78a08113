//! `gatewright keys mint`: a subscription with two fresh keys, shown once.

use std::process::ExitCode;

use clap::{Args, Subcommand};
use sha2::{Digest, Sha256};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Prints an entry for the subscriptions file on standard output, and its two keys on standard error.
    Mint {
        /// The subscription's id.
        id: String,
        /// What it opens: `all`, or `api:NAME`.
        #[arg(long, default_value = "all")]
        scope: String,
    },
}

pub(super) fn run(arguments: &Arguments) -> ExitCode {
    let Command::Mint { id, scope } = &arguments.command;
    match mint().and_then(|primary| Ok((primary, mint()?))) {
        Ok((primary, secondary)) => {
            println!("  - id: {id}\n    scope: {scope}\n    state: active");
            println!("    keys: [ {{ sha256: {} }}, {{ sha256: {} }} ]", primary.sha256, secondary.sha256);
            eprintln!("primary key:   {}\nsecondary key: {}\nThey are not shown again.", primary.text, secondary.text);
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("error: the system gives no random bytes: {error}");
            ExitCode::from(1)
        }
    }
}

/// A key and what the subscriptions file holds of it.
pub(super) struct Key {
    pub(super) text: String,
    pub(super) sha256: String,
}

/// A random key of 256 bits, in hexadecimal.
pub(super) fn mint() -> Result<Key, getrandom::Error> {
    let mut bytes = [0u8; 32];
    getrandom::fill(&mut bytes)?;
    let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    let text = hex(&bytes);
    let sha256 = hex(&Sha256::digest(text.as_bytes()));
    Ok(Key { text, sha256 })
}
