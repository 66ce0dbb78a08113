//! `validate-jwt`.

use super::{Attribute, AttributeKind, Entry, Part, tokens};
use crate::diagnostic::{Code, Diagnostic};
use crate::policy::model::SectionKind;

pub(super) static ENTRY: Entry = Entry {
    name: "validate-jwt",
    doc: "Asks for a token, by who made it, for whom, and what it says.",
    notes: "The claims are then known to expressions as `jwt`. See [access and limits](../access.md).",
    sections: &[SectionKind::Inbound],
    attributes: &[
        tokens::HEADER,
        tokens::QUERY,
        tokens::VALUE,
        Attribute::optional("require-scheme", AttributeKind::Name, "the scheme that must stand before the token"),
        Attribute::list(
            "algorithms",
            "algorithm",
            "the signature algorithms that are allowed; without any, all whose keys can be published",
        ),
        Attribute::list("openid-configs", "openid-config", "URLs of the issuers' OpenID descriptions"),
        Attribute::list("issuer-signing-keys", "issuer-signing-key", "secrets shared with whoever signs, in Base64"),
        tokens::AUDIENCES,
        Attribute::list("issuers", "issuer", "who may have made the token; without any, the issuers of `openid-configs`"),
        tokens::CLAIMS,
        Attribute::or("require-expiration-time", AttributeKind::Bool, "true", "whether a token must say when it expires"),
        Attribute::or("clock-skew", AttributeKind::Period, "0s", "how far the issuer's clock may differ"),
        tokens::STATUS,
        tokens::MESSAGE,
    ],
    reads: &[Part::Headers],
    awaits: true,
    state: true,
    identifies: true,
    refusals: tokens::REFUSALS,
    check: |reader, arguments| {
        let (configs, secrets) = (arguments.texts("openid-configs"), arguments.texts("issuer-signing-keys"));
        if configs.is_empty() && secrets.is_empty() {
            let message = "nothing says whose keys are good: `openid-configs` is missing";
            let help = "write `openid-config: https://ISSUER/.well-known/openid-configuration`, or `issuer-signing-key`";
            reader.say(Diagnostic::at(Code::GW0403, arguments.span, message).help(help));
            return false;
        }
        let mut good = tokens::check(reader, arguments) & tokens::known(reader, configs);
        for text in secrets.iter().filter(|text| text.as_literal().is_some()) {
            let help = "declare a named value as a `secret`, and write `\"{{name}}\"` here";
            reader.say(Diagnostic::at(Code::GW0431, text.span, "this secret stands in the gateway file").help(help));
            good = false;
        }
        let mut shared = false;
        for text in arguments.texts("algorithms") {
            let name = text.as_literal().unwrap_or_default();
            shared |= name.starts_with("HS");
            if !tokens::ALGORITHMS.contains(&name) {
                let listed = tokens::ALGORITHMS.join(", ");
                reader.invalid(text.span, format!("`{name}` is no algorithm that signs tokens here"), format!("write one of {listed}"));
                good = false;
            }
        }
        if good && !secrets.is_empty() && !shared {
            let help = "write `algorithms: [HS256]` beside it";
            reader.invalid(arguments.span, "no algorithm is allowed that a shared secret is for", help);
            good = false;
        }
        good
    },
    ..Entry::DEFAULT
};
