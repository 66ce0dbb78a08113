//! The files around the code: Cargo.toml, README.md, rustfmt.toml and gateway.lock.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::gateway::met;
use crate::gateway::{Api, Content, ContentKind, Gateway, Origin, Runtime, Scalar, State, ValueSource};

use super::backend;
use super::fragment::visible;
use super::skeleton::fill;
use super::{Defect, Files};

/// The version of the format of `gateway.lock`.
const FORMAT: u32 = 1;

pub(super) fn files(gateway: &Gateway, files: &mut Files) -> Result<(), Defect> {
    let name = &gateway.name;
    let runtime = runtime(&gateway.runtime, &features(gateway));
    let mut dependencies = vec![
        "axum = { version = \"0.8\", default-features = false, features = [\"tokio\", \"http1\"] }".to_owned(),
        format!("gatewright-runtime = {runtime}"),
        "tokio = { version = \"1.54\", features = [\"rt-multi-thread\"] }".to_owned(),
    ];
    dependencies
        .extend(gateway.policy_crates.iter().map(|(name, from)| format!("{name} = {}", dependency(&origin(from)))));
    dependencies.sort();
    let vendored = matches!(gateway.runtime, Runtime::Vendored);
    let manifest = minijinja::context! { name => name.clone(), dependencies, vendored };
    files.insert("Cargo.toml".to_owned(), fill("Cargo.toml", manifest)?);
    files.insert("rustfmt.toml".to_owned(), fill("rustfmt.toml", minijinja::context! {})?);
    files.insert("README.md".to_owned(), readme(gateway)?);
    Ok(())
}

/// The features of the runtime that the gateway needs.
pub(super) fn features(gateway: &Gateway) -> Vec<&'static str> {
    let redis = matches!(gateway.state, State::Redis { .. }) && gateway.shares_state();
    [("bpe", gateway.counts_tokens()), ("otel", gateway.otlp.is_some()), ("redis", redis)]
        .into_iter()
        .filter_map(|(feature, needed)| needed.then_some(feature))
        .collect()
}

/// A dependency as Cargo reads it, of entries of its table; a version alone is written by itself.
fn dependency(entries: &[String]) -> String {
    match entries {
        [only] => only.strip_prefix("version = ").map_or_else(|| format!("{{ {only} }}"), str::to_owned),
        entries => format!("{{ {} }}", entries.join(", ")),
    }
}

/// Where a crate comes from, as entries of the table of a dependency.
fn origin(origin: &Origin) -> Vec<String> {
    match origin {
        Origin::Path(path) => vec![format!("path = {path:?}")],
        Origin::Version(version) => vec![format!("version = {version:?}")],
        Origin::Git(url, rev) => vec![format!("git = {url:?}"), format!("rev = {rev:?}")],
    }
}

fn runtime(runtime: &Runtime, features: &[&str]) -> String {
    let mut entries = match runtime {
        Runtime::Vendored => vec!["path = \"runtime\"".to_owned()],
        Runtime::From(from) => origin(from),
    };
    if !features.is_empty() {
        entries.push(format!("features = {features:?}"));
    }
    dependency(&entries)
}

fn readme(gateway: &Gateway) -> Result<String, Defect> {
    let settings = &gateway.settings;
    let values = gateway.named_values.iter().filter_map(|value| {
        let absent = |default: &Option<Scalar>| match default {
            Some(Scalar::String(text)) => format!("`{text}`"),
            Some(Scalar::Integer(number)) => format!("`{number}`"),
            Some(Scalar::Float(number)) => format!("`{number}`"),
            Some(Scalar::Boolean(value)) => format!("`{value}`"),
            None => "the binary refuses to start".to_owned(),
        };
        let (source, absent) = match &value.source {
            ValueSource::Literal(_) => return None,
            ValueSource::Env { variable, default, .. } => (format!("the variable `{variable}`"), absent(default)),
            ValueSource::File { path, default, reload, .. } => {
                let again = if *reload { ", again when it changes" } else { "" };
                (format!("the file `{path}`{again}"), absent(default))
            }
            ValueSource::SecretEnv(variable) => (format!("the variable `{variable}` (secret)"), absent(&None)),
            ValueSource::SecretFile(path) => (format!("the file `{path}` (secret)"), absent(&None)),
        };
        Some(minijinja::context! { name => value.name.clone(), source, absent })
    });
    let values: Vec<_> = values.collect();
    let apis: Vec<_> = gateway.apis.iter().map(|each| api(gateway, each)).collect();
    let admin = settings.admin.as_ref().map_or_else(|| "nowhere".to_owned(), |admin| format!("`{admin}`"));
    let (name, listen) = (&gateway.name, &settings.listen);
    let subscriptions = settings.subscriptions.clone();
    let prices = settings.prices.as_ref().map(|prices| prices.file.clone());
    let text = fill(
        "README.md",
        minijinja::context! { name => name.clone(), listen => listen.clone(), admin, subscriptions, prices, values, apis },
    )?;
    Ok(format!("{}\n", text.trim_end()))
}

