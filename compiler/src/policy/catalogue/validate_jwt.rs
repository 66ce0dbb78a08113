//! `validate-jwt`.

use super::{Attribute, AttributeKind, Entry, Part, Row, tokens, Tells};
use crate::diagnostic::{Code, Diagnostic};
use crate::policy::model::SectionKind;

pub(super) static ENTRY: Entry = Entry {
    name: "validate-jwt",
    doc: "Asks for a token, by who made it, for whom, and what it says.",
    notes: "The claims are then known to expressions as `jwt`, which stands for `output-token-variable-name`. See [access and \
            limits](../access.md).\n\nA token without a signature is none, so there is no `require-signed-tokens`. What Azure API Management \
            has as `n` and `e` of `issuer-signing-keys` are `issuer-public-keys`, by the `kid` of each; keys of its certificate store are \
            found by `openid-config`.\n\nAn encrypted token (RFC 7516) is taken where one of `decryption-keys` opens it: `dir` with `A128GCM` \
            or `A256GCM`, a token that is signed inside, not compressed. The library of cryptography has neither AES in CBC mode nor RSA \
            decryption, so the encryptions with `CBC` and those by a public key are `jwt_invalid`.",
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
        Attribute {
            name: "issuer-public-keys",
            singular: None,
            kind: AttributeKind::Rows(&Row {
                of: "PublicKey",
                attributes: &[
                    Attribute::required("n", AttributeKind::Text, "the modulus, in Base64 for URLs"),
                    Attribute::or("e", AttributeKind::Text, "AQAB", "the exponent, in Base64 for URLs"),
                ],
            }),
            required: false,
            default: None,
            fit: None,
            doc: "RSA keys of those who sign, by the `kid` of each",
        },
        Attribute::list("decryption-keys", "decryption-key", "secrets that tokens may be encrypted with, in Base64"),
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
    tells: &[Tells::caller("failed-validation-error-message")],
    check: |reader, arguments| {
        let (configs, secrets) = (arguments.texts("openid-configs"), arguments.texts("issuer-signing-keys"));
        let public = arguments.rows("issuer-public-keys");
        if configs.is_empty() && secrets.is_empty() && public.is_empty() {
            let message = "nothing says whose keys are good: `openid-configs` is missing";
            let help = "write `openid-config: https://ISSUER/.well-known/openid-configuration`, or `issuer-signing-key`";
            reader.say(Diagnostic::at(Code::GW0403, arguments.span, message).help(help));
            return false;
        }
        let mut good = tokens::check(reader, arguments) & tokens::known(reader, configs);
        let opening = arguments.texts("decryption-keys");
        for text in secrets.iter().chain(opening).filter(|text| text.as_literal().is_some()) {
            let help = "declare a named value as a `secret`, and write `\"{{name}}\"` here";
            reader.say(Diagnostic::at(Code::GW0431, text.span, "this secret stands in the gateway file").help(help));
            good = false;
        }
        for (_, key) in public {
            for text in ["n", "e"].into_iter().flat_map(|name| key.texts(name)) {
                let coded = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
                if text.as_literal().is_some_and(|text| text.is_empty() || !text.bytes().all(coded)) {
                    reader.invalid(text.span, "this is no number in Base64 for URLs", "take it from the JWK as it stands there");
                    good = false;
                }
            }
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
