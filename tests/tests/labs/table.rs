//! The table itself: whether it has every row, and each that waits for nothing a file and a test.

use std::collections::BTreeSet;
use std::fs;

use gatewright_tests::root;

/// A row of the table.
struct Row {
    number: u32,
    /// What stands in the column of files.
    file: String,
    waits: String,
}

fn table() -> Vec<Row> {
    let page = fs::read_to_string(root().join("docs/labs.md")).unwrap();
    let rows = page.lines().filter_map(|line| line.strip_prefix('|')?.strip_suffix('|')).filter_map(|line| {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        let [number, _, file, waits] = cells[..] else { return None };
        Some(Row { number: number.parse().ok()?, file: file.to_owned(), waits: waits.to_owned() })
    });
    rows.collect()
}

/// What a row may wait for: what the gateway has no policy for yet.
const AWAITED: &[&str] = &["cache", "safety", "retry", "send-request", "websocket", "credential store", "decryption"];

#[test]
fn the_table_has_every_row_and_each_that_waits_for_nothing_has_a_file_and_a_test() {
    let table = table();
    assert_eq!(table.iter().map(|row| row.number).collect::<Vec<_>>(), (1..=49).collect::<Vec<_>>());
    let gateway = fs::read_to_string(root().join("tests/labs/gateway.yaml")).unwrap();
    let tests = include_str!("rows.rs");
    let mut wrong = Vec::new();
    let mut folders = BTreeSet::new();
    for Row { number, file, waits } in &table {
        let words: Vec<&str> = waits.split(", ").filter(|word| !word.is_empty()).collect();
        if let Some(unknown) = words.iter().find(|word| !AWAITED.contains(&word.trim_start_matches("in part: "))) {
            wrong.push(format!("row {number} waits for {unknown}, which nobody knows"));
        }
        let tested = tests.contains(&format!("\nfn row_{number:02}_"));
        let served = gateway.contains(&format!("\n  row-{number:02}: "));
        let Some(path) = file.split("(../").nth(1).and_then(|rest| rest.split(')').next()) else {
            if words.is_empty() || served || tested {
                wrong.push(format!("row {number} has no file; it waits for {waits:?}"));
            }
            continue;
        };
        folders.insert(path.trim_start_matches("tests/labs/").to_owned());
        if !words.is_empty() && !waits.starts_with("in part: ") {
            wrong.push(format!("row {number} has a file and waits for {waits}"));
        }
        let there = root().join(path).join("api.yaml").is_file() && path.contains(&format!("/row-{number:02}-"));
        if !there || !served || !tested {
            wrong.push(format!("row {number}: {path} is there: {there}, is served: {served}, is tested: {tested}"));
        }
    }
    let entries = fs::read_dir(root().join("tests/labs")).unwrap().map(|entry| entry.unwrap());
    let there: BTreeSet<String> = entries
        .filter(|entry| entry.path().is_dir())
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    assert_eq!(there, folders, "each folder has a row");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
