//! `set-backend-service`.

use super::{Attribute, AttributeKind, Entry, Part, Sets};
use crate::diagnostic::{Code, Diagnostic};
use crate::policy::model::SectionKind;

pub(super) static ENTRY: Entry = Entry {
    name: "set-backend-service",
    doc: "Sends the call to another backend than that of its API.",
    sections: &[SectionKind::Inbound, SectionKind::Backend],
    attributes: &[
        Attribute::optional("backend-id", AttributeKind::Backend, "a key of `backends`; a pool as well"),
        Attribute::optional("base-url", AttributeKind::Url, "the URL of a server that needs no more than that"),
    ],
    scalar: Some("backend-id"),
    writes: &[Part::Backend],
    sets: Some(Sets::one("backend")),
    check: |reader, arguments| match (arguments.given("backend-id"), arguments.given("base-url")) {
        (Some(id), Some(url)) => {
            reader.contradicting(url.place(), id.place(), "a call goes to one backend");
            false
        }
        (None, None) => {
            let message = "`set-backend-service` names no backend";
            let help = "write `backend-id: NAME` of a key of `backends`, or `base-url: https://...`";
            reader.say(Diagnostic::at(Code::GW0403, arguments.span, message).help(help));
            false
        }
        _ => true,
    },
    notes: "\
The call goes to this backend with the path and the query as they stand; of several policies the last one holds. A pool is
named as any other backend, and brings its failover and its sessions with it.

A `base-url` stands for a backend without credentials, with the usual time limits and without a circuit breaker; in logs and
metrics it is called by the words of the URL, such as `to-contoso-example`. The URL is known when the gateway starts: named
values may stand in it, expressions may not, since a caller could then choose where the gateway's calls go. `choose` takes one
backend or another.",
    ..Entry::DEFAULT
};
