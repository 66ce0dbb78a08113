//! The tables themselves.

use std::fs;
use std::path::Path;

use crate::policy::catalogue::{self, Attribute, AttributeKind, ENTRIES, Form};
use crate::policy::unsupported;

#[test]
fn a_policy_is_in_one_table_only() {
    for entry in ENTRIES {
        assert!(!unsupported::policy(entry.name), "{} is supported", entry.name);
    }
    assert!(unsupported::policy("llm-content-safety") && unsupported::policy("azure-openai-content-safety"));
    assert!(!unsupported::policy("azure-openai-rate-limit"));
}

#[test]
fn entries_are_sorted_and_their_defaults_fit() {
    assert!(ENTRIES.is_sorted_by_key(|entry| entry.name));
    for entry in ENTRIES {
        assert!(
            entry.aliases.iter().all(|alias| catalogue::entry(alias).is_some_and(|found| found.name == entry.name))
        );
        attributes(entry.name, entry.attributes);
    }
}

fn attributes(of: &str, all: &[Attribute]) {
    for attribute in all {
        let (name, default) = (attribute.name, attribute.default);
        assert!(!(attribute.required && default.is_some()), "{of}.{name}");
        assert!(!attribute.doc.is_empty() && !attribute.doc.ends_with('.'), "{of}.{name}");
        match (attribute.kind, default) {
            (AttributeKind::Rows(row) | AttributeKind::Group(row), None) => self::attributes(row.of, row.attributes),
            (_, None) => {}
            (AttributeKind::Choice(choice), Some(default)) => assert!(choice.words.contains(&default)),
            (AttributeKind::Bool, Some(default)) => assert!(["true", "false"].contains(&default)),
            (AttributeKind::Integer | AttributeKind::Number, Some(default)) => assert!(default.parse::<f64>().is_ok()),
            (AttributeKind::Duration | AttributeKind::Size, Some(default)) => {
                assert!(
                    default.starts_with(|first: char| first.is_ascii_digit()) && !default.ends_with(char::is_numeric)
                );
            }
            (_, Some(default)) => assert!(!default.is_empty(), "{of}.{name}"),
        }
    }
}

/// A policy is an entry, a file of the runtime, and a case: nothing else names it, but the two lists that it stands in.
#[test]
fn one_entry_and_one_runtime_file_name_a_policy() {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let mut sources = Vec::new();
    for folder in ["compiler/src", "runtime/src"] {
        sources_below(&workspace.join(folder), &mut sources);
    }
    for entry in ENTRIES {
        let module = entry.name.replace('-', "_");
        let quoted = format!("\"{}\"", entry.name);
        // A name of one word, such as `trace`, may mean something else elsewhere.
        let telling = module.contains('_');
        let paths = match telling {
            true => [format!("{module}::"), format!("::{module}")],
            false => [format!("policy::{module}::"), format!("catalogue::{module}")],
        };
        let named = |text: &str| {
            (telling && text.contains(&quoted))
                || paths.iter().any(|path| text.contains(path))
                || text.split(|char: char| !char.is_alphanumeric() && char != '-').any(|word| word == entry.type_name())
        };
        let files: Vec<String> = sources
            .iter()
            .filter(|(path, text)| !path.contains("/tests") && named(text))
            .map(|(path, _)| path.strip_prefix(workspace.to_str().unwrap()).unwrap().trim_start_matches('/').to_owned())
            .collect();
        let mut expected = vec![
            format!("compiler/src/policy/catalogue/{module}.rs"),
            "compiler/src/policy/catalogue/mod.rs".to_owned(),
        ];
        // What only decides which policies run has no type in the runtime.
        if matches!(entry.form, Form::Type | Form::Loop) {
            expected.push("runtime/src/policy/mod.rs".to_owned());
            expected.push(format!("runtime/src/policy/{module}.rs"));
        }
        assert!(expected.iter().all(|file| workspace.join(file).is_file()), "{}", entry.name);
        let further: Vec<&String> = files.iter().filter(|file| !expected.contains(file)).collect();
        assert!(further.is_empty(), "`{}` is named in {further:?}", entry.name);
    }
}

fn sources_below(folder: &Path, found: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources_below(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = fs::read_to_string(&path).unwrap();
            let code: String = text
                .split("#[cfg(test)]\nmod tests {")
                .next()
                .unwrap()
                .lines()
                .filter(|line| !line.trim_start().starts_with("//"))
                .collect::<Vec<_>>()
                .join("\n");
            found.push((path.to_string_lossy().replace('\\', "/"), code));
        }
    }
}
