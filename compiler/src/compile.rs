//! One compilation, from files on disk to the files of a crate in memory.

mod arguments;
mod describe;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::bundle::bundled;
use crate::compatible;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, did_you_mean};
use crate::emit::{self, Files};
use crate::gateway::{self, Gateway, Overrides};
use crate::mock;
use crate::openapi::{self, Document};
use crate::parallel;
use crate::policy::model::{ApiSource, Spanned};
use crate::policy::{self, GatewayFile};
use crate::progress::{Progress, Step};
use crate::source::{Format, Kind, Member, Node, Object, Sources, Span, overlay, read_file, read_text};

use arguments::{Arguments, shown};

/// What is compiled.
#[derive(Clone, Debug, Default)]
pub struct Input {
    /// The gateway file.
    pub gateway: PathBuf,
    /// `--spec`: the API, if it was named, and its document.
    pub specs: Vec<(Option<String>, PathBuf)>,
    /// `--overlay`: the API, if it was named, and a further overlay of its document.
    pub overlays: Vec<(Option<String>, PathBuf)>,
    /// `--server-url`: the API, if it was named, and its upstream.
    pub server_urls: Vec<(Option<String>, String)>,
    /// `--runtime`.
    pub runtime: Option<gateway::Runtime>,
    /// Crates of policies that come from elsewhere than the gateway file says, by the names of their packages.
    pub policy_crates: BTreeMap<String, gateway::Origin>,
    /// Who is told how far it is.
    pub progress: Progress,
}

/// What came of it.
#[derive(Debug, Default)]
pub struct Output {
    /// The files that were read, for messages.
    pub sources: Sources,
    /// What there is to say.
    pub diagnostics: Diagnostics,
    /// The gateway and its files; none where there was an error.
    pub compiled: Option<Compiled>,
}

/// A gateway that compiles.
#[derive(Debug)]
pub struct Compiled {
    /// The gateway file as it was read.
    pub file: GatewayFile,
    /// The linked gateway.
    pub gateway: Gateway,
    /// The files of its crate but `Cargo.lock`.
    pub files: Files,
    /// The document of each API, overlaid, in one piece.
    pub documents: BTreeMap<String, Node>,
}

/// Compiles a gateway file with its specs.
#[must_use]
pub fn compile(input: &Input) -> Output {
    let stack = std::thread::Builder::new().name("compile".to_owned()).stack_size(parallel::STACK);
    std::thread::scope(|scope| match stack.spawn_scoped(scope, || whole(input)).map(|thread| thread.join()) {
        Ok(Ok(output)) => output,
        Ok(Err(panic)) => std::panic::resume_unwind(panic),
        // Without another thread there is this one, whose stack is enough for all but hostile input.
        Err(_) => whole(input),
    })
}

fn whole(input: &Input) -> Output {
    let mut output = Output::default();
    output.compiled = run(input, &mut output.sources, &mut output.diagnostics);
    output
}

fn run(input: &Input, sources: &mut Sources, diagnostics: &mut Diagnostics) -> Option<Compiled> {
    input.progress.at(Step::Reading);
    let arguments = Arguments::new(input, sources);
    let mut node = gateway_file(input, &arguments, sources, diagnostics)?;
    api_files(&mut node, input, sources, diagnostics)?;
    let file = policy::read(&node, sources, diagnostics)?;
    let by_api = ByApi::new(input, &arguments, &file, diagnostics);
    let documents = documents(input, &file, &by_api, sources, diagnostics);
    input.progress.at(Step::Linking);
    let mut read: BTreeMap<String, Document<'_>> = BTreeMap::new();
    for (name, node) in &documents {
        if let Some(document) = openapi::read(node, diagnostics) {
            read.insert(name.clone(), document);
        }
    }
    if diagnostics.has_errors() {
        return None;
    }
    let overrides = Overrides {
        server_urls: by_api.server_urls,
        runtime: input.runtime.clone(),
        policy_crates: input.policy_crates.clone(),
    };
    let mut gateway = gateway::link(&file, &read, &overrides, diagnostics)?;
    drop(read);
    mock::examples(&mut gateway, &documents);
    describe::describe(&mut gateway, &documents);
    input.progress.at(Step::Emitting);
    match emit::emit(&gateway) {
        Ok(files) => Some(Compiled { file, gateway, files, documents }),
        Err(defect) => {
            diagnostics.push(defective(&defect, file.name.span));
            None
        }
    }
}

