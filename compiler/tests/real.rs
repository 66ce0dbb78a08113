//! The document that Azure publishes, beside the transcript of it in `specs/azure-openai`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod common;

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use common::{difference, real_spec, workspace};
use gatewright::diagnostic::{Format, render};
use gatewright::{Compiled, Input, compile};

fn input(spec: &Path) -> Input {
    Input {
        gateway: workspace().join("specs/azure-openai/gateway.yaml"),
        specs: vec![(Some("azure-openai".to_owned()), spec.to_owned())],
        ..Input::default()
    }
}

fn compiled(spec: &Path) -> Compiled {
    let output = compile(&input(spec));
    let said = render(&output.diagnostics, &output.sources, Format::Short, false);
    output.compiled.unwrap_or_else(|| panic!("{said}"))
}

fn transcript() -> PathBuf {
    workspace().join("specs/azure-openai/openapi.json")
}

/// Names, rules, parameters and bodies are equal; only prose differs, and prose is in no digest.
#[test]
fn the_transcript_says_what_the_document_says() {
    let Some(real) = real_spec() else { return };
    let (ours, theirs) = (compiled(&transcript()), compiled(&real));
    let (ours, theirs) = (&ours.files["gateway.lock"], &theirs.files["gateway.lock"]);
    assert!(ours == theirs, "{}", difference(ours, theirs));
    assert_eq!(ours.lines().filter(|line| line.starts_with("operation azure-openai/")).count(), 6);
}

#[test]
fn what_is_emitted_is_small_and_reads_well() {
    for spec in [Some(transcript()), real_spec()].into_iter().flatten() {
        let files = compiled(&spec).files;
        let code = files.iter().filter(|(path, _)| path.starts_with("src/"));
        let lines: usize = code.clone().map(|(_, text)| text.lines().count()).sum();
        println!("{}: {lines} lines", spec.display());
        assert!(lines <= 3000, "{lines} lines");
        for (path, text) in code {
            assert!(text.ends_with('\n') && !text.ends_with("\n\n"), "{path} ends badly");
            for (at, line) in text.lines().enumerate() {
                assert_eq!(line, line.trim_end(), "{path}:{}: spaces at the end", at + 1);
                // A literal can't be broken.
                assert!(line.chars().count() <= 120 || line.contains('"'), "{path}:{}: too long: {line}", at + 1);
            }
        }
    }
}

#[test]
fn compiling_is_quick() {
    let spec = real_spec().unwrap_or_else(transcript);
    let quickest = (0..5).map(|_| {
        let began = Instant::now();
        compiled(&spec);
        began.elapsed()
    });
    let quickest = quickest.min().unwrap();
    println!("{}: {quickest:?}", spec.display());
    let bound = if cfg!(debug_assertions) { Duration::from_secs(5) } else { Duration::from_millis(100) };
    assert!(quickest < bound, "{quickest:?}");
}
