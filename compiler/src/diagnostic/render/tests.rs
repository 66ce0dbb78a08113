#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use super::{Format, render, render_brief};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity, did_you_mean};
use crate::source::{Sources, Span};

fn two_files() -> (Sources, Span, Span) {
    let mut sources = Sources::default();
    let first = sources.add("gate way.yaml", "a: 1\né: [x]\n");
    let second = sources.add("openapi.json", "{\n  \"b\": 2\n}");
    (sources, Span::new(first, 10, 11), Span::new(second, 4, 7))
}

fn all_of(diagnostics: impl IntoIterator<Item = Diagnostic>) -> Diagnostics {
    let mut all = Diagnostics::default();
    diagnostics.into_iter().for_each(|diagnostic| all.push(diagnostic));
    all
}

#[test]
fn human_shows_both_files() {
    let (sources, one, two) = two_files();
    let diagnostic =
        Diagnostic::at(Code::GW0101, one, "x is wrong").words("here").label(two, "because of this").help("mend it");
    let expected = "\
error[GW0101]: x is wrong
 --> gate way.yaml:2:5
  |
2 | é: [x]
  |     ^ here
  |
 ::: openapi.json:2:3
  |
2 |   \"b\": 2
  |   --- because of this
  |
  = help: mend it

1 error
";
    assert_eq!(render(&all_of([diagnostic.clone()]), &sources, Format::Human, false), expected);
    assert!(render(&all_of([diagnostic]), &sources, Format::Human, true).contains("\u{1b}["));
}

#[test]
fn a_line_of_megabytes_is_cut_around_its_place() {
    let mut sources = Sources::default();
    let text = format!("{{{}\"bäd\": 1{}}}", "\"ä\":0,".repeat(30_000), ",\"z\":0".repeat(30_000));
    let start = text.find("bäd").unwrap() - 1;
    let file = sources.add("min.json", text);
    let all = all_of([Diagnostic::at(Code::GW0101, Span::new(file, start, start + 6), "bad").words("this")]);
    let shown = render(&all, &sources, Format::Human, false);
    assert!(shown.contains(" --> min.json:1:180002\n"), "{shown}");
    let lines: Vec<&str> = shown.lines().collect();
    let (code, under) = (lines[3], lines[4]);
    assert!(code.chars().count() < 140, "{shown}");
    let column = |line: &str, what: &str| line[..line.find(what).unwrap()].chars().count();
    assert_eq!(column(code, "\"bäd\""), column(under, "^^^^^ this"), "{shown}");
}

/// Found by fuzzing: where less is cut away than the dots take, the label stood beside its place, within a character.
#[test]
fn a_long_line_is_cut_by_less_than_the_dots() {
    for head in 39..46 {
        let mut sources = Sources::default();
        let text = format!("{}\u{feff}{}", "x".repeat(head), "y".repeat(400));
        let file = sources.add("long.json", text);
        let all = all_of([Diagnostic::at(Code::GW0101, Span::new(file, head, head + 3), "bad").words("this")]);
        let shown = render(&all, &sources, Format::Human, false);
        assert!(shown.contains(&format!(" --> long.json:1:{}\n", head + 1)), "{shown}");
    }
}