/// The tree of the gateway file. Where there is none yet, the message says how to begin.
fn gateway_file(
    input: &Input,
    arguments: &Arguments,
    sources: &mut Sources,
    diagnostics: &mut Diagnostics,
) -> Option<Node> {
    let mut said = Diagnostics::default();
    let node = read_file(sources, &input.gateway, &shown(&input.gateway), arguments.gateway, &mut said);
    for diagnostic in said {
        let begins = diagnostic.code == Code::GW0104 && diagnostic.help.is_none();
        let help = "name the file that is meant, or begin one with `gatewright import`";
        diagnostics.push(if begins { diagnostic.help(help) } else { diagnostic });
    }
    node
}

/// Puts the APIs that have files of their own in the places where the gateway file names them. What stands in such a file
/// is read as if it stood there, so its paths are relative to the gateway file too. What the API alone needs of named values
/// and backends may stand in its file as well; it is read as if it stood at the top of the gateway file.
fn api_files(node: &mut Node, input: &Input, sources: &mut Sources, diagnostics: &mut Diagnostics) -> Option<()> {
    let folder = input.gateway.parent().unwrap_or(Path::new(""));
    let Kind::Object(file) = &mut node.kind else { return Some(()) };
    let Some(Kind::Object(apis)) = file.get_mut("apis").map(|apis| &mut apis.kind) else { return Some(()) };
    let named: Vec<(String, PathBuf, Span)> = apis
        .iter()
        .filter_map(|api| Some((api.key.to_string(), folder.join(api.value.as_str()?), api.value.span)))
        .collect();
    let mut good = true;
    let mut brought = Vec::new();
    for (name, path, span) in named {
        match (read_file(sources, &path, &shown(&path), span, diagnostics), apis.get_mut(&name)) {
            (Some(mut api), Some(place)) => {
                brought.extend(BROUGHT.iter().filter_map(|key| match &mut api.kind {
                    Kind::Object(api) => api.take(key),
                    _ => None,
                }));
                *place = api;
            }
            _ => good = false,
        }
    }
    for member in brought {
        good &= bring(file, member, diagnostics);
    }
    good.then_some(())
}

/// What an API's own file may bring along.
const BROUGHT: [&str; 2] = ["named-values", "backends"];

/// Adds to the members of one key of the gateway file; false where that can't be.
fn bring(file: &mut Object, brought: Member, diagnostics: &mut Diagnostics) -> bool {
    let Some(there) = file.get_mut(&brought.key) else {
        file.insert(brought);
        return true;
    };
    let Kind::Object(more) = brought.value.kind else {
        let message = format!("`{}` must be an object, not {}", brought.key, brought.value.kind_name());
        diagnostics
            .push(Diagnostic::at(Code::GW0401, brought.value.span, message).help("write names, each with its value"));
        return false;
    };
    // What of the gateway file is no object is told where it is read.
    let Kind::Object(there) = &mut there.kind else { return true };
    let mut good = true;
    for member in more.into_members() {
        // Two APIs that share a key or a backend each bring it.
        if there.get(&member.key).is_some_and(|first| first.says_the_same(&member.value)) {
            continue;
        }
        if let Some(first) = there.member(&member.key) {
            let message = format!("`{}` is declared twice, and not alike", member.key);
            let diagnostic = Diagnostic::at(Code::GW0102, member.key_span, message).label(first.key_span, "first here");
            diagnostics.push(diagnostic.help("write the same in both, or give one of them another name"));
            good = false;
        } else {
            there.insert(member);
        }
    }
    good
}

/// A defect of the emitter; what it belongs to is the gateway.
fn defective(defect: &emit::Defect, gateway: Span) -> Diagnostic {
    let message = format!("`{}` came out wrong: {}", defect.file, defect.reason);
    Diagnostic::at(Code::GW0601, gateway, message).words("in the crate of this gateway").help("please report it")
}

/// What the command line says of each API, each with its place there.
#[derive(Default)]
struct ByApi {
    specs: BTreeMap<String, Spanned<PathBuf>>,
    overlays: BTreeMap<String, Vec<Spanned<PathBuf>>>,
    server_urls: BTreeMap<String, Spanned<String>>,
}

