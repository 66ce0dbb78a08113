//! The top of the file.

use std::collections::BTreeMap;

use super::Reader;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::policy::format;
use crate::policy::model::{GatewayFile, Spanned};
use crate::source::{Node, Sources};

/// Names that Cargo refuses, or that would be a word of Rust or a crate that every program has.
const TAKEN: &[&str] = &[
    "abstract",
    "alloc",
    "as",
    "async",
    "await",
    "become",
    "box",
    "break",
    "build",
    "const",
    "continue",
    "core",
    "crate",
    "deps",
    "do",
    "dyn",
    "else",
    "enum",
    "examples",
    "extern",
    "false",
    "final",
    "fn",
    "for",
    "if",
    "impl",
    "in",
    "incremental",
    "let",
    "loop",
    "macro",
    "match",
    "mod",
    "move",
    "mut",
    "override",
    "priv",
    "proc-macro",
    "pub",
    "ref",
    "return",
    "self",
    "static",
    "std",
    "struct",
    "super",
    "test",
    "trait",
    "true",
    "try",
    "type",
    "typeof",
    "unsafe",
    "unsized",
    "use",
    "virtual",
    "where",
    "while",
    "yield",
    "axum",
    "tokio",
    "gatewright-runtime",
];

/// Whether no crate may have this name, in kebab case.
pub(super) fn is_taken(name: &str) -> bool {
    TAKEN.contains(&name)
}

/// Reads a whole file; `None` comes with an error.
pub(in crate::policy) fn gateway_file(
    node: &Node,
    sources: &Sources,
    diagnostics: &mut Diagnostics,
) -> Option<GatewayFile> {
    let mut reader = Reader::new(sources, diagnostics);
    let reader = &mut reader;
    let fields = reader.fields(node, &format::GATEWAY)?;
    if let Some(version) = fields.require(reader, "version", "write `version: 1` at the top") {
        reader.version(version);
    }
    let name = fields.require(reader, "name", "write `name: my-gateway`").and_then(|node| reader.gateway_name(node));
    if let Some(node) = fields.get("named-values") {
        reader.named_values(node);
    }
    let backends = fields.get("backends").map(|node| reader.backends(node)).unwrap_or_default();
    let listen = fields.get("listen").and_then(|node| reader.address(node, "`listen`"));
    let admin = fields.get("admin").and_then(|node| reader.admin(node));
    let policy_crates = fields.get("policy-crates").map(|node| reader.policy_crates(node)).unwrap_or_default();
    let prices = fields.get("prices").and_then(|node| reader.prices(node));
    reader.has_prices = fields.get("prices").is_some();
    if let Some(node) = fields.get("fragments") {
        reader.fragments(node);
    }
    let models = fields.get("models").map(|node| reader.models(node)).unwrap_or_default();
    let apis =
        fields.require(reader, "apis", "write `apis: { NAME: { spec: FILE } }`").and_then(|node| reader.apis(node));
    let products = match (fields.get("products"), &apis) {
        (Some(node), Some(apis)) => reader.products(node, apis),
        _ => BTreeMap::new(),
    };
    reader.products_of_models(&models, &products);
    let policies = fields.get("policies").and_then(|node| reader.sections(node)).unwrap_or_default();
    let subscriptions = fields.get("subscriptions").and_then(|node| reader.subscriptions(node));
    let state = fields.get("state").and_then(|node| reader.state(node)).unwrap_or_default();
    let server = fields.get("server").and_then(|node| reader.server(node)).unwrap_or_default();
    let (otlp, llm_log) = fields.get("telemetry").map(|node| reader.telemetry(node)).unwrap_or_default();
    let repairs = fields.get("repairs").and_then(|node| reader.repairs(node)).unwrap_or_default();
    let runtime = fields.get("runtime").and_then(|node| reader.runtime(node)).unwrap_or_default();
    let (name, apis) = (name?, apis?);
    if let Some(krate) = policy_crates.get(&name.value) {
        reader.twice("the crate", &krate.name, name.span);
    }
    // What was refused above is not in the model, so that only a good file can tell what nothing uses.
    if reader.diagnostics.has_errors() {
        return None;
    }
    reader.unused_named_values();
    reader.unused_backends(&backends);
    reader.unused_models();
    reader.unused_policies();
    reader.unused_fragments();
    if subscriptions.is_none() {
        reader.unsubscribed(&apis);
        reader.unreached_products(&products);
    }
    let named_values = std::mem::take(&mut reader.named_values);
    let mut backends = backends;
    backends.append(&mut reader.url_backends);
    Some(GatewayFile {
        span: node.span,
        name,
        listen,
        admin,
        named_values,
        backends,
        models,
        apis,
        policy_crates,
        policies,
        subscriptions,
        prices,
        state,
        products,
        server,
        otlp,
        llm_log,
        repairs,
        runtime,
    })
}

impl Reader<'_> {
    fn version(&mut self, node: &Node) {
        if node.as_number() != Some("1") {
            let message = "this version reads gateway files of version 1";
            self.say(Diagnostic::at(Code::GW0406, node.span, message).help("write `version: 1`"));
        }
    }

    fn gateway_name(&mut self, node: &Node) -> Option<Spanned<String>> {
        let text = self.plain(node, "`name`")?;
        let name = self.name(&text.value, text.span, "a crate")?;
        if is_taken(&name.value) {
            let message = format!("`{}` can't be the name of a crate: Rust or Cargo use it themselves", name.value);
            self.invalid(name.span, message, format!("write `{}-gateway`", name.value));
            return None;
        }
        Some(name)
    }
}
