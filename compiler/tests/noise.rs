//! What carries no meaning changes no byte: the order of keys, JSON or YAML, indentation, folders, the language and the number
//! of processors of the machine.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod common;

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use common::layout::{Layout, Random, read};
use common::{difference, emitted, gatewright, published_folder, real_spec, scratch, tree, workspace};
use gatewright::diagnostic::{Format as Messages, render_brief};
use gatewright::emit::Files;
use gatewright::source::Node;
use gatewright::{Input, compile};

fn assert_same(expected: &Files, found: &Files, what: &str) {
    let names = |files: &Files| files.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(expected), names(found), "{what}");
    for (path, text) in expected {
        assert!(*text == found[path], "{what}: {path} differs\n{}", difference(text, &found[path]));
    }
}

/// A gateway file with the documents of its APIs.
struct Subject {
    name: String,
    gateway: PathBuf,
    specs: Vec<(String, PathBuf)>,
}

fn subjects() -> Vec<Subject> {
    let specs = workspace().join("specs");
    let subject = |name: &str, gateway: PathBuf, specs: &[(&str, PathBuf)]| Subject {
        name: name.to_owned(),
        gateway,
        specs: specs.iter().map(|(api, path)| ((*api).to_owned(), path.clone())).collect(),
    };
    let ours = |name: &str, spec: Option<&str>| {
        let folder = specs.join(name);
        let documents: Vec<(&str, PathBuf)> = spec.map(|spec| (name, folder.join(spec))).into_iter().collect();
        subject(name, folder.join("gateway.yaml"), &documents)
    };
    let order = workspace().join("compiler/tests/order");
    let of_order = [("one", order.join("one.yaml")), ("two", order.join("two.yaml"))];
    let mut subjects = vec![
        ours("azure-openai", Some("openapi.json")),
        ours("chat-completions", Some("openapi.yaml")),
        ours("passthrough", None),
        // Small, and made of all that an order of keys could get into.
        subject("order", order.join("gateway.yaml"), &of_order),
    ];
    if let Some(real) = real_spec() {
        let gateway = specs.join("azure-openai/gateway.yaml");
        subjects.push(subject("azure-openai-real", gateway, &[("azure-openai", real)]));
    }
    subjects
}

/// What a document or gateway file becomes is the same however it is written and wherever it is compiled; the number of
/// files that were compared.
fn assert_noise_free(subject: &Subject, rounds: usize, folder: &Path, random: &mut Random) -> Result<usize, String> {
    let named = |(api, path): &(String, PathBuf)| (Some(api.clone()), path.clone());
    let plain = Input {
        gateway: subject.gateway.clone(),
        specs: subject.specs.iter().map(named).collect(),
        ..Input::default()
    };
    let output = compile(&plain);
    let said = render_brief(&output.diagnostics, &output.sources, Messages::Short, false);
    let expected = output.compiled.ok_or(said)?.files;
    let gateway = read(&subject.gateway);
    let documents: Vec<(&str, &PathBuf, Node)> =
        subject.specs.iter().map(|(api, path)| (api.as_str(), path, read(path))).collect();
    for round in 0..rounds {
        let layout = Layout::ALL[round % Layout::ALL.len()];
        let path = folder.join(format!("gateway.{}", layout.extension()));
        fs::write(&path, layout.print(&gateway, random)).unwrap();
        let mut input = Input { gateway: path, ..Input::default() };
        for (api, original, document) in &documents {
            // JSON and YAML by turns.
            let layout = Layout::ALL[(round % 2) * 3 + random.below(3)];
            let own = folder.join(api);
            beside(original, &own);
            let path = own.join(format!("shuffled.{}", layout.extension()));
            fs::write(&path, layout.print(document, random)).unwrap();
            input.specs.push((Some((*api).to_owned()), path));
        }
        assert_same(&expected, &emitted(&input), &format!("{} in round {round}", subject.name));
    }
    Ok(expected.len())
}

/// A folder in which the files that a document refers to lie as they lie beside the document.
fn beside(document: &Path, folder: &Path) {
    if folder.exists() || !document.to_string_lossy().contains("digitalocean") {
        return fs::create_dir_all(folder).unwrap();
    }
    fs::create_dir_all(folder).unwrap();
    for entry in fs::read_dir(document.parent().unwrap()).unwrap() {
        let path = fs::canonicalize(entry.unwrap().path()).unwrap();
        #[cfg(unix)]
        std::os::unix::fs::symlink(&path, folder.join(path.file_name().unwrap())).unwrap();
    }
}

/// Another folder, language, time zone and number of processors.
fn assert_elsewhere_the_same(subject: &Subject, folder: &Path) {
    let gateway = fs::canonicalize(&subject.gateway).unwrap();
    let mut arguments: Vec<OsString> = vec!["compile".into(), gateway.into(), "--message-format".into(), "json".into()];
    for (api, path) in &subject.specs {
        let mut spec = OsString::from(format!("{api}="));
        spec.push(fs::canonicalize(path).unwrap());
        arguments.extend(["--spec".into(), spec]);
    }
    let places = [("C", "UTC", "0"), ("tr_TR.UTF-8", "Asia/Kathmandu", "0,1")];
    let trees = places.map(|(language, zone, processors)| {
        let out = folder.join(format!("in {language}"));
        fs::create_dir_all(&out).unwrap();
        let binary = env!("CARGO_BIN_EXE_gatewright");
        let pinned =
            Command::new("taskset").args(["-c", processors, "true"]).status().is_ok_and(|status| status.success());
        let mut command = Command::new(if pinned { "taskset" } else { binary });
        if pinned {
            command.args(["-c", processors, binary]);
        }
        let environment = [("LC_ALL", language), ("LANG", language), ("TZ", zone)];
        let output =
            command.args(&arguments).args(["--out", "crate"]).envs(environment).current_dir(&out).output().unwrap();
        assert!(output.status.success(), "{}", common::errors(&output));
        (tree(&out.join("crate")), output.stdout)
    });
    assert_same(&trees[0].0, &trees[1].0, &format!("{} elsewhere", subject.name));
    assert!(trees[0].1 == trees[1].1, "{}: other messages elsewhere", subject.name);
}

