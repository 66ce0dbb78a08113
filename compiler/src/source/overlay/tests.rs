#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use super::apply;
use super::jsonpath::Path;
use super::select::select;
use crate::diagnostic::{self, Diagnostics};
use crate::source::tests::{json, read_all};
use crate::source::{Format, Sources, read_text};

/// Applies actions (JSON) to a document (JSON): the document then, and what was said.
fn run(document: &str, actions: &str) -> (String, String) {
    let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
    let document = read_text(&mut sources, "d", document.to_owned(), Format::Json, &mut diagnostics).unwrap();
    let overlay =
        format!("{{\"overlay\":\"1.1.0\",\"info\":{{\"title\":\"t\",\"version\":\"1\"}},\"actions\":\n{actions}}}");
    let overlay = read_text(&mut sources, "o", overlay, Format::Json, &mut diagnostics).unwrap();
    let after = apply(document, &overlay, &mut diagnostics);
    (json(&after), diagnostic::render(&diagnostics, &sources, diagnostic::Format::Short, false))
}

#[test]
fn actions_do_what_the_specification_says() {
    for (document, actions, expected) in [
        (
            r#"{"a":{"b":1,"c":[1]}}"#,
            r#"[{"target":"$.a","update":{"b":2,"c":[2],"d":{"e":3}}}]"#,
            r#"{"a":{"b":2,"c":[1,2],"d":{"e":3}}}"#,
        ),
        (r#"{"a":[1]}"#, r#"[{"target":"$.a","update":{"x":1}}]"#, r#"{"a":[1,{"x":1}]}"#),
        (r#"{"a":1}"#, r#"[{"target":"$.a","update":"two"}]"#, r#"{"a":"two"}"#),
        (r#"{"a":{"x":1,"y":{"x":2,"z":{"x":3}}}}"#, r#"[{"target":"$..x","remove":true}]"#, r#"{"a":{"y":{"z":{}}}}"#),
        (r#"{"a":[0,1,2,3,4]}"#, r#"[{"target":"$.a[1,3]","remove":true}]"#, r#"{"a":[0,2,4]}"#),
        (
            r#"{"a":{},"b":{"k":1}}"#,
            r#"[{"target":"$.a","copy":"$.b"},{"target":"$.b","remove":true}]"#,
            r#"{"a":{"k":1}}"#,
        ),
        (r#"{"a":1}"#, r#"[{"target":"$","update":{"b":2}},{"target":"$.b","update":3}]"#, r#"{"a":1,"b":3}"#),
        (r#"{"a":1}"#, r#"[{"target":"$.a","remove":false,"update":2}]"#, r#"{"a":2}"#),
        (r#"{"a":{"b":{}}}"#, r#"[{"target":"$..*","update":{"n":1}}]"#, r#"{"a":{"b":{"n":1},"n":1}}"#),
    ] {
        assert_eq!(run(document, actions), (expected.to_owned(), String::new()), "{actions}");
    }
}

#[test]
fn what_is_wrong_is_said_at_its_place() {
    for (actions, place, code) in [
        (r#"[{"target":"$.nope","remove":true}]"#, "o:2:12: warning", "GW0117"),
        (r#"[{"target":"$.a[","remove":true}]"#, "o:2:17: error", "GW0116"),
        (r#"[{"target":"a","remove":true}]"#, "o:2:13: error", "GW0116"),
        (r#"[{"target":"$","remove":true}]"#, "o:2:12: error", "GW0118"),
        (r#"[{"target":"$.a","update":[1]}]"#, "o:2:12: error", "GW0118"),
        (r#"[{"target":"$.a","copy":"$.*"}]"#, "o:2:25: error", "GW0118"),
        (r#"[{"target":"$.a"}]"#, "o:2:2: error", "GW0115"),
        (r#"[{"target":"$.a","upadte":{}}]"#, "o:2:2: error", "GW0115"),
        (r#"[{"update":{}}]"#, "o:2:2: error", "GW0115"),
        (r#"{"target":"$.a"}"#, "o:2:1: error", "GW0115"),
    ] {
        let (after, said) = run(r#"{"a":{"x":1},"b":2}"#, actions);
        assert_eq!(after, r#"{"a":{"x":1},"b":2}"#);
        assert!(said.contains(&format!("{place}[{code}]")), "{actions}: {said}");
    }
}

#[test]
fn what_was_merged_points_into_the_overlay() {
    let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
    let document = read_text(&mut sources, "d", "{\"a\":{}}".to_owned(), Format::Json, &mut diagnostics).unwrap();
    let text = "overlay: 1.0.0\ninfo: {title: t, version: '1'}\nactions:\n- target: $.a\n  update:\n    é: new\n";
    let overlay = read_text(&mut sources, "o", text.to_owned(), Format::Yaml, &mut diagnostics).unwrap();
    let after = apply(document, &overlay, &mut diagnostics);
    let span = after.get("a").unwrap().get("é").unwrap().span;
    assert_eq!((sources.file(span.file).name.as_str(), sources.text(span)), ("o", "new"));
}

#[test]
fn paths_select_by_rfc_9535() {
    let text = r#"{"s":{"b":[{"t":"x","p":8.95,"k":true},{"t":"y","p":12.99},{"t":"z","p":8.99,"i":null}],"o o":{"c":"red","p":399}},"l":[0,1,2,3,4,5]}"#;
    let document = read_all(text, Format::Json).1.unwrap();
    for (path, expected) in [
        ("$", vec![text]),
        ("$.s.b[*].t", vec!["\"x\"", "\"y\"", "\"z\""]),
        ("$ ['s'] [\"o o\"] .c", vec!["\"red\""]),
        ("$..p", vec!["8.95", "12.99", "8.99", "399"]),
        ("$..b[-1].t", vec!["\"z\""]),
        ("$.l[1:3]", vec!["1", "2"]),
        ("$.l[::-2]", vec!["1", "3", "5"]),
        ("$.l[-2:]", vec!["4", "5"]),
        ("$.l[::0]", vec![]),
        ("$.l[9]", vec![]),
        ("$.s.b[?@.p < 10].t", vec!["\"x\"", "\"z\""]),
        ("$.s.b[?(@.p<10 && !@.k)].t", vec!["\"z\""]),
        ("$.s.b[?@.i].t", vec!["\"z\""]),
        ("$.s.b[?@.i == null].t", vec!["\"z\""]),
        ("$.s.b[?@.k == true || @.t == 'y'].t", vec!["\"x\"", "\"y\""]),
        ("$.s.b[?@.absent == @.gone].t", vec!["\"x\"", "\"y\"", "\"z\""]),
        ("$.s.b[?@.p >= 12.99e0].t", vec!["\"y\""]),
        ("$.s.b[?!(@.t != \"x\")].t", vec!["\"x\""]),
        ("$.s.b[?@.p == $.s.b[0].p].t", vec!["\"x\""]),
        ("$.l[?@ > 3]", vec!["4", "5"]),
        ("$.l[0, 0, 2]", vec!["0", "2"]),
        (r"$['\u0073'].b[0]['t']", vec!["\"x\""]),
    ] {
        let path_read = Path::parse(path).unwrap_or_else(|error| panic!("{path}: {}", error.message));
        let found = select(&document, &path_read).unwrap();
        let shown: Vec<String> = found.iter().map(|at| json(super::edit::at(&document, at).unwrap())).collect();
        assert_eq!(shown, expected, "{path}");
    }
}

#[test]
fn bad_paths_are_refused_where_they_go_wrong() {
    let deep = format!("$[?{}@", "(".repeat(10_000));
    for (path, at) in [
        ("", 0),
        ("s", 0),
        ("$.", 2),
        ("$..", 3),
        ("$[", 2),
        ("$[]", 2),
        ("$['a", 2),
        ("$[01]", 2),
        ("$[-0]", 2),
        ("$.a b", 3),
        ("$[?@.a ==]", 9),
        ("$[?1]", 4),
        ("$[?@..a == 1]", 3),
        ("$[?length(@) == 1]", 3),
        ("$.1a", 2),
        ("$['\\x']", 4),
        ("$[9007199254740992]", 2),
        (deep.as_str(), 34),
        ("$[?@.a == 01]", 10),
    ] {
        match Path::parse(path) {
            Ok(_) => panic!("{path} was taken"),
            Err(error) => assert_eq!(error.at, at, "{path}: {}", error.message),
        }
    }
}

#[test]
fn copies_of_copies_end() {
    let actions = vec![r#"{"target":"$.a","copy":"$"}"#; 600].join(",");
    let (_, said) = run(r#"{"a":{"b":1}}"#, &format!("[{actions}]"));
    assert!(said.contains("GW0118"), "{said}");
}
