//! `cors`.

use super::{Attribute, AttributeKind, Entry, Sets};
use crate::diagnostic::{Code, Diagnostic};
use crate::policy::model::{Argument, Arguments, Piece, SectionKind, Text};
use crate::policy::read::{Reader, is_token};

pub(super) static ENTRY: Entry = Entry {
    name: "cors",
    doc: "Lets pages of other origins call from a browser.",
    notes: "It acts before all other policies of its scope, wherever it stands, and before anybody asks who calls. A preflight (`OPTIONS` with \
            `Origin` and `Access-Control-Request-Method`) is answered 200 with nothing of it run, for the operation that the method and \
            the path lead to; answers of every status bear the headers, refusals too, so that a page can read them, and `Vary: Origin` \
            where they depend on the origin. What a backend says in such headers is dropped.\n\nWithout `allowed-methods` those of the \
            path's operations are allowed. `*` among methods and headers stands for what the browser asks for, `Authorization` and calls \
            with credentials among it, which browsers don't take the sign itself for. `*` as an origin or an exposed header \
            together with `allow-credentials` is an error (GW0417): no browser would honour it.\n\nOf several scopes the broadest that allows \
            the origin answers. A preflight that none allows is 403 `origin_not_allowed`, and so is, with \
            `terminate-unmatched-request: true`, any call of a page of such an origin; without it the call goes on, and the \
            page can't read the answer. Azure API Management answers both with an empty 200, which looks like success, and lets `POST` \
            through; it has `GET` and `POST` where no method is listed.\n\nIt can't stand below `choose`, in a fragment or in a \
            product (GW0415): a preflight tells of none of them.",
    sections: &[SectionKind::Inbound],
    attributes: &[
        Attribute::or(
            "allow-credentials",
            AttributeKind::Bool,
            "false",
            "whether a page may send cookies and the like, and read what comes of it",
        ),
        Attribute::or(
            "terminate-unmatched-request",
            AttributeKind::Bool,
            "false",
            "whether calls of pages of other origins than these end here",
        ),
        Attribute {
            required: true,
            ..Attribute::list("allowed-origins", "allowed-origin", "the origins, such as `https://contoso.com`; or `*`")
        },
        Attribute::list("allowed-methods", "allowed-method", "the methods; or `*`; without any, those of the path"),
        Attribute::or(
            "preflight-result-max-age",
            AttributeKind::Duration,
            "0s",
            "how long a browser need not ask again",
        ),
        Attribute {
            required: true,
            ..Attribute::list("allowed-headers", "allowed-header", "the headers that a page may set; or `*`")
        },
        Attribute::list("expose-headers", "expose-header", "the headers of the answer that a page may read; or `*`"),
    ],
    sets: Some(Sets::one("answer to pages of other origins")),
    cross_origin: true,
    check: |reader, arguments| {
        let origins = arguments.texts("allowed-origins").iter().filter(|text| !is_origin(reader, text)).count();
        let names = ["allowed-methods", "allowed-headers", "expose-headers"];
        let names = names.into_iter().flat_map(|name| arguments.texts(name));
        let names = names.filter(|text| !is_name(reader, text)).count();
        (origins + names == 0) & fixed(reader, arguments) & not_for_all(reader, arguments)
    },
    ..Entry::DEFAULT
};

const ALL: &str = "*";

/// Credentials are for origins and headers that are named (Fetch, section 3.3.5).
fn not_for_all(reader: &mut Reader<'_>, arguments: &Arguments) -> bool {
    let Some(credentials) = arguments.given("allow-credentials").filter(|_| arguments.is_true("allow-credentials")) else {
        return true;
    };
    let mut good = true;
    for name in ["allowed-origins", "expose-headers"] {
        let all = arguments.texts(name).iter().any(|text| text.as_literal() == Some(ALL));
        if let Some(given) = arguments.given(name).filter(|_| all) {
            reader.contradicting(given.place(), credentials.place(), "no browser takes `*` where credentials are sent");
            good = false;
        }
    }
    good
}

/// Nothing of it can be computed: no policy has run, and nobody knows who calls.
fn fixed(reader: &mut Reader<'_>, arguments: &Arguments) -> bool {
    let texts = arguments.given.iter().flat_map(|given| arguments.texts(given.attribute.name));
    let pieces = texts.flat_map(|text| &text.pieces).filter_map(|piece| match piece {
        Piece::Expression(written) => Some(written.span),
        Piece::Literal(_) | Piece::NamedValue { .. } => None,
    });
    let whole = arguments.given.iter().filter_map(|given| match &given.value {
        Argument::Computed(written) => Some(written.span),
        _ => None,
    });
    let found: Vec<_> = pieces.chain(whole).collect();
    for span in &found {
        let message = "`cors` is asked before anything is known of a call that an expression could tell";
        let help = "write a fixed text or a named value";
        reader.say(Diagnostic::at(Code::GW0411, *span, message).help(help));
    }
    found.is_empty()
}

/// Whether a text that is written out is an origin as browsers write it (RFC 6454, section 6.2), or `*`.
fn is_origin(reader: &mut Reader<'_>, text: &Text) -> bool {
    let Some(literal) = text.as_literal() else { return true };
    if literal == ALL {
        return true;
    }
    let (scheme, rest) = literal.split_once("://").unwrap_or_default();
    let (host, port) = match rest.rsplit_once(':').filter(|_| !rest.ends_with(']')) {
        Some((host, port)) => (host, Some(port)),
        None => (rest, None),
    };
    let named = |text: &str| {
        let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-._[]:".contains(&byte);
        !text.is_empty() && text.bytes().all(plain)
    };
    let known = matches!((scheme, port), ("https", Some("443")) | ("http", Some("80")));
    let numbered = port.is_none_or(|port| port.parse::<u16>().is_ok_and(|number| number.to_string() == port));
    let scheme = scheme.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-') && !scheme.is_empty();
    let good = scheme && named(host) && numbered && !known;
    if !good {
        let help = "write scheme and host in small letters, and the port unless it is the scheme's own: `https://contoso.com`, \
                    `http://localhost:3000`; or `*` for all";
        reader.invalid(text.span, format!("no browser sends the origin `{literal}`"), help);
    }
    good
}

/// Whether a text that is written out is a name of a method or a header, or `*`, which is one too.
fn is_name(reader: &mut Reader<'_>, text: &Text) -> bool {
    let Some(literal) = text.as_literal() else { return true };
    let good = is_token(literal);
    if !good {
        reader.invalid(text.span, format!("`{literal}` is no name"), "write the name of a method or a header, or `*`");
    }
    good
}

