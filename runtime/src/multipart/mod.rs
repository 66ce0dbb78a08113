//! Bodies of `multipart/form-data` (RFC 7578; RFC 2046, section 5.1), checked while they stream.
//!
//! The bytes go to the backend as they came. Files pass through unread but for the search for the boundary; the values
//! of other declared fields are kept, up to [`MOST_VALUE`] bytes, and checked when their part ends, or when the form does
//! where several parts make one value. The last bytes are
//! held back until the whole form is checked, so that a backend never sees a refused form end. Fields that the document
//! doesn't declare pass unchecked. This stage never changes a byte, and no verdict repeats what the client sent.
//!
//! Where a form names the model of a call, it is looked at by itself, whatever else is checked: it is held until the field has
//! come, and streams from then on.
//!
//! Where parsers are known to differ, the form is refused: lines that don't end with CRLF, a delimiter with other text on
//! its line, a delimiter behind the closing one, a second `name`, an extended one (`name*`), an odd escape in one.

mod boundary;
mod field;
mod form;
mod head;
mod held;
mod looked_at;
mod named;
mod scan;
mod search;
mod stream;
#[cfg(test)]
mod tests;

use crate::fault::Fault;

pub(crate) use boundary::delimiter;
pub use field::Field;
pub(crate) use form::Form;
pub(crate) use looked_at::LookedAt;
pub(crate) use named::{Named, Naming};
pub(crate) use stream::{Checked, Findings};

/// The most bytes of a value that is checked; a longer one is refused.
pub const MOST_VALUE: usize = 64 << 10;

/// Why a body is no form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Malformed(&'static str);

impl From<Malformed> for Fault {
    fn from(Malformed(why): Malformed) -> Self {
        Fault::bad_request("invalid_multipart", format!("The body is not a valid form: {why}."))
    }
}
