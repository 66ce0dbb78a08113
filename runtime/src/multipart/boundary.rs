//! The boundary that `Content-Type` names, and the parameters of header values.

use super::Malformed;

/// What every delimiter begins with: `--` and the boundary.
///
/// # Errors
/// There is no boundary, several, or one that RFC 2046, section 5.1.1, doesn't allow.
pub(crate) fn delimiter(content_type: &str) -> Result<Vec<u8>, Malformed> {
    let (_, rest) = content_type.split_at(content_type.find(';').unwrap_or(content_type.len()));
    let mut boundary = None;
    for parameter in parameters(rest.as_bytes()) {
        let (name, value) = parameter.map_err(|_| Malformed("the Content-Type can't be read"))?;
        // By RFC 2231 it may come coded or in parts, which some readers put before the plain one.
        if name.split_at_checked(9).is_some_and(|(first, _)| first.eq_ignore_ascii_case(b"boundary*")) {
            return Err(Malformed("the Content-Type names its boundary as not every reader would"));
        }
        if name.eq_ignore_ascii_case(b"boundary") && boundary.replace(value).is_some() {
            return Err(Malformed("the Content-Type names two boundaries"));
        }
    }
    let boundary = boundary.ok_or(Malformed("the Content-Type names no boundary"))?;
    let allowed = |byte: &u8| byte.is_ascii_alphanumeric() || b"'()+_,-./:=? ".contains(byte);
    if !(1..=70).contains(&boundary.len()) || !boundary.iter().all(allowed) || boundary.ends_with(b" ") {
        return Err(Malformed("the boundary isn't one that RFC 2046 allows"));
    }
    let mut delimiter = b"--".to_vec();
    delimiter.extend(boundary);
    Ok(delimiter)
}

/// A name as it is written, and an unescaped value.
type Parameter<'h> = (&'h [u8], Vec<u8>);

/// The `; name=value` pairs behind a header's first word. A value is a token or a quoted string, in which a backslash
/// escapes a quote or a backslash. The first fault ends the list.
pub(super) fn parameters(mut rest: &[u8]) -> impl Iterator<Item = Result<Parameter<'_>, Malformed>> {
    std::iter::from_fn(move || {
        let parameter = parameter(&mut rest);
        if parameter.is_err() {
            rest = &[];
        }
        parameter.transpose()
    })
}

fn parameter<'h>(rest: &mut &'h [u8]) -> Result<Option<Parameter<'h>>, Malformed> {
    const ODD: Malformed = Malformed("a part's Content-Disposition can't be read");
    *rest = rest.trim_ascii();
    if rest.is_empty() {
        return Ok(None);
    }
    let text = rest.strip_prefix(b";").ok_or(ODD)?.trim_ascii_start();
    if text.is_empty() {
        *rest = text;
        return Ok(None);
    }
    let equals = text.iter().position(|byte| *byte == b'=').ok_or(ODD)?;
    let (name, value) = text.split_at_checked(equals).ok_or(ODD)?;
    if name.is_empty() || !name.iter().all(is_token) {
        return Err(ODD);
    }
    let value = value.strip_prefix(b"=").ok_or(ODD)?;
    let Some(quoted) = value.strip_prefix(b"\"") else {
        let end = value.iter().position(|byte| !is_token(byte)).unwrap_or(value.len());
        let (value, left) = value.split_at_checked(end).ok_or(ODD)?;
        *rest = left;
        return if value.is_empty() { Err(ODD) } else { Ok(Some((name, value.to_vec()))) };
    };
    let mut value = Vec::new();
    let mut bytes = quoted.iter().enumerate();
    while let Some((at, byte)) = bytes.next() {
        match byte {
            b'"' => {
                *rest = quoted.get(at + 1..).unwrap_or_default();
                return Ok(Some((name, value)));
            }
            b'\\' if matches!(quoted.get(at + 1), Some(b'"' | b'\\')) => {
                value.extend(bytes.next().map(|(_, escaped)| *escaped));
            }
            // File names hold backslashes that escape nothing; in other names readers differ.
            b'\\' if !name.eq_ignore_ascii_case(b"filename") => return Err(ODD),
            byte => value.push(*byte),
        }
    }
    Err(ODD)
}

/// RFC 9110, section 5.6.2.
pub(super) fn is_token(byte: &u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(byte)
}
