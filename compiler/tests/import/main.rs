//! `gatewright import`: what it writes compiles as it is, and what is in its way is told.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod asked;
mod azure;
#[path = "../common/mod.rs"]
mod common;

use std::fs;
use std::path::Path;

use common::{gatewright, scratch};

fn said(output: &std::process::Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Runs an import, and gives its exit code with what it said.
fn import(folder: &Path, arguments: &[&str]) -> (Option<i32>, String) {
    let output = gatewright(folder, &[&["import"], arguments].concat());
    (output.status.code(), said(&output))
}

fn compiles(folder: &Path) {
    let output = gatewright(folder, &["compile", "--out", "out"]);
    assert!(output.status.success(), "{}", said(&output));
    let said = said(&output);
    assert!(!said.contains("error[") && !said.contains("warning["), "{said}");
}

const GEMINI: &[&str] = &[
    "openai",
    "--name",
    "gemini",
    "--url",
    "https://generativelanguage.googleapis.com/v1beta/openai",
    "--path",
    "/gemini",
    "--access-key",
    "Authorization: Bearer {{gemini-key}}",
];

#[test]
fn an_openai_compatible_service_compiles_as_imported() {
    let folder = scratch("import-openai");
    let (code, said) = import(&folder, GEMINI);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("GEMINI_KEY") && said.contains("http://127.0.0.1:8080/gemini\n"), "{said}");
    compiles(&folder);
    let routes = gatewright(&folder, &["routes"]);
    let routes = String::from_utf8(routes.stdout).unwrap();
    for route in
        ["/gemini/chat/completions", "/gemini/embeddings", "/gemini/images/generations", "/gemini/models/{model}"]
    {
        assert!(routes.contains(route), "{routes}");
    }
    // The second time there is nothing to do; without the file's content there is a difference, which is shown.
    assert_eq!(import(&folder, GEMINI).1.lines().next(), Some("nothing changed"));
    let api = folder.join("apis/gemini.yaml");
    let old = fs::read_to_string(&api).unwrap();
    fs::write(&api, old.replace("/gemini", "/elsewhere")).unwrap();
    let (code, said) = import(&folder, GEMINI);
    assert_eq!(code, Some(1), "{said}");
    assert!(
        said.contains("-path: /elsewhere") && said.contains("+path: /gemini") && said.contains("--force"),
        "{said}"
    );
    assert!(fs::read_to_string(&api).unwrap().contains("/elsewhere"));
    let forced = [GEMINI, &["--force"]].concat();
    assert_eq!(import(&folder, &forced).0, Some(0));
    assert_eq!(fs::read_to_string(&api).unwrap(), old);
}

#[test]
fn every_preset_compiles() {
    for preset in
        ["gemini", "groq", "llama.cpp", "mistral", "ollama", "openai", "openrouter", "tgi", "together", "vllm"]
    {
        let folder = scratch(&format!("import-{preset}"));
        let (code, said) = import(&folder, &["openai", "--preset", preset, "--operations", "chat"]);
        assert_eq!(code, Some(0), "{said}");
        compiles(&folder);
    }
}

#[test]
fn a_second_api_leaves_the_gateway_file_alone() {
    let folder = scratch("import-second");
    assert_eq!(import(&folder, GEMINI).0, Some(0));
    let gateway = folder.join("gateway.yaml");
    let own = fs::read_to_string(&gateway).unwrap();
    let other =
        ["passthrough", "--name", "any", "--url", "http://127.0.0.1:9000", "--access-key", "x-key: {{any-key}}"];
    let (code, said) = import(&folder, &other);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("any: apis/any.yaml"), "{said}");
    assert_eq!(fs::read_to_string(&gateway).unwrap(), own);
    fs::write(&gateway, own.replace("  gemini:", "  any: apis/any.yaml\n  gemini:")).unwrap();
    compiles(&folder);
}

#[test]
fn two_services_may_share_a_key() {
    let folder = scratch("import-shared");
    let key = ["--access-key", "x-key: {{shared-key}}"];
    for name in ["one", "two"] {
        let (code, said) =
            import(&folder, &[&["passthrough", "--name", name, "--url", "http://127.0.0.1:9000"][..], &key].concat());
        assert_eq!(code, Some(0), "{said}");
    }
    let gateway = folder.join("gateway.yaml");
    let own = fs::read_to_string(&gateway).unwrap();
    fs::write(&gateway, own.replace("  one:", "  two: apis/two.yaml\n  one:")).unwrap();
    compiles(&folder);
}

#[test]
fn what_is_wrong_is_told_and_nothing_is_written() {
    let folder = scratch("import-wrong");
    let url = ["--url", "https://a.example"];
    for (arguments, code, words) in [
        (vec!["openai", "--url", "https://a.example"], 2, "--name is missing"),
        (vec!["openai", "--name", "a"], 2, "--url is missing"),
        (vec!["openai", "--name", "a", "--url", "a.example/v1"], 2, "https://a.example/v1"),
        (vec!["openai", "--name", "A b", url[0], url[1]], 2, "lower case"),
        (vec!["openai", "--name", "a", url[0], url[1], "--access-key", "Authorization: Bearer sk-1"], 2, "{{a-key}}"),
        (vec!["openai", "--name", "a", url[0], url[1], "--path", "/a/{b}"], 2, "--path"),
        (vec!["openai", "--preset", "nobody"], 2, "gemini"),
        (vec!["openai", "--preset", "gemini", "--product", "A"], 2, "a product"),
        (vec![], 2, "azure-openai"),
    ] {
        let (found, said) = import(&folder, &arguments);
        assert_eq!(found, Some(code), "{arguments:?}: {said}");
        assert!(said.contains(words), "{arguments:?}: {said}");
        assert!(!said.contains("sk-1"), "{said}");
    }
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 0);
    // A prefix and a name that are taken.
    fs::write(
        folder.join("gateway.yaml"),
        "version: 1\nname: g\napis: { own: { passthrough: { url: http://a }, path: /a } }\n",
    )
    .unwrap();
    let (code, said) = import(&folder, &["openai", "--name", "a", url[0], url[1]]);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("`own` has the prefix `/a`"), "{said}");
    let (code, said) = import(&folder, &["openai", "--name", "own", url[0], url[1]]);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("another --name"), "{said}");
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 1);
    // A gateway file that can't be read, and a file where a folder is to be.
    fs::write(folder.join("gateway.yaml"), "version: [\n").unwrap();
    let (code, said) = import(&folder, &["openai", "--name", "b", url[0], url[1]]);
    assert_eq!((code, said.contains("can't be read")), (Some(1), true), "{said}");
    fs::remove_file(folder.join("gateway.yaml")).unwrap();
    fs::write(folder.join("apis"), "").unwrap();
    let (code, said) = import(&folder, &["openai", "--name", "b", url[0], url[1]]);
    assert_eq!((code, said.contains("apis")), (Some(1), true), "{said}");
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 1);
}

/// The user may write the line as YAML allows.
#[test]
fn a_gateway_file_may_name_the_file_in_other_ways() {
    let folder = scratch("import-named");
    assert_eq!(import(&folder, GEMINI).0, Some(0));
    let gateway = folder.join("gateway.yaml");
    let own = fs::read_to_string(&gateway).unwrap();
    fs::write(&gateway, own.replace("apis/gemini.yaml", "\"./apis/gemini.yaml\"")).unwrap();
    let (code, said) = import(&folder, GEMINI);
    assert_eq!((code, said.contains("add to `apis`")), (Some(0), false), "{said}");
    compiles(&folder);
}
