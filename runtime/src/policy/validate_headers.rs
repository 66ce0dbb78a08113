//! `validate-headers`: the headers of the answer, by what the document declares for its status.

use http::{HeaderName, StatusCode};

use super::action::{NamedAction, act, of};
use crate::body::Response;
use crate::call::Call;
use crate::fault::{Fault, Flow};
use crate::operation::{Action, of_status};
use crate::parameter::check_answer;

/// Headers that no document declares: those of the hop, the framing and the content, and what servers always say.
const USUAL: &[&str] = &[
    "connection",
    "content-encoding",
    "content-length",
    "content-type",
    "date",
    "keep-alive",
    "server",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "via",
    "x-request-id",
];

/// The policy.
#[derive(Debug, Clone, Copy)]
pub struct ValidateHeaders<'p> {
    /// What is done with a declared header that is missing or wrong.
    pub specified_header_action: Action,
    /// What is done with a header that the document doesn't declare.
    pub unspecified_header_action: Action,
    /// What is done with single ones instead, by their names.
    pub headers: &'p [NamedAction],
    /// The variable that keeps what was wrong.
    pub errors_variable_name: Option<&'static str>,
}

impl ValidateHeaders<'_> {
    /// What holds where it isn't written.
    pub const DEFAULT: Self = Self {
        specified_header_action: Action::Prevent,
        unspecified_header_action: Action::Prevent,
        headers: &[],
        errors_variable_name: None,
    };

    /// Checks the answer. Of a status that the document doesn't declare no header is checked.
    ///
    /// # Errors
    /// 502 for the first header that is wrong, where that is to be prevented.
    pub fn outbound(&self, call: &mut Call, response: &mut Response) -> Flow {
        let Some(documented) = of_status(call.operation().answers, response.status()) else { return Ok(()) };
        for header in documented.headers {
            if let Err(violation) = check_answer(response.headers(), header) {
                let action = of(self.headers, header.name()).unwrap_or(self.specified_header_action);
                let message = format!("A header of the answer breaks `{}`.", violation.keyword);
                act(action, self.errors_variable_name, call, fault("invalid_header", message, header.name()))?;
            }
        }
        let declared = |name: &HeaderName| documented.headers.iter().any(|header| header.name() == name.as_str());
        for name in response.headers().keys() {
            if !USUAL.contains(&name.as_str()) && !declared(name) {
                let action = of(self.headers, name.as_str()).unwrap_or(self.unspecified_header_action);
                let message = "The answer has a header that the API does not declare.".to_owned();
                act(action, self.errors_variable_name, call, fault("undeclared_header", message, name.as_str()))?;
            }
        }
        Ok(())
    }

    /// Checks the answer that tells of an error: the gateway's own, as the policies before have left it.
    ///
    /// # Errors
    /// As [`ValidateHeaders::outbound`].
    pub fn on_error(&self, call: &mut Call, response: &mut Response) -> Flow {
        self.outbound(call, response)
    }
}

/// The name is the document's or the backend's, which no caller needs to know.
fn fault(code: &'static str, message: String, name: &str) -> Fault {
    Fault::new(StatusCode::BAD_GATEWAY, code, message).detail(format!("the header `{name}`")).by("validate-headers")
}
