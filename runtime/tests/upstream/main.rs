//! The way to a backend, over real sockets: the backend and the client are played by hand, byte by byte.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod bodies;
mod cancel;
mod framing;
mod gateway;
mod limits;
mod pool;
mod streams;
mod tls;
mod wire;
