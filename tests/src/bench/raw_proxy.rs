//! The bare hyper proxy: what a hyper gateway costs that looks at nothing.
//!
//! One thread, hyper on both legs, its own last-in-first-out pool of idle upstream connections. It never retries,
//! checks or rewrites.

use std::cell::RefCell;
use std::convert::Infallible;
use std::rc::Rc;

use hyper::body::Incoming;
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper::header::{CONNECTION, HeaderValue};
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::LocalSet;

use crate::Outcome;

/// Idle upstream connections; the one that was used last is used next.
type Pool = Rc<RefCell<Vec<SendRequest<Incoming>>>>;
type Body = http_body_util::Either<Returning, http_body_util::Empty<bytes::Bytes>>;

/// Serves on 127.0.0.1:`listen` until the process ends, forwarding to 127.0.0.1:`upstream`.
pub(crate) async fn serve(listen: u16, upstream: u16) -> Outcome<()> {
    let listener = TcpListener::bind(("127.0.0.1", listen)).await?;
    println!("listening on http://{}", listener.local_addr()?);
    let pool = Pool::default();
    LocalSet::new()
        .run_until(async move {
            loop {
                let (socket, _) = listener.accept().await?;
                socket.set_nodelay(true)?;
                let pool = pool.clone();
                tokio::task::spawn_local(async move {
                    let service = service_fn(move |request| forward(request, pool.clone(), upstream));
                    // A client that leaves is no error of the proxy's.
                    let _ = hyper::server::conn::http1::Builder::new()
                        .serve_connection(TokioIo::new(socket), service)
                        .await;
                });
            }
        })
        .await
}

async fn forward(request: Request<Incoming>, pool: Pool, upstream: u16) -> Result<Response<Body>, Infallible> {
    Ok(exchange(request, pool, upstream).await.unwrap_or_else(|error| {
        eprintln!("raw proxy: {error}");
        let mut response = Response::new(Body::Right(http_body_util::Empty::new()));
        *response.status_mut() = StatusCode::BAD_GATEWAY;
        response
    }))
}

async fn exchange(mut request: Request<Incoming>, pool: Pool, upstream: u16) -> Outcome<Response<Body>> {
    let idle = pool.borrow_mut().pop();
    let mut sender = match idle {
        Some(sender) if !sender.is_closed() => sender,
        _ => connect(upstream).await?,
    };
    sender.ready().await?;
    request.headers_mut().remove(CONNECTION);
    request.headers_mut().insert(hyper::header::HOST, HeaderValue::from_static("127.0.0.1"));
    let response = sender.send_request(request).await?;
    Ok(response.map(|body| Body::Left(Returning { body, back: Some((sender, pool)) })))
}

async fn connect(upstream: u16) -> Outcome<SendRequest<Incoming>> {
    let socket = TcpStream::connect(("127.0.0.1", upstream)).await?;
    socket.set_nodelay(true)?;
    let (sender, connection) = handshake(TokioIo::new(socket)).await?;
    tokio::task::spawn_local(connection);
    Ok(sender)
}

/// A response body that gives its connection back to the pool when it has ended.
struct Returning {
    body: Incoming,
    back: Option<(SendRequest<Incoming>, Pool)>,
}

impl Returning {
    fn give_back(&mut self) {
        if let Some((sender, pool)) = self.back.take() {
            pool.borrow_mut().push(sender);
        }
    }
}

impl hyper::body::Body for Returning {
    type Data = bytes::Bytes;
    type Error = hyper::Error;

    fn poll_frame(
        mut self: std::pin::Pin<&mut Self>,
        context: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Result<hyper::body::Frame<bytes::Bytes>, hyper::Error>>> {
        let polled = std::pin::Pin::new(&mut self.body).poll_frame(context);
        let ended = matches!(polled, std::task::Poll::Ready(None))
            || matches!(polled, std::task::Poll::Ready(Some(Ok(_)))) && self.body.is_end_stream();
        if ended {
            self.give_back();
        }
        polled
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> hyper::body::SizeHint {
        self.body.size_hint()
    }
}
