//! What is fuzzed: an input from a seed, and one run of it.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use gatewright::diagnostic::{Code, Diagnostics, Format as Messages, render, render_brief};
use gatewright::source::{Format, Sources, read_text};
use gatewright::{Input, compile};

use crate::common::layout::{Random, readable};
use crate::common::{published_folder, workspace};

use super::mutate::{bent, mutate};
use super::tree::Tree;

/// What an input is fed to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Target {
    /// The reader of JSON.
    Json,
    /// The reader of YAML.
    Yaml,
    /// References: cyclic, missing, to what they should not lead to.
    Resolver,
    /// Schemas, through to the emitted code.
    Lowering,
    /// The gateway file.
    Gateway,
}

impl Target {
    pub(crate) const ALL: [Self; 5] = [Self::Json, Self::Yaml, Self::Resolver, Self::Lowering, Self::Gateway];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Yaml => "yaml",
            Self::Resolver => "resolver",
            Self::Lowering => "lowering",
            Self::Gateway => "gateway",
        }
    }

    pub(crate) fn extension(self) -> &'static str {
        if self == Self::Json { "json" } else { "yaml" }
    }
}

/// Documents that inputs are made from: those of the cases, and the smaller published ones.
fn seeds(target: Target) -> &'static [Tree] {
    static SPECS: OnceLock<Vec<Tree>> = OnceLock::new();
    static GATEWAYS: OnceLock<Vec<Tree>> = OnceLock::new();
    let wants_gateway = target == Target::Gateway;
    let seeds = if wants_gateway { &GATEWAYS } else { &SPECS };
    seeds.get_or_init(|| {
        let mut paths = Vec::new();
        below(&workspace().join("tests/cases"), &mut paths);
        below(&workspace().join("compiler/tests/order"), &mut paths);
        if !wants_gateway {
            below(&workspace().join("specs"), &mut paths);
            published_folder().into_iter().for_each(|folder| below(&folder, &mut paths));
        }
        paths.retain(|path| {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            let small = fs::metadata(path).is_ok_and(|file| file.len() < 60_000);
            let right = name.starts_with("gateway") == wants_gateway && !name.contains("overlay");
            small
                && right
                && !path.to_string_lossy().contains("digitalocean")
                && !path.to_string_lossy().contains("expected")
        });
        paths.sort();
        paths.iter().filter_map(|path| Some(Tree::of(&readable(path)?))).collect()
    })
}

fn below(folder: &Path, paths: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            below(&path, paths);
        } else if path.extension().is_some_and(|extension| ["json", "yaml", "yml"].iter().any(|one| extension == *one))
        {
            paths.push(path);
        }
    }
}

/// The input of a seed.
pub(crate) fn of(target: Target, seed: u64) -> Tree {
    let seeds = seeds(target);
    let mut random = random(seed);
    let mut tree = seeds[random.below(seeds.len())].clone();
    let donor = &seeds[random.below(seeds.len())];
    for _ in 0..=random.below(6) {
        mutate(&mut tree, donor, &mut random);
    }
    tree
}

fn random(seed: u64) -> Random {
    let mut random = Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
    random.next();
    random
}

/// A tree as the text that the target reads; the texts of the readers are bent as well.
pub(crate) fn text(target: Target, seed: u64, tree: &Tree) -> String {
    let mut random = random(seed ^ 0x5555);
    let mut text = String::new();
    match target {
        Target::Json => tree.json(&mut text),
        Target::Yaml if random.below(3) > 0 => tree.yaml(0, &mut text),
        _ => tree.json(&mut text),
    }
    if matches!(target, Target::Json | Target::Yaml) {
        for _ in 0..random.below(4) {
            text = if text.len() > 20_000 {
                bent(&text[..text.floor_char_boundary(20_000)], &mut random)
            } else {
                bent(&text, &mut random)
            };
        }
        if random.below(10) == 0 {
            text.truncate(text.floor_char_boundary(random.below(text.len() + 1)));
        }
    }
    text
}

const GATEWAY: &str = "version: 1\nname: small\nbackends: { main: { url: https://a.example } }\napis: { small: { spec: spec.yaml, path: /small, backend: main } }\n";
const SPEC: &str = "openapi: 3.1.0\nservers: [ { url: https://a.example } ]\npaths: { /things/{id}: { get: { operationId: listThings, responses: {} } } }\n";

/// One run; the sentence says what must never be.
pub(crate) fn run(target: Target, text: &str, folder: &Path) -> Result<(), String> {
    if let Target::Json | Target::Yaml = target {
        let format = if target == Target::Json { Format::Json } else { Format::Yaml };
        let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
        let node = read_text(&mut sources, "input", text.to_owned(), format, &mut diagnostics);
        shown(&diagnostics, &sources);
        return match (node, diagnostics.has_errors()) {
            (None, false) => Err("nothing was read, and nothing is said".to_owned()),
            _ => Ok(()),
        };
    }
    let (gateway, spec) = if target == Target::Gateway { (text, SPEC) } else { (GATEWAY, text) };
    fs::write(folder.join("gateway.yaml"), gateway).unwrap();
    let names: &[&str] = &["spec.yaml", "one.yaml", "two.yaml", "spec.json"];
    for name in &names[..if target == Target::Gateway { names.len() } else { 1 }] {
        fs::write(folder.join(name), spec).unwrap();
    }
    let output = compile(&Input { gateway: folder.join("gateway.yaml"), ..Input::default() });
    shown(&output.diagnostics, &output.sources);
    if let Some(defect) = output.diagnostics.iter().find(|found| found.code == Code::GW0601) {
        return Err(defect.message.clone());
    }
    match (output.compiled.is_some(), output.diagnostics.has_errors()) {
        (false, false) => Err("nothing came of it, and nothing is said".to_owned()),
        (true, true) => Err("there was an error, and there are files".to_owned()),
        _ => Ok(()),
    }
}

/// Messages are part of what may go wrong.
fn shown(diagnostics: &Diagnostics, sources: &Sources) {
    for format in [Messages::Short, Messages::Json, Messages::Sarif] {
        let _ = render(diagnostics, sources, format, false);
    }
    let _ = render_brief(diagnostics, sources, Messages::Human, true);
}
