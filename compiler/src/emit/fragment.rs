//! Rust fragments: tokens to text in prettyplease's layout, and the `use` lines that a text needs.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};
use quote::quote;

use super::layout;
use crate::policy::catalogue;

/// Names that emitted code uses, and the paths that they come from.
const NAMES: &[(&str, &str)] = &[
    ("Array", "gatewright_runtime::json"),
    ("Bound", "gatewright_runtime::json"),
    ("ByMember", "gatewright_runtime::json"),
    ("ByType", "gatewright_runtime::json"),
    ("Check", "gatewright_runtime::json"),
    ("Checked", "gatewright_runtime::json"),
    ("Contains", "gatewright_runtime::json"),
    ("Evaluated", "gatewright_runtime::json"),
    ("Json", "gatewright_runtime::json"),
    ("Authorization", "gatewright_runtime"),
    ("AwsSigV4", "gatewright_runtime"),
    ("ClientAuthentication", "gatewright_runtime"),
    ("ClientCredentials", "gatewright_runtime"),
    ("ManagedIdentity", "gatewright_runtime"),
    ("json", "gatewright_runtime"),
    ("Literal", "gatewright_runtime::json"),
    ("Member", "gatewright_runtime::json"),
    ("Numeric", "gatewright_runtime::json"),
    ("Object", "gatewright_runtime::json"),
    ("Others", "gatewright_runtime::json"),
    ("Pattern", "gatewright_runtime::json"),
    ("Text", "gatewright_runtime::json"),
    ("Unknown", "gatewright_runtime::json"),
    ("optional", "gatewright_runtime::json"),
    ("required", "gatewright_runtime::json"),
    ("Answer", "gatewright_runtime::expression"),
    ("Variable", "gatewright_runtime::expression"),
    ("expression", "gatewright_runtime"),
    ("own", "gatewright_runtime"),
    ("Action", "gatewright_runtime"),
    ("Api", "gatewright_runtime"),
    ("Attribute", "gatewright_runtime"),
    ("BackOff", "gatewright_runtime"),
    ("Backend", "gatewright_runtime"),
    ("BackendSettings", "gatewright_runtime"),
    ("Body", "gatewright_runtime"),
    ("BreakerRule", "gatewright_runtime"),
    ("ByModel", "gatewright_runtime"),
    ("Call", "gatewright_runtime"),
    ("Clients", "gatewright_runtime"),
    ("Content", "gatewright_runtime"),
    ("CrossOrigin", "gatewright_runtime"),
    ("Credentials", "gatewright_runtime"),
    ("Dialect", "gatewright_runtime"),
    ("Documented", "gatewright_runtime"),
    ("Encoded", "gatewright_runtime"),
    ("Example", "gatewright_runtime"),
    ("Field", "gatewright_runtime"),
    ("Flow", "gatewright_runtime"),
    ("Life", "gatewright_runtime"),
    ("Limits", "gatewright_runtime"),
    ("LlmLog", "gatewright_runtime"),
    ("LlmTexts", "gatewright_runtime"),
    ("Location", "gatewright_runtime"),
    ("Operation", "gatewright_runtime"),
    ("OnOutage", "gatewright_runtime"),
    ("OtlpSettings", "gatewright_runtime"),
    ("PoolMember", "gatewright_runtime"),
    ("PoolSettings", "gatewright_runtime"),
    ("PriceList", "gatewright_runtime"),
    ("Product", "gatewright_runtime"),
    ("RedisSettings", "gatewright_runtime"),
    ("Fit", "gatewright_runtime"),
    ("Reload", "gatewright_runtime"),
    ("Reloaded", "gatewright_runtime"),
    ("RequestBody", "gatewright_runtime"),
    ("Response", "gatewright_runtime"),
    ("Route", "gatewright_runtime"),
    ("Failover", "gatewright_runtime"),
    ("Secret", "gatewright_runtime"),
    ("SessionAffinity", "gatewright_runtime"),
    ("Settings", "gatewright_runtime"),
    ("Start", "gatewright_runtime"),
    ("StartError", "gatewright_runtime"),
    ("Streaming", "gatewright_runtime"),
    ("Style", "gatewright_runtime"),
    ("Subscription", "gatewright_runtime"),
    ("Timeouts", "gatewright_runtime"),
    ("Tls", "gatewright_runtime"),
    ("Trips", "gatewright_runtime"),
    ("Validate", "gatewright_runtime"),
    ("When", "gatewright_runtime"),
    ("Fault", "gatewright_runtime"),
    ("State", "gatewright_runtime"),
    ("Duration", "std::time"),
    ("Element", "gatewright_runtime::xml"),
    ("Layout", "gatewright_runtime::xml"),
    ("Node", "gatewright_runtime::xml"),
    ("Choice", "gatewright_runtime::parameter"),
    ("Parameter", "gatewright_runtime::parameter"),
];

