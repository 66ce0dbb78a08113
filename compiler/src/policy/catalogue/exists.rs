//! What policies share that set something by its name: what happens where it is there already.

use super::{Attribute, AttributeKind, Choice};
use crate::diagnostic::{Code, Diagnostic};
use crate::policy::model::Arguments;
use crate::policy::read::Reader;

pub(super) const ACTION: Attribute = Attribute::or(
    "exists-action",
    AttributeKind::Choice(&Choice::of("ExistsAction", &["override", "skip", "append", "delete"])),
    "override",
    "what happens where it is there already",
);

pub(super) const VALUES: Attribute = Attribute::list("values", "value", "the values; none where it is deleted");

/// Whether there are values exactly where nothing is deleted.
pub(super) fn check(reader: &mut Reader<'_>, arguments: &Arguments) -> bool {
    let deletes = arguments.choice("exists-action") == Some("delete");
    match (arguments.given("values"), arguments.given("exists-action").filter(|_| deletes)) {
        (Some(values), Some(action)) => {
            reader.contradicting(values.place(), action.place(), "what is deleted has no value");
            false
        }
        (None, None) => {
            let message = "`value` is missing: only `exists-action: delete` goes without";
            let help = "write `value`, or `exists-action: delete`";
            reader.say(Diagnostic::at(Code::GW0403, arguments.span, message).help(help));
            false
        }
        _ => true,
    }
}

/// Whether no credential is written out: in a text, or as a named value that is compiled in. `credentials` are the names of
/// what is a credential and nothing else. Says if not.
pub(super) fn is_secret(reader: &mut Reader<'_>, arguments: &Arguments, credentials: &[&str]) -> bool {
    if !arguments.name("name").is_some_and(|name| credentials.contains(&&*name.value.to_ascii_lowercase())) {
        return true;
    }
    let written = arguments.texts("values").iter().find(|value| reader.is_written_out(value));
    let Some(span) = written.map(|value| value.span) else { return true };
    reader.say(Diagnostic::at(Code::GW0431, span, WRITTEN_OUT).help(NAME_IT));
    false
}

/// What is wrong with a credential that is no secret.
pub(crate) const WRITTEN_OUT: &str = "a credential is written out, so it stands in the emitted code";

/// What to do instead.
pub(crate) const NAME_IT: &str =
    "declare `named-values: { NAME: { secret: { env: VARIABLE } } }` and write `\"{{NAME}}\"` here";

/// Why nobody may set a header, if so: it belongs to one connection (RFC 9110, section 7.6.1), to the framing of the
/// body, or to the routing. Upper and lower case are the same.
pub(crate) fn refused_header(name: &str) -> Option<&'static str> {
    match name.to_ascii_lowercase().as_str() {
        "connection"
        | "keep-alive"
        | "proxy-connection"
        | "te"
        | "trailer"
        | "transfer-encoding"
        | "upgrade"
        | "proxy-authenticate"
        | "proxy-authorization" => Some("it concerns one connection, and the gateway has two"),
        "content-length" => Some("it follows from the body"),
        "host" => Some("it follows from the backend's URL"),
        _ => None,
    }
}
