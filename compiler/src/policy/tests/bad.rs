//! `bad.txt`: one case after the other, `=== WHAT IT SHOWS`, a gateway file, `---`, what is said. A case that has no
//! `version`, `name`, `subscriptions` or `apis` gets good ones at its end.

use super::said;

fn framed(text: &str) -> String {
    let mut whole = text.to_owned();
    for line in [
        "version: 1\n",
        "name: frame\n",
        "subscriptions: { file: s.yaml }\n",
        "apis: { frame: { spec: frame.json } }\n",
    ] {
        let key = &line[..=line.find(':').unwrap()];
        if !text.lines().any(|line| line.starts_with(key)) && !text.contains("# no frame") {
            whole.push_str(line);
        }
    }
    whole
}

#[test]
fn each_bad_file_gets_its_messages() {
    let cases: Vec<&str> = include_str!("bad.txt").split("=== ").skip(1).collect();
    assert!(cases.len() >= 40);
    let mut wrong = String::new();
    for case in cases {
        let (title, rest) = case.split_once('\n').unwrap();
        let (text, expected) = rest.split_once("---\n").unwrap();
        let (file, lines) = said(&framed(text));
        let lines: String = lines.iter().map(|line| format!("{line}\n")).collect();
        if lines != expected {
            wrong.push_str(&format!("=== {title}\n{text}---\n{lines}"));
        }
        let only_warnings = expected.lines().all(|line| ["GW0409", "GW0413", "GW0421", "GW0423"].contains(&&line[..6]));
        assert_eq!(file.is_some(), only_warnings, "{title}: there is a file exactly if nothing is wrong");
    }
    assert!(wrong.is_empty(), "these cases say something else now:\n{wrong}");
}
