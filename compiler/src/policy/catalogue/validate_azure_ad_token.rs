//! `validate-azure-ad-token`.

use super::{Attribute, AttributeKind, Entry, Part, tokens, Tells};
use crate::policy::model::SectionKind;

pub(super) static ENTRY: Entry = Entry {
    name: "validate-azure-ad-token",
    doc: "Asks for a token of Microsoft Entra ID.",
    notes: "The claims are then known to expressions as `jwt`, which stands for `output-token-variable-name`. `backend-application-ids` are \
            `audiences` here. `decryption-keys` name certificates of a store that Azure API Management has, and are not there; \
            `validate-jwt` takes keys that are shared. See [access and limits](../access.md).",
    sections: &[SectionKind::Inbound],
    attributes: &[
        Attribute::required("tenant-id", AttributeKind::Text, "the id of the tenant"),
        Attribute::or(
            "authority",
            AttributeKind::Text,
            "https://login.microsoftonline.com",
            "where the tenant is found, for clouds of their own",
        ),
        tokens::HEADER,
        tokens::QUERY,
        tokens::VALUE,
        Attribute::list(
            "client-application-ids",
            "client-application-id",
            "the applications that may call; without any, all of the tenant",
        ),
        tokens::AUDIENCES,
        tokens::CLAIMS,
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
        let places = [arguments.texts("tenant-id"), arguments.texts("authority")].concat();
        tokens::check(reader, arguments) & tokens::known(reader, &places)
    },
    ..Entry::DEFAULT
};
