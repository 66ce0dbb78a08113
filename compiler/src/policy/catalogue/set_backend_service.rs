//! `set-backend-service`.

use super::{Attribute, AttributeKind, Entry, Part, Sets};
use crate::policy::model::SectionKind;

pub(super) static ENTRY: Entry = Entry {
    name: "set-backend-service",
    doc: "Sends the call to another backend than that of its API.",
    sections: &[SectionKind::Inbound, SectionKind::Backend],
    attributes: &[Attribute::required("backend-id", AttributeKind::Backend, "a key of `backends`; a pool as well")],
    scalar: Some("backend-id"),
    writes: &[Part::Backend],
    sets: Some(Sets::one("backend")),
    notes: "\
The call goes to this backend with the path and the query as they stand; of several policies the last one holds. A pool is
named as any other backend, and brings its failover and its sessions with it.

Azure API Management also takes a `base-url`; here every URL is a backend with a name, so that its credentials, its time
limits and its circuit breaker are said in one place.",
    ..Entry::DEFAULT
};
