//! What holds for every body: the grammar is serde_json's, and no verdict repeats what the client sent.

use proptest::prelude::{any as arbitrary, *};
use serde::de::IgnoredAny;
use serde_json::Value;

use super::differential::{cases, mutate, value, write};
use super::{any, *};

fn config(cases: u32) -> ProptestConfig {
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

/// Reads every value by a check, so that the checks' own grammar is met and not only the skipping one.
fn walked(json: &mut Json<'_>) -> Checked {
    json.by_type(&ByType {
        null: Some(null),
        boolean: Some(boolean),
        number: Some(number),
        string: Some(string),
        array: Some(|json| json.array(&Array::of(walked).unique_items().max_items(u64::MAX))),
        object: Some(|json| json.object(&Object::ANY.others(Others::Check(walked)))),
    })
}

/// How deep brackets nest outside of strings.
fn depth(text: &str) -> usize {
    let (mut most, mut depth, mut quoted, mut escaped) = (0_usize, 0_usize, false, false);
    for char in text.chars() {
        match char {
            _ if escaped => escaped = false,
            '\\' => escaped = quoted,
            '"' => quoted = !quoted,
            '[' | '{' if !quoted => depth += 1,
            ']' | '}' if !quoted => depth = depth.saturating_sub(1),
            _ => {}
        }
        most = most.max(depth);
    }
    most
}

/// serde_json skips without looking at UTF-8 or depth; these checks look at both.
fn same_grammar(body: &[u8]) {
    let text = std::str::from_utf8(body);
    let well_formed =
        text.is_ok_and(|text| depth(text) <= MAX_DEPTH) && serde_json::from_slice::<IgnoredAny>(body).is_ok();
    for check_with in [any as Check, |json| json.any_of(&[never, any])] {
        assert_eq!(check(body, check_with).is_ok(), well_formed, "{}", body.escape_ascii());
    }
    let verdict = check(body, walked);
    let syntax = matches!(verdict, Err(Rejected::Syntax { .. } | Rejected::TooDeep));
    assert_eq!(!syntax, well_formed, "{} {verdict:?}", body.escape_ascii());
}

const PIECES: &[&str] = &[
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "\"",
    "\"a\"",
    "\"a\":",
    "\\",
    "\\u",
    "\\u00e9",
    "\\ud83e\\udd80",
    "\\ud800",
    "\\n",
    "0",
    "1",
    "-",
    "+",
    ".",
    "e",
    "E5",
    "0.5",
    "-1e-7",
    "true",
    "false",
    "null",
    "nul",
    " ",
    "\n",
    "\t",
    "\u{0}",
    "\u{1f}",
    "é",
    "🦀",
    "plain text of more than eight bytes",
    "/",
    "\u{feff}",
    "\u{7f}",
];

fn pieces() -> impl Strategy<Value = Vec<u8>> {
    prop::collection::vec(prop::sample::select(PIECES), 0..24).prop_map(|pieces| pieces.concat().into_bytes())
}

#[test]
fn the_grammar_is_that_of_serde_json() {
    proptest!(config(8_000), |(body in pieces())| same_grammar(&body));
    proptest!(config(5_000), |(body in prop::collection::vec(arbitrary::<u8>(), 0..24))| same_grammar(&body));
    let texts: &[&str] = &["", "a", "a \"quoted\" text of many more bytes", "é🦀\\\n", "0123456\u{1}"];
    let edits = prop::collection::vec(
        (arbitrary::<usize>(), prop_oneof![arbitrary::<u8>().prop_map(|byte| vec![byte]), pieces()], 0..3_usize),
        0..3,
    );
    proptest!(config(4_000), |(value in value(texts, texts), dice in arbitrary::<u64>(), edits in edits)| {
        let mut body = String::new();
        write(&value, &mut dice.clone(), &mut body);
        same_grammar(body.as_bytes());
        let mut body = body.into_bytes();
        for (at, bytes, drop) in edits {
            let at = at % (body.len() + 1);
            let end = (at + drop).min(body.len());
            body.splice(at..end, bytes);
            same_grammar(&body);
        }
    });
}

#[test]
fn every_prefix_of_a_body_is_refused() {
    let body = r#"{"a":[1.5e-3,true,null,"é\ud83e\udd80\n and more than eight bytes"],"b":{"c":{}}}"#;
    same_grammar(body.as_bytes());
    (0..body.len()).for_each(|end| same_grammar(&body.as_bytes()[..end]));
}

/// What a client might not want repeated, as values and as names that no schema declares.
const MARKS: &[&str] = &["sk-MARK", "MARK\"é", "MARK/~x"];
const MARK: &str = "MARK";

#[test]
fn no_verdict_repeats_what_the_client_sent() {
    let mut cases = cases();
    let message: Value = serde_json::json!([{ "role": "tool", "content": [{ "type": "text" }], "name": "abcd" }]);
    let mut last = cases.pop().unwrap();
    (last.check, last.seeds) = (tool_message, message);
    cases.push(last);
    let inputs = (
        value(MARKS, MARKS),
        prop::collection::vec(arbitrary::<usize>(), 0..4),
        arbitrary::<usize>(),
        arbitrary::<u64>(),
        arbitrary::<usize>(),
    );
    let mut refused = 0;
    proptest!(config(1_000), |((new, path, pick, dice, cut) in inputs)| {
        for case in &cases {
            let seeds = case.seeds.as_array().unwrap();
            let mut instance = seeds[pick % seeds.len()].clone();
            mutate(&mut instance, &path, MARKS[pick % MARKS.len()], new.clone());
            let mut body = String::new();
            write(&instance, &mut dice.clone(), &mut body);
            let mut cut = cut % body.len();
            while !body.is_char_boundary(cut) {
                cut -= 1;
            }
            for body in [body.as_str(), &body[..cut]] {
                let Err(rejected) = check(body.as_bytes(), case.check) else { continue };
                let mut said = format!("{rejected:?}");
                if let Rejected::Violations(list) = &rejected {
                    list.iter().filter_map(|violation| violation.limit).for_each(|limit| said.push_str(&limit.to_string()));
                }
                assert!(!said.contains(MARK), "{body} {said}");
            }
        }
    });
    // The bodies above do carry marks into refusals.
    for case in &cases {
        let body = r#"{"MARK":["MARK"],"type":"MARK","a":"MARK"}"#;
        refused += usize::from(check(body.as_bytes(), case.check).is_err());
    }
    assert!(refused > cases.len() / 2);
}
