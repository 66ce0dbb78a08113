//! Checks of bodies that are read whole.

use crate::fault::Fault;
use crate::json::{self, Check, Passed, Rejected, check_untyped, push_text};
use crate::operation::ContentKind;
use crate::style::{Encoded, form};
use crate::xml::{self, Element, Unread};

/// Checks a body that isn't empty.
///
/// # Errors
/// 400 with the rules that it breaks.
pub(super) fn check(body: &[u8], kind: ContentKind) -> Result<Passed, Fault> {
    match kind {
        ContentKind::Json(check) | ContentKind::Range(check) => json::check(body, check).map_err(Fault::rejected),
        ContentKind::Lines(check) => lines(body, check),
        ContentKind::Text(check) => {
            let mut notation = String::with_capacity(body.len() + 16);
            push_text(&mut notation, text(body, "invalid_text")?);
            check_untyped(&notation, check).map_err(Fault::rejected)
        }
        ContentKind::Form(fields, check) => fields_of(text(body, "invalid_form")?, fields, check),
        ContentKind::Xml(root, check) => document(text(body, "invalid_xml")?, &root, check),
        ContentKind::Unread | ContentKind::Multipart(..) => Ok(Passed { unknown_values: 0 }),
    }
}

fn text<'b>(body: &'b [u8], code: &'static str) -> Result<&'b str, Fault> {
    std::str::from_utf8(body).map_err(|error| {
        let message = format!("The body is not text in UTF-8: see byte {}.", error.valid_up_to());
        Fault::bad_request(code, message)
    })
}

fn fields_of(body: &str, fields: &[Encoded], check: Check) -> Result<Passed, Fault> {
    let notation = form(body, fields).map_err(|violation| Fault::rejected(Rejected::Violations(vec![violation])))?;
    check_untyped(&notation, check).map_err(Fault::rejected)
}

fn document(body: &str, root: &Element, check: Check) -> Result<Passed, Fault> {
    let notation = xml::notation(body, root).map_err(|unread| match unread {
        Unread::Malformed { offset, expected } => {
            let message = format!("The body is not valid XML: {expected} expected at byte {offset}.");
            Fault::bad_request("invalid_xml", message)
        }
        Unread::TooDeep => Fault::bad_request("body_too_deep", "The body nests elements too deep."),
        Unread::Misnamed(violation) => Fault::rejected(Rejected::Violations(vec![violation])),
    })?;
    check_untyped(&notation, check).map_err(Fault::rejected)
}

/// What stands before each text of a sequence (RFC 7464).
const RECORD: u8 = 0x1e;

/// A JSON text a line, or behind each record separator, checked as the array of them. Empty lines are none.
fn lines(body: &[u8], check: Check) -> Result<Passed, Fault> {
    let mut array = Vec::with_capacity(body.len() + 2);
    array.push(b'[');
    let separator = if body.first() == Some(&RECORD) { RECORD } else { b'\n' };
    for (index, line) in body.split(|byte| *byte == separator).enumerate() {
        let line = line.trim_ascii();
        if line.is_empty() {
            continue;
        }
        // A line must be one value by itself, or two lines could pass as one.
        match json::check(line, json::any) {
            Err(Rejected::Syntax { offset, expected }) => {
                let line = index + 1;
                let message =
                    format!("Line {line} of the body is not valid JSON: {expected} expected at byte {offset}.");
                return Err(Fault::bad_request("invalid_json", message));
            }
            Err(rejected) => return Err(Fault::rejected(rejected)),
            Ok(_) => {}
        }
        if array.len() > 1 {
            array.push(b',');
        }
        array.extend_from_slice(line);
    }
    array.push(b']');
    json::check(&array, check).map_err(Fault::rejected)
}
