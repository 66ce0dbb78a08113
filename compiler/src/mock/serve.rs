//! The mock as a server, HTTP/1.1 on a socket that is already bound.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request as HttpRequest, State};
use axum::http::header::{ACCEPT, CACHE_CONTROL, CONTENT_TYPE};
use axum::http::{HeaderName, HeaderValue, Response, StatusCode};
use http_body::Frame;
use serde_json::json;
use tokio::net::TcpListener;
use tokio::sync::mpsc;

use super::Mock;
use super::answer::{Answer, Request, answer};

/// The time between two events of a stream: slow enough to watch.
const PACE: Duration = Duration::from_millis(50);
/// The largest request that is read, in bytes.
const LARGEST: usize = 64 << 20;

/// Answers until the listener fails, or the future is dropped. Needs a tokio runtime.
///
/// # Errors
/// What the socket says.
pub async fn serve(mock: Mock, listener: TcpListener) -> std::io::Result<()> {
    axum::serve(listener, Router::new().fallback(handle).with_state(Arc::new(mock))).await
}

async fn handle(State(mock): State<Arc<Mock>>, request: HttpRequest) -> Response<Body> {
    let (head, body) = request.into_parts();
    let Ok(body) = to_bytes(body, LARGEST).await else {
        return respond(Answer::json(413, &json!({ "error": { "message": "the request is too large for the mock" } })));
    };
    let accept = head.headers.get(ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let request = Request { method: head.method.as_str(), path: head.uri.path(), accept, body: &body };
    respond(mock.answer(&request))
}

impl Mock {
    fn answer(&self, request: &Request<'_>) -> Answer {
        for api in &self.apis {
            let Some(path) = request.path.strip_prefix(api.base.as_str()) else { continue };
            if !path.is_empty() && !path.starts_with('/') {
                continue;
            }
            let Some(routes) = &api.routes else { return echo(request, path) };
            if let Some(answer) = answer(routes, &Request { path, ..*request }) {
                return answer;
            }
        }
        let message = format!("the mock has no operation {} {}", request.method, request.path);
        Answer::json(404, &json!({ "error": { "message": message, "code": "not_found" } }))
    }
}

/// What an upstream without a spec answers: what it got.
fn echo(request: &Request<'_>, path: &str) -> Answer {
    let body = String::from_utf8_lossy(request.body);
    let body = serde_json::from_slice(request.body).unwrap_or_else(|_| json!(body));
    Answer::json(200, &json!({ "method": request.method, "path": path, "body": body }))
}

fn respond(answer: Answer) -> Response<Body> {
    let (status, media_type, body) = match answer {
        Answer::Whole { status, media_type, body } => (status, media_type, Body::from(body)),
        Answer::Stream(events) => (200, "text/event-stream".to_owned(), Body::new(paced(events))),
    };
    let mut response = Response::new(body);
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::OK);
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::try_from(media_type).unwrap_or(HeaderValue::from_static("text/plain")));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    // So that nobody takes an answer for a real one.
    headers.insert(HeaderName::from_static("x-mock"), HeaderValue::from_static("true"));
    response
}

/// A body that gives one event after the other; dropped, it ends the task that feeds it.
fn paced(events: Vec<String>) -> Events {
    let (sender, receiver) = mpsc::channel(1);
    tokio::spawn(async move {
        for (index, event) in events.into_iter().enumerate() {
            if index > 0 {
                tokio::time::sleep(PACE).await;
            }
            if sender.send(Bytes::from(event)).await.is_err() {
                break;
            }
        }
    });
    Events(receiver)
}

struct Events(mpsc::Receiver<Bytes>);

impl http_body::Body for Events {
    type Data = Bytes;
    type Error = std::convert::Infallible;

    fn poll_frame(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        self.get_mut().0.poll_recv(context).map(|event| event.map(|event| Ok(Frame::data(event))))
    }
}
