//! The log of calls of models: what it has of an API's messages, and whether it can have anything of them.

use std::collections::BTreeMap;

use super::{Api, Argument, Gateway, Given, LlmTexts, Piece, Policy, SectionKind, ValueSource, Words, pipeline};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::policy::catalogue::Part;
use crate::policy::{GatewayFile, model};

pub(super) fn texts(said: &model::LlmTexts) -> LlmTexts {
    LlmTexts {
        prompts: said.prompts,
        completions: said.completions,
        members: said.members.clone(),
        patterns: said.patterns.iter().map(|(_, translated)| translated.clone()).collect(),
    }
}

/// Says which APIs have a say in a log that there isn't, or that has none of their calls.
pub(super) fn check(file: &GatewayFile, gateway: &Gateway, diagnostics: &mut Diagnostics) {
    for api in &gateway.apis {
        let Some(said) = file.apis.get(&api.name).and_then(|api| api.llm_log.as_ref()) else { continue };
        if file.llm_log.is_none() {
            let message = "`telemetry.llm-log` is missing, so that no call of a model is told of";
            let help = "write `telemetry: { llm-log: {} }` at the top of the file";
            diagnostics.push(Diagnostic::at(Code::GW0403, said.span, message).help(help));
        } else if !api.operations.iter().any(|operation| may_ask(api, &operation.path)) {
            let message = format!("no operation of `{}` asks a language model", api.name);
            let help = "calls of models are known by their paths, such as `/chat/completions`, `/responses`, `/messages`, \
                        `:generateContent` or `/embeddings`; leave `llm-log` out here";
            diagnostics.push(Diagnostic::at(Code::GW0527, said.span, message).help(help));
        }
        if said.prompts.is_some() {
            secrets(gateway, api, said, diagnostics);
        }
    }
}

/// Says which policies put a secret into a body that the log is to have.
fn secrets(gateway: &Gateway, api: &Api, said: &model::LlmTexts, diagnostics: &mut Diagnostics) {
    let is_secret = |name: &str| {
        let value = gateway.named_values.iter().find(|value| value.name == name);
        value.is_some_and(|value| matches!(value.source, ValueSource::SecretEnv(_) | ValueSource::SecretFile(_)))
    };
    let mut found: BTreeMap<_, (&Policy, &str)> = BTreeMap::new();
    for operation in &api.operations {
        for kind in [SectionKind::Inbound, SectionKind::Backend] {
            let policies = pipeline(gateway, api, operation, kind).into_iter().flat_map(|(_, policy)| policy.tree());
            for policy in policies.filter(|policy| policy.entry.writes.contains(&Part::Body)) {
                let mut names = Vec::new();
                named(&policy.arguments, &mut names);
                if let Some(name) = names.into_iter().find(|name| is_secret(name)) {
                    found.insert((policy.span.file, policy.span.start), (policy, name));
                }
            }
        }
    }
    for (policy, name) in found.values() {
        let what = policy.entry.name;
        let message = format!("`{what}` puts the secret `{name}` into prompts, which `llm-log` would tell");
        let help = "leave the secret out of the body, or `prompts` out of `llm-log`";
        diagnostics.push(Diagnostic::at(Code::GW0430, policy.span, message).label(said.span, "told here").help(help));
    }
}

/// The named values that attributes refer to.
fn named<'g>(arguments: &'g [Given], found: &mut Vec<&'g str>) {
    let of_words = |words: &'g Words, found: &mut Vec<&'g str>| {
        found.extend(words.0.iter().filter_map(|piece| match piece {
            Piece::NamedValue(name) => Some(name.as_str()),
            Piece::Literal(_) | Piece::Expression(_) => None,
        }));
    };
    for given in arguments {
        match &given.value {
            Argument::Text(words) => of_words(words, found),
            Argument::Texts(texts) => texts.iter().for_each(|words| of_words(words, found)),
            Argument::Rows(rows) => rows.iter().for_each(|(_, row)| named(row, found)),
            Argument::Group(group) => named(group, found),
            _ => {}
        }
    }
}

/// Whether calls of a path may ask a language model. The runtime knows them by the same names (`llm/prompt.rs`).
fn may_ask(api: &Api, path: &str) -> bool {
    let path = format!("{}{path}", api.prefix);
    let path = path.split(['?', '#']).next().unwrap_or_default().trim_end_matches('/');
    let last = path.rsplit(['/', ':']).next().unwrap_or_default();
    let asks = ["completions", "messages", "responses", "generateContent", "streamGenerateContent"];
    let embeds = ["embeddings", "embedContent", "batchEmbedContents"];
    last.contains('{') || asks.contains(&last) || embeds.contains(&last)
}