fn api(gateway: &Gateway, api: &Api) -> minijinja::Value {
    let operations = api.operations.iter().map(|operation| {
        let body = match operation.body.contents.as_slice() {
            [] => "forwarded unread".to_owned(),
            contents => contents.iter().map(content).collect::<Vec<_>>().join("; "),
        };
        let path = visible(&format!("{}{}", api.prefix, operation.path));
        let limits = met::limits(gateway, api, operation).into_iter().map(|limit| cell(&limit));
        let limits = limits.collect::<Vec<_>>().join("; ");
        minijinja::context! { id => visible(&operation.id), method => operation.method.clone(), path, body, limits }
    });
    let operations: Vec<_> = operations.collect();
    let subscription = &api.subscription;
    let mut places: Vec<String> = subscription.headers.iter().map(|header| format!("the header `{header}`")).collect();
    places.extend(subscription.query.iter().map(|query| format!("the query parameter `{query}`")));
    if subscription.bearer {
        places.push("`Authorization: Bearer`".to_owned());
    }
    let needs =
        if subscription.required { "A subscription key is required" } else { "A subscription key may be shown" };
    let key = format!("{needs}, in {}.", places.join(", "));
    let limited = api.operations.iter().any(|operation| !met::limits(gateway, api, operation).is_empty());
    let described = backend::described(gateway, &api.backend);
    let bounds = bounds(gateway, api);
    let (parameters, answers) = (parameters(api), answers(gateway, api));
    minijinja::context! {
        name => api.name.clone(), backend => described, key, bounds, operations, limited, parameters, answers,
    }
}

/// A text as code in a cell of a table.
fn cell(text: &str) -> String {
    format!("`{}`", visible(text).replace('|', "\\|"))
}

/// How much a body may hold, and how long a backend may take.
fn bounds(gateway: &Gateway, api: &Api) -> String {
    let [head, idle] = met::times(gateway, &api.backend).map(met::time);
    let most = met::size(met::most_bytes(gateway));
    format!(
        "A body that is read may hold {most}; the backend has {head} until its answer begins, and {idle} between two parts of it."
    )
}

/// The parameters that are held to certain values, each once for all operations that agree about it.
fn parameters(api: &Api) -> Vec<minijinja::Value> {
    let held: BTreeSet<met::Held> = api.operations.iter().flat_map(|operation| met::held(api, operation)).collect();
    let row = |held: met::Held| {
        let values: Vec<String> = held.values.iter().map(|value| cell(value)).collect();
        let absent = match (&held.default, held.required) {
            (Some(default), _) => cell(default),
            (None, true) => "refused".to_owned(),
            (None, false) => "forwarded without it".to_owned(),
        };
        let place = format!("{:?}", held.location).to_lowercase();
        let values = if values.is_empty() { "any".to_owned() } else { values.join(", ") };
        minijinja::context! { name => visible(&held.name), place, values, absent }
    };
    held.into_iter().map(row).collect()
}

/// The answers that the gateway gives itself, for all operations together.
fn answers(gateway: &Gateway, api: &Api) -> Vec<minijinja::Value> {
    let mut all: BTreeMap<u16, met::Met> = BTreeMap::new();
    for (status, met) in api.operations.iter().flat_map(|operation| met::refusals(gateway, api, operation)) {
        let known = all.entry(status).or_default();
        known.codes.extend(met.codes);
        known.by.extend(met.by);
        known.waits |= met.waits;
    }
    let row = |(status, met): (u16, met::Met)| {
        let by: Vec<String> = met.by.iter().map(|by| format!("`{by}`")).collect();
        let wait = if met.waits { "`Retry-After`" } else { "" };
        minijinja::context! { status, codes => met.words(), wait, by => by.join(", ") }
    };
    all.into_iter().map(row).collect()
}

