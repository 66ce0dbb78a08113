//! The names of counters. A running gateway, and the replicas that it shares a Redis with, know a counter by its name alone,
//! so it stays the same while other policies come and go: it is made of the scope, the section, and the policy's id; where
//! there is none, of its name and its place among those of that name.

use std::collections::BTreeMap;

use super::{Gateway, Sections};

/// Names the counters of all policies that count.
pub(super) fn name(gateway: &mut Gateway) {
    within("gateway", &mut gateway.policies);
    for api in &mut gateway.apis {
        within(&api.name, &mut api.policies);
        for operation in &mut api.operations {
            within(&format!("{}/{}", api.name, operation.id), &mut operation.policies);
        }
    }
}

fn within(scope: &str, sections: &mut Sections) {
    for (section, policies) in sections.each_mut() {
        let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
        for policy in policies.iter_mut().filter(|policy| policy.entry.counts) {
            let place = seen.entry(policy.entry.name).or_default();
            *place += 1;
            let own = match (&policy.id, *place) {
                (Some(id), _) => id.clone(),
                (None, 1) => policy.entry.name.to_owned(),
                (None, place) => format!("{}-{place}", policy.entry.name),
            };
            policy.counter = Some(format!("{scope}/{section}/{own}"));
        }
    }
}
