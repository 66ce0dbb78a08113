//! The folder of the emitted crate: what is written, what is left alone, what goes, and what `check` says of it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod common;

use std::fs;
use std::path::PathBuf;

use common::{errors, gatewright, scratch, tree};

const SPEC: &str = "openapi: 3.1.0
servers: [ { url: https://a.example } ]
paths:
  /one: { get: { operationId: one, responses: {} } }
  /two: { get: { operationId: two, responses: {} } }
";

struct Place {
    folder: PathBuf,
}

impl Place {
    fn new(name: &str) -> Self {
        let place = Self { folder: scratch(&format!("output-{name}")) };
        place.put(
            "gateway.yaml",
            "version: 1\nname: small\napis: { small: { spec: spec.yaml, path: /small } }\nruntime: { path: ../runtime }\n",
        );
        place.put("spec.yaml", SPEC);
        place
    }

    fn put(&self, name: &str, text: &str) {
        let path = self.folder.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn text(&self, name: &str) -> String {
        fs::read_to_string(self.folder.join(name)).unwrap()
    }

    fn has(&self, name: &str) -> bool {
        self.folder.join(name).exists()
    }

    /// What a command says on standard output and on standard error; its exit code is as expected.
    #[track_caller]
    fn run(&self, arguments: &[&str], exit: i32) -> (String, String) {
        let output = gatewright(&self.folder, arguments);
        let (out, err) = (String::from_utf8_lossy(&output.stdout).into_owned(), errors(&output));
        assert_eq!(output.status.code(), Some(exit), "{out}{err}");
        (out, err)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}

#[test]
fn files_of_others_are_left_alone() {
    let place = Place::new("others");
    place.put("out/notes.md", "mine\n");
    place.put("out/src/apis/small/operations/extra.rs", "// mine\n");
    place.run(&["compile", "--out", "out"], 0);
    assert!(place.has("out/src/apis/small/operations/two.rs"));
    // With the second operation both of its folder's files go, but for the one that the compiler did not write.
    place.put("spec.yaml", &SPEC.replace("  /two: { get: { operationId: two, responses: {} } }\n", ""));
    let (_, said) = place.run(&["compile", "--out", "out"], 0);
    assert!(!place.has("out/src/apis/small/operations/two.rs"), "{said}");
    assert_eq!(place.text("out/notes.md"), "mine\n");
    assert_eq!(place.text("out/src/apis/small/operations/extra.rs"), "// mine\n");
    assert!(place.has("out/src/apis/small/operations/one.rs"));
}

#[test]
fn nothing_is_written_over_a_file_of_others() {
    let place = Place::new("in-the-way");
    place.put("out/src/main.rs", "fn main() {} // mine\n");
    let (_, said) = place.run(&["compile", "--out", "out", "--message-format", "short"], 1);
    assert!(said.contains("GW0603") && said.contains("src/main.rs") && said.contains("not written by"), "{said}");
    assert_eq!(place.text("out/src/main.rs"), "fn main() {} // mine\n");
    assert!(!place.has("out/gateway.lock") && !place.has("out/Cargo.toml"), "{said}");
    fs::remove_file(place.folder.join("out/src/main.rs")).unwrap();
    place.run(&["compile", "--out", "out"], 0);
    // What it wrote itself, it writes again.
    place.put("out/src/main.rs", "edited\n");
    place.run(&["compile", "--out", "out"], 0);
    assert_ne!(place.text("out/src/main.rs"), "edited\n");
}

#[test]
fn folders_that_became_empty_go_too() {
    let place = Place::new("empty");
    place.run(&["compile", "--out", "out"], 0);
    let renamed = place.text("gateway.yaml").replace("{ small: {", "{ large: {");
    place.put("gateway.yaml", &renamed);
    place.run(&["compile", "--out", "out"], 0);
    assert!(!place.has("out/src/apis/small"));
    assert!(place.has("out/src/apis/large/operations/one.rs"));
    let left = fs::read_dir(place.folder.join("out/src/apis")).unwrap().count();
    assert_eq!(left, 2, "a module and one API");
}

#[test]
fn a_lock_leads_to_no_file_outside() {
    let place = Place::new("outside");
    place.put("victim.txt", "kept\n");
    place.run(&["compile", "--out", "out"], 0);
    let absolute = place.folder.join("victim.txt");
    let lock = place.text("out/gateway.lock");
    place.put("out/gateway.lock", &format!("{lock}file ../victim.txt\nfile {}\n", absolute.display()));
    place.run(&["compile", "--out", "out"], 0);
    assert_eq!(place.text("victim.txt"), "kept\n");
    assert_eq!(place.text("out/gateway.lock"), lock);
}

#[test]
fn what_is_written_is_what_the_lock_lists() {
    let place = Place::new("lock");
    place.run(&["compile", "--out", "out"], 0);
    let files = tree(&place.folder.join("out"));
    let lock = place.text("out/gateway.lock");
    let mut listed: Vec<&str> = lock.lines().filter_map(|line| line.strip_prefix("file ")).collect();
    listed.extend(["Cargo.lock", "gateway.lock"]);
    listed.sort_unstable();
    assert_eq!(files.keys().map(String::as_str).collect::<Vec<_>>(), listed);
}

#[test]
fn cargo_lock_is_written_once() {
    let place = Place::new("cargo");
    place.run(&["compile", "--out", "out"], 0);
    assert!(place.text("out/Cargo.lock").contains("name = \"small\""));
    place.put("out/Cargo.lock", "# updated by its user\n");
    place.run(&["compile", "--out", "out"], 0);
    assert_eq!(place.text("out/Cargo.lock"), "# updated by its user\n");
    place.run(&["check", "--out", "out"], 0);
    fs::remove_file(place.folder.join("out/Cargo.lock")).unwrap();
    place.run(&["check", "--out", "out"], 0);
    place.run(&["compile", "--out", "out"], 0);
    assert!(place.has("out/Cargo.lock"));
}

#[test]
fn compiling_again_changes_nothing() {
    let place = Place::new("again");
    place.run(&["compile", "--out", "out"], 0);
    let first = fs::metadata(place.folder.join("out/src/router.rs")).unwrap().modified().unwrap();
    let (_, said) = place.run(&["compile", "--out", "out"], 0);
    assert!(said.contains("nothing changed"), "{said}");
    let again = fs::metadata(place.folder.join("out/src/router.rs")).unwrap().modified().unwrap();
    assert_eq!(first, again, "a file was written although it did not change");
}

#[test]
fn an_error_changes_nothing() {
    let place = Place::new("error");
    place.run(&["compile", "--out", "out"], 0);
    let before = tree(&place.folder.join("out"));
    place.put("spec.yaml", "openapi: 3.1.0\npaths: [\n");
    place.run(&["compile", "--out", "out"], 1);
    place.run(&["check", "--out", "out"], 1);
    assert_eq!(tree(&place.folder.join("out")), before);
}

#[test]
fn the_difference_never_mixes_with_messages_for_programs() {
    let place = Place::new("check-json");
    for format in ["json", "sarif"] {
        let (out, said) = place.run(&["check", "--out", "out", "--message-format", format], 1);
        assert!(!out.contains("+++ b/") && said.contains("+++ b/src/router.rs"), "{out}");
        let mut values = serde_json::Deserializer::from_str(&out).into_iter::<serde_json::Value>();
        assert!(values.all(|value| value.is_ok()), "{out}");
    }
}

#[test]
fn check_prints_the_difference_and_writes_nothing() {
    let place = Place::new("check");
    let (out, said) = place.run(&["check", "--out", "out"], 1);
    assert!(out.contains("--- /dev/null\n+++ b/src/router.rs\n@@ -0,0 +1,"), "{out}");
    assert!(said.contains("run `gatewright compile`"), "{said}");
    assert!(!place.has("out"));
    place.run(&["compile", "--out", "out"], 0);
    let (out, said) = place.run(&["check", "--out", "out"], 0);
    assert_eq!(out, "");
    assert!(said.contains("out is up to date"), "{said}");

    let router = place.text("out/src/router.rs");
    place.put("out/src/router.rs", &router.replace("operations::ROUTES", "operations::OTHER"));
    let (out, said) = place.run(&["check", "--out", "out"], 1);
    let expected = "-    small::operations::OTHER,\n+    small::operations::ROUTES,\n";
    assert!(out.starts_with("--- a/src/router.rs\n+++ b/src/router.rs\n@@ -"), "{out}");
    assert!(out.contains(expected), "{out}");
    assert!(said.contains("1 file would change"), "{said}");

    place.put("out/src/router.rs", &router);
    place.put("spec.yaml", &SPEC.replace("  /two: { get: { operationId: two, responses: {} } }\n", ""));
    let (out, _) = place.run(&["check", "--out", "out"], 1);
    assert!(out.contains("--- a/src/apis/small/operations/two.rs\n+++ /dev/null\n"), "{out}");
    assert!(place.has("out/src/apis/small/operations/two.rs"));
}

#[test]
fn another_compiler_is_said_before_the_difference() {
    let place = Place::new("other");
    place.run(&["compile", "--out", "out"], 0);
    let lock = place.text("out/gateway.lock");
    let ours = lock.lines().find(|line| line.starts_with("compiler ")).unwrap();
    place.put("out/gateway.lock", &lock.replace(ours, "compiler 0.0.1"));
    let (_, said) = place.run(&["check", "--out", "out"], 1);
    assert!(said.contains("compiled by Gatewright 0.0.1"), "{said}");
}

#[test]
fn the_crate_goes_below_the_nearest_manifest() {
    let place = Place::new("place");
    place.put("Cargo.toml", "[workspace]\n");
    place.put("deep/er/gateway.yaml", &place.text("gateway.yaml"));
    place.put("deep/er/spec.yaml", SPEC);
    place.run(&["compile", "deep/er/gateway.yaml"], 0);
    assert!(place.has("generated/small/src/router.rs"));
    place.put("deep/Cargo.toml", "[workspace]\n");
    place.run(&["compile", "deep/er/gateway.yaml"], 0);
    assert!(place.has("deep/generated/small/src/router.rs"));
    let output = gatewright(&place.folder.join("deep/er"), &["check"]);
    assert!(output.status.success(), "the default file, from its own folder: {}", errors(&output));
}

#[test]
fn a_small_change_is_a_small_difference() {
    let place = Place::new("small");
    place.run(&["compile", "--out", "out"], 0);
    let more = "  /three: { get: { operationId: three, responses: {} } }\n";
    place.put("spec.yaml", &format!("{SPEC}{more}"));
    let (out, _) = place.run(&["check", "--out", "out"], 1);
    let changed: Vec<&str> = out.lines().filter_map(|line| line.strip_prefix("+++ b/")).collect();
    let operations = "src/apis/small/operations";
    let [list, own] = ["mod.rs", "three.rs"].map(|file| format!("{operations}/{file}"));
    let expected = ["README.md", "gateway.lock", "openapi/small.json", &list, &own];
    assert_eq!(changed, expected);
    let removed = out.lines().filter(|line| line.starts_with('-') && !line.starts_with("---")).count();
    assert_eq!(removed, 0, "an operation more takes no line away\n{out}");
}
