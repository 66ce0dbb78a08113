//! The backends that the gateway file declares.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::policy::GatewayFile;
use crate::policy::model;

use super::names::snake;
use super::values::words;
use super::{Backend, Member, Pool, Server, Target};

pub(super) fn declared(file: &GatewayFile) -> Vec<Backend> {
    file.backends.values().map(backend).collect()
}

fn backend(backend: &model::Backend) -> Backend {
    let target = match &backend.target {
        model::Target::Server(of) => Target::Server(server(of)),
        model::Target::Pool(of) => Target::Pool(pool(of)),
    };
    Backend { name: backend.name.value.clone(), ident: snake(&backend.name.value), target }
}

fn server(server: &model::BackendServer) -> Server {
    let pairs = |pairs: &BTreeMap<String, model::Credential>| {
        pairs.values().map(|pair| (pair.name.value.clone(), words(&pair.value))).collect()
    };
    let timeout = server.timeout;
    Server {
        url: words(&server.url),
        headers: pairs(&server.credentials.headers),
        query: pairs(&server.credentials.query),
        authorization: server.credentials.authorization.as_ref().map(|of| Box::new(of.map(words))),
        timeout: [timeout.connect, timeout.headers, timeout.idle].map(|time| Some(millis(time))),
        circuit_breaker: server.circuit_breaker.clone(),
    }
}

fn pool(pool: &model::Pool) -> Pool {
    let member = |member: &model::Member| Member {
        name: member.backend.value.clone(),
        ident: snake(&member.backend.value),
        priority: member.priority,
        weight: member.weight,
    };
    Pool {
        members: pool.members.iter().map(member).collect(),
        retry: pool.retry.clone(),
        session_affinity: pool.session_affinity.clone(),
    }
}

fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}
