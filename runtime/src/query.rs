//! A query (RFC 3986, section 3.4) read as forms write it. What is not edited keeps its bytes.

use std::borrow::Cow;

use crate::text::{percent_decoded, percent_encode};

/// The pairs, not decoded. A pair without `=` has an empty value.
pub(crate) fn pairs(query: &str) -> impl Iterator<Item = (&str, &str)> {
    query.split('&').filter(|pair| !pair.is_empty()).map(|pair| pair.split_once('=').unwrap_or((pair, "")))
}

/// A name or a value, decoded; `+` is a space. What is not UTF-8 stays as it was written.
pub(crate) fn decoded(text: &str) -> Cow<'_, str> {
    let spaced = if memchr::memchr(b'+', text.as_bytes()).is_some() {
        Cow::Owned(text.replace('+', " "))
    } else {
        Cow::Borrowed(text)
    };
    match spaced {
        Cow::Borrowed(text) => percent_decoded(text).unwrap_or(Cow::Borrowed(text)),
        Cow::Owned(text) => percent_decoded(&text).map(Cow::into_owned).unwrap_or(text).into(),
    }
}

/// The values of a name in their order, not decoded.
pub(crate) fn texts<'q>(query: &'q str, name: &str) -> impl Iterator<Item = &'q str> {
    pairs(query).filter(move |(key, _)| is(key, name)).map(|(_, value)| value)
}

/// The decoded values of a name, in their order.
pub(crate) fn values<'q>(query: &'q str, name: &str) -> impl Iterator<Item = Cow<'q, str>> {
    texts(query, name).map(decoded)
}

fn is(key: &str, name: &str) -> bool {
    key == name || (memchr::memchr2(b'%', b'+', key.as_bytes()).is_some() && decoded(key) == name)
}

/// The query without the pairs of a name; `None` where there are none to take out.
pub(crate) fn without(query: &str, name: &str) -> Option<String> {
    if !pairs(query).any(|(key, _)| is(key, name)) {
        return None;
    }
    let mut rest = String::with_capacity(query.len());
    for pair in query.split('&') {
        if is(pair.split('=').next().unwrap_or_default(), name) {
            continue;
        }
        if !rest.is_empty() {
            rest.push('&');
        }
        rest.push_str(pair);
    }
    Some(rest)
}

/// Adds a pair at the end.
pub(crate) fn push(query: &mut String, name: &str, value: &str) {
    if !query.is_empty() {
        query.push('&');
    }
    percent_encode(query, name, false);
    query.push('=');
    percent_encode(query, value, false);
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;

    #[test]
    fn other_pairs_keep_their_bytes() {
        assert_eq!(without("a=1&k%65y=s&&b=%20+&c", "key").unwrap(), "a=1&&b=%20+&c");
        assert_eq!(without("a=1", "b"), None);
        assert_eq!(without("key=1", "key").unwrap(), "");
    }

    #[test]
    fn values_are_decoded() {
        assert_eq!(values("a=1&b=x+y%21&a=", "b").collect::<Vec<_>>(), ["x y!"]);
        assert_eq!(values("a=1&b=x&a=", "a").collect::<Vec<_>>(), ["1", ""]);
    }

    #[test]
    fn an_added_pair_is_encoded() {
        let mut query = "a=1".to_owned();
        push(&mut query, "b c", "x&y");
        assert_eq!(query, "a=1&b%20c=x%26y");
    }
}
