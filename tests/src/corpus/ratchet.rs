//! What published documents ask for and do not get yet, in a file that may only shrink.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use gatewright::diagnostic::{Code, Severity};

/// Warnings that say that something is let through unchecked, or not served. Errors need no list.
pub const UNSUPPORTED: [Code; 5] = [Code::GW0311, Code::GW0312, Code::GW0512, Code::GW0515, Code::GW0516];

/// What stands for a crate that does not pass `cargo check`, beside the codes.
const CHECK: &str = "check";

/// How often each document meets each thing that isn't supported.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ratchet(BTreeMap<(String, String), usize>);

impl Ratchet {
    /// Reads the file: a line for each document and code, with a count. `#` begins a comment.
    ///
    /// # Errors
    /// A line that is none of that.
    pub fn read(text: &str) -> Result<Self, String> {
        let mut ratchet = Self::default();
        for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
            let words: Vec<&str> = line.split_whitespace().collect();
            let entry = match words[..] {
                [document, code, count] => count.parse().ok().map(|count| ((document, code), count)),
                _ => None,
            };
            let Some(((document, code), count)) = entry else {
                return Err(format!("`{line}` is no `DOCUMENT CODE COUNT`"));
            };
            ratchet.0.insert((document.to_owned(), code.to_owned()), count);
        }
        Ok(ratchet)
    }

    /// Notes what was said of a document, and whether its crate passes `cargo check`.
    pub fn note(&mut self, document: &str, codes: &BTreeMap<String, usize>, checks: bool) {
        let unsupported = |name: &str| {
            Code::from_name(name).is_none_or(|code| code.severity() == Severity::Error || UNSUPPORTED.contains(&code))
        };
        for (code, count) in codes.iter().filter(|(code, _)| unsupported(code)) {
            self.0.insert((document.to_owned(), code.clone()), *count);
        }
        if !checks {
            self.0.insert((document.to_owned(), CHECK.to_owned()), 1);
        }
    }

    /// The entries of some documents replaced by those of another ratchet.
    #[must_use]
    pub fn with(mut self, documents: &BTreeSet<&str>, other: Self) -> Self {
        self.0.retain(|(document, _), _| !documents.contains(document.as_str()));
        self.0.extend(other.0);
        self
    }

    /// How what was found differs from what is listed for these documents, a sentence each.
    #[must_use]
    pub fn differences(&self, found: &Self, documents: &BTreeSet<&str>) -> Vec<String> {
        let keys: BTreeSet<_> = self.0.keys().chain(found.0.keys()).collect();
        let of_these = keys.into_iter().filter(|(document, _)| documents.contains(document.as_str()));
        let sentence = |key: &(String, String)| {
            let (document, code) = key;
            match (self.0.get(key), found.0.get(key)) {
                (Some(listed), Some(found)) if listed == found => None,
                (Some(listed), Some(found)) => Some(format!("{document} {code}: {found}, and {listed} are listed")),
                (None, found) => Some(format!("{document} {code}: {}, and none is listed", found.unwrap_or(&0))),
                (Some(_), None) => Some(format!("{document} {code}: none any more, so the entry goes")),
            }
        };
        of_these.filter_map(sentence).collect()
    }

    /// The file.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = String::from(
            "# What published documents ask for and do not get yet: DOCUMENT CODE COUNT. `cargo xtask corpus` fails when an\n\
             # entry is missing or no longer needed; `cargo xtask corpus --update` writes this file.\n",
        );
        for ((document, code), count) in &self.0 {
            let _ = writeln!(text, "{document} {code} {count}");
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::Ratchet;

    fn found() -> Ratchet {
        let codes = [("GW0204", 2), ("GW0301", 7), ("GW0512", 1)];
        let codes: BTreeMap<String, usize> = codes.map(|(code, count)| (code.to_owned(), count)).into();
        let mut found = Ratchet::default();
        found.note("a.json", &codes, true);
        found.note("b.json", &BTreeMap::new(), false);
        found
    }

    #[test]
    fn errors_and_what_is_unchecked_are_noted_and_repairs_are_not() {
        let text = found().text();
        assert!(text.ends_with("a.json GW0204 2\na.json GW0512 1\nb.json check 1\n"), "{text}");
        assert_eq!(Ratchet::read(&text), Ok(found()));
        assert!(Ratchet::read("a.json GW0204").unwrap_err().contains("a.json GW0204"));
    }

    #[test]
    fn an_entry_that_is_missing_or_no_longer_needed_is_told_of_the_documents_that_were_tried() {
        let listed = Ratchet::read("a.json GW0204 1\nb.json check 1\nb.json GW0311 4\nc.json GW0311 4\n").unwrap();
        let documents = BTreeSet::from(["a.json", "b.json"]);
        let differences = listed.differences(&found(), &documents);
        let expected = [
            "a.json GW0204: 2, and 1 are listed",
            "a.json GW0512: 1, and none is listed",
            "b.json GW0311: none any more, so the entry goes",
        ];
        assert_eq!(differences, expected);
        let renewed = listed.with(&documents, found());
        assert!(renewed.differences(&found(), &documents).is_empty());
        assert!(renewed.text().contains("c.json GW0311 4"));
    }
}
