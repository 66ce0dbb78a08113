//! `forward-request`.

use super::{Attribute, AttributeKind, Choice, Entry, Part, Sets};
use crate::policy::model::SectionKind;

pub(super) static ENTRY: Entry = Entry {
    name: "forward-request",
    doc: "Says how the call is sent.",
    notes: "\
A call is sent once the policies of `backend` have run, whether this policy is there or not; in a `retry` it is sent at the end of
each attempt. So nothing may stand behind it in `backend` (GW0523), no policy of a narrower scope either.

`timeout` takes the place of the backend's `timeout: { headers: ... }`; a call that it ends is answered 504 `backend_timeout`.

Redirections are followed within the server that gave them, five of them at most: what the gateway shows to one server it shows
to no other. 307 and 308 keep the method and the body, 303 and a 301 or 302 after POST become GET. A body that streams through
can't be sent again, so a redirection that wants it is answered to the caller, as all are by default.

With `fail-on-error-status-code` an answer from 400 on is an error: the caller gets the gateway's own answer with that status and
`backend_error_status`, and `on-error` runs in the place of `outbound`.

By HTTP/1.1 each call has a connection for itself, which costs the least and is the default. `http-version: 2or1` asks for HTTP/2 over
TLS and takes HTTP/1.1 where the backend chooses that, or where there is no TLS; `2` takes HTTP/2 alone, without TLS too, if the
backend expects it. Calls by HTTP/2 share a connection, up to a hundred or as many as the backend takes, and then a further one. A call that the backend
refuses before it begins with it, or that comes too late on a connection that the backend is closing, is sent again on another, up
to five times, whatever its method is (RFC 9113, section 8.7); one whose body is streamed through unread can't be, and is a 502.

Azure API Management holds an answer back to 8 KB at a time unless `buffer-response` is false; here no answer is ever held back
by this policy.",
    sections: &[SectionKind::Backend],
    attributes: &[
        Attribute::optional(
            "timeout",
            AttributeKind::Duration,
            "how long the head of the answer may take; what the backend says where it is absent",
        ),
        Attribute::or(
            "http-version",
            AttributeKind::Choice(&Choice::of("HttpVersion", &["1", "2or1", "2"])),
            "1",
            "which version of HTTP is spoken with the backend",
        ),
        Attribute::or(
            "follow-redirects",
            AttributeKind::Bool,
            "false",
            "whether redirections to the same server are followed",
        ),
        Attribute::or(
            "buffer-request-body",
            AttributeKind::Bool,
            "false",
            "whether the whole body is read before any of it is sent",
        ),
        Attribute::or(
            "fail-on-error-status-code",
            AttributeKind::Bool,
            "false",
            "whether an answer with a status from 400 on is an error",
        ),
    ],
    writes: &[Part::Sending],
    sets: Some(Sets::one("sending")),
    awaits: true,
    ..Entry::DEFAULT
};
