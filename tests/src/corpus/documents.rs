//! Which documents there are: those that a table in `SOURCES.md` lists, else every file that is one by its root.

use std::fs;
use std::path::{Path, PathBuf};

use gatewright::diagnostic::Diagnostics;
use gatewright::source::{COMMAND_LINE, Sources, Span, read_file};

/// A document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// Its path below the folder of documents, with forward slashes.
    pub name: String,
    /// Its path.
    pub path: PathBuf,
}

impl Document {
    /// The name of its gateway and crate: the document's, in the letters that such a name may have. What is too long
    /// loses words at its front, since the names of files differ at their ends.
    #[must_use]
    pub fn crate_name(&self) -> String {
        let words = self.name.split(|char: char| !char.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
        let words: Vec<String> = words.map(str::to_ascii_lowercase).collect();
        let names = (0..words.len()).map(|from| words[from..].join("-"));
        let name = names.into_iter().find(|name| name.len() <= LONGEST).unwrap_or_default();
        if name.starts_with(|first: char| first.is_ascii_lowercase()) { name } else { format!("of-{name}") }
    }

    /// Its version, as the document says it: the value of `openapi` or `swagger` at its root.
    #[must_use]
    pub fn version(&self) -> Option<String> {
        let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
        let named = Span::new(sources.add(COMMAND_LINE, self.name.clone()), 0, self.name.len());
        let root = read_file(&mut sources, &self.path, &self.name, named, &mut diagnostics)?;
        let value = root.get("openapi").or_else(|| root.get("swagger"))?;
        value.as_str().or_else(|| value.as_number()).map(str::to_owned)
    }
}

/// How long such a name may be before something that makes it begin with a letter.
const LONGEST: usize = 60;

/// The documents below a folder, by name.
///
/// # Errors
/// What can't be read, or is listed and isn't there.
pub fn documents(folder: &Path) -> Result<Vec<Document>, String> {
    let mut documents = match fs::read_to_string(folder.join("SOURCES.md")) {
        Ok(table) => listed(folder, &table)?,
        Err(_) => found(folder)?,
    };
    documents.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(documents)
}

/// The first column of the table.
fn listed(folder: &Path, table: &str) -> Result<Vec<Document>, String> {
    let rows = table.lines().filter(|line| line.starts_with('|')).skip(2);
    let names = rows.filter_map(|row| row.split('|').nth(1)).map(str::trim);
    names
        .map(|name| {
            let path = folder.join(name);
            if !path.is_file() {
                return Err(format!("{} is listed and isn't there", path.display()));
            }
            Ok(Document { name: name.to_owned(), path })
        })
        .collect()
}

/// Every JSON and YAML file with `openapi` or `swagger` at its root.
fn found(folder: &Path) -> Result<Vec<Document>, String> {
    let mut documents = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        let problem = |error: std::io::Error| format!("{}: {error}", next.display());
        for entry in next.read_dir().map_err(problem)? {
            let path = entry.map_err(problem)?.path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let name = path.strip_prefix(folder).unwrap_or(&path).to_string_lossy().replace('\\', "/");
            let document = Document { name, path };
            if may_be_a_root(&document.path) && document.version().is_some() {
                documents.push(document);
            }
        }
    }
    Ok(documents)
}

/// Whether a file may be a root at all, told by its text: most parts of a document in many files are not read as trees.
fn may_be_a_root(path: &Path) -> bool {
    let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
    if !["json", "yaml", "yml"].contains(&extension) {
        return false;
    }
    fs::read_to_string(path).is_ok_and(|text| text.contains("openapi") || text.contains("swagger"))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::{Document, documents};

    fn names(folder: &std::path::Path) -> Vec<String> {
        documents(folder).unwrap().into_iter().map(|document| document.name).collect()
    }

    #[test]
    fn without_a_table_the_roots_are_found_and_with_one_it_counts() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        };
        write("b/root.json", r#"{"openapi": "3.1.0"}"#);
        write("a.yml", "swagger: '2.0'\n");
        write("b/part.yaml", "type: object\ndescription: of an openapi document\n");
        write("notes.txt", "openapi: 3.0.0\n");
        assert_eq!(names(folder.path()), ["a.yml", "b/root.json"]);
        write("SOURCES.md", "# Sources\n\n| file | source |\n|---|---|\n| b/root.json | here |\n");
        assert_eq!(names(folder.path()), ["b/root.json"]);
        write("SOURCES.md", "| file | source |\n|---|---|\n| gone.json | here |\n");
        assert!(documents(folder.path()).unwrap_err().contains("gone.json"));
    }

    #[test]
    fn names_of_crates_have_letters_digits_and_single_hyphens() {
        let document = |name: &str| Document { name: name.to_owned(), path: name.into() }.crate_name();
        assert_eq!(document("microsoft/graph.json"), "microsoft-graph-json");
        assert_eq!(document("2020-09-14.yml"), "of-2020-09-14-yml");
        assert_eq!(document("a//B__c.json"), "a-b-c-json");
        let long = format!("{}/2024/{}.json", "a".repeat(30), "b".repeat(30));
        assert_eq!(document(&long), format!("of-2024-{}-json", "b".repeat(30)));
    }
}
