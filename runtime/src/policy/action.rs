//! What is done with what breaks the API's contract, for the policies that check.

use crate::call::Call;
use crate::fault::{Fault, Flow};
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

/// Ends the call, or notes in its record what is wrong, or passes over it.
///
/// # Errors
/// The fault, where it is to be prevented.
pub(super) fn act(action: Action, call: &mut Call, fault: Fault) -> Flow {
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
