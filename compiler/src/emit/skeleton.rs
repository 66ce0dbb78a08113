//! The skeletons under `templates/`: they arrange finished texts and decide nothing about schemas.

use std::sync::LazyLock;

use minijinja::{Environment, Value};
use proc_macro2::TokenStream;

use crate::template::environment;

use super::{Defect, fragment};

const SKELETONS: &[(&str, &str)] = &[
    ("Cargo.toml", include_str!("../../../templates/Cargo.toml.j2")),
    ("README.md", include_str!("../../../templates/README.md.j2")),
    ("file.rs", include_str!("../../../templates/file.rs.j2")),
    ("lib.rs", include_str!("../../../templates/lib.rs.j2")),
    ("main.rs", include_str!("../../../templates/main.rs.j2")),
    ("modules.rs", include_str!("../../../templates/modules.rs.j2")),
    ("operations.rs", include_str!("../../../templates/operations.rs.j2")),
    ("router.rs", include_str!("../../../templates/router.rs.j2")),
    ("rustfmt.toml", include_str!("../../../templates/rustfmt.toml.j2")),
];

/// Fills a skeleton.
pub(super) fn fill(skeleton: &str, values: Value) -> Result<String, Defect> {
    let defect = |error: &minijinja::Error| Defect { file: skeleton.to_owned(), reason: format!("{error:#}") };
    static ALL: LazyLock<Result<Environment<'static>, minijinja::Error>> = LazyLock::new(|| environment(SKELETONS));
    let all = ALL.as_ref().map_err(defect)?;
    all.get_template(skeleton).and_then(|template| template.render(values)).map_err(|error| defect(&error))
}

/// A Rust file by its path: its head, the `use` lines that its items need, and the items.
pub(super) fn rust(
    path: &str,
    head: &[String],
    items: &[TokenStream],
    extra: &[(&str, &str)],
) -> Result<(String, String), Defect> {
    let defect = |error: syn::Error| Defect { file: path.to_owned(), reason: error.to_string() };
    let text = fragment::items(items).map_err(defect)?;
    let uses = fragment::uses(items, extra);
    let values = minijinja::context! { head => head.iter().map(|line| fragment::visible(line)).collect::<Vec<_>>(), uses, items => text };
    Ok((path.to_owned(), fill("file.rs", values)?))
}