/// What is done with a body of one media type.
fn content(content: &Content) -> String {
    let done = match &content.kind {
        ContentKind::Unread => "forwarded unread",
        ContentKind::Json(_) | ContentKind::Text(_) | ContentKind::Form { .. } | ContentKind::Xml { .. } => {
            "read whole and checked"
        }
        ContentKind::Range(_) => "read whole and checked where it is JSON or a form",
        ContentKind::Lines(_) => "read whole and checked line by line",
        ContentKind::Multipart { .. } => "checked field by field, files streamed",
    };
    format!("{}, {done}", visible(&content.media_type))
}

/// `gateway.lock`: a line an item of the IR with its digest, and a line an emitted file, so that git merges it.
pub(super) fn lock(gateway: &Gateway, files: &Files) -> String {
    let mut text = String::from("# What the compiler knows of this crate; it reads this file, so don't edit it.\n");
    let _ = writeln!(text, "format {FORMAT}");
    let _ = writeln!(text, "compiler {}", env!("CARGO_PKG_VERSION"));
    text.push('\n');
    let mut items = Vec::new();
    items.push(item(
        "gateway",
        &gateway.name,
        &(&gateway.settings, &gateway.state, &gateway.policies, &gateway.runtime),
    ));
    items.extend(gateway.named_values.iter().map(|value| item("named-value", &value.name, value)));
    items.extend(gateway.otlp.iter().map(|otlp| item("telemetry", "otlp", otlp)));
    items.extend(gateway.policy_crates.iter().map(|(name, origin)| item("policy-crate", name, origin)));
    items.extend(gateway.backends.iter().map(|backend| item("backend", &backend.name, backend)));
    items.extend(gateway.models.iter().map(|model| item("model", &model.name, model)));
    let saying = gateway.settings.products.iter().filter(|product| !product.policies.is_empty());
    items.extend(saying.map(|product| item("product", &product.name, &product.policies)));
    for api in &gateway.apis {
        let own = (
            &api.prefix,
            api.dialect,
            &api.subscription,
            &api.backend,
            api.validate,
            api.validate_answers,
            &api.policies,
        );
        items.push(item("api", &api.name, &own));
        if !api.models.is_empty() {
            items.push(item("models", &api.name, &api.models));
        }
        items.extend(api.llm_log.iter().map(|said| item("llm-log", &api.name, said)));
        let below = |name: &str| format!("{}/{name}", api.name);
        items.extend(api.tags.iter().map(|tag| item("tag", &below(&tag.name), tag)));
        items.extend(api.choices.iter().map(|choice| item("parameter", &below(&choice.ident), choice)));
        items.extend(api.schemas.iter().map(|schema| item("schema", &below(&schema.name), schema)));
        items.extend(api.layouts.iter().map(|layout| item("layout", &below(&layout.name), layout)));
        items.extend(api.operations.iter().map(|operation| item("operation", &below(&operation.id), operation)));
    }
    items.sort();
    for item in items {
        text.push_str(&item);
        text.push('\n');
    }
    text.push('\n');
    for path in files.keys() {
        let _ = writeln!(text, "file {path}");
    }
    text
}

/// The paths that a lock lists as emitted.
#[must_use]
pub fn listed(lock: &str) -> Vec<&str> {
    lock.lines().filter_map(|line| line.strip_prefix("file ")).collect()
}

/// The version of the compiler that wrote a lock.
#[must_use]
pub fn compiler_of(lock: &str) -> Option<&str> {
    lock.lines().find_map(|line| line.strip_prefix("compiler "))
}

fn item(kind: &str, name: &str, value: &impl Serialize) -> String {
    // The IR holds nothing that can't be written as JSON.
    let text = serde_json::to_string(value).unwrap_or_default();
    let digest = Sha256::digest(text.as_bytes());
    let hex: String = digest.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    format!("{kind} {} {hex}", visible(name))
}
