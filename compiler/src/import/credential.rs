//! `--access-key`: a header, and a value in which the key is a named value.

use crate::policy::{is_kebab_case, is_token, refused_header};

/// How the gateway shows a service who it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Authentication {
    /// The service does not ask.
    None,
    /// By a key in a header.
    Key(Credential),
    /// By a token of the machine's managed identity in Azure.
    ManagedIdentity,
}

/// How the gateway shows its own key to a service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credential {
    /// The header.
    pub header: String,
    /// Its value, with `{{NAME}}` where the key stands.
    pub value: String,
    /// The named value.
    pub named: String,
}

impl Credential {
    /// Reads `HEADER: VALUE`, such as `Authorization: Bearer {{gemini-key}}`.
    ///
    /// # Errors
    /// A sentence on what is wrong with it, and the form that it should have. It never repeats the value, which may be a key.
    pub fn read(text: &str, name: &str) -> Result<Self, String> {
        let form = format!("write it as 'Authorization: Bearer {{{{{name}-key}}}}'");
        let Some((header, value)) = text.split_once(':').map(|(header, value)| (header.trim(), value.trim())) else {
            return Err(format!("a key is shown in a header; {form}"));
        };
        if !is_token(header) {
            return Err(format!("what stands before the `:` is no name of a header; {form}"));
        }
        if let Some(reason) = refused_header(&header.to_ascii_lowercase()) {
            return Err(format!("`{header}` can't be set: {reason}"));
        }
        let clear = || {
            format!(
                "a key in clear would be written into a file and into the history of the shell; {form}, and put the key \
                 into the environment variable {}",
                variable(&format!("{name}-key"))
            )
        };
        let (scheme, rest) = value.split_once("{{").ok_or_else(clear)?;
        let (named, rest) = rest.split_once("}}").ok_or_else(clear)?;
        if rest.contains("{{") {
            return Err(format!("one key is shown, not several; {form}"));
        }
        if !rest.is_empty() || !is_scheme(scheme) {
            return Err(clear());
        }
        let named = named.trim();
        if !is_kebab_case(named) {
            return Err(format!(
                "`{{{{{named}}}}}` is no name of a named value: lower case letters, digits and single hyphens; {form}"
            ));
        }
        Ok(Self { header: header.to_owned(), value: value.to_owned(), named: named.to_owned() })
    }

    /// The environment variable that the key is read from.
    #[must_use]
    pub fn variable(&self) -> String {
        variable(&self.named)
    }
}

/// Whether what stands before the key is nothing, or a word such as `Bearer`, in which no part of a key can hide.
fn is_scheme(before: &str) -> bool {
    let word = before.strip_suffix([' ', '=', ':']).unwrap_or(before);
    word.len() <= 16 && word.chars().all(|char| char.is_ascii_alphabetic() || char == '-')
}

fn variable(named: &str) -> String {
    named.replace('-', "_").to_ascii_uppercase()
}
