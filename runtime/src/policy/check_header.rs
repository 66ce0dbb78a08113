//! `check-header`: a header that a call must have, perhaps with one of some values.

use http::StatusCode;

use crate::call::Call;
use crate::fault::{Fault, Flow};

/// The policy. Where the header stands several times, each of its values must be one of those listed.
#[derive(Debug, Clone, Copy)]
pub struct CheckHeader<'p> {
    /// The header, in lower case.
    pub name: &'static str,
    /// The status of a refusal.
    pub failed_check_httpcode: u64,
    /// The sentence of a refusal.
    pub failed_check_error_message: &'p str,
    /// Whether upper and lower case are the same in values.
    pub ignore_case: bool,
    /// The values that do; none: any.
    pub values: &'p [&'p str],
}

impl CheckHeader<'_> {
    /// What stands where the gateway file says nothing.
    pub const DEFAULT: CheckHeader<'static> = CheckHeader {
        name: "",
        failed_check_httpcode: 400,
        failed_check_error_message: "",
        ignore_case: false,
        values: &[],
    };

    /// Looks at the header.
    ///
    /// # Errors
    /// `header_not_found` or `header_value_not_allowed`, with the policy's own status and sentence; 500 for a status that
    /// is none.
    pub fn inbound(&self, call: &mut Call) -> Flow {
        let mut values = call.headers().get_all(self.name).iter().peekable();
        if values.peek().is_none() {
            return Err(self.refusal("header_not_found"));
        }
        let does = |value: &[u8]| {
            self.values.is_empty()
                || self.values.iter().any(|listed| match self.ignore_case {
                    true => listed.as_bytes().eq_ignore_ascii_case(value),
                    false => listed.as_bytes() == value,
                })
        };
        if values.all(|value| does(value.as_bytes())) { Ok(()) } else { Err(self.refusal("header_value_not_allowed")) }
    }

    #[cold]
    fn refusal(&self, code: &'static str) -> Fault {
        let status = u16::try_from(self.failed_check_httpcode).ok().and_then(|code| StatusCode::from_u16(code).ok());
        let fault = match status {
            Some(status) => Fault::new(status, code, self.failed_check_error_message.to_owned()),
            None => Fault::internal("check-header: `failed-check-httpcode` is no status"),
        };
        fault.by("check-header")
    }
}