#[test]
fn the_order_of_keys_and_the_encoding_change_no_byte() {
    let folder = scratch("noise");
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    for subject in subjects() {
        let rounds = if subject.name == "order" { 60 } else { 12 };
        let own = folder.join(&subject.name);
        fs::create_dir_all(&own).unwrap();
        let files = assert_noise_free(&subject, rounds, &own, &mut random).unwrap();
        println!("{}: {rounds} shuffles, {files} files", subject.name);
    }
    fs::remove_dir_all(&folder).unwrap();
}

/// The published documents, by the list that lies beside them; each with its bytes.
fn published_subjects(folder: &Path) -> Vec<(u64, Subject)> {
    let Some(specs) = published_folder() else { return Vec::new() };
    let Ok(list) = fs::read_to_string(specs.join("SOURCES.md")) else {
        println!("skipped: there is no {}", specs.join("SOURCES.md").display());
        return Vec::new();
    };
    let gateway = folder.join("gateway.yaml");
    fs::create_dir_all(folder).unwrap();
    fs::write(&gateway, GATEWAY).unwrap();
    let rows = list.lines().filter_map(|line| line.strip_prefix("| ")?.split(" | ").next());
    let documents = rows.map(|name| (name, specs.join(name))).filter(|(_, path)| path.is_file());
    let subject = |(name, path): (&str, PathBuf)| {
        let bytes = fs::metadata(&path).unwrap().len();
        (
            bytes,
            Subject { name: name.replace('/', "-"), gateway: gateway.clone(), specs: vec![("real".to_owned(), path)] },
        )
    };
    documents.map(subject).collect()
}

const GATEWAY: &str = "version: 1
name: real
backends: { main: { url: https://main.example } }
apis: { real: { spec: none.yaml, path: /real, backend: main } }
subscriptions: { file: subscriptions.yaml }
runtime: { version: \"0.1\" }
";

/// Shuffled as JSON and as YAML, and compiled elsewhere.
fn assert_published(chosen: impl Fn(u64) -> bool) {
    let folder = scratch("published");
    let mut random = Random(0x2545_f491_4f6c_dd1d);
    let (mut documents, mut files, mut refused) = (0, 0, Vec::new());
    for (_, subject) in published_subjects(&folder).into_iter().filter(|(bytes, _)| chosen(*bytes)) {
        let own = folder.join(&subject.name);
        fs::create_dir_all(&own).unwrap();
        match assert_noise_free(&subject, 2, &own, &mut random) {
            Ok(count) => {
                assert_elsewhere_the_same(&subject, &own);
                println!("{}: {count} files", subject.name);
                documents += 1;
                files += count;
            }
            Err(said) => refused.push(format!("{}: {said}", subject.name)),
        }
        fs::remove_dir_all(&own).unwrap();
    }
    let refusals = refused.len();
    println!("{documents} documents, {files} files, {refusals} refused, 0 bytes differ\n{}", refused.join("\n"));
    fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn small_published_documents_are_the_same_everywhere() {
    assert_published(|bytes| bytes < 6_000);
}

#[test]
#[ignore = "takes minutes, without optimisation an hour"]
fn every_published_document_is_the_same_everywhere() {
    assert_published(|_| true);
}

#[test]
fn the_folders_change_no_byte() {
    let folder = scratch("folders");
    let specs = workspace().join("specs/chat-completions");
    let (near, far) = (folder.join("near"), folder.join("far/away/from it"));
    for copy in [&near, &far] {
        fs::create_dir_all(copy).unwrap();
        for name in ["gateway.yaml", "openapi.yaml"] {
            fs::copy(specs.join(name), copy.join(name)).unwrap();
        }
    }
    let runs: [(&Path, &Path, &Path); 3] = [
        (&near, Path::new("gateway.yaml"), Path::new("out")),
        (&folder, Path::new("far/away/from it/gateway.yaml"), Path::new("elsewhere/deep/out")),
        (Path::new("/"), &far.join("gateway.yaml"), &folder.join("absolute")),
    ];
    let mut trees = Vec::new();
    for (cwd, gateway, out) in runs {
        let arguments = ["compile".as_ref(), gateway.as_os_str(), "--out".as_ref(), out.as_os_str()];
        let output = gatewright(cwd, &arguments);
        assert!(output.status.success(), "{}", common::errors(&output));
        trees.push(tree(&cwd.join(out)));
    }
    assert_same(&trees[0], &trees[1], "another folder");
    assert_same(&trees[0], &trees[2], "another working directory");
    fs::remove_dir_all(&folder).unwrap();
}
