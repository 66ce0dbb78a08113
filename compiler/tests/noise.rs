//! What carries no meaning changes no byte: the order of keys, JSON or YAML, indentation, folders.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod common;

use std::fs;
use std::path::{Path, PathBuf};

use common::layout::{Layout, Random, read};
use common::{difference, emitted, gatewright, real_spec, scratch, tree, workspace};
use gatewright::Input;
use gatewright::emit::Files;
use gatewright::source::Node;

fn assert_same(expected: &Files, found: &Files, what: &str) {
    let names = |files: &Files| files.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(expected), names(found), "{what}");
    for (path, text) in expected {
        assert!(*text == found[path], "{what}: {path} differs\n{}", difference(text, &found[path]));
    }
}

/// A gateway file with the documents of its APIs.
struct Subject {
    name: &'static str,
    gateway: PathBuf,
    specs: Vec<(&'static str, PathBuf)>,
}

fn subjects() -> Vec<Subject> {
    let specs = workspace().join("specs");
    let ours = |name: &'static str, spec: Option<&str>| Subject {
        name,
        gateway: specs.join(name).join("gateway.yaml"),
        specs: spec.map(|spec| (name, specs.join(name).join(spec))).into_iter().collect(),
    };
    let order = workspace().join("compiler/tests/order");
    let mut subjects = vec![
        ours("azure-openai", Some("openapi.json")),
        ours("chat-completions", Some("openapi.yaml")),
        ours("passthrough", None),
        // Small, and made of all that an order of keys could get into.
        Subject {
            name: "order",
            gateway: order.join("gateway.yaml"),
            specs: vec![("one", order.join("one.yaml")), ("two", order.join("two.yaml"))],
        },
    ];
    if let Some(real) = real_spec() {
        let gateway = specs.join("azure-openai/gateway.yaml");
        subjects.push(Subject { name: "azure-openai-real", gateway, specs: vec![("azure-openai", real)] });
    }
    subjects
}

#[test]
fn the_order_of_keys_and_the_encoding_change_no_byte() {
    let folder = scratch("noise");
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    for subject in subjects() {
        let named = |(api, path): &(&str, PathBuf)| (Some((*api).to_owned()), path.clone());
        let plain = Input {
            gateway: subject.gateway.clone(),
            specs: subject.specs.iter().map(named).collect(),
            ..Input::default()
        };
        let expected = emitted(&plain);
        let gateway = read(&subject.gateway);
        let documents: Vec<(&str, Node)> = subject.specs.iter().map(|(api, path)| (*api, read(path))).collect();
        let rounds = if subject.name == "order" { 60 } else { 12 };
        for round in 0..rounds {
            let layout = Layout::ALL[round % Layout::ALL.len()];
            let path = folder.join(format!("gateway.{}", layout.extension()));
            fs::write(&path, layout.print(&gateway, &mut random)).unwrap();
            let mut input = Input { gateway: path, ..Input::default() };
            for (api, document) in &documents {
                let layout = Layout::ALL[random.below(Layout::ALL.len())];
                let path = folder.join(format!("{api}.{}", layout.extension()));
                fs::write(&path, layout.print(document, &mut random)).unwrap();
                input.specs.push((Some((*api).to_owned()), path));
            }
            assert_same(&expected, &emitted(&input), &format!("{} in round {round}", subject.name));
        }
        println!("{}: {rounds} shuffles, {} files", subject.name, expected.len());
    }
    fs::remove_dir_all(&folder).unwrap();
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
