//! `set-variable`: a value that the expressions after it look up by its name.

use crate::body::Response;
use crate::call::Call;
use crate::expression::Variable;
use crate::fault::Flow;

/// The policy.
#[derive(Debug, Clone)]
pub struct SetVariable {
    /// The name by which expressions look it up.
    pub name: &'static str,
    /// The value.
    pub value: Variable,
}

impl SetVariable {
    /// Keeps the value in the place of an earlier one.
    ///
    /// # Errors
    /// None today.
    pub fn inbound(self, call: &mut Call) -> Flow {
        call.set_variable(self.name, self.value);
        Ok(())
    }

    /// Keeps the value.
    ///
    /// # Errors
    /// None today.
    pub fn backend(self, call: &mut Call) -> Flow {
        self.inbound(call)
    }

    /// Keeps the value.
    ///
    /// # Errors
    /// None today.
    pub fn outbound(self, call: &mut Call, _: &mut Response) -> Flow {
        self.inbound(call)
    }

    /// Keeps the value.
    ///
    /// # Errors
    /// None today.
    pub fn on_error(self, call: &mut Call, _: &mut Response) -> Flow {
        self.inbound(call)
    }
}
