//! Where calls are forwarded to.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::{Method, Response, StatusCode};
use http_body::Body as _;
use tokio::time::Instant;

use super::answer::Answer;
use super::breaker::Breaker;
use super::condition::Outcome;
use super::origin::Origin;
use super::settings::BackendSettings;
use crate::body::Body;
use crate::call::Call;
use crate::fault::{Fault, Flow};
use crate::llm::events::Watched;
use crate::named_value::Start;

/// A backend of the gateway file. A clone is the same backend.
#[derive(Clone)]
pub struct Backend(Arc<Server>);

/// One server, with what stands before it.
pub(crate) struct Server {
    origin: Origin,
    breaker: Option<Arc<Breaker>>,
}

impl fmt::Debug for Backend {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.origin.fmt(to)
    }
}

impl Backend {
    /// Makes a backend of one server. What is wrong with its settings is noted in `start`, which then doesn't let the
    /// gateway serve.
    pub fn new(start: &mut Start, mut settings: BackendSettings) -> Self {
        let rules = std::mem::take(&mut settings.circuit_breaker);
        let breaker = (!rules.is_empty()).then(|| Arc::new(Breaker::new(settings.name, rules)));
        if let Some(breaker) = &breaker {
            start.breakers.push(breaker.clone());
        }
        Self(Arc::new(Server { origin: Origin::new(start, settings), breaker }))
    }

    /// Sends a call and gives the backend's answer, whatever its status. The body of the call is spent.
    ///
    /// # Errors
    /// 502 `backend_connection_failure` or `backend_invalid_response`, 504 `backend_timeout`; 503 `backend_unavailable`
    /// where its circuit breaker is open; what the call's own body says, where that stops it; 408 `request_timeout`
    /// where the caller stops sending.
    pub async fn send(&self, call: &mut Call) -> Flow<crate::Response> {
        let server = &*self.0;
        match &server.breaker {
            None => {
                let body = call.take_body();
                match server.origin.attempt(call, body).await {
                    Ok(answer) => Ok(respond(call, answer)),
                    Err(failure) => Err(failure.into_fault(self.name())),
                }
            }
            // Boxed, so that the calls of a plain backend don't pay for its size.
            Some(breaker) => Box::pin(server.guarded(call, breaker)).await,
        }
    }

    /// Its name in the gateway file.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.0.origin.name()
    }
}

impl Server {
    async fn guarded(&self, call: &mut Call, breaker: &Breaker) -> Flow<crate::Response> {
        let permit = breaker.admit(Instant::now()).map_err(|wait| {
            breaker.refused();
            unavailable(self.origin.name(), wait)
        })?;
        let body = call.take_body();
        let ended = self.origin.attempt(call, body).await;
        permit.settle(Outcome::of(&ended), Instant::now());
        match ended {
            Ok(answer) => Ok(respond(call, answer)),
            Err(failure) => Err(failure.into_fault(self.origin.name())),
        }
    }
}

/// The answer to a call whose backend is left alone.
fn unavailable(backend: &'static str, wait: Duration) -> Fault {
    let message = "The backend failed too often and is left alone for a while.";
    Fault::new(StatusCode::SERVICE_UNAVAILABLE, "backend_unavailable", message)
        .by("forward-request")
        .retry_after(wait)
        .detail(format!("backend `{backend}`: its circuit breaker is open"))
}

/// The backend's answer as the caller gets it.
fn respond(call: &Call, answer: Response<Answer>) -> crate::Response {
    let (mut parts, answer) = answer.into_parts();
    let body = if !answer.is_end_stream() {
        Body::Upstream(Box::new(Watched::new(answer, &mut parts.headers, call.api().dialect)))
    } else if call.method() == Method::HEAD {
        Body::Withheld
    } else {
        Body::Empty
    };
    Response::from_parts(parts, body)
}
