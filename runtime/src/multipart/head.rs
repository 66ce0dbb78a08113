//! The head of a part: which field it holds, and of which media type.

use super::Malformed;
use super::boundary::{is_token, parameters};

/// What the head of a part says.
pub(super) struct Head<'h> {
    /// The name of the field.
    pub(super) name: Vec<u8>,
    /// Whether it says the name of a file.
    pub(super) is_file: bool,
    /// `Content-Type`
    pub(super) media_type: Option<&'h [u8]>,
}

/// Reads a part's header lines with the CRLF that ends each.
///
/// # Errors
/// A line is no header, there isn't one `Content-Disposition` of `form-data` with one `name`, or the content is coded.
pub(super) fn read(head: &[u8]) -> Result<Head<'_>, Malformed> {
    let (mut found, mut media_type) = (None::<(Vec<u8>, bool)>, None);
    let mut rest = head;
    while let Some(end) = memchr::memchr2(b'\r', b'\n', rest) {
        let line = rest.get(..end).unwrap_or_default();
        rest = rest.get(end..).and_then(|rest| rest.strip_prefix(b"\r\n")).ok_or(ODD_LINE)?;
        let colon = memchr::memchr(b':', line).ok_or(ODD_LINE)?;
        let (name, value) = line.split_at_checked(colon).ok_or(ODD_LINE)?;
        let value = value.get(1..).unwrap_or_default().trim_ascii();
        if name.is_empty() || !name.iter().all(is_token) || line.contains(&0) {
            return Err(ODD_LINE);
        }
        if name.eq_ignore_ascii_case(b"content-disposition") {
            if found.replace(disposition(value)?).is_some() {
                return Err(Malformed("a part has two Content-Dispositions"));
            }
        } else if name.eq_ignore_ascii_case(b"content-type") {
            if media_type.replace(value).is_some() {
                return Err(Malformed("a part has two Content-Types"));
            }
        } else if name.eq_ignore_ascii_case(b"content-transfer-encoding") && !is_plain(value) {
            return Err(Malformed("a part is coded by a Content-Transfer-Encoding (RFC 7578, section 4.7)"));
        }
    }
    if !rest.is_empty() {
        return Err(ODD_LINE);
    }
    let (name, is_file) = found.ok_or(Malformed("a part has no Content-Disposition"))?;
    Ok(Head { name, is_file, media_type })
}

const ODD_LINE: Malformed = Malformed("a part's header line can't be read");

/// The name of the field, and whether there is one of a file.
fn disposition(value: &[u8]) -> Result<(Vec<u8>, bool), Malformed> {
    let (kind, rest) = value.split_at(memchr::memchr(b';', value).unwrap_or(value.len()));
    if !kind.trim_ascii().eq_ignore_ascii_case(b"form-data") {
        return Err(Malformed("a part's Content-Disposition isn't form-data"));
    }
    let (mut name, mut is_file) = (None, false);
    for parameter in parameters(rest) {
        let (parameter, value) = parameter?;
        let parameter = parameter.to_ascii_lowercase();
        is_file |= parameter == b"filename" || parameter == b"filename*";
        if parameter == b"name" && name.replace(value).is_some() {
            return Err(Malformed("a part has two names"));
        }
        if parameter.starts_with(b"name*") {
            return Err(Malformed("a part has an extended name (RFC 7578, section 4.2)"));
        }
    }
    Ok((name.ok_or(Malformed("a part has no name"))?, is_file))
}

fn is_plain(value: &[u8]) -> bool {
    [b"7bit".as_slice(), b"8bit", b"binary"].iter().any(|plain| value.eq_ignore_ascii_case(plain))
}
