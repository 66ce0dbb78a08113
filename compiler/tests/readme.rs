//! The gateway files that the README shows compile without an error.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod common;

use std::fs;

use common::{emitted, scratch, workspace};
use gatewright::Input;

const OVERLAY: &str = "overlay: 1.1.0
info: { title: Edits, version: \"1\" }
actions: [{ target: $.info, update: { description: Edited } }]
";

#[test]
fn its_gateway_files_compile() {
    let text = fs::read_to_string(workspace().join("README.md")).unwrap();
    let blocks = text.split("```yaml\n").skip(1).filter_map(|block| block.split("```").next());
    let files: Vec<&str> = blocks.filter(|block| block.starts_with("version: 1\n")).collect();
    assert_eq!(files.len(), 2, "a short one and a whole one");
    for (at, file) in files.into_iter().enumerate() {
        let folder = scratch(&format!("readme-{at}"));
        fs::write(folder.join("gateway.yaml"), file).unwrap();
        fs::write(folder.join("overlay.yaml"), OVERLAY).unwrap();
        fs::copy(workspace().join("specs/azure-openai/openapi.json"), folder.join("inference.json")).unwrap();
        assert!(!emitted(&Input { gateway: folder.join("gateway.yaml"), ..Input::default() }).is_empty());
    }
}
