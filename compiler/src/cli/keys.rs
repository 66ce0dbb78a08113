//! `gatewright keys mint | rotate | revoke`: subscriptions with fresh keys, which are shown once, and their end.

mod edit;
mod time;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::builder::NonEmptyStringValueParser;
use clap::{Args, Subcommand, ValueEnum};
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
        /// The subscription's id; the access log names callers by it.
        #[arg(value_parser = NonEmptyStringValueParser::new())]
        id: String,
        /// What it opens: `all`, `api:NAME` or `product:NAME`.
        #[arg(long, default_value = "all", value_parser = scope)]
        scope: String,
    },
    /// Replaces one key of a subscription and prints the new one on standard error. Callers move to the other key before.
    Rotate {
        #[command(flatten)]
        entry: Entry,
        /// The key that ceases to admit.
        #[arg(long)]
        key: Which,
    },
    /// Cancels a subscription: none of its keys admits any more. The entry stays, so that the log's names keep a meaning.
    Revoke {
        #[command(flatten)]
        entry: Entry,
    },
}

/// An entry of a subscriptions file.
#[derive(Debug, Args)]
struct Entry {
    /// The subscription's id.
    id: String,
    /// The subscriptions file. Running gateways read it again.
    #[arg(long, default_value = "subscriptions.yaml")]
    file: PathBuf,
}

/// One of a subscription's two keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Which {
    /// The first in the file.
    Primary,
    /// The second.
    Secondary,
}

pub(super) fn run(arguments: &Arguments) -> ExitCode {
    match &arguments.command {
        Command::Mint { id, scope } => print_minted(id, scope),
        Command::Rotate { entry, key } => ended(rotate(entry, *key)),
        Command::Revoke { entry } => ended(revoke(entry)),
    }
}

fn ended(outcome: Result<String, String>) -> ExitCode {
    match outcome {
        Ok(said) => {
            eprintln!("{said}");
            ExitCode::SUCCESS
        }
        Err(problem) => {
            eprintln!("error: {problem}");
            ExitCode::from(1)
        }
    }
}

fn rotate(entry: &Entry, which: Which) -> Result<String, String> {
    let fresh = mint().map_err(|error| format!("the system gives no random bytes: {error}"))?;
    let index = usize::from(which == Which::Secondary);
    edit::edit(&entry.file, |text| edit::with_key(text, &entry.id, index, &fresh.sha256))?;
    let name = if index == 0 { "primary" } else { "secondary" };
    Ok(format!("{name} key of {}: {}\nIt is not shown again; the one before admits no more.", entry.id, fresh.text))
}

fn revoke(entry: &Entry) -> Result<String, String> {
    edit::edit(&entry.file, |text| edit::cancelled(text, &entry.id))?;
    Ok(format!("{} is cancelled: its keys admit no more.", entry.id))
}

fn print_minted(id: &str, scope: &str) -> ExitCode {
    match mint().and_then(|primary| Ok((primary, mint()?))) {
        Ok((primary, secondary)) => {
            println!("  - id: {}\n    scope: {scope}\n    state: active", quoted(id));
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

/// An id as YAML: as it is where YAML can't take it for anything but a string, else in quotes.
fn quoted(id: &str) -> String {
    let word = !matches!(id.to_ascii_lowercase().as_str(), "true" | "false" | "null" | "yes" | "no" | "on" | "off");
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.@".contains(&byte);
    let letter = id.starts_with(|first: char| first.is_ascii_alphabetic());
    if word && letter && id.bytes().all(plain) { id.to_owned() } else { serde_json::Value::from(id).to_string() }
}

fn scope(text: &str) -> Result<String, String> {
    let name =
        |name: &str| !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
    let named = text.strip_prefix("api:").or_else(|| text.strip_prefix("product:"));
    if text == "all" || named.is_some_and(name) {
        Ok(text.to_owned())
    } else {
        Err("`all`, `api:NAME` or `product:NAME`".to_owned())
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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::{quoted, scope};

    #[test]
    fn ids_stay_the_strings_that_they_were() {
        for id in ["team-a", "a@b.example", "true", "No", "12", "1e3", "a: b #c", "- x", "\"", "é"] {
            assert_eq!(serde_yaml::from_str::<serde_yaml::Value>(&quoted(id)).unwrap().as_str(), Some(id));
        }
        assert_eq!(quoted("team-a"), "team-a");
    }

    #[test]
    fn scopes_are_all_or_an_api_or_a_product() {
        assert!(scope("all").is_ok() && scope("api:azure-openai").is_ok() && scope("product:free").is_ok());
        assert!(scope("azure-openai").is_err() && scope("api:").is_err() && scope("api:a b").is_err());
    }
}