impl ByApi {
    fn new(input: &Input, places: &Arguments, file: &GatewayFile, diagnostics: &mut Diagnostics) -> Self {
        let mut by_api = ByApi::default();
        for ((name, path), span) in input.specs.iter().zip(&places.specs) {
            if let Some(name) = api("--spec", name.as_deref(), *span, file, diagnostics) {
                once("--spec", &mut by_api.specs, name, Spanned::new(path.clone(), *span), diagnostics);
            }
        }
        for ((name, path), span) in input.overlays.iter().zip(&places.overlays) {
            if let Some(name) = api("--overlay", name.as_deref(), *span, file, diagnostics) {
                by_api.overlays.entry(name).or_default().push(Spanned::new(path.clone(), *span));
            }
        }
        for ((name, url), span) in input.server_urls.iter().zip(&places.server_urls) {
            if let Some(name) = api("--server-url", name.as_deref(), *span, file, diagnostics) {
                once("--server-url", &mut by_api.server_urls, name, Spanned::new(url.clone(), *span), diagnostics);
            }
        }
        by_api
    }
}

/// An API has one document and one upstream: of two flags neither is the right one.
fn once<T>(
    flag: &str,
    all: &mut BTreeMap<String, Spanned<T>>,
    api: String,
    value: Spanned<T>,
    diagnostics: &mut Diagnostics,
) {
    if let Some(first) = all.get(&api) {
        let message = format!("`{flag}` is given twice for `{api}`");
        let diagnostic = Diagnostic::at(Code::GW0602, value.span, message).label(first.span, "first here");
        diagnostics.push(diagnostic.help("keep one of them"));
        return;
    }
    all.insert(api, value);
}

/// The API that a flag means: the named one, or the only one.
fn api(
    flag: &str,
    name: Option<&str>,
    span: Span,
    file: &GatewayFile,
    diagnostics: &mut Diagnostics,
) -> Option<String> {
    let names = || file.apis.keys().map(String::as_str);
    match name {
        Some(name) if file.apis.contains_key(name) => return Some(name.to_owned()),
        None if file.apis.len() == 1 => return names().next().map(str::to_owned),
        _ => {}
    }
    let all: Vec<String> = names().map(|name| format!("`{name}`")).collect();
    let all = all.join(", ");
    diagnostics.push(match name {
        Some(name) => {
            let message = format!("`{flag}` names the API `{name}`, which is not in the gateway file");
            let diagnostic = Diagnostic::at(Code::GW0602, span, message);
            match did_you_mean(name, names()) {
                Some(close) => diagnostic.help(format!("did you mean `{close}`?")),
                None => diagnostic.help(format!("it has {all}")),
            }
        }
        None => Diagnostic::at(Code::GW0602, span, format!("`{flag}` does not say which API it is for"))
            .help(format!("write `{flag} API=...`; the gateway file has {all}")),
    });
    None
}

/// Reads the document of each API, applies its overlays, those of the gateway file first, and brings in the other files
/// that it is made of. What comes of it is OpenAPI 3, whatever was written.
fn documents(
    input: &Input,
    file: &GatewayFile,
    by_api: &ByApi,
    sources: &mut Sources,
    diagnostics: &mut Diagnostics,
) -> BTreeMap<String, Node> {
    let folder = input.gateway.parent().unwrap_or(Path::new(""));
    let mut documents = BTreeMap::new();
    for (name, api) in &file.apis {
        let asked = match (&api.source, by_api.specs.get(name)) {
            (_, Some(path)) => Some((path.value.clone(), path.span)),
            (ApiSource::Spec(path), None) => Some((folder.join(&path.value), path.span)),
            (ApiSource::OpenAi { .. }, None) => None,
            (ApiSource::Passthrough { .. }, None) => continue,
        };
        let own = api.overlays.iter().map(|overlay| (folder.join(&overlay.value), overlay.span));
        let more = by_api.overlays.get(name).into_iter().flatten().map(|path| (path.value.clone(), path.span));
        let overlays: Vec<(PathBuf, Span)> = own.chain(more).collect();
        let (read, path) = match asked {
            Some((path, named)) => (read_file(sources, &path, &shown(&path), named, diagnostics), path),
            None => {
                let text = compatible::whole().to_owned();
                (read_text(sources, compatible::NAME, text, Format::Yaml, diagnostics), folder.join(compatible::NAME))
            }
        };
        let Some(mut document) = read else { continue };
        for (path, named) in overlays {
            if let Some(overlay) = read_file(sources, &path, &shown(&path), named, diagnostics) {
                document = overlay::apply(document, &overlay, diagnostics);
            }
        }
        let document = bundled(document, &path, sources, diagnostics);
        documents.insert(name.clone(), openapi::upgraded(document, diagnostics));
    }
    documents
}

#[cfg(test)]
mod tests;
