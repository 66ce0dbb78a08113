//! What is done with what breaks the API's contract, for the policies that check.

use std::borrow::Cow;

use crate::call::Call;
use crate::expression::Variable;
use crate::fault::{Cause, Fault, Flow};
use crate::operation::Action;

/// An action of something with a name.
#[derive(Debug, Clone, Copy)]
pub struct NamedAction {
    /// Its name.
    pub name: &'static str,
    /// What is done with what is wrong with it.
    pub action: Action,
}

/// The action of a name, if it has one of its own. Upper and lower case are the same.
pub(super) fn of(actions: &[NamedAction], name: &str) -> Option<Action> {
    actions.iter().find(|named| named.name.eq_ignore_ascii_case(name)).map(|named| named.action)
}

/// Ends the call, or notes in its record what is wrong, or passes over it. What isn't passed over is kept in the variable
/// `errors`, if one is named.
///
/// # Errors
/// The fault, where it is to be prevented.
pub(crate) fn act(action: Action, errors: Option<&'static str>, call: &mut Call, fault: Fault) -> Flow {
    if let Some(name) = errors.filter(|_| action != Action::Ignore) {
        keep(call, name, fault.cause());
    }
    match action {
        Action::Prevent => Err(fault),
        Action::Detect => {
            if let Some(record) = call.record_mut() {
                record.violated(&fault);
            }
            Ok(())
        }
        Action::Ignore => Ok(()),
    }
}

/// Adds what is wrong to the text in a variable: the code, the name of the parameter or the JSON pointer, and a sentence.
fn keep(call: &mut Call, name: &'static str, cause: &Cause) {
    let mut text = call.variable(name).text().map(Cow::into_owned).unwrap_or_default();
    let mut add = |param: Option<&str>, message: &str| {
        if !text.is_empty() {
            text.push_str("; ");
        }
        text.push_str(cause.code);
        if let Some(param) = param.filter(|param| !param.is_empty()) {
            text.push_str(&format!(" {param}"));
        }
        text.push_str(&format!(": {message}"));
    };
    if cause.violations.is_empty() {
        add(cause.param.as_deref(), &cause.message);
    }
    for violation in &cause.violations {
        add(Some(&violation.pointer), violation.keyword);
    }
    call.set_variable(name, Variable::from(text));
}
