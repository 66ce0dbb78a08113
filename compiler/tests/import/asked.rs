//! The guided import, at a terminal: what it writes is what the flags write.

use std::fs::{self, File, OpenOptions};
use std::io::{Read, Write};
use std::path::Path;
use std::process::{Command, Stdio};

use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};

use super::common::scratch;
use super::{GEMINI, compiles, import};

/// Answers the questions of an import at a terminal, each by a line; its exit code, and all that stood there.
fn answered(folder: &Path, answers: &[&str]) -> (Option<i32>, String) {
    let ours = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
    grantpt(&ours).unwrap();
    unlockpt(&ours).unwrap();
    let name = ptsname(&ours, Vec::new()).unwrap().into_string().unwrap();
    let theirs = OpenOptions::new().read(true).write(true).open(name).unwrap();
    let mut child = Command::new(env!("CARGO_BIN_EXE_gatewright"))
        .arg("import")
        .current_dir(folder)
        .stdin(theirs.try_clone().unwrap())
        .stdout(Stdio::null())
        .stderr(theirs)
        .spawn()
        .unwrap();
    let mut terminal = File::from(ours);
    let lines: String = answers.iter().flat_map(|answer| [answer, "\n"]).collect();
    terminal.write_all(lines.as_bytes()).unwrap();
    let code = child.wait().unwrap().code();
    let mut shown = Vec::new();
    // The end of a terminal whose other side is closed is an error on Linux.
    let _ = terminal.read_to_end(&mut shown);
    (code, String::from_utf8_lossy(&shown).into_owned())
}

#[test]
fn answers_write_what_flags_write() {
    let (flags, asked) = (scratch("import-flags"), scratch("import-asked"));
    assert_eq!(import(&flags, GEMINI).0, Some(0));
    // The default of each question is taken by an empty line; the key's header and the name are not the preset's.
    let key = "Authorization: Bearer {{gemini-key}}";
    let (code, shown) = answered(&asked, &["1", "gemini", "", key, "", "", "", "", "", ""]);
    assert_eq!(code, Some(0), "{shown}");
    for file in ["gateway.yaml", "apis/gemini.yaml", "apis/gemini.openapi.yaml"] {
        assert_eq!(fs::read(flags.join(file)).unwrap(), fs::read(asked.join(file)).unwrap(), "{file}\n{shown}");
    }
    compiles(&asked);
}

#[test]
fn a_wrong_answer_is_asked_again_and_an_end_writes_nothing() {
    let folder = scratch("import-asked-wrong");
    let (code, shown) = answered(&folder, &["7", "3", "http://127.0.0.1:9000", "", "any", "/any", "maybe", "no", ""]);
    assert_eq!(code, Some(0), "{shown}");
    assert!(shown.contains("`7` is none of them") && shown.contains("`maybe` is neither"), "{shown}");
    assert!(fs::read_to_string(folder.join("apis/any.yaml")).unwrap().contains("required: false"), "{shown}");
    compiles(&folder);
    let folder = scratch("import-asked-end");
    let (code, shown) = answered(&folder, &["1", "\u{4}"]);
    assert_eq!((code, fs::read_dir(&folder).unwrap().count()), (Some(2), 0), "{shown}");
}
