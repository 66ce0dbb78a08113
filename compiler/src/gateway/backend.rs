//! The backends that the gateway file declares.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::policy::GatewayFile;
use crate::policy::model;

use super::Backend;
use super::names::snake;
use super::values::words;

pub(super) fn declared(file: &GatewayFile) -> Vec<Backend> {
    file.backends.values().map(backend).collect()
}

fn backend(backend: &model::Backend) -> Backend {
    let pairs = |pairs: &BTreeMap<String, model::Credential>| {
        pairs.values().map(|pair| (pair.name.value.clone(), words(&pair.value))).collect()
    };
    let timeout = backend.timeout;
    Backend {
        name: backend.name.value.clone(),
        ident: snake(&backend.name.value),
        url: words(&backend.url),
        headers: pairs(&backend.credentials.headers),
        query: pairs(&backend.credentials.query),
        timeout: [timeout.connect, timeout.headers, timeout.idle].map(|time| Some(millis(time))),
        circuit_breaker: backend.circuit_breaker.clone(),
    }
}

fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}
