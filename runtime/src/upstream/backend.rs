//! Where calls are forwarded to.

use std::sync::Arc;
use std::time::Duration;

use http::{Method, Response, StatusCode};
use http_body::Body as _;
use tokio::time::Instant;

use super::answer::Answer;
use super::breaker::Breaker;
use super::by_model::ByModelBackends;
use super::condition::Outcome;
use super::failure::Failure;
use super::origin::Origin;
use super::pool::Pool;
use super::settings::{BackendSettings, PoolMember, PoolSettings};
use crate::body::{Body, RequestBytes};
use crate::call::Call;
use crate::fault::{Fault, Flow};
use crate::llm::events::Watched;
use crate::named_value::Start;
use crate::policy::FORWARDING;

/// A backend of the gateway file: one server, or a pool of them. A clone is the same backend.
#[derive(Debug, Clone)]
pub struct Backend(Kind);

#[derive(Debug, Clone)]
enum Kind {
    Server(Arc<Server>),
    Pool(Arc<Pool>),
    ByModel(Arc<ByModelBackends>),
}

/// One server, with what stands before it.
#[derive(Debug)]
pub(crate) struct Server {
    origin: Origin,
    breaker: Option<Arc<Breaker>>,
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
        Self(Kind::Server(Arc::new(Server { origin: Origin::new(start, settings), breaker })))
    }

    /// Makes a pool. A member that is no server is noted in `start`.
    pub fn pool(start: &mut Start, settings: PoolSettings) -> Self {
        let PoolSettings { name, members, retry, session_affinity } = settings;
        let member = |member: PoolMember| match member.backend {
            Self(Kind::Server(server)) => Some((server, member.priority, member.weight)),
            inner => {
                start.problem(format!("backend `{name}`: its member `{}` is no server", inner.name()));
                None
            }
        };
        let members = members.into_iter().filter_map(member).collect();
        Self(Kind::Pool(Arc::new(Pool::new(name, members, retry, session_affinity))))
    }

    /// Sends the calls of an API to where their models are: `named` are the backends that targets name, `own` takes the others.
    #[must_use]
    pub fn by_model(own: &Self, named: &[&Self]) -> Self {
        let named = named.iter().map(|backend| (*backend).clone()).collect();
        Self(Kind::ByModel(Arc::new(ByModelBackends::new(own.clone(), named))))
    }

    /// Sends a call and gives the backend's answer, whatever its status. The body of the call is spent. What tells of models is
    /// answered without a backend.
    ///
    /// # Errors
    /// 404 `model_not_found` where an unknown model is to be told of; 502 `backend_connection_failure` or
    /// `backend_invalid_response`, 504 `backend_timeout`; 503 `backend_unavailable` where circuit breakers are open; what the
    /// call's own body says, where that stops it; 408 `request_timeout` where the caller stops sending.
    pub async fn send(&self, call: &mut Call) -> Flow<crate::Response> {
        if let Some(answer) = call.told_of_models()? {
            return Ok(answer);
        }
        let answer = self.exchange(call).await?;
        if call.tells_consumed() { Box::pin(call.told_consumed(answer)).await } else { Ok(answer) }
    }

    /// Sends a call and gives the answer, of which nothing is told yet.
    pub(super) async fn exchange(&self, call: &mut Call) -> Flow<crate::Response> {
        match &self.0 {
            Kind::Server(server) if server.is_plain() => {
                let body = call.take_body();
                let ended = server.origin.attempt(call, body).await;
                ended.map(|answer| respond(call, answer)).map_err(|failure| failure.into_fault(server.name()))
            }
            // Boxed, so that the calls of a plain backend don't pay for the size of these.
            Kind::Server(server) => Box::pin(server.guarded(call)).await,
            Kind::Pool(pool) => Box::pin(pool.send(call)).await,
            Kind::ByModel(backends) => Box::pin(backends.send(call)).await,
        }
    }

    /// Its name in the gateway file.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match &self.0 {
            Kind::Server(server) => server.name(),
            Kind::Pool(pool) => pool.name(),
            Kind::ByModel(backends) => backends.name(),
        }
    }
}

impl Server {
    pub(crate) fn name(&self) -> &'static str {
        self.origin.name()
    }

    pub(crate) fn breaker(&self) -> Option<&Breaker> {
        self.breaker.as_deref()
    }

    /// Whether nothing stands before it.
    fn is_plain(&self) -> bool {
        self.breaker.is_none()
    }

    /// Sends a call with this body, once. Its breaker is not asked.
    pub(crate) async fn attempt(&self, call: &mut Call, body: RequestBytes) -> Result<Response<Answer>, Failure> {
        self.origin.attempt(call, body).await
    }

    async fn guarded(&self, call: &mut Call) -> Flow<crate::Response> {
        let permit = match &self.breaker {
            Some(breaker) => Some(breaker.admit(Instant::now()).map_err(|wait| {
                breaker.refused();
                unavailable(self.name(), wait)
            })?),
            None => None,
        };
        let body = call.take_body();
        let ended = self.attempt(call, body).await;
        if let Some(permit) = permit {
            permit.settle(Outcome::of(&ended), Instant::now());
        }
        ended.map(|answer| respond(call, answer)).map_err(|failure| failure.into_fault(self.name()))
    }
}

/// The answer to a call whose backend is left alone.
pub(super) fn unavailable(backend: &'static str, wait: Duration) -> Fault {
    let message = "The backend failed too often and is left alone for a while.";
    Fault::new(StatusCode::SERVICE_UNAVAILABLE, "backend_unavailable", message)
        .by(FORWARDING)
        .retry_after(wait)
        .detail(format!("backend `{backend}`: no circuit breaker lets a call pass"))
}

/// The backend's answer as the caller gets it.
pub(super) fn respond(call: &Call, answer: Response<Answer>) -> crate::Response {
    let (mut parts, answer) = answer.into_parts();
    // What failed has used nothing.
    let path = parts.status.is_success().then(|| call.asked_path());
    let body = if !answer.is_end_stream() {
        Body::Upstream(Box::new(Watched::new(
            answer,
            &mut parts.headers,
            call.api().dialect,
            call.asked_for_usage(),
            path,
            call.tally(),
        )))
    } else if call.method() == Method::HEAD {
        Body::Withheld
    } else {
        Body::Empty
    };
    Response::from_parts(parts, body)
}
