//! What an Azure OpenAI resource or a Foundry deployment serves, told from its spec.
//!
//! A resource is met in one of three flavors, which differ in the path and in where the model's name travels. Each has its
//! own spec, and a spec for another one would compile to a gateway whose calls all end in 404: so a flavor is checked.

use crate::source::Node;
use crate::source::pointer::Pointer;

/// How the operations of a resource are laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flavor {
    /// Below `/openai/deployments/{deployment-id}`, with an `api-version`.
    AzureOpenAi,
    /// Below `/models`: the Azure AI model inference API. The model is named in the body.
    Models,
    /// Below `/openai/v1`. The model is named in the body, and `api-version` may be left out.
    V1,
}

impl Flavor {
    /// Its name on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::AzureOpenAi => "azure-openai",
            Self::Models => "models",
            Self::V1 => "v1",
        }
    }

    /// What the paths of its operations follow, at the resource and at the gateway alike: clients put it before each path.
    #[must_use]
    pub fn suffix(self) -> &'static str {
        match self {
            Self::AzureOpenAi => "/openai",
            Self::Models => "/models",
            Self::V1 => "/openai/v1",
        }
    }

    /// The flavor that a spec is of, if it is of one.
    #[must_use]
    pub fn of(spec: &Node) -> Option<Self> {
        let paths = spec.get("paths").and_then(Node::as_object)?;
        if paths.iter().any(|path| path.key.starts_with("/deployments/{")) {
            return Some(Self::AzureOpenAi);
        }
        if paths.get("/chat/completions").is_none() && paths.get("/responses").is_none() {
            return None;
        }
        // The v1 API and that of the models share their paths; where a document names no server, `/info` is the models' own.
        let server = spec.get("servers").and_then(Node::as_array).and_then(<[Node]>::first);
        let url = server.and_then(|server| server.get("url")).and_then(Node::as_str).unwrap_or_default();
        let url = url.trim_end_matches('/');
        [Self::Models, Self::V1]
            .into_iter()
            .find(|flavor| url.ends_with(flavor.suffix()))
            .or_else(|| paths.get("/info").map(|_| Self::Models))
    }
}

/// A spec of one of the flavors, and what an import says of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Described {
    /// The flavor.
    pub flavor: Flavor,
    /// The `api-version` that is filled in where a client leaves it out; none where the spec does not ask for one.
    pub api_version: Option<String>,
    /// The operations that stream although the spec does not say so.
    pub streams: Vec<Stream>,
}

/// An operation that streams where its body asks for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stream {
    /// Its id, or its method and path.
    pub operation: String,
    /// The schema of its events, where the spec has one.
    pub events: Option<String>,
}

/// Reads a spec; it has to be of the flavor, where one is asked for.
///
/// # Errors
/// A sentence on what the spec is instead.
pub fn described(spec: &Node, asked: Option<Flavor>) -> Result<Described, String> {
    let flavor = match (Flavor::of(spec), asked) {
        (Some(found), Some(asked)) if found != asked => {
            return Err(format!(
                "the spec is of the flavor `{}`, not `{}`; write `--flavor {}`, or take another spec",
                found.name(),
                asked.name(),
                found.name()
            ));
        }
        (Some(found), _) => found,
        (None, _) => {
            return Err("the spec is of no flavor of Azure OpenAI: it has neither paths below /deployments/{deployment-id} \
                        nor /chat/completions below /models or /openai/v1; name any other spec in a gateway file, by `spec:`"
                .to_owned());
        }
    };
    let version = spec.get("info").and_then(|info| info.get("version")).and_then(Node::as_str);
    let asks = flavor != Flavor::V1 && asks_for_version(spec);
    Ok(Described { flavor, api_version: version.filter(|_| asks).map(str::to_owned), streams: streams(spec) })
}

/// Whether an operation has the parameter `api-version`, its own or that of its path.
fn asks_for_version(spec: &Node) -> bool {
    let is_version = |parameter: &Node| {
        let parameter = resolved(spec, parameter);
        parameter.get("name").and_then(Node::as_str) == Some("api-version")
    };
    let has =
        |node: &Node| node.get("parameters").and_then(Node::as_array).is_some_and(|all| all.iter().any(is_version));
    let paths = spec.get("paths").and_then(Node::as_object);
    paths.into_iter().flat_map(|paths| paths.iter()).any(|path| {
        let operations = path.value.as_object();
        has(&path.value) || operations.into_iter().flat_map(|all| all.iter()).any(|operation| has(&operation.value))
    })
}

fn streams(spec: &Node) -> Vec<Stream> {
    let paths = spec.get("paths").and_then(Node::as_object);
    let posts = paths.into_iter().flat_map(|paths| paths.iter()).filter_map(|path| {
        let operation = path.value.get("post")?;
        let hidden = !declares_events(spec, operation) && bodies(spec, operation).any(|body| has_stream(spec, body, 0));
        hidden.then(|| Stream {
            operation: operation
                .get("operationId")
                .and_then(Node::as_str)
                .map_or_else(|| format!("POST {}", path.key), str::to_owned),
            events: path.key.ends_with("/chat/completions").then(|| chunk(spec)).flatten(),
        })
    });
    posts.collect()
}

/// The schema of a chunk of a chat completion, by the names that it has in the published specs.
fn chunk(spec: &Node) -> Option<String> {
    let schemas = spec.get("components").and_then(|all| all.get("schemas")).or_else(|| spec.get("definitions"))?;
    ["createChatCompletionStreamResponse", "StreamingChatCompletionsUpdate"]
        .into_iter()
        .find(|name| schemas.get(name).is_some())
        .map(str::to_owned)
}

fn declares_events(spec: &Node, operation: &Node) -> bool {
    let responses = operation.get("responses").and_then(Node::as_object);
    responses.into_iter().flat_map(|all| all.iter()).any(|response| {
        resolved(spec, &response.value).get("content").is_some_and(|content| content.get("text/event-stream").is_some())
    })
}

/// The schemas of an operation's bodies.
fn bodies<'a>(spec: &'a Node, operation: &'a Node) -> impl Iterator<Item = &'a Node> {
    let content = operation.get("requestBody").and_then(|body| resolved(spec, body).get("content"));
    let content = content.and_then(Node::as_object).into_iter().flat_map(|all| all.iter()).map(|media| &media.value);
    let parameters = operation.get("parameters").and_then(Node::as_array).into_iter().flatten();
    let bodies = parameters.filter(|parameter| parameter.get("in").and_then(Node::as_str) == Some("body"));
    content.chain(bodies).filter_map(|of| of.get("schema"))
}

/// Whether a schema has the member `stream`, its own or that of one that it is composed of.
fn has_stream(spec: &Node, schema: &Node, depth: usize) -> bool {
    let schema = resolved(spec, schema);
    let composed = || {
        ["allOf", "anyOf", "oneOf"].into_iter().filter_map(|key| schema.get(key)).filter_map(Node::as_array).flatten()
    };
    schema.get("properties").is_some_and(|properties| properties.get("stream").is_some())
        || depth < 8 && composed().any(|part| has_stream(spec, part, depth + 1))
}

/// What a node refers to within its document, or the node itself.
fn resolved<'a>(spec: &'a Node, node: &'a Node) -> &'a Node {
    let target = |node: &Node| {
        let fragment = node.get("$ref").and_then(Node::as_str)?.strip_prefix('#')?;
        Pointer::parse_fragment(fragment).ok()?.resolve(spec)
    };
    let mut node = node;
    for _ in 0..8 {
        match target(node) {
            Some(next) => node = next,
            None => break,
        }
    }
    node
}
