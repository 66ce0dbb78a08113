//! What an emitted gateway says of its APIs, and the frame around the life of one call: match, admit, run, and turn a
//! fault into an answer. What happens in between is the emitted crate's, in the functions of its [`Route`]s.

mod answer;
mod body;
mod documented;

use std::future::Future;
use std::pin::Pin;

use crate::body::Response;
use crate::call::Call;
use crate::cross_origin::Origins;
use crate::fault::{Dialect, Flow};
use crate::model::ByModel;
use crate::named_value::{Start, StartError};
use crate::parameter::Parameter;
use crate::server::Settings;
use crate::subscription::Subscription;

pub(crate) use answer::is_chunked;
pub(crate) use body::ContentKind;
pub use body::{Content, RequestBody};
pub(crate) use documented::of_status;
pub use documented::{Documented, Example};

/// A gateway: the state that its calls share, and its tables.
pub trait Gateway: Sized + Send + Sync + 'static {
    /// What the gateway file says of the server.
    const SETTINGS: &'static Settings;

    /// Every API; a request without a route is answered in the dialect of the API whose prefix it bears.
    const APIS: &'static [&'static Api];

    /// Every route, a list for each API. Of routes with equal paths and methods the first wins.
    fn routes() -> &'static [&'static [Route<Self>]];

    /// Reads the named values and makes the backends.
    ///
    /// # Errors
    /// What is missing or wrong in the environment. `start` collects it, so that all of it is said at once.
    fn load(start: &mut Start) -> Result<Self, StartError>;
}

/// What a call comes to. Boxed once a call.
pub type Life<'c> = Pin<Box<dyn Future<Output = Flow<Response>> + Send + 'c>>;

/// The life of a call, from its parameters to its answer.
pub type Run<G> = for<'c> fn(&'c G, &'c mut Call) -> Life<'c>;

/// Edits the answer that tells a fault, of which the call knows by [`Call::last_error`].
pub type Fail<G> = fn(&G, &mut Call, &mut Response) -> Flow;

/// What the method and the path of an operation lead to.
pub struct Route<G> {
    /// What is called; its path stands below the prefix of its API.
    pub operation: &'static Operation,
    /// The life of the call.
    pub run: Run<G>,
    /// What is done to an error's answer.
    pub fail: Fail<G>,
    /// Who of other origins may call; browsers are told nothing where there is none.
    pub origins: Option<Origins<G>>,
}

impl<G> Route<G> {
    /// A route that tells browsers nothing.
    pub const fn new(operation: &'static Operation, run: Run<G>, fail: Fail<G>) -> Self {
        Self { operation, run, fail, origins: None }
    }

    /// The same with what decides who of other origins may call.
    #[must_use]
    pub const fn origins(self, origins: Origins<G>) -> Self {
        Self { origins: Some(origins), ..self }
    }
}

/// An API.
#[derive(Debug)]
pub struct Api {
    /// Its name in the gateway file.
    pub name: &'static str,
    /// The public prefix: `/` and segments without a `/` at the end, or nothing.
    pub prefix: &'static str,
    /// The shape of its errors.
    pub dialect: Dialect,
    /// Who may call it.
    pub subscription: Subscription,
    /// What is done with wrong requests.
    pub validate: Validate,
}

/// What is done with what breaks the API's contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Validate {
    /// In requests.
    pub request: Action,
}

/// What a check leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// The call is refused.
    Prevent,
    /// The fault is logged and counted, the call goes on.
    Detect,
    /// Nothing is checked.
    Ignore,
}

/// An operation of an API.
#[derive(Debug)]
pub struct Operation {
    /// Its id in the document.
    pub id: &'static str,
    /// The API that holds it.
    pub api: &'static Api,
    /// The method in the document, or `*` for all.
    pub method: &'static str,
    /// The path in the document: literal segments, `{name}`, `prefix{name}suffix`, `{*rest}`; `?name=value` at its end
    /// tells operations apart by a query parameter, `#name=value` by a header.
    pub path: &'static str,
    /// What is said beside the body.
    pub parameters: &'static [Parameter],
    /// What the body must be.
    pub body: RequestBody,
    /// Whether the answer may be a stream of events.
    pub streaming: Streaming,
    /// Whether a stream reports its usage where `stream_options.include_usage` in the body says so, and is to be asked for
    /// it where the caller doesn't.
    pub reports_usage: bool,
    /// The answers that the document declares, where a policy looks at them.
    pub answers: &'static [Documented],
    /// What it has to do with the models of its API.
    pub by_model: ByModel,
}

impl Operation {
    /// Whether another target of the model may take a call over: a call of a model, which is sent by POST with a body. What else
    /// names a model, such as deleting one, is asked of one target alone.
    pub(crate) fn falls_back(&self) -> bool {
        self.method == "POST" && !self.body.contents.is_empty()
    }

    /// `GET` on the API's prefix, with nothing declared; what an operation says stands before `..Operation::of(&API)`.
    #[must_use]
    pub const fn of(api: &'static Api) -> Self {
        Self {
            id: "",
            api,
            method: "GET",
            path: "",
            parameters: &[],
            body: RequestBody::NONE,
            streaming: Streaming::Never,
            reports_usage: false,
            answers: &[],
            by_model: ByModel::No,
        }
    }
}

/// Whether an answer may be a stream of events. What a backend sends as `text/event-stream` is passed on as one anyway.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Streaming {
    /// The document knows of none.
    Never,
    /// Where this member of the body is `true`.
    When(&'static str),
    /// The document declares `text/event-stream`.
    Declared,
}
