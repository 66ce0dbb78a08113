//! Where the calls to an operation go, once policies have had their say.

use super::{Api, Argument, Gateway, Operation, Policy, Scope, SectionKind, pipeline};
use crate::policy::catalogue::{Form, Part};

/// The backends that calls to an operation may go to, by the fields that hold them: that of the operation or its API, unless
/// a policy always chooses another, and those that a policy chooses under a condition.
#[must_use]
pub fn destinations<'g>(gateway: &'g Gateway, api: &'g Api, operation: &'g Operation) -> Vec<&'g str> {
    let mut found = vec![operation.backend.as_deref().unwrap_or(&api.backend)];
    for kind in [SectionKind::Inbound, SectionKind::Backend] {
        for (scope, policy) in pipeline(gateway, api, operation, kind) {
            // Not every call comes by the product.
            chosen(policy, matches!(scope, Scope::Product(_)), &mut found);
        }
    }
    found
}

fn chosen<'g>(policy: &'g Policy, sometimes: bool, found: &mut Vec<&'g str>) {
    if policy.entry.writes.contains(&Part::Backend) {
        let backend = policy.arguments.iter().find_map(|given| match &given.value {
            Argument::Backend(ident) => Some(ident.as_str()),
            _ => None,
        });
        if !sometimes {
            found.clear();
        }
        found.extend(backend.filter(|backend| !found.contains(backend)).into_iter().collect::<Vec<_>>());
    }
    let sometimes = sometimes || policy.entry.form == Form::Branches;
    for below in policy.branches.iter().flat_map(|branch| &branch.policies) {
        chosen(below, sometimes, found);
    }
}
