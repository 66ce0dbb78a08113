//! Changes of a tree: what people and programs get wrong, and what nobody would write.

use crate::common::layout::Random;

use super::tree::Tree;

/// Leaves, as they are written.
const LEAVES: &[&str] = &[
    "null",
    "true",
    "false",
    "0",
    "-0",
    "1.0",
    "1e400",
    "-1e-400",
    "0.1e1",
    "-9223372036854775809",
    "18446744073709551616",
    "99999999999999999999999999999999999999",
    "1e9",
    "[]",
    "{}",
    "\"\"",
    "\" \"",
    "\"a\"",
    "\"\\u0000\"",
    "\"\\n\"",
    "\"\\u202e\"",
    "\"\\ud83d\\ude00\"",
    "\"{\"",
    "\"}\"",
    "\"{}\"",
    "\"{a\"",
    "\"{a}{b}\"",
    "\"/\"",
    "\"//\"",
    "\"/{*a}\"",
    "\"#\"",
    "\"#/\"",
    "\"#/paths\"",
    "\"#/components/schemas\"",
    "\"~2\"",
    "\"%\"",
    "\"%zz\"",
    "\"(?=a)b\"",
    "\"(\"",
    "\"[a-\"",
    "\"^(a+)+$\"",
    "\"a{99999}\"",
    "\"\\\\p{L}\"",
    "\"string\"",
    "\"integer\"",
    "\"number\"",
    "\"array\"",
    "\"object\"",
    "\"null\"",
    "\"binary\"",
    "\"path\"",
    "\"query\"",
    "\"cookie\"",
    "\"deepObject\"",
    "\"matrix\"",
    "\"application/json\"",
    "\"multipart/form-data\"",
    "\"${\"",
    "\"${a}\"",
    "\"{{\"",
    "\"{{a}}\"",
    "\"{{key}}\"",
    "\"\\\\{{\"",
    "\"self\"",
    "\"super\"",
    "\"fn\"",
    "\"_\"",
    "\"1\"",
    "\"r#type\"",
    "\"https://a.example\"",
    "\"5s\"",
    "\"1MiB\"",
];

/// Keys that change what stands beneath them.
const KEYS: &[&str] = &[
    "$ref",
    "allOf",
    "anyOf",
    "oneOf",
    "not",
    "items",
    "properties",
    "additionalProperties",
    "required",
    "enum",
    "const",
    "type",
    "format",
    "nullable",
    "discriminator",
    "mapping",
    "pattern",
    "minimum",
    "maxLength",
    "multipleOf",
    "default",
    "parameters",
    "requestBody",
    "content",
    "schema",
    "responses",
    "servers",
    "variables",
    "security",
    "style",
    "explode",
    "policies",
    "inbound",
    "set-header",
    "rewrite-uri",
    "operations",
    "prefixItems",
    "if",
    "then",
    "$defs",
    "x-ms-enum",
    "dependentSchemas",
    "patternProperties",
    "unevaluatedProperties",
    "in",
    "name",
    "get",
    "",
    "\n",
    "type_",
    "Type",
];

/// One change at a place of its choice; `donor` is a tree to take parts from.
pub(crate) fn mutate(tree: &mut Tree, donor: &Tree, random: &mut Random) {
    let at = random.below(tree.size());
    match random.below(12) {
        0 => remove(tree.nth(at), random),
        1 => double(tree.nth(at), random),
        2 => *tree.nth(at) = Tree::Leaf(pick(LEAVES, random).to_owned()),
        3 => {
            let pointer = pointer(tree, random);
            *tree.nth(at) = Tree::Object(vec![("$ref".to_owned(), Tree::text(&pointer))]);
        }
        4 => {
            let part = part(donor, random);
            *tree.nth(at) = part;
        }
        5 => {
            let part = part(tree, random);
            *tree.nth(at) = part;
        }
        6 => rename(tree.nth(at), random),
        7 => wrap(tree.nth(at), random),
        8 => {
            let (key, value) = (pick(KEYS, random).to_owned(), part(donor, random));
            if let Tree::Object(members) = tree.nth(at) {
                members.push((key, value));
            }
        }
        9 => {
            let (key, value) = (pick(KEYS, random).to_owned(), Tree::Leaf(pick(LEAVES, random).to_owned()));
            if let Tree::Object(members) = tree.nth(at) {
                members.push((key, value));
            }
        }
        10 => {
            let other = tree.nth(at).clone();
            *tree.nth(at) = match other {
                Tree::Object(members) => Tree::Array(members.into_iter().map(|(_, value)| value).collect()),
                Tree::Array(items) => {
                    Tree::Object((0..).zip(items).map(|(at, item)| (format!("{at}"), item)).collect())
                }
                leaf => Tree::Array(vec![leaf]),
            };
        }
        _ => {
            let leaf = tree.nth(at);
            if let Tree::Leaf(text) = leaf {
                *text = bent(text, random);
            }
        }
    }
}

