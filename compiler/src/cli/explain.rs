//! `gatewright explain [API/]OPERATION | CODE`: the final pipeline of one operation, or the long text of a diagnostic.

use std::fmt::Write as _;
use std::process::ExitCode;

use clap::Args;

use crate::diagnostic::{Code, did_you_mean};
use crate::gateway::{Api, Gateway, Operation, SectionKind, pipeline};
use crate::source::{Sources, Span};

use super::input::InputArguments;
use super::{Messages, put, shown};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// An operation by its id, perhaps with its API, such as azure-openai/ChatCompletions_Create; or a code, such as GW0303.
    #[arg(value_name = "OPERATION|CODE")]
    subject: String,

    #[command(flatten)]
    input: InputArguments,
}

pub(super) fn run(arguments: &Arguments, messages: Messages) -> ExitCode {
    let wanted = arguments.subject.to_ascii_uppercase();
    if let Some(code) = Code::from_name(&wanted) {
        put(&format!("{} ({}): {}\n\n{}\n", code.name(), code.severity().name(), code.title(), code.explanation()));
        return ExitCode::SUCCESS;
    }
    if wanted.strip_prefix("GW").is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_digit())) {
        eprintln!("error: there is no code `{}`", arguments.subject);
        hint(did_you_mean(&wanted, Code::ALL.iter().map(|code| code.name())));
        return ExitCode::from(2);
    }
    let ready = match arguments.input.compiled(messages) {
        Ok(ready) => ready,
        Err(exit) => return exit,
    };
    let gateway = &ready.compiled.gateway;
    let all: Vec<(&Api, &Operation)> =
        gateway.apis.iter().flat_map(|api| api.operations.iter().map(move |operation| (api, operation))).collect();
    let is = |(api, operation): &(&Api, &Operation)| {
        let (path, id) = (format!("{} {}", operation.method, operation.path), &operation.id);
        [id, &path]
            .into_iter()
            .any(|name| *name == arguments.subject || format!("{}/{name}", api.name) == arguments.subject)
    };
    let found: Vec<&(&Api, &Operation)> = all.iter().filter(|one| is(one)).collect();
    match found.as_slice() {
        [(api, operation)] => {
            put(&explained(gateway, api, operation, &ready.sources));
            ExitCode::SUCCESS
        }
        [] => {
            eprintln!("error: there is no operation `{}`", arguments.subject);
            let names: Vec<String> =
                all.iter().map(|(api, operation)| format!("{}/{}", api.name, operation.id)).collect();
            let ids = all.iter().map(|(_, operation)| operation.id.as_str());
            match did_you_mean(&arguments.subject, ids.chain(names.iter().map(String::as_str))) {
                None => alike(&arguments.subject, &names),
                close => hint(close),
            }
            ExitCode::from(2)
        }
        several => {
            let names: Vec<String> =
                several.iter().map(|(api, operation)| format!("`{}/{}`", api.name, operation.id)).collect();
            eprintln!("error: `{}` may be {}", arguments.subject, names.join(" or "));
            ExitCode::from(2)
        }
    }
}

fn hint(close: Option<&str>) {
    if let Some(close) = close {
        eprintln!("help: did you mean `{close}`?");
    }
}

/// Names that hold a part of one that is not there, else the first of all.
fn alike(subject: &str, names: &[String]) {
    const SHOWN: usize = 8;
    let subject = subject.to_ascii_lowercase();
    let words: Vec<&str> =
        subject.split(|char: char| !char.is_ascii_alphanumeric()).filter(|word| word.len() > 2).collect();
    let holds = |name: &&String| words.iter().any(|word| name.to_ascii_lowercase().contains(word));
    let near: Vec<&String> = names.iter().filter(holds).collect();
    let shown = if near.is_empty() { names.iter().collect() } else { near };
    let listed: Vec<String> = shown.iter().take(SHOWN).map(|name| format!("`{name}`")).collect();
    let rest = if shown.len() > SHOWN { "; `gatewright routes` lists them all" } else { "" };
    eprintln!("help: there are {}{rest}", listed.join(", "));
}

/// One operation: what it is, what is read for it, and the policies of its calls with the scopes that declare them.
fn explained(gateway: &Gateway, api: &Api, operation: &Operation, sources: &Sources) -> String {
    let mut text = format!("{}/{}\n", api.name, operation.id);
    let route = format!("{} {}{}", operation.method, api.prefix, operation.path);
    for (name, value) in [
        ("route", route.as_str()),
        ("subscription key", shown::key(gateway, api)),
        ("backend", &shown::backend(gateway, api, operation)),
        ("request", &shown::body(gateway, api, operation)),
        ("answer", &shown::answer(gateway, api, operation)),
    ] {
        let _ = writeln!(text, "  {name:<16}  {value}");
    }
    for (at, line) in shown::models::lines(gateway, api, operation).iter().enumerate() {
        let _ = writeln!(text, "  {:<16}  {line}", if at == 0 { "models" } else { "" });
    }
    for kind in SectionKind::ALL {
        let steps = pipeline(gateway, api, operation, kind);
        let _ = writeln!(text, "\n{}", kind.key());
        if steps.is_empty() {
            text.push_str("  nothing\n");
        }
        let rows: Vec<[String; 3]> = steps
            .iter()
            .flat_map(|(scope, policy)| {
                let scope = shown::scope(scope, api);
                shown::lines(policy).into_iter().enumerate().map(move |(at, line)| {
                    let scope = if at == 0 { scope.clone() } else { String::new() };
                    [scope, line.span.map(|span| place(span, sources)).unwrap_or_default(), line.text]
                })
            })
            .collect();
        let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
        let (scopes, places) = (width(0), width(1));
        for [scope, place, line] in &rows {
            let _ = writeln!(text, "  {scope:<scopes$}  {place:<places$}  {line}");
        }
    }
    text
}

/// `FILE:LINE`
fn place(span: Span, sources: &Sources) -> String {
    let (line, _) = sources.position(span.file, span.start);
    format!("{}:{line}", sources.file(span.file).name)
}
