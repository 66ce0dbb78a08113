//! Linking: operations and policies become one gateway IR, with every name final and everything decided that can be.
//!
//! This stage never sees a `$ref`, never reads a file and prints no Rust.

mod answer;
mod apart;
mod api;
mod backend;
mod body;
mod caller;
mod choice;
mod counters;
mod dialect;
mod expressions;
mod fits;
mod form;
mod ir;
mod limits;
mod llm_log;
pub mod met;
mod models;
mod named;
mod names;
mod operation;
mod overruled;
mod parameter;
mod policies;
mod route;
mod scopes;
mod server;
mod shape;
mod style;
mod tags;
#[cfg(test)]
mod tests;
mod unseen;
mod usage;
mod values;
mod variant;
mod xml;

use std::collections::BTreeMap;

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::openapi::{Document, child};
use crate::policy::GatewayFile;
use crate::policy::model;

pub(crate) use expressions::{holds_answer, reads, reads_body, reads_early};
pub(crate) use fits::fits;
use scopes::Resolved;

pub use ir::*;
pub use names::{pascal, snake};

/// What the command line says beside the gateway file.
#[derive(Clone, Debug, Default)]
pub struct Overrides {
    /// `--server-url`, by API.
    pub server_urls: BTreeMap<String, model::Spanned<String>>,
    /// `--runtime`.
    pub runtime: Option<Runtime>,
    /// Crates of policies that come from elsewhere than the gateway file says, by the names of their packages.
    pub policy_crates: BTreeMap<String, Origin>,
}

/// Modules and crates that emitted files refer to beside an API's module.
const TAKEN_MODULES: &[&str] = &[
    "axum",
    "backends",
    "cookie",
    "core",
    "expression",
    "gateway",
    "gatewright_runtime",
    "header",
    "json",
    "layouts",
    "mod",
    "models",
    "named_values",
    "number",
    "one_of",
    "operations",
    "optional",
    "parameter",
    "parameters",
    "path",
    "policy",
    "query",
    "required",
    "router",
    "schemas",
    "std",
    "tags",
    "text",
    "tokio",
];

