//! The gateway as it will be emitted: everything is named, linked and decided.

use serde::Serialize;

use crate::schema::{Numeric, Rule, Text};

/// The whole gateway.
#[derive(Clone, Debug, Serialize)]
pub struct Gateway {
    /// The name of the crate and its binary.
    pub name: String,
    /// What the binary is started with unless told otherwise.
    pub settings: Settings,
    /// Named values, by name.
    pub named_values: Vec<NamedValue>,
    /// Backends, by name.
    pub backends: Vec<Backend>,
    /// APIs, by name.
    pub apis: Vec<Api>,
    /// Policies at gateway scope.
    pub policies: Sections,
    /// Where the emitted crate finds the runtime.
    pub runtime: Runtime,
}

/// What the binary is started with unless told otherwise.
#[derive(Clone, Debug, Serialize)]
pub struct Settings {
    /// The address that it serves on.
    pub listen: String,
    /// The address of the admin endpoints, if there are any.
    pub admin: Option<String>,
    /// The subscriptions file.
    pub subscriptions: Option<String>,
    /// Limits that depart from the runtime's own: the field's name and its value.
    pub limits: Vec<(&'static str, Limit)>,
}

/// The value of a limit.
#[derive(Clone, Copy, Debug, Serialize)]
pub enum Limit {
    /// A number of bytes.
    Bytes(u64),
    /// A number of things.
    Count(u64),
    /// A time in milliseconds.
    Time(u64),
}

/// Where the emitted crate finds the runtime.
#[derive(Clone, Debug, Serialize)]
pub enum Runtime {
    /// In its own folder.
    Vendored,
    /// At a path, relative to the crate.
    Path(String),
    /// In the registry.
    Version(String),
    /// In a repository, at a commit.
    Git(String, String),
}

/// A named value.
#[derive(Clone, Debug, Serialize)]
pub struct NamedValue {
    /// As the gateway file has it.
    pub name: String,
    /// The field or constant that holds it.
    pub ident: String,
    /// Where it comes from.
    pub source: ValueSource,
}

/// Where a named value comes from.
#[derive(Clone, Debug, Serialize)]
pub enum ValueSource {
    /// The gateway file itself.
    Literal(Scalar),
    /// An environment variable, read at start.
    Env { variable: String, kind: ScalarKind, default: Option<Scalar> },
    /// A file, read at start, and again when it changes where that is asked for.
    File { path: String, kind: ScalarKind, default: Option<Scalar>, reload: bool },
    /// A secret in an environment variable.
    SecretEnv(String),
    /// A secret in a file.
    SecretFile(String),
}

/// A value without parts.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub enum Scalar {
    /// Text.
    String(String),
    /// A whole number.
    Integer(i64),
    /// Any other number, as it is written.
    Float(String),
    /// A truth value.
    Boolean(bool),
}

/// The type of a value without parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum ScalarKind {
    /// Text.
    String,
    /// A whole number.
    Integer,
    /// Any number.
    Float,
    /// A truth value.
    Boolean,
}

/// A text that may hold named values.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Words(pub Vec<Piece>);

/// A part of a text.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub enum Piece {
    /// The text itself.
    Literal(String),
    /// A named value, by its name.
    NamedValue(String),
}

/// A backend.
#[derive(Clone, Debug, Serialize)]
pub struct Backend {
    /// As the gateway file has it, or the name of the API whose own backend it is.
    pub name: String,
    /// The field that holds it.
    pub ident: String,
    /// Its base URL.
    pub url: Words,
    /// Credentials in headers.
    pub headers: Vec<(String, Words)>,
    /// Credentials in the query.
    pub query: Vec<(String, Words)>,
    /// Time-outs in milliseconds that depart from the runtime's own: connect, headers, idle.
    pub timeout: [Option<u64>; 3],
}

/// An API.
#[derive(Clone, Debug, Serialize)]
pub struct Api {
    /// As the gateway file has it.
    pub name: String,
    /// Its module.
    pub module: String,
    /// The public prefix; empty or with a leading and no trailing slash.
    pub prefix: String,
    /// How errors look.
    pub dialect: Dialect,
    /// How callers show their key.
    pub subscription: Subscription,
    /// The field of the backend that takes its calls.
    pub backend: String,
    /// What happens on a body that breaks the spec.
    pub validate: Action,
    /// Parameters that take only certain values, shared by the operations.
    pub choices: Vec<Choice>,
    /// Named schemas that an operation checks.
    pub schemas: Vec<Schema>,
    /// The operations, by id.
    pub operations: Vec<Operation>,
    /// Policies at API scope.
    pub policies: Sections,
    /// The description of the API that its callers get, as JSON; none where there is no spec. No part of the digest.
    #[serde(skip)]
    pub description: Option<String>,
}

/// How errors look: the shape that clients of this API know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Dialect {
    /// Azure OpenAI's.
    AzureOpenAi,
    /// OpenAI's.
    OpenAi,
    /// Anthropic's.
    Anthropic,
    /// Problem details (RFC 9457).
    Problem,
}

/// What happens on a body that breaks the spec.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Action {
    /// It is refused.
    Prevent,
    /// It is logged and counted.
    Detect,
    /// It is not looked at.
    Ignore,
}

/// How callers show their key.
#[derive(Clone, Debug, Serialize)]
pub struct Subscription {
    /// Whether a call needs one.
    pub required: bool,
    /// Headers that may hold it.
    pub headers: Vec<String>,
    /// The query parameter that may hold it.
    pub query: Option<String>,
    /// Whether it may come as a bearer token.
    pub bearer: bool,
}

