//! What of a call has been checked where an expression looks at it: the gateway checks parameters and bodies before all
//! policies, unless a policy does so in its place, and may let pass what is wrong.

use crate::gateway::{Argument, Given, Policy, Scope, in_place};

use super::sources;

/// How far the parameters and the body of a call can be relied on.
#[derive(Clone, Default)]
pub(super) struct Trust<'g> {
    /// Whether a call may come here before its parameters are checked.
    early: bool,
    /// The policies of which each call has gone through one, in the place of the gateway's own check.
    by: Vec<&'g Policy>,
    /// Whether the gateway itself checks the body before all policies.
    body_first: bool,
    /// Whether the body may be other than the document has it.
    lenient: bool,
}

impl<'g> Trust<'g> {
    /// At the begin of a call that goes through these policies.
    pub(super) fn before(inbound: &[(&Scope, &Policy)]) -> Self {
        let mut all = inbound.iter().flat_map(|(_, policy)| policy.tree());
        let early = all.any(|policy| policy.entry.checks_parameters);
        let each = inbound.iter().map(|(scope, policy)| (matches!(scope, Scope::Product(_)), *policy));
        Self { early, body_first: reads_early(each, names_body), ..Self::default() }
    }

    /// Whether all was checked, and what is wrong is refused.
    pub(super) fn is_full(&self) -> bool {
        !self.early && !self.lenient && self.by.is_empty()
    }

    /// Goes through a policy itself, not through those below it.
    pub(super) fn through(&mut self, policy: &'g Policy) {
        if policy.entry.checks_parameters {
            self.early = false;
            self.by = vec![policy];
        }
        if policy.entry.checks_body && !self.body_first {
            self.lenient |= !prevents_bodies(&policy.arguments);
        }
    }

    /// Behind the policies of `inbound` the gateway checks what none of them has.
    pub(super) fn sent(&mut self) {
        self.early = false;
    }

    /// On one of several ways.
    pub(super) fn or(mut self, other: &Self) -> Self {
        self.early |= other.early;
        self.lenient |= other.lenient;
        for policy in &other.by {
            if !self.by.iter().any(|known| std::ptr::eq(*known, *policy)) {
                self.by.push(policy);
            }
        }
        self
    }

    /// Whether the body is as the document has it.
    pub(super) fn body(&self) -> bool {
        !self.lenient
    }

    /// Whether every declared parameter has been looked at, so that its default is there.
    pub(super) fn filled(&self) -> bool {
        !self.early
    }

    /// Whether a call without this parameter of the query, which is required, was refused.
    pub(super) fn refuses(&self, name: &str) -> bool {
        self.filled() && self.by.iter().all(|policy| prevents(&policy.arguments, name))
    }
}

/// Whether the body is read and checked before the first policy of `inbound`, for an expression that looks into it: not
/// where a policy checks it before, unless that runs for some calls alone. Each policy comes with whether it does.
pub(crate) fn reads_early<'p>(
    inbound: impl Iterator<Item = (bool, &'p Policy)>,
    reads: impl Fn(&Policy) -> bool,
) -> bool {
    for (sometimes, policy) in
        inbound.flat_map(|(sometimes, policy)| in_place(policy).into_iter().map(move |it| (sometimes, it)))
    {
        if reads(policy) {
            return true;
        }
        if policy.entry.checks_body && !sometimes {
            return false;
        }
    }
    false
}

/// Whether an expression of a policy, or of one below it, names the request's body.
fn names_body(policy: &Policy) -> bool {
    sources(policy).iter().any(|source| source.contains("request.body"))
}

fn choice(arguments: &[Given], name: &str) -> Option<bool> {
    arguments.iter().find(|given| given.attribute.name == name).and_then(|given| match given.value {
        Argument::Choice(word) => Some(word == "prevent"),
        _ => None,
    })
}

/// What an action by name says.
fn row(arguments: &[Given], rows: &str, name: &str) -> Option<bool> {
    let given = arguments.iter().find(|given| given.attribute.name == rows)?;
    let Argument::Rows(rows) = &given.value else { return None };
    let (_, row) = rows.iter().find(|(known, _)| known == name)?;
    choice(row, "action")
}

/// Whether `validate-parameters` refuses a call without a declared parameter of the query.
fn prevents(arguments: &[Given], name: &str) -> bool {
    let specified = "specified-parameter-action";
    let group = arguments.iter().find(|given| given.attribute.name == "query");
    let here = group.and_then(|given| match &given.value {
        Argument::Group(group) => row(group, "parameters", name).or_else(|| choice(group, specified)),
        _ => None,
    });
    here.or_else(|| choice(arguments, specified)).unwrap_or(false)
}

/// Whether `validate-content` refuses all that the document doesn't have.
fn prevents_bodies(arguments: &[Given]) -> bool {
    let all = ["unspecified-content-type-action", "size-exceeded-action"];
    let contents = arguments.iter().find(|given| given.attribute.name == "contents");
    let listed = match contents.map(|given| &given.value) {
        Some(Argument::Rows(rows)) => rows.iter().all(|(_, row)| choice(row, "action") == Some(true)),
        _ => true,
    };
    listed && all.iter().all(|name| choice(arguments, name) == Some(true))
}
