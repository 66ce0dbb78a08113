//! `set-query-parameter`: sets, adds or takes out a parameter of the query that goes to the backend.

use super::ExistsAction;
use crate::call::Call;
use crate::fault::Flow;

/// The policy, with its values as text.
#[derive(Clone, Copy)]
pub struct SetQueryParameter<'v> {
    /// The parameter's name, not encoded.
    pub name: &'static str,
    /// What is done when it is there already.
    pub exists_action: ExistsAction,
    /// Its values, not encoded; none with [`ExistsAction::Delete`].
    pub values: &'v [&'v str],
}

impl SetQueryParameter<'_> {
    /// What holds where it isn't written.
    pub const DEFAULT: Self = Self { name: "", exists_action: ExistsAction::Override, values: &[] };

    /// Edits the query. The other parameters keep their bytes.
    ///
    /// # Errors
    /// None today.
    pub fn inbound(&self, call: &mut Call) -> Flow {
        match self.exists_action {
            ExistsAction::Skip if call.query_values(self.name).next().is_some() => return Ok(()),
            ExistsAction::Override | ExistsAction::Delete => call.remove_query(self.name),
            ExistsAction::Skip | ExistsAction::Append => {}
        }
        if self.exists_action != ExistsAction::Delete {
            for value in self.values {
                call.push_query(self.name, value);
            }
        }
        Ok(())
    }
}