/// Lays out items, with an empty line between two.
///
/// # Errors
/// Where the tokens are no Rust, which is a defect of the emitter.
pub(super) fn items(items: &[TokenStream]) -> Result<String, syn::Error> {
    let mut text = Vec::new();
    for item in items {
        let file: syn::File = syn::parse2(tame(item.clone()))?;
        text.push(layout::tighten(&prettyplease::unparse(&file)));
    }
    Ok(text.join("\n"))
}

/// A name or text of a spec with nothing in it that could end a comment's line or turn its direction, which compilers
/// refuse: such characters are spelt by their numbers.
pub(super) fn visible(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for char in text.chars() {
        let breaks = char.is_control() || matches!(char, '\u{2028}' | '\u{2029}');
        let turns = matches!(char, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        if breaks || turns {
            shown.extend(char.escape_unicode());
        } else {
            shown.push(char);
        }
    }
    shown
}

/// Items in which every doc comment is made of [`visible`] text.
fn tame(tokens: TokenStream) -> TokenStream {
    let tree = |tree: TokenTree| match tree {
        TokenTree::Group(group) => {
            let inner: Vec<TokenTree> = group.stream().into_iter().collect();
            let inner = match inner.as_slice() {
                [TokenTree::Ident(name), TokenTree::Punct(equals), TokenTree::Literal(text)] if name == "doc" => {
                    let text = syn::parse_str::<syn::LitStr>(&text.to_string()).map(|text| visible(&text.value()));
                    let text = text.unwrap_or_default();
                    quote!(#name #equals #text)
                }
                _ => tame(group.stream()),
            };
            TokenTree::Group(proc_macro2::Group::new(group.delimiter(), inner))
        }
        tree => tree,
    };
    tokens.into_iter().map(tree).collect()
}

/// A doc comment of some lines.
pub(super) fn doc(lines: &[String]) -> TokenStream {
    let lines = lines.iter().map(|line| if line.is_empty() { String::new() } else { format!(" {line}") });
    quote!(#(#[doc = #lines])*)
}

/// The `use` lines for the names of the runtime's JSON checks (and `extra` names) that the items mention.
pub(super) fn uses(items: &[TokenStream], extra: &[(&str, &str)]) -> Vec<String> {
    let mut found = BTreeSet::new();
    for item in items {
        mention(item.clone(), &mut found);
    }
    let policies = catalogue::type_names();
    let policies = policies.iter().map(String::as_str).filter(|name| NAMES.iter().all(|(known, _)| known != name));
    let policies = policies.map(|name| (name, "gatewright_runtime::policy"));
    let mut paths: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let names = NAMES.iter().chain(extra).copied().chain(policies);
    for (name, path) in names.filter(|(name, _)| found.contains(*name)) {
        paths.entry(path).or_default().insert(name);
    }
    // Other crates first, the crate's own names last.
    let mut crates: BTreeMap<(bool, &str), BTreeMap<&str, BTreeSet<&str>>> = BTreeMap::new();
    for (path, names) in paths {
        let root = path.split("::").next().unwrap_or(path);
        crates.entry((root == "crate", root)).or_default().insert(path, names);
    }
    crates.into_iter().flat_map(|((_, root), paths)| of_crate(root, &paths)).collect()
}

/// The names of one crate by their paths: one `use` line where it fits, else one for each path.
fn of_crate(root: &str, paths: &BTreeMap<&str, BTreeSet<&str>>) -> Vec<String> {
    let mut parts = Vec::new();
    for (path, names) in paths {
        let names: Vec<&str> = names.iter().copied().collect();
        let below = path.strip_prefix(root).unwrap_or(path).trim_start_matches("::");
        match (below, names.as_slice()) {
            ("", names) => {
                // A module that is named and has names in it is named within.
                let within = |name: &&str| !paths.contains_key(format!("{root}::{name}").as_str());
                parts.extend(names.iter().copied().filter(within).map(str::to_owned));
            }
            (below, [name]) if !paths.get(root).is_some_and(|names| names.contains(below)) => {
                parts.push(format!("{below}::{name}"));
            }
            (below, names) => {
                let itself = paths.get(root).is_some_and(|names| names.contains(below)).then_some("self, ");
                parts.push(format!("{below}::{{{}{}}}", itself.unwrap_or_default(), names.join(", ")));
            }
        }
    }
    let line = match parts.as_slice() {
        [part] => format!("use {root}::{part};"),
        parts => format!("use {root}::{{{}}};", parts.join(", ")),
    };
    // Names of the crate itself tell more by their whole paths.
    if line.len() <= 120 && root != "crate" {
        return vec![line];
    }
    let line = |(path, names): (&&str, &BTreeSet<&str>)| {
        let names: Vec<&str> = names.iter().copied().collect();
        match names.as_slice() {
            [name] => format!("use {path}::{name};"),
            names => format!("use {path}::{{{}}};", names.join(", ")),
        }
    };
    paths.iter().map(line).map(wrapped).collect()
}

/// A `use` line of at most 120 characters, else one with a line for each hundred.
fn wrapped(line: String) -> String {
    if line.len() <= 120 {
        return line;
    }
    let Some((head, names)) = line.split_once('{') else { return line };
    let names = names.trim_end_matches("};");
    let mut text = format!("{head}{{\n   ");
    let mut width = 4;
    for name in names.split(", ") {
        if width + name.len() > 96 {
            text.push_str("\n   ");
            width = 4;
        }
        text.push_str(&format!(" {name},"));
        width += name.len() + 2;
    }
    text.push_str("\n};");
    text
}

/// The identifiers of some tokens that begin a path or stand alone.
fn mention(tokens: TokenStream, found: &mut BTreeSet<String>) {
    let mut behind_colons = false;
    // Behind one dot stands a method or a field, behind two the base of a struct.
    let mut dots = 0;
    let mut trees = tokens.into_iter().peekable();
    while let Some(tree) = trees.next() {
        match tree {
            TokenTree::Ident(ident) => {
                let name = ident.to_string();
                if name == "enum" {
                    // Its name and those of its variants are its own.
                    let _ = trees.by_ref().take(2).count();
                    continue;
                }
                // A function is called and a module is followed by `::`; a field of that name is neither.
                let used = name.starts_with(char::is_uppercase)
                    || match trees.peek() {
                        Some(TokenTree::Group(group)) => group.delimiter() == Delimiter::Parenthesis,
                        Some(TokenTree::Punct(punct)) => punct.as_char() == ':' && punct.spacing() == Spacing::Joint,
                        _ => false,
                    };
                if used && !behind_colons && dots != 1 {
                    found.insert(name);
                }
                (behind_colons, dots) = (false, 0);
            }
            TokenTree::Group(group) => {
                mention(group.stream(), found);
                (behind_colons, dots) = (false, 0);
            }
            TokenTree::Punct(punct) => {
                dots = if punct.as_char() == '.' { dots + 1 } else { 0 };
                behind_colons = punct.as_char() == ':' && (behind_colons || punct.spacing() == Spacing::Joint);
            }
            TokenTree::Literal(_) => (behind_colons, dots) = (false, 0),
        }
    }
}

/// The first paragraph of a spec's prose, wrapped, as lines of a doc comment. Brackets and angles are escaped: they are
/// text there, not links or tags.
pub(super) fn prose(text: &str) -> Vec<String> {
    let paragraph = text.trim().split("\n\n").next().unwrap_or_default();
    let mut lines = vec![String::new()];
    for word in paragraph.split_whitespace() {
        let word = word.replace('[', "\\[").replace(']', "\\]").replace('<', "\\<").replace('>', "\\>");
        let full =
            lines.last().is_some_and(|line| !line.is_empty() && line.chars().count() + word.chars().count() > 110);
        if full {
            lines.push(String::new());
        }
        if let Some(line) = lines.last_mut() {
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(&word);
        }
    }
    lines
}
