//! The spec of an OpenAI-compatible service: our own, with the operations that are asked for and what they refer to.
//!
//! It is cut by its lines, so that what stays looks as it was written: a block begins where a line is indented as much as
//! the block's head.

use std::collections::BTreeSet;

/// Every operation that is known.
const WHOLE: &str = include_str!("../../specs/chat-completions/openapi.yaml");

/// Which operations of the OpenAI API there are, beside chat completions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Operations {
    /// Embeddings, images, models and batches.
    pub whole: bool,
    /// Speech, transcriptions and translations.
    pub audio: bool,
}

/// What messages call the spec where it is no file of the user's.
pub(crate) const NAME: &str = "gatewright/openai.yaml";

/// The spec with every operation that is known.
pub(crate) fn whole() -> &'static str {
    WHOLE
}

/// The spec with these operations, whose server is at a URL.
pub(crate) fn of(operations: Operations, url: &str) -> String {
    let whole = WHOLE.replace("https://api.openai.com/v1", url);
    cut(&whole, |path| match path {
        "/chat/completions" => true,
        _ if path.starts_with("/audio/") => operations.audio,
        _ => operations.whole,
    })
}

/// A text with the paths that are kept, and the components that they lead to.
fn cut(text: &str, kept: impl Fn(&str) -> bool) -> String {
    let sections = blocks(text, 0);
    let of_paths: String = sections
        .iter()
        .filter(|section| section.name == "paths")
        .flat_map(|section| blocks(section.inner(), 2))
        .filter(|path| kept(path.name))
        .map(|path| path.text)
        .collect();
    let components = sections.iter().filter(|section| section.name == "components");
    let groups: Vec<(&str, Vec<Block<'_>>)> = components
        .flat_map(|section| blocks(section.inner(), 2))
        .map(|group| (group.name, blocks(group.inner(), 4)))
        .collect();
    let tags: BTreeSet<&str> =
        of_paths.lines().filter_map(|line| line.trim().strip_prefix("tags: [")?.strip_suffix(']')).collect();
    let mut reached = references(&of_paths);
    let mut next: Vec<String> = reached.iter().cloned().collect();
    while let Some(pointer) = next.pop() {
        let block = groups
            .iter()
            .find_map(|(group, blocks)| blocks.iter().find(|block| pointer == format!("{group}/{}", block.name)));
        for found in block.map(|block| references(block.text)).unwrap_or_default() {
            if reached.insert(found.clone()) {
                next.push(found);
            }
        }
    }
    let mut out = String::new();
    for section in &sections {
        match section.name {
            "paths" => {
                out.push_str("paths:\n");
                out.push_str(&of_paths);
            }
            "tags" => {
                out.push_str("tags:\n");
                let is_used = |line: &&str| tags.iter().any(|tag| line.contains(&format!("{{ name: {tag},")));
                section.inner().lines().filter(|line| is_used(line) || line.is_empty()).for_each(|line| {
                    out.push_str(line);
                    out.push('\n');
                });
            }
            "components" => {
                out.push_str("components:\n");
                for (group, blocks) in &groups {
                    let is_kept = |block: &&Block<'_>| {
                        *group == "securitySchemes" || reached.contains(&format!("{group}/{}", block.name))
                    };
                    let kept: String = blocks.iter().filter(is_kept).map(|block| block.text).collect();
                    if !kept.is_empty() {
                        out.push_str(&format!("  {group}:\n{kept}"));
                    }
                }
            }
            _ => out.push_str(section.text),
        }
    }
    format!("{}\n", out.trim_end())
}

/// A block of lines: the first names it, and the others are indented further.
struct Block<'t> {
    name: &'t str,
    text: &'t str,
}

impl<'t> Block<'t> {
    /// Its lines but the first.
    fn inner(&self) -> &'t str {
        self.text.split_once('\n').map_or("", |(_, inner)| inner)
    }
}

/// The blocks of a text whose heads are indented by so many spaces.
fn blocks(text: &str, indent: usize) -> Vec<Block<'_>> {
    let mut starts = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let spaces = line.len() - line.trim_start_matches(' ').len();
        if spaces == indent && !line.trim().is_empty() {
            starts.push(at);
        }
        at += line.len();
    }
    let ends = starts.iter().skip(1).copied().chain([text.len()]);
    let spans = starts.iter().zip(ends).map(|(start, end)| &text[*start..end]);
    spans
        .map(|text| Block {
            name: text.trim_start().split(": ").next().unwrap_or("").lines().next().unwrap_or("").trim_end_matches(':'),
            text,
        })
        .collect()
}

/// What a text refers to among the components: `schemas/Thing`.
fn references(text: &str) -> BTreeSet<String> {
    let parts = text.split("#/components/").skip(1);
    parts.map(|part| part.split(['"', '\'', ' ', '\n', '}']).next().unwrap_or_default().to_owned()).collect()
}