/// A parameter type with a closed set of values.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Choice {
    /// The type's name.
    pub ident: String,
    /// The parameter, for the type's documentation.
    pub parameter: String,
    /// Each variant with its value on the wire.
    pub variants: Vec<(String, String)>,
}

/// A named schema.
#[derive(Clone, Debug, Serialize)]
pub struct Schema {
    /// The JSON pointer at which it stands.
    pub pointer: String,
    /// Its name in the document.
    pub name: String,
    /// The function that checks it, and its module.
    pub ident: String,
    /// What it asks for.
    pub rule: Rule,
}

/// An operation.
#[derive(Clone, Debug, Serialize)]
pub struct Operation {
    /// Its `operationId`, or `POST /path`.
    pub id: String,
    /// Its module.
    pub module: String,
    /// The method, in upper case; `*` for every method.
    pub method: String,
    /// The path below the prefix, as the document has it.
    pub path: String,
    /// What the document says of it; no part of the digest.
    #[serde(skip)]
    pub summary: Option<String>,
    /// Its parameters: path, query, header, cookie, each in the order of the document.
    pub parameters: Vec<Parameter>,
    /// Its body.
    pub body: Body,
    /// Whether its answer may be a stream of events.
    pub streaming: Streaming,
    /// Policies of its own.
    pub policies: Sections,
}

/// A parameter of an operation.
#[derive(Clone, Debug, Serialize)]
pub struct Parameter {
    /// Its name on the wire.
    pub name: String,
    /// The field that holds it.
    pub field: String,
    /// Where it travels.
    pub location: Location,
    /// Its type.
    pub kind: ParameterKind,
    /// Whether it must be there.
    pub presence: Presence,
}

/// Where a parameter travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub enum Location {
    /// In the path.
    Path,
    /// In the query.
    Query,
    /// In a header.
    Header,
    /// In a cookie.
    Cookie,
}

/// The type of a parameter.
#[derive(Clone, Debug, Serialize)]
pub enum ParameterKind {
    /// One of the API's [`Choice`]s, by its type's name.
    Choice(String),
    /// A string.
    Text(Text),
    /// A number, whole or not.
    Number(Numeric),
    /// A truth value.
    Boolean,
    /// Several values.
    List {
        /// What each of them is.
        items: Box<ParameterKind>,
        /// What stands between them in one value; `None`: the parameter comes once for each.
        separator: Option<char>,
        /// The least number.
        min_items: Option<u64>,
        /// The largest number.
        max_items: Option<u64>,
    },
}

/// Whether a parameter must be there.
#[derive(Clone, Debug, Serialize)]
pub enum Presence {
    /// Its absence is an error.
    Required,
    /// It may be absent.
    Optional,
    /// Where it is absent this variant of its choice is sent.
    Default(String),
}

/// The body of an operation.
#[derive(Clone, Debug, Serialize)]
pub enum Body {
    /// The document has none; one that comes is forwarded unread.
    None,
    /// Forwarded unread.
    Unread { required: bool, media_types: Vec<String> },
    /// JSON, checked.
    Json { required: bool, media_types: Vec<String>, rule: Rule },
    /// Multipart form data, checked field by field.
    Multipart { required: bool, fields: Vec<Field> },
}

/// A field of a form.
#[derive(Clone, Debug, Serialize)]
pub struct Field {
    /// Its name.
    pub name: String,
    /// Whether it must be there.
    pub required: bool,
    /// Whether it may come several times.
    pub repeated: bool,
    /// What it holds.
    pub kind: FieldKind,
}

/// What a field of a form holds.
#[derive(Clone, Debug, Serialize)]
pub enum FieldKind {
    /// A file, of which nothing is checked.
    File,
    /// A string.
    Text(Text),
    /// A number.
    Number(Numeric),
    /// A truth value.
    Boolean,
    /// One of these strings; others pass where it is open, and are counted.
    Choice { values: Vec<String>, open: bool },
    /// JSON.
    Json(Rule),
}

/// Whether the answer may be a stream of events.
#[derive(Clone, Debug, Serialize)]
pub enum Streaming {
    /// Never, as far as the document says.
    Never,
    /// Where this member of the request is true.
    When(String),
    /// The document declares `text/event-stream`.
    Declared,
}

/// The policies of one scope.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Sections {
    /// Before the call is sent.
    pub inbound: Vec<Policy>,
    /// As it is sent.
    pub backend: Vec<Policy>,
    /// On the answer.
    pub outbound: Vec<Policy>,
    /// On an error that the gateway answers itself.
    pub on_error: Vec<Policy>,
}

impl Sections {
    /// Whether there is none at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.inbound.is_empty() && self.backend.is_empty() && self.outbound.is_empty() && self.on_error.is_empty()
    }
}

/// A policy with its attributes.
#[derive(Clone, Debug, Serialize)]
pub enum Policy {
    /// set-header
    SetHeader { name: String, exists_action: ExistsAction, values: Vec<Words> },
    /// set-query-parameter
    SetQueryParameter { name: String, exists_action: ExistsAction, values: Vec<Words> },
    /// rewrite-uri
    RewriteUri { template: Words, copy_unmatched_params: Flag },
}

/// A truth value that may be a named one.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub enum Flag {
    /// Known here and now.
    Literal(bool),
    /// A named value of this name.
    NamedValue(String),
}

/// What happens to a header or parameter that is there already.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum ExistsAction {
    /// It is replaced.
    Override,
    /// It stays.
    Skip,
    /// The value is added.
    Append,
    /// It is removed.
    Delete,
}