/// Links a gateway file with the documents of its APIs.
///
/// `None` where an error was found.
pub fn link(
    file: &GatewayFile,
    documents: &BTreeMap<String, Document<'_>>,
    overrides: &Overrides,
    diagnostics: &mut Diagnostics,
) -> Option<Gateway> {
    let mut backends = backend::declared(file);
    let wanted = file.apis.keys().map(|name| (name.clone(), snake(name))).collect();
    let modules = names::resolve(&wanted, TAKEN_MODULES);
    let broadest = scopes::resolve(&Scope::Gateway, &file.policies, &Vec::new(), diagnostics);
    let products: Vec<(&model::Product, Resolved<'_>)> = file
        .products
        .values()
        .map(|product| {
            let scope = Scope::Product(product.name.value.clone());
            let broader = vec![(Scope::Gateway, &broadest)];
            (product, scopes::resolve(&scope, &product.policies, &broader, diagnostics))
        })
        .collect();
    let mut apis = Vec::new();
    for (name, api) in &file.apis {
        let holding = products.iter().filter(|(product, _)| product.apis.iter().any(|held| held.value == *name));
        let all = products.iter().map(|(_, resolved)| resolved);
        let holding = Resolved::either(holding.map(|(_, resolved)| resolved), all);
        let linking =
            api::Linking { file, api, module: &modules[name], overrides, broadest: &broadest, products: &holding };
        apis.push(api::link(&linking, documents.get(name), &mut backends, diagnostics));
    }
    overlapping(&apis, file, documents, diagnostics);
    if let Some(keep_alive) = &file.server.limits.keep_alive {
        let message = "`keep-alive` is not supported by this version";
        let help = "an idle connection is kept as long as `header-timeout` says";
        diagnostics.push(Diagnostic::at(Code::GW0505, keep_alive.span, message).help(help));
    }
    let mut gateway = Gateway {
        name: file.name.value.clone(),
        settings: settings(file, &products),
        named_values: values::named_values(file),
        backends,
        models: models::declared(file),
        state: state(&file.state),
        otlp: file.otlp.as_ref().map(otlp),
        apis,
        policy_crates: policy_crates(file, overrides),
        policies: broadest.linked(counters::Owner::default()),
        runtime: overrides.runtime.clone().unwrap_or_else(|| runtime(&file.runtime)),
    };
    expressions::check(&mut gateway, diagnostics);
    named::check(file, &gateway, documents, diagnostics);
    limits::check(&gateway, diagnostics);
    limits::check_tokens(&gateway, diagnostics);
    llm_log::check(file, &gateway, diagnostics);
    caller::check(&gateway, diagnostics);
    overruled::check(&gateway, diagnostics);
    (!diagnostics.has_errors()).then_some(gateway)
}

fn state(state: &model::State) -> State {
    match state {
        model::State::Memory => State::Memory,
        model::State::Redis { url, fail_closed, timeout } => State::Redis {
            url: values::words(url),
            fail_closed: *fail_closed,
            timeout: timeout.as_ref().map(|time| u64::try_from(time.value.as_millis()).unwrap_or(u64::MAX)),
        },
    }
}

fn otlp(otlp: &model::Otlp) -> Otlp {
    let header = |(name, credential): (&String, &model::Credential)| (name.clone(), values::words(&credential.value));
    Otlp {
        endpoint: otlp.endpoint.as_ref().map(values::words),
        headers: otlp.headers.iter().map(header).collect(),
        sample: otlp.sample,
        interval: otlp.interval.as_ref().map(|time| u64::try_from(time.value.as_millis()).unwrap_or(u64::MAX)),
    }
}

fn settings(file: &GatewayFile, products: &[(&model::Product, Resolved<'_>)]) -> Settings {
    let limits = &file.server.limits;
    let time = |time: &model::Spanned<std::time::Duration>| {
        Limit::Time(u64::try_from(time.value.as_millis()).unwrap_or(u64::MAX))
    };
    let entries = [
        ("body", limits.body.as_ref().map(|limit| Limit::Bytes(limit.value))),
        ("connections", limits.connections.as_ref().map(|limit| Limit::Count(limit.value.into()))),
        ("head", limits.headers.as_ref().map(|limit| Limit::Count(limit.value))),
        ("headers", limits.header_count.as_ref().map(|limit| Limit::Count(limit.value.into()))),
        ("head_timeout", limits.header_timeout.as_ref().map(time)),
        ("body_idle", limits.body_idle.as_ref().map(time)),
        ("body_timeout", limits.body_timeout.as_ref().map(time)),
        ("answer_idle", limits.answer_idle.as_ref().map(time)),
        ("streams", limits.streams.as_ref().map(|limit| Limit::Count(limit.value.into()))),
        ("resets", limits.resets.as_ref().map(|limit| Limit::Count(limit.value.into()))),
        ("drain", file.server.drain.as_ref().map(time)),
    ];
    Settings {
        listen: file.listen.as_ref().map_or_else(|| "127.0.0.1:8080".to_owned(), |listen| listen.value.to_string()),
        admin: file.admin.as_ref().map(|admin| admin.listen.value.to_string()),
        subscriptions: file.subscriptions.as_ref().map(|subscriptions| subscriptions.file.value.clone()),
        llm_log: file
            .llm_log
            .as_ref()
            .map(|said| LlmLog { file: said.file.as_ref().map(|file| file.value.clone()), otlp: said.otlp }),
        prices: file.prices.as_ref().map(|prices| Prices {
            file: prices.file.value.clone(),
            currency: prices.currency.value.clone(),
            unknown: prices.unknown.as_ref().map(|unknown| unknown.value.clone()),
        }),
        attributes: file
            .subscriptions
            .iter()
            .flat_map(|subscriptions| subscriptions.attributes.values())
            .map(attribute)
            .collect(),
        products: self::products(products),
        trusted_proxies: file.server.trusted_proxies.iter().map(|network| network.value.clone()).collect(),
        tls: file.server.tls.as_ref().map(|tls| Tls {
            certificate: tls.certificate.value.clone(),
            key: tls.key.value.clone(),
            clients: tls.clients.as_ref().map(|(ca, required)| (ca.value.clone(), *required)),
        }),
        limits: entries.into_iter().filter_map(|(field, limit)| Some((field, limit?))).collect(),
    }
}

fn attribute(attribute: &model::Attribute) -> Attribute {
    let span = attribute.name.span;
    Attribute { name: attribute.name.value.clone(), default: values::scalar(&attribute.default), span }
}

fn products(products: &[(&model::Product, Resolved<'_>)]) -> Vec<Product> {
    let wanted = products.iter().map(|(product, _)| (product.name.value.clone(), snake(&product.name.value))).collect();
    let modules = names::resolve(&wanted, &["mod"]);
    let product = |(product, resolved): &(&model::Product, Resolved<'_>)| Product {
        name: product.name.value.clone(),
        apis: product.apis.iter().map(|api| api.value.clone()).collect(),
        open: product.open,
        module: modules[&product.name.value].clone(),
        policies: resolved.linked(counters::Owner::default()),
    };
    products.iter().map(product).collect()
}

fn runtime(runtime: &model::Runtime) -> Runtime {
    match runtime {
        model::Runtime::Vendored => Runtime::Vendored,
        model::Runtime::From(from) => Runtime::From(origin(from)),
    }
}

fn origin(origin: &model::Origin) -> Origin {
    match origin {
        model::Origin::Path(path) => Origin::Path(path.value.clone()),
        model::Origin::Version(version) => Origin::Version(version.value.clone()),
        model::Origin::Git { url, rev } => Origin::Git(url.value.clone(), rev.value.clone()),
    }
}

/// The crates of policies, each from where the command line says, else from where the gateway file does.
fn policy_crates(file: &GatewayFile, overrides: &Overrides) -> Vec<(String, Origin)> {
    let from = |krate: &model::PolicyCrate| match overrides.policy_crates.get(&krate.name.value) {
        Some(origin) => origin.clone(),
        None => origin(&krate.origin),
    };
    file.policy_crates.values().map(|krate| (krate.name.value.clone(), from(krate))).collect()
}

/// Two operations of different APIs on one method and path: only one of them could ever be called.
fn overlapping(
    apis: &[Api],
    file: &GatewayFile,
    documents: &BTreeMap<String, Document<'_>>,
    diagnostics: &mut Diagnostics,
) {
    let path = |api: &str, operation: &Operation| {
        documents.get(api).map(|document| document.key_span(&child("#/paths", &operation.written)))
    };
    let mut seen: BTreeMap<(String, String), (&str, &Operation)> = BTreeMap::new();
    for api in apis {
        for operation in &api.operations {
            let key = (operation.method.clone(), blank(&format!("{}{}", api.prefix, operation.path)));
            let Some((other, first)) = seen.insert(key, (&api.name, operation)) else { continue };
            if other == api.name {
                continue;
            }
            let (Some(here), Some(there)) = (file.apis.get(&api.name), file.apis.get(other)) else { continue };
            let message =
                format!("`{}` of `{}` and an operation of `{other}` have the same route", operation.id, api.name);
            let mut diagnostic = Diagnostic::at(Code::GW0501, here.path.span, message)
                .words("this prefix")
                .label(there.path.span, "and this one")
                .help("give each API a prefix of its own");
            for (api, operation) in [(api.name.as_str(), operation), (other, first)] {
                if let Some(path) = path(api, operation) {
                    diagnostic = diagnostic.label(path, format!("the path in `{api}`"));
                }
            }
            diagnostics.push(diagnostic);
        }
    }
}

/// A path with the names of its parameters taken out.
fn blank(path: &str) -> String {
    let mut blank = String::new();
    let mut depth = 0;
    for char in path.chars() {
        match char {
            '{' => {
                depth += 1;
                blank.push('{');
            }
            '}' => {
                depth -= 1;
                blank.push('}');
            }
            // A parameter across segments is no parameter within one.
            '*' => blank.push('*'),
            char if depth == 0 => blank.push(char),
            _ => {}
        }
    }
    blank
}
