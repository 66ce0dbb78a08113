//! `validate-status-code`: whether the document declares the status of the answer.

use http::StatusCode;

use super::action::{NamedAction, act, of};
use crate::body::Response;
use crate::call::Call;
use crate::fault::{Fault, Flow};
use crate::operation::{Action, of_status};

/// The policy.
#[derive(Debug, Clone, Copy)]
pub struct ValidateStatusCode<'p> {
    /// What is done with a status that the document doesn't declare.
    pub unspecified_status_code_action: Action,
    /// What is done with single ones instead, by their codes.
    pub status_codes: &'p [NamedAction],
    /// The variable that keeps what was wrong.
    pub errors_variable_name: Option<&'static str>,
}

impl ValidateStatusCode<'_> {
    /// What holds where it isn't written.
    pub const DEFAULT: Self =
        Self { unspecified_status_code_action: Action::Prevent, status_codes: &[], errors_variable_name: None };

    /// Checks the answer.
    ///
    /// # Errors
    /// 502 for a status that isn't declared, where that is to be prevented.
    pub fn outbound(&self, call: &mut Call, response: &mut Response) -> Flow {
        let status = response.status();
        if of_status(call.operation().answers, status).is_some() {
            return Ok(());
        }
        let action = of(self.status_codes, status.as_str()).unwrap_or(self.unspecified_status_code_action);
        let message = "The answer has a status that the API does not declare.";
        let fault = Fault::new(StatusCode::BAD_GATEWAY, "undeclared_status", message);
        act(action, self.errors_variable_name, call, fault.detail(format!("the status was {status}")).by("validate-status-code"))
    }
    /// Checks the answer that tells of an error: the gateway's own, as the policies before have left it.
    ///
    /// # Errors
    /// As [`ValidateStatusCode::outbound`].
    pub fn on_error(&self, call: &mut Call, response: &mut Response) -> Flow {
        self.outbound(call, response)
    }
}
