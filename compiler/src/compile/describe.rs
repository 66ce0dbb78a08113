//! The description of each API that its callers get: its document, with what the linked gateway adds to it.

use std::collections::BTreeMap;

use crate::gateway::met::{self, Held, Met};
use crate::gateway::{Api, Gateway, Location, Operation};
use crate::openapi::{Public, Told, ToldAnswer, ToldParameter, publish};
use crate::source::Node;

/// Describes every API that has a document.
pub(super) fn describe(gateway: &mut Gateway, documents: &BTreeMap<String, Node>) {
    let described = gateway.apis.iter().map(|api| Some(described(gateway, api, documents.get(&api.name)?)));
    let described: Vec<Option<String>> = described.collect();
    for (api, description) in gateway.apis.iter_mut().zip(described) {
        api.description = description;
    }
}

fn described(gateway: &Gateway, api: &Api, document: &Node) -> String {
    let told = api.operations.iter().map(|operation| {
        let route = (operation.written.as_str(), operation.method.to_ascii_lowercase());
        (route, told(gateway, api, operation))
    });
    let subscription = &api.subscription;
    let public = Public {
        server: if api.prefix.is_empty() { "/" } else { &api.prefix },
        required: subscription.required,
        headers: &subscription.headers,
        query: subscription.query.as_deref(),
        bearer: subscription.bearer,
        told: &told.collect(),
    };
    publish(document, &public)
}

fn told(gateway: &Gateway, api: &Api, operation: &Operation) -> Told {
    let parameter = |held: Held| ToldParameter {
        name: held.name,
        place: match held.location {
            Location::Path => "path",
            Location::Query => "query",
            Location::Header => "header",
            Location::Cookie => "cookie",
        },
        values: held.values,
        default: held.default,
    };
    let answer = |(status, met): (u16, Met)| ToldAnswer {
        status,
        description: match met.words().as_str() {
            "" => "The gateway's own answer.".to_owned(),
            words => format!("The gateway's own answer: {words}."),
        },
        waits: met.waits,
    };
    Told {
        parameters: met::held(api, operation).into_iter().map(parameter).collect(),
        answers: met::refusals(gateway, api, operation).into_iter().map(answer).collect(),
    }
}