fn pick<'p>(from: &[&'p str], random: &mut Random) -> &'p str {
    from[random.below(from.len())]
}

fn part(tree: &Tree, random: &mut Random) -> Tree {
    let mut copy = tree.clone();
    let at = random.below(copy.size());
    let part = copy.nth(at).clone();
    if part.size() > 400 { Tree::Leaf("{}".to_owned()) } else { part }
}

fn remove(tree: &mut Tree, random: &mut Random) {
    match tree {
        Tree::Array(items) if !items.is_empty() => drop(items.remove(random.below(items.len()))),
        Tree::Object(members) if !members.is_empty() => drop(members.remove(random.below(members.len()))),
        tree => *tree = Tree::Leaf("null".to_owned()),
    }
}

fn double(tree: &mut Tree, random: &mut Random) {
    match tree {
        Tree::Array(items) if !items.is_empty() => {
            let item = items[random.below(items.len())].clone();
            items.push(item);
        }
        Tree::Object(members) if !members.is_empty() => {
            let (key, value) = members[random.below(members.len())].clone();
            // Equal keys end the matter early, so they are the exception.
            let key = if random.below(8) == 0 { key } else { format!("{key}{}", random.below(3)) };
            members.push((key, value));
        }
        _ => {}
    }
}

fn rename(tree: &mut Tree, random: &mut Random) {
    if let Tree::Object(members) = tree
        && !members.is_empty()
    {
        let at = random.below(members.len());
        members[at].0 = match random.below(3) {
            0 => pick(KEYS, random).to_owned(),
            1 => members[random.below(members.len())].0.to_uppercase(),
            _ => bent(&members[at].0, random),
        };
    }
}

fn wrap(tree: &mut Tree, random: &mut Random) {
    let key = pick(&["allOf", "anyOf", "oneOf", "not", "items", "additionalProperties", "properties"], random);
    let most = if random.below(20) == 0 { 300 } else { 3 };
    for _ in 0..=random.below(most) {
        let inner = std::mem::replace(tree, Tree::Array(Vec::new()));
        let inner = match key {
            "allOf" | "anyOf" | "oneOf" => Tree::Array(vec![inner.clone(), Tree::Object(Vec::new())]),
            "properties" => Tree::Object(vec![("a".to_owned(), inner)]),
            _ => inner,
        };
        *tree = Tree::Object(vec![(key.to_owned(), inner)]);
    }
}

/// A pointer to some value of the tree.
fn pointer(tree: &Tree, random: &mut Random) -> String {
    let mut text = String::from("#");
    let mut here = tree;
    loop {
        let (name, next) = match here {
            Tree::Object(members) if !members.is_empty() => {
                let (key, value) = &members[random.below(members.len())];
                (key.replace('~', "~0").replace('/', "~1"), value)
            }
            Tree::Array(items) if !items.is_empty() => {
                let at = random.below(items.len());
                (at.to_string(), &items[at])
            }
            _ => return text,
        };
        if random.below(6) == 0 {
            return text;
        }
        text.push('/');
        text.push_str(&name);
        here = next;
    }
}

/// A text with a few characters taken out, put in or moved.
pub(crate) fn bent(text: &str, random: &mut Random) -> String {
    let mut chars: Vec<char> = text.chars().collect();
    for _ in 0..=random.below(3) {
        let at = random.below(chars.len() + 1);
        const ODD: &[char] = &[
            '{',
            '}',
            '[',
            ']',
            '"',
            '\'',
            ':',
            ',',
            '#',
            '&',
            '*',
            '!',
            '|',
            '>',
            '%',
            '@',
            '`',
            '\\',
            '/',
            '~',
            '\t',
            '\n',
            '\r',
            ' ',
            '-',
            '?',
            '0',
            'e',
            '.',
            '\u{0}',
            '\u{85}',
            '\u{2028}',
            '\u{feff}',
            'é',
            '\u{10ffff}',
            '<',
            '$',
        ];
        match random.below(3) {
            0 if at < chars.len() => drop(chars.remove(at)),
            1 if at < chars.len() => chars[at] = ODD[random.below(ODD.len())],
            _ => chars.insert(at, ODD[random.below(ODD.len())]),
        }
    }
    chars.into_iter().collect()
}
