//! What the policies that ask for a token share.

use super::{Attribute, AttributeKind, Choice, Fit, Refusal, Row, status};
use crate::policy::model::{Arguments, Piece, Text};
use crate::policy::read::Reader;

/// RFC 7518, section 3.1, without `none` and ES512.
pub(super) const ALGORITHMS: &[&str] =
    &["HS256", "HS384", "HS512", "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384"];

pub(super) const HEADER: Attribute = Attribute::optional(
    "header-name",
    AttributeKind::Header,
    "the header that bears the token; Authorization where no place is named",
);

pub(super) const QUERY: Attribute =
    Attribute::optional("query-parameter-name", AttributeKind::Name, "the query parameter that bears the token");

pub(super) const VALUE: Attribute = Attribute::optional("token-value", AttributeKind::Text, "the token itself");

pub(super) const AUDIENCES: Attribute =
    Attribute::list("audiences", "audience", "whom the token may be for; without any, anybody");

pub(super) const CLAIMS: Attribute = Attribute {
    name: "required-claims",
    singular: None,
    kind: AttributeKind::Rows(&Row {
        of: "RequiredClaim",
        attributes: &[
            Attribute::list("values", "value", "the values; without any, the claim has to be there"),
            Attribute::or(
                "match",
                AttributeKind::Choice(&Choice::of("Match", &["all", "any"])),
                "all",
                "whether all of the values must be there, or one of them",
            ),
            Attribute::optional("separator", AttributeKind::Text, "what stands between the values of a text"),
        ],
    }),
    required: false,
    default: None,
    fit: None,
    doc: "claims that must be there, by their names",
};

pub(super) const STATUS: Attribute =
    Attribute::or("failed-validation-httpcode", AttributeKind::Integer, "401", "the status of a refusal")
        .fits(Fit::Status);

pub(super) const MESSAGE: Attribute = Attribute::optional(
    "failed-validation-error-message",
    AttributeKind::Text,
    "the sentence of a refusal; one for each cause where it is absent",
);

pub(super) const REFUSALS: &[Refusal] = &[
    Refusal::said(
        "failed-validation-httpcode",
        401,
        &[
            "token_not_present",
            "token_expired",
            "token_signature_invalid",
            "token_signature_key_not_found",
            "token_audience_not_allowed",
            "token_issuer_not_allowed",
            "token_claim_not_found",
            "token_claim_value_not_allowed",
            "jwt_invalid",
        ],
    ),
    Refusal::waiting(503, &["token_keys_unavailable"]),
];

/// The status of a refusal, and that the token itself stands in one place.
pub(super) fn check(reader: &mut Reader<'_>, arguments: &Arguments) -> bool {
    let mut good = status::check(reader, arguments, "failed-validation-httpcode");
    if let Some(value) = arguments.given("token-value") {
        for other in ["header-name", "query-parameter-name"].into_iter().filter_map(|name| arguments.given(name)) {
            reader.contradicting(value.place(), other.place(), "the token is in one place");
            good = false;
        }
    }
    good
}

/// Whether no caller has a say in texts that decide whose keys are good.
pub(super) fn known(reader: &mut Reader<'_>, texts: &[Text]) -> bool {
    let open = |text: &&Text| text.pieces.iter().any(|piece| matches!(piece, Piece::Expression(_)));
    let mut good = true;
    for text in texts.iter().filter(open) {
        let help = "write it out, or take it from a named value";
        reader.invalid(text.span, "a caller would have a say in whose keys are good", help);
        good = false;
    }
    good
}
