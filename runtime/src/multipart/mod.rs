//! Bodies of `multipart/form-data` (RFC 7578; RFC 2046, section 5.1), checked while they stream.
//!
//! The bytes go to the backend as they came. Files pass through unread but for the search for the boundary; the values
//! of other declared fields are kept, up to [`MOST_VALUE`] bytes, and checked when their part ends. The last bytes are
//! held back until the whole form is checked, so that a backend never sees a refused form end. Fields that the document
//! doesn't declare pass unchecked. This stage never changes a byte, and no verdict repeats what the client sent.
//!
//! Where parsers are known to differ, the form is refused: lines that don't end with CRLF, a delimiter with other text on
//! its line, a delimiter behind the closing one, a second `name`, an extended one (`name*`), an odd escape in one.

mod boundary;
mod form;
mod head;
mod scan;
mod search;
mod stream;
#[cfg(test)]
mod tests;

use crate::fault::Fault;
use crate::json::{Check, Numeric, Text};

pub(crate) use boundary::delimiter;
pub(crate) use form::Form;
pub(crate) use stream::{Checked, Findings};

/// The most bytes of a value that is checked; a longer one is refused.
pub const MOST_VALUE: usize = 64 << 10;

/// A field that the document declares.
#[derive(Debug, Clone, Copy)]
pub struct Field {
    /// Its name; compared byte by byte.
    pub name: &'static str,
    /// Whether a form without it is refused.
    pub required: bool,
    /// Whether it may come several times; each is checked.
    pub repeated: bool,
    /// What it must hold.
    pub check: FieldCheck,
}

/// What a field must hold.
#[derive(Debug, Clone, Copy)]
pub enum FieldCheck {
    /// Bytes of any length and kind; they stream.
    File,
    /// Text in UTF-8.
    Text(Text),
    /// A number, in the grammar of JSON.
    Number(Numeric),
    /// One of these.
    Choice(&'static [&'static str]),
    /// One of these, or another text, which is counted as unknown.
    OpenChoice(&'static [&'static str]),
    /// JSON that keeps a schema.
    Json(Check),
}

/// Why a body is no form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Malformed(&'static str);

impl From<Malformed> for Fault {
    fn from(Malformed(why): Malformed) -> Self {
        Fault::bad_request("invalid_multipart", format!("The body is not a valid form: {why}."))
    }
}
