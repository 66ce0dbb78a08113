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
        #[arg(value_parser = clap::builder::NonEmptyStringValueParser::new())]
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
            println!("  - id: {}\n    scope: {}\n    state: active", scalar(id), scalar(scope));
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

/// A text as a YAML scalar: plain where no reader could take it for anything else, else quoted as JSON quotes it.
fn scalar(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.:".contains(&byte);
    let same = serde_yaml::from_str(text).is_ok_and(|value: serde_yaml::Value| value.as_str() == Some(text));
    if text.bytes().all(plain) && same { text.to_owned() } else { serde_json::json!(text).to_string() }
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
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::scalar;

    #[test]
    fn an_id_is_read_back_as_the_text_that_it_was() {
        for id in
            ["team-a", "api:small", "123", "1e3", "true", "null", "~", "a: b", "# a", "a\nb", "2024-10-21", "é", "a:"]
        {
            let entry: serde_yaml::Value = serde_yaml::from_str(&format!("id: {}\n", scalar(id))).unwrap();
            assert_eq!(entry["id"].as_str(), Some(id), "{}", scalar(id));
        }
        assert_eq!((scalar("team-a").as_str(), scalar("api:small").as_str()), ("team-a", "api:small"));
    }
}
