//! JSON Pointer (RFC 6901), as a text and as the fragment of a URI.

use super::{Kind, Node};

/// A pointer that was read: the names on the way from the root, unescaped.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pointer {
    tokens: Vec<String>,
}

/// Why a text is no pointer; a clause that completes "the pointer `...`".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PointerError {
    /// It is not empty and has no slash first.
    NoSlash,
    /// A `~` is not followed by `0` or `1`.
    BadTilde,
    /// A `%` is not followed by two hexadecimal digits, or what they give is not UTF-8.
    BadPercent,
}

impl std::fmt::Display for PointerError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::NoSlash => "does not begin with `/`",
            Self::BadTilde => "has a `~` that is neither `~0` nor `~1`",
            Self::BadPercent => "has a `%` that is not followed by the two digits of a byte of UTF-8",
        })
    }
}

impl std::error::Error for PointerError {}

impl Pointer {
    /// Reads a pointer: the empty text for the root, or `/a/b~1c/0`.
    ///
    /// # Errors
    /// What RFC 6901, section 3, does not allow.
    pub fn parse(text: &str) -> Result<Self, PointerError> {
        let Some(rest) = text.strip_prefix('/') else {
            return if text.is_empty() { Ok(Self::default()) } else { Err(PointerError::NoSlash) };
        };
        rest.split('/').map(unescape).collect::<Result<_, _>>().map(|tokens| Self { tokens })
    }

    /// Reads the fragment of a URI (RFC 6901, section 6), with its `#` or without.
    ///
    /// # Errors
    /// As [`Pointer::parse`], after percent-decoding.
    pub fn parse_fragment(fragment: &str) -> Result<Self, PointerError> {
        Self::parse(&percent_decode(fragment.strip_prefix('#').unwrap_or(fragment))?)
    }

    /// The names on the way from the root.
    #[must_use]
    pub fn tokens(&self) -> &[String] {
        &self.tokens
    }

    /// The pointer to a child of what this one points to.
    #[must_use]
    pub fn child(&self, token: impl Into<String>) -> Self {
        let mut tokens = self.tokens.clone();
        tokens.push(token.into());
        Self { tokens }
    }

    /// What it points to in a document; an index of an array has no sign and no leading zero.
    #[must_use]
    pub fn resolve<'a>(&self, root: &'a Node) -> Option<&'a Node> {
        self.tokens.iter().try_fold(root, |node, token| match &node.kind {
            Kind::Object(object) => object.get(token),
            Kind::Array(items) => items.get(index(token)?),
            _ => None,
        })
    }
}

/// Writes it escaped; the root is the empty text.
impl std::fmt::Display for Pointer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.tokens.iter().try_for_each(|token| write!(f, "/{}", escape(token)))
    }
}

/// One name as it stands in a pointer: `~` becomes `~0` and `/` becomes `~1`.
#[must_use]
pub fn escape(token: &str) -> String {
    token.replace('~', "~0").replace('/', "~1")
}

fn unescape(token: &str) -> Result<String, PointerError> {
    let mut parts = token.split('~');
    let mut text = String::from(parts.next().unwrap_or_default());
    for part in parts {
        let (character, rest) = match part.as_bytes().first() {
            Some(b'0') => ('~', &part[1..]),
            Some(b'1') => ('/', &part[1..]),
            _ => return Err(PointerError::BadTilde),
        };
        text.push(character);
        text.push_str(rest);
    }
    Ok(text)
}

fn percent_decode(text: &str) -> Result<String, PointerError> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let mut digit = || rest.next().and_then(|byte| char::from(byte).to_digit(16));
        let (Some(high), Some(low)) = (digit(), digit()) else { return Err(PointerError::BadPercent) };
        bytes.extend(u8::try_from(high * 16 + low));
    }
    String::from_utf8(bytes).map_err(|_| PointerError::BadPercent)
}

fn index(token: &str) -> Option<usize> {
    let plain = token == "0" || (!token.starts_with('0') && token.bytes().all(|byte| byte.is_ascii_digit()));
    if plain { token.parse().ok() } else { None }
}

#[cfg(test)]
mod tests;
