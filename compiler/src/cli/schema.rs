//! `gatewright schema`: the JSON Schema of the gateway file, with the names of this project.

use std::collections::BTreeSet;
use std::process::ExitCode;

use clap::Args;

use crate::compile::{Compiled, compile};
use crate::policy::schema::{ApiNames, Names, schema};

use super::input::InputArguments;
use super::put;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    input: InputArguments,
}

/// What is wrong with the gateway file is no matter here: whoever writes it wants the schema. Then it holds no names.
pub(super) fn run(arguments: &Arguments) -> ExitCode {
    let names = compile(&arguments.input.input()).compiled.map(|compiled| names(&compiled)).unwrap_or_default();
    put(&format!("{:#}\n", schema(&names)));
    ExitCode::SUCCESS
}

fn names(compiled: &Compiled) -> Names {
    let gateway = &compiled.gateway;
    let apis = gateway.apis.iter().map(|api| {
        let operations = api.operations.iter().map(|operation| {
            let route = format!("{} {}{}", operation.method, api.prefix, operation.path);
            (
                operation.id.clone(),
                operation.summary.clone().map_or(route.clone(), |summary| format!("{route}: {summary}")),
            )
        });
        let operations: Vec<(String, String)> = operations.collect();
        let parameters = api.operations.iter().flat_map(|operation| &operation.parameters);
        let parameters: BTreeSet<String> = parameters.map(|parameter| parameter.name.clone()).collect();
        ApiNames {
            name: api.name.clone(),
            operations,
            tags: tags(compiled, &api.name),
            parameters: parameters.into_iter().collect(),
        }
    });
    Names {
        named_values: gateway.named_values.iter().map(|value| value.name.clone()).collect(),
        backends: compiled.file.backends.keys().cloned().collect(),
        products: compiled.file.products.keys().cloned().collect(),
        models: compiled.file.models.keys().cloned().collect(),
        apis: apis.collect(),
        policies: compiled.file.policy_crates.values().flat_map(|krate| krate.policies.iter().copied()).collect(),
    }
}

/// The tags that operations of an API bear.
fn tags(compiled: &Compiled, api: &str) -> Vec<String> {
    let paths = compiled.documents.get(api).and_then(|document| document.as_object()?.get("paths")?.as_object());
    let items = paths.into_iter().flat_map(|paths| paths.iter()).filter_map(|item| item.value.as_object());
    let operations = items.flat_map(|item| item.iter()).filter_map(|operation| operation.value.as_object());
    let tags = operations.filter_map(|operation| operation.get("tags")?.as_array()).flatten();
    let found: BTreeSet<String> = tags.filter_map(|tag| tag.as_str()).map(str::to_owned).collect();
    found.into_iter().collect()
}
