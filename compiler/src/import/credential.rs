//! `--access-key`: a header, and a value in which the key is a named value.

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
        let is_token = |char: char| char.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(char);
        if header.is_empty() || !header.chars().all(is_token) {
            return Err(format!("what stands before the `:` is no name of a header; {form}"));
        }
        let named = match value.split_once("{{").and_then(|(_, rest)| rest.split_once("}}")) {
            Some((named, rest)) if !rest.contains("{{") => named.trim(),
            Some(_) => return Err(format!("one key is shown, not several; {form}")),
            None => {
                return Err(format!(
                    "a key in clear would be written into a file and into the history of the shell; {form}, and put the key \
                     into the environment variable {}",
                    variable(&format!("{name}-key"))
                ));
            }
        };
        let is_word = |word: &str| {
            !word.is_empty() && word.chars().all(|char| char.is_ascii_lowercase() || char.is_ascii_digit())
        };
        if !named.starts_with(|first: char| first.is_ascii_lowercase()) || !named.split('-').all(is_word) {
            return Err(format!(
                "`{{{{{named}}}}}` is no name of a named value: lower case letters, digits and single hyphens; {form}"
            ));
        }
        let value = value.replace(['\r', '\n'], " ");
        Ok(Self { header: header.to_owned(), value, named: named.to_owned() })
    }

    /// The environment variable that the key is read from.
    #[must_use]
    pub fn variable(&self) -> String {
        variable(&self.named)
    }
}

fn variable(named: &str) -> String {
    named.replace('-', "_").to_ascii_uppercase()
}
