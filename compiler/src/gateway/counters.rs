//! The names of counters. A running gateway, and the replicas that it shares a Redis with, know a counter by its name alone,
//! so it stays the same while other policies come and go: it is made of the scope that declares the policy, the section, and
//! the policy's id; where there is none, of its name and its place among those of that name.

use super::{Scope, SectionKind};
use crate::policy::model::Policy;

/// The API and the operation that scopes are told by; empty for those that are broader.
#[derive(Clone, Copy, Default)]
pub(super) struct Owner<'o> {
    pub(super) api: &'o str,
    pub(super) operation: &'o str,
}

/// The name of a policy's counters, if it counts. A policy that a narrower scope takes over counts where it was declared.
pub(super) fn name(policy: &Policy, scope: &Scope, kind: SectionKind, owner: Owner<'_>) -> Option<String> {
    if !policy.entry.counts {
        return None;
    }
    let Owner { api, operation } = owner;
    let scope = match scope {
        Scope::Gateway => "gateway".to_owned(),
        Scope::Api => format!("api:{api}"),
        Scope::Tag(module) => format!("tag:{api}/{module}"),
        Scope::Operation => format!("operation:{api}/{operation}"),
    };
    let own = match (&policy.id, policy.place) {
        (Some(id), _) => id.value.clone(),
        (None, 1) => policy.entry.name.to_owned(),
        (None, place) => format!("{}-{place}", policy.entry.name),
    };
    Some(format!("{scope}/{}/{own}", kind.key()))
}
