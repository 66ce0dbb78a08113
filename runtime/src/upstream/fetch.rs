//! One small exchange of the gateway's own with a server: a request whose body is there, an answer that is read whole.

use std::time::Duration;

use bytes::Bytes;
use http::header::{CONTENT_LENGTH, HOST};
use http::{HeaderName, HeaderValue, Method, Request, Response, Uri};
use http_body_util::{BodyExt, Limited};
use tokio::time::{Instant, timeout};

use super::answer::Answer;
use super::connection::Patience;
use super::failure::{Failure, Stage};
use super::idle::IdleConnections;
use super::outgoing::Sending;
use super::url::ServerUrl;
use crate::body::RequestBytes;

/// What is asked.
#[derive(Debug)]
pub(crate) struct Ask {
    pub(crate) method: Method,
    /// Path and query, percent-encoded.
    pub(crate) target: String,
    pub(crate) headers: Vec<(HeaderName, HeaderValue)>,
    /// Empty: none.
    pub(crate) body: Bytes,
}

/// All of an exchange takes no longer.
const LIMIT: Duration = Duration::from_secs(10);

/// No longer answer is read.
const LARGEST: usize = 1 << 20;

/// Asks over a connection of its own, since such questions are rare.
pub(crate) async fn fetch(server: &ServerUrl, ask: Ask) -> Result<Response<Bytes>, Failure> {
    timeout(LIMIT, exchange(server, ask)).await.unwrap_or(Err(Failure::Timeout(Stage::Head)))
}

async fn exchange(server: &ServerUrl, ask: Ask) -> Result<Response<Bytes>, Failure> {
    let target: Uri = ask.target.parse().map_err(|error| Failure::Invalid(Box::new(error)))?;
    let connection = server.endpoint.connect(LIMIT).await?;
    let length = HeaderValue::from(ask.body.len());
    let body = if ask.body.is_empty() { RequestBytes::Empty } else { RequestBytes::Full(ask.body) };
    let mut request = Request::new(Sending::new(body));
    if ask.method == Method::POST {
        request.headers_mut().insert(CONTENT_LENGTH, length);
    }
    *request.method_mut() = ask.method;
    *request.uri_mut() = target;
    request.headers_mut().insert(HOST, server.host.clone());
    request.headers_mut().extend(ask.headers);
    let patience = Patience { headers: LIMIT, upload: LIMIT, caller: LIMIT };
    let answer =
        connection.exchange(request, patience, Instant::now()).await.map_err(|unanswered| unanswered.failure)?;
    let (parts, source) = answer.into_parts();
    let answer = Answer::new(source, IdleConnections::new(0, LIMIT), LIMIT, true);
    let body = Limited::new(answer, LARGEST).collect().await.map_err(Failure::Invalid)?;
    Ok(Response::from_parts(parts, body.to_bytes()))
}
