//! The answers to missing and wrong parameters.

use http::StatusCode;

use crate::fault::Fault;
use crate::json::Violation;

#[cold]
pub(super) fn not_found(name: &'static str, violation: Option<&Violation>) -> Fault {
    let message = format!("There is nothing under this `{name}`.");
    let fault = Fault::new(StatusCode::NOT_FOUND, "not_found", message).param(name).by("parameters");
    match violation {
        Some(violation) => fault.detail(format!("it breaks {}", rule(violation))),
        None => fault,
    }
}

#[cold]
pub(super) fn missing(place: &'static str, name: &'static str) -> Fault {
    Fault::bad_request("missing_parameter", format!("The {place} parameter `{name}` is missing."))
        .param(name)
        .by("parameters")
}

#[cold]
pub(super) fn wrong(place: &'static str, name: &'static str, violation: &Violation) -> Fault {
    let message = format!("The {place} parameter `{name}` breaks {}.", rule(violation));
    let code = if violation.keyword == "duplicate_parameter" { "duplicate_parameter" } else { "invalid_parameter" };
    Fault::bad_request(code, message).param(name).by("parameters")
}

/// The keyword, its limit, and the part of the value that breaks it.
fn rule(violation: &Violation) -> String {
    let mut rule = format!("`{}`", violation.keyword);
    if let Some(limit) = &violation.limit {
        rule.push_str(&format!(" ({limit})"));
    }
    if !violation.pointer.is_empty() {
        rule.push_str(&format!(" at {}", violation.pointer));
    }
    rule
}
