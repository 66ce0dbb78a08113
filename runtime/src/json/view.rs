//! Single members of a body that was already checked, as slices of it. Nothing is refused here.

use std::borrow::Cow;

use super::cursor::{Fault, Json, Kind, Stop};

/// The value of a top-level member, as it stands in the body. `None`: the body is no object, or has no such member.
/// Of a repeated name, the first counts.
pub fn member<'b>(body: &'b [u8], name: &str) -> Option<&'b [u8]> {
    let mut json = Json::new(std::str::from_utf8(body).ok()?);
    if json.kind().ok()? != Kind::Object {
        return None;
    }
    let mut found = None;
    // Stops at the member; an object without it is read to its end.
    let _ = json.each_member(|json, token| {
        let wanted = token.is(name);
        json.space();
        let start = json.at;
        json.skip()?;
        if wanted {
            found = body.get(start..json.at);
            json.fault = Fault::Violation;
            return Err(Stop);
        }
        Ok(())
    });
    found
}

/// The text of a raw string; borrowed unless it has an escape. `None`: it is no string.
pub fn string(raw: &[u8]) -> Option<Cow<'_, str>> {
    let mut json = Json::new(std::str::from_utf8(raw).ok()?);
    if json.kind().ok()? != Kind::String {
        return None;
    }
    json.string_token().ok().map(|token| token.decoded())
}

/// `true` or `false`. `None`: it is neither.
pub fn boolean(raw: &[u8]) -> Option<bool> {
    match raw.trim_ascii() {
        b"true" => Some(true),
        b"false" => Some(false),
        _ => None,
    }
}

/// A whole number that is written without a point or an exponent. `None`: it isn't, or exceeds 64 bits.
pub fn unsigned(raw: &[u8]) -> Option<u64> {
    let digits = raw.trim_ascii();
    // `parse` would take a leading `+`.
    if digits.first()?.is_ascii_digit() { std::str::from_utf8(digits).ok()?.parse().ok() } else { None }
}
