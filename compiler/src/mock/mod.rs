//! A stand-in for the upstreams of a gateway: it answers from the spec's own examples, else with values made from the
//! spec's schemas, and streams where the operation can.
//!
//! No stage of the pipeline depends on this but for the examples that a gateway's own policies answer with, and it never
//! judges a request: that is the gateway's work.

mod adapt;
mod answer;
mod document;
mod example;
mod route;
mod sample;
mod serve;
mod stream;
mod synthesize;
#[cfg(test)]
mod tests;
mod words;

use crate::compile::Compiled;
use route::Routes;

pub use example::examples;
pub use sample::{Sample, sample};
pub use serve::serve;

/// The answers to every operation of a gateway.
#[derive(Debug)]
pub struct Mock {
    apis: Vec<Api>,
}

/// One API, below a base path of its own.
#[derive(Debug)]
struct Api {
    base: String,
    /// `None` for a passthrough, which is answered with what it sent.
    routes: Option<Routes>,
}

impl Mock {
    /// Takes what the gateway was compiled from.
    #[must_use]
    pub fn new(compiled: &Compiled) -> Self {
        let apis = compiled.gateway.apis.iter().map(|api| {
            let routes = compiled.documents.get(&api.name).map(|node| {
                let said = compiled.file.apis.get(&api.name);
                Routes::new(api, said, node)
            });
            Api { base: base(&api.name), routes }
        });
        Self { apis: apis.collect() }
    }
}

/// The path below which an API is answered: the end of the URL that stands in for its upstream.
#[must_use]
pub fn base(api: &str) -> String {
    format!("/{api}")
}
