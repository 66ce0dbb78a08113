//! `ip-filter`.

use super::{Attribute, AttributeKind, Choice, Entry, Refusal};
use crate::diagnostic::{Code, Diagnostic};
use crate::policy::model::{Piece, SectionKind, Text};
use crate::policy::read::{Reader, is_network, is_range};

pub(super) static ENTRY: Entry = Entry {
    name: "ip-filter",
    doc: "Lets callers through by their address, or keeps them out.",
    notes: "A refusal is 403 `caller_ip_not_allowed` or `caller_ip_blocked`. Unlike in Azure API Management there are networks and IPv6. See [access and limits](../access.md).",
    sections: &[SectionKind::Inbound],
    attributes: &[
        Attribute::required(
            "action",
            AttributeKind::Choice(&Choice::of("IpFilterAction", &["allow", "forbid"])),
            "whether the listed addresses alone may call, or may not",
        ),
        Attribute::list("addresses", "address", "addresses of IPv4 or IPv6, or networks such as `10.0.0.0/8`"),
        Attribute::list("address-ranges", "address-range", "ranges, each as `FIRST-LAST`"),
    ],
    refusals: &[Refusal::fixed(403, &["caller_ip_not_allowed", "caller_ip_blocked"])],
    check: |reader, arguments| {
        let (addresses, ranges) = (arguments.texts("addresses"), arguments.texts("address-ranges"));
        if addresses.is_empty() && ranges.is_empty() {
            let message = "`addresses` is missing: the filter names nobody";
            let help = "write `address: 10.0.0.1`, or `addresses: [10.0.0.0/8, \"2001:db8::/32\"]`";
            reader.say(Diagnostic::at(Code::GW0403, arguments.span, message).help(help));
            return false;
        }
        let example = "write an address or a network, such as `10.0.0.0/8` or `2001:db8::/32`";
        let addresses = addresses.iter().filter(|text| !reads(reader, text, is_network, example)).count();
        let example = "write two addresses of one kind, the lower one first: `10.0.0.1-10.0.0.9`";
        let ranges = ranges.iter().filter(|text| !reads(reader, text, is_range, example)).count();
        addresses + ranges == 0
    },
    ..Entry::DEFAULT
};

/// Whether a text that is written out reads well; says so if not. What a named value holds is looked at when a call comes.
fn reads(reader: &mut Reader<'_>, text: &Text, good: fn(&str) -> bool, help: &str) -> bool {
    let [Piece::Literal(literal)] = text.pieces.as_slice() else { return true };
    let reads = good(literal);
    if !reads {
        reader.invalid(text.span, format!("`{literal}` names no addresses"), help);
    }
    reads
}