#[test]
fn the_order_is_stable_and_nothing_is_said_twice() {
    let (sources, one, two) = two_files();
    let all = all_of([
        Diagnostic::at(Code::GW0117, two, "second file"),
        Diagnostic::at(Code::GW0102, one, "later code"),
        Diagnostic::at(Code::GW0101, one, "early\ncode \u{1b}[2J"),
        Diagnostic::at(Code::GW0104, Span::new(one.file, 0, 1), "at the beginning"),
        Diagnostic::at(Code::GW0117, two, "second file"),
    ]);
    let expected = "\
gate way.yaml:1:1: error[GW0104]: at the beginning
gate way.yaml:2:5: error[GW0101]: early code \\u{1b}[2J
gate way.yaml:2:5: error[GW0102]: later code
openapi.json:2:3: warning[GW0117]: second file
3 errors, 1 warning
";
    assert_eq!(render(&all, &sources, Format::Short, false), expected);
    assert_eq!(render(&Diagnostics::default(), &sources, Format::Short, false), "");
}

#[test]
fn people_are_shown_twenty_and_no_error_is_left_out_for_a_warning() {
    let (sources, one, two) = two_files();
    let codes = || Code::ALL.iter().filter(|code| code.severity() == Severity::Warning);
    assert!(codes().count() > 9, "enough to fill the list, three each");
    let warnings = (0..150).flat_map(|at| codes().map(move |code| Diagnostic::at(*code, one, format!("warning {at}"))));
    let all = all_of(warnings.chain([Diagnostic::at(Code::GW0101, two, "the error")]));
    let shown = render_brief(&all, &sources, Format::Short, false);
    assert!(shown.contains("the error") && shown.lines().count() == 21, "{shown}");
    let count = codes().count() * 150;
    let last = format!("1 error, {count} warnings; {} of them not shown, `--all-messages` shows them\n", count - 19);
    assert!(shown.ends_with(&last), "{shown}");
    for (format, more) in [(Format::Short, 1), (Format::Json, 0)] {
        assert_eq!(render(&all, &sources, format, false).lines().count(), count + 1 + more);
    }
}

#[test]
fn alike_repairs_are_told_once() {
    let (sources, one, two) = two_files();
    let places = [(one.file, 0), (one.file, 5), (two.file, 0), (two.file, 4)];
    let repairs = places.map(|(file, at)| Diagnostic::at(Code::GW0305, Span::new(file, at, at + 1), "open `enum`"));
    let all = all_of(repairs);
    let expected = "\
repair[GW0305]: open `enum`
 --> gate way.yaml:1:1
  |
1 | a: 1
  | ^
  |
  = note: 3 more like it: line 2, openapi.json:1, openapi.json:2

4 repairs; 3 of them not shown, `--all-messages` shows them
";
    assert_eq!(render_brief(&all, &sources, Format::Human, false), expected);
    let short = render_brief(&all, &sources, Format::Short, false);
    assert!(short.contains("open `enum` (3 more like it: line 2,"), "{short}");
    assert_eq!(render(&all, &sources, Format::Short, false).lines().count(), 5);
}

#[test]
fn json_has_one_object_a_line() {
    let (sources, one, two) = two_files();
    let all = all_of([
        Diagnostic::at(Code::GW0101, one, "x").label(two, "y").help("h"),
        Diagnostic::at(Code::GW0104, Span::new(one.file, 0, 1), "z"),
    ]);
    let shown = render(&all, &sources, Format::Json, false);
    let lines: Vec<serde_json::Value> = shown.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines[0]["code"], "GW0104");
    assert_eq!(lines[0]["help"], serde_json::Value::Null);
    let full = serde_json::json!({
        "code": "GW0101", "severity": "error", "message": "x", "file": "gate way.yaml", "line": 2, "column": 5,
        "end": { "line": 2, "column": 6, "offset": 11 }, "offset": 10, "label": "", "help": "h",
        "labels": [{ "file": "openapi.json", "line": 2, "column": 3, "end": { "line": 2, "column": 6, "offset": 7 },
            "offset": 4, "label": "y" }],
    });
    assert_eq!(lines[1], full);
}

#[test]
fn sarif_has_rules_regions_and_uris() {
    let (sources, one, two) = two_files();
    let all = all_of([Diagnostic::at(Code::GW0101, one, "x").label(two, "y"), Diagnostic::at(Code::GW0117, two, "r")]);
    let log: serde_json::Value = serde_json::from_str(&render(&all, &sources, Format::Sarif, false)).unwrap();
    let run = &log["runs"][0];
    assert_eq!(log["version"], "2.1.0");
    assert_eq!(run["tool"]["driver"]["rules"][1]["id"], "GW0117");
    assert_eq!(run["results"][1]["ruleIndex"], 1);
    assert_eq!(run["results"][1]["level"], "warning");
    let place = &run["results"][0]["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "gate%20way.yaml");
    assert_eq!(place["region"], serde_json::json!({ "startLine": 2, "startColumn": 5, "endLine": 2, "endColumn": 6 }));
    assert_eq!(run["results"][0]["relatedLocations"][0]["message"]["text"], "y");
}

#[test]
fn codes_and_formats_are_found_by_name() {
    assert_eq!(Code::from_name("gw0102"), Some(Code::GW0102));
    assert_eq!(Code::from_name("GW9999"), None);
    assert!(Code::ALL.iter().all(|code| code.explanation().len() > 30 && !code.title().is_empty()));
    for name in Format::NAMES {
        assert!(name.parse::<Format>().is_ok());
    }
    assert!("xml".parse::<Format>().unwrap_err().contains("sarif"));
}

#[test]
fn slips_are_recognised() {
    for (word, expected) in [
        ("inboud", Some("inbound")),
        ("Outbound", Some("outbound")),
        ("bakcend", Some("backend")),
        ("x", None),
        ("completely-different", None),
        ("inbound", None),
    ] {
        assert_eq!(did_you_mean(word, ["inbound", "outbound", "backend", "on-error"]), expected, "{word}");
    }
}
