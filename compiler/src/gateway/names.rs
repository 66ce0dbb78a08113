//! Names in Rust: made from the document's own, and resolved for all at once, so that none depends on which came first.

use std::collections::{BTreeMap, BTreeSet};

use heck::{ToPascalCase, ToSnakeCase};

/// `createChatCompletion` -> `create_chat_completion`; a keyword or what begins with a digit is made an identifier.
#[must_use]
pub fn snake(name: &str) -> String {
    identifier(&ascii(name).to_snake_case())
}

/// `deployment-id` -> `DeploymentId`, `2024-10-21` -> `V2024_10_21`.
#[must_use]
pub fn pascal(name: &str) -> String {
    let ascii = ascii(name);
    if !ascii.contains(|char: char| char.is_ascii_alphanumeric()) {
        return "Unnamed".to_owned();
    }
    let text = ascii.trim_start_matches(|first: char| !first.is_ascii_alphanumeric());
    if !text.starts_with(|first: char| first.is_ascii_digit()) {
        return identifier(&ascii.to_pascal_case());
    }
    let mut name = "V".to_owned();
    for part in text.split(|char: char| !char.is_ascii_alphanumeric()).filter(|part| !part.is_empty()) {
        let digits = |char: char| char.is_ascii_digit();
        // Rust takes an underscore in a type's name only between digits.
        if name.ends_with(digits) && part.starts_with(digits) {
            name.push('_');
        }
        name.push_str(&part[..1].to_ascii_uppercase());
        name.push_str(&part[1..]);
    }
    name
}

/// As [`resolve`], for names in upper camel case, which the suffix keeps: `String` -> `String4631`.
#[must_use]
pub(super) fn resolve_types(wanted: &BTreeMap<String, String>, reserved: &[&str]) -> BTreeMap<String, String> {
    let camel = |(key, name): (String, String)| {
        let (head, suffix) = match name.rsplit_once('_') {
            // Between digits an underscore is in order, and a name that was free has no other.
            Some((head, suffix)) if wanted.get(&key) != Some(&name) => (head, suffix),
            _ => return (key, name),
        };
        let digits = head.ends_with(|last: char| last.is_ascii_digit())
            && suffix.starts_with(|first: char| first.is_ascii_digit());
        let first = suffix[..1].to_ascii_uppercase();
        (key, format!("{head}{}{first}{}", if digits { "_" } else { "" }, &suffix[1..]))
    };
    resolve(wanted, reserved).into_iter().map(camel).collect()
}

/// `free-tpm` -> `FREE_TPM`
#[must_use]
pub(super) fn upper(name: &str) -> String {
    snake(name).trim_end_matches('_').to_ascii_uppercase()
}

/// Characters beyond ASCII are spelt by their number, so that names stay different.
fn ascii(name: &str) -> String {
    let spell = |char: char| if char.is_ascii() { char.to_string() } else { format!("_u{:x}_", u32::from(char)) };
    name.chars().map(spell).collect()
}

fn identifier(name: &str) -> String {
    let known = syn::parse_str::<syn::Ident>(name).is_ok();
    match name {
        "" => "unnamed".to_owned(),
        name if known => name.to_owned(),
        name if name.starts_with(|first: char| first.is_ascii_digit()) => format!("n{name}"),
        name => format!("{name}_"),
    }
}

/// One name for each key (a JSON pointer or the like). Where two keys want the same name, or differ only by case (file
/// systems don't tell them apart), each of them gets a suffix that follows from its key alone.
#[must_use]
pub(super) fn resolve(wanted: &BTreeMap<String, String>, reserved: &[&str]) -> BTreeMap<String, String> {
    let mut count: BTreeMap<String, u32> = BTreeMap::new();
    for name in wanted.values() {
        *count.entry(name.to_ascii_lowercase()).or_default() += 1;
    }
    let settled = |digits: usize| -> BTreeMap<String, String> {
        let settle = |(key, name): (&String, &String)| {
            let alone = count.get(&name.to_ascii_lowercase()) == Some(&1);
            let free = !reserved.contains(&name.as_str()) && !device(name) && name.len() <= LONGEST;
            let suffix = &format!("{:016x}", hash(key))[16 - digits..];
            (key.clone(), if alone && free { name.clone() } else { format!("{}_{suffix}", cut(name)) })
        };
        wanted.iter().map(settle).collect()
    };
    let distinct = |names: &BTreeMap<String, String>| {
        let mut seen = BTreeSet::new();
        names.values().all(|name| seen.insert(name.to_ascii_lowercase()))
    };
    // Four digits tell a few apart; among hundreds of equal names two would have the same.
    [4, 8].into_iter().map(settled).find(distinct).unwrap_or_else(|| settled(16))
}

/// A name becomes a file's, which most file systems bound at 255 bytes, and a person reads it.
const LONGEST: usize = 120;

/// What is kept of a name before its suffix; identifiers are ASCII.
fn cut(name: &str) -> &str {
    name.get(..LONGEST).unwrap_or(name).trim_end_matches('_')
}

/// Names that Windows keeps for devices.
fn device(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    matches!(lower.as_str(), "con" | "prn" | "aux" | "nul")
        || lower.len() == 4
            && (lower.starts_with("com") || lower.starts_with("lpt"))
            && lower.as_bytes()[3].is_ascii_digit()
}

/// FNV-1a: short, and the same on every machine.
fn hash(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}
