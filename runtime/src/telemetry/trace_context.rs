//! Trace context as it comes in and goes out: W3C Trace Context, level 1.
//!
//! What can't be read is no context: it goes no further, and neither does the state beside it (section 3.2).

use http::{HeaderMap, HeaderName, HeaderValue};

use crate::header::bears;
use crate::text::HEX;

const TRACEPARENT: HeaderName = HeaderName::from_static("traceparent");
const TRACESTATE: HeaderName = HeaderName::from_static("tracestate");

/// `00-` + 32 + `-` + 16 + `-` + 2.
const LENGTH: usize = 55;
/// The most members that a state may have (section 3.3.1.1).
const MOST_MEMBERS: usize = 32;

/// Where a call stands in a trace.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Context {
    pub(crate) trace: u128,
    /// The span that it stands below.
    pub(crate) span: u64,
    pub(crate) sampled: bool,
}

impl Context {
    /// The context that a request bears. What of its headers is none is taken out.
    pub(crate) fn take(headers: &mut HeaderMap) -> Option<Self> {
        if !bears(headers, &TRACEPARENT) && !bears(headers, &TRACESTATE) {
            return None;
        }
        let mut parents = headers.get_all(TRACEPARENT).iter();
        let (parent, further) = (parents.next(), parents.next());
        let context = parent.filter(|_| further.is_none()).and_then(|parent| Self::parse(parent.as_bytes()));
        if context.is_none() {
            headers.remove(TRACEPARENT);
        }
        if context.is_none() || !is_state(headers) {
            headers.remove(TRACESTATE);
        }
        context
    }

    /// Section 3.2. A later version may have more behind these fields.
    fn parse(text: &[u8]) -> Option<Self> {
        let (fields, more) = text.split_at_checked(LENGTH)?;
        let [b'-', b'-', b'-'] = [fields[2], fields[35], fields[52]] else { return None };
        let (version, flags) = (hex(&fields[..2])?, hex(&fields[53..])?);
        let known = match version {
            0 => more.is_empty(),
            0xff => false,
            _ => more.first().is_none_or(|next| *next == b'-'),
        };
        let (trace, span) = (hex(&fields[3..35])?, u64::try_from(hex(&fields[36..52])?).ok()?);
        (known && trace != 0 && span != 0).then_some(Self { trace, span, sampled: flags & 1 == 1 })
    }

    /// Appends the id of the trace, as people write it.
    pub(crate) fn write_trace(self, to: &mut String) {
        let mut digits = [0; 32];
        write(&mut digits, &self.trace.to_be_bytes());
        to.push_str(std::str::from_utf8(&digits).unwrap_or_default());
    }

    /// Sends it with a request, as version 00.
    #[cfg_attr(not(feature = "otel"), expect(dead_code, reason = "who makes no spans passes contexts on as they came"))]
    pub(crate) fn set(self, headers: &mut HeaderMap) {
        let mut text = *b"00-00000000000000000000000000000000-0000000000000000-00";
        write(&mut text[3..35], &self.trace.to_be_bytes());
        write(&mut text[36..52], &self.span.to_be_bytes());
        text[54] = HEX[usize::from(self.sampled)];
        if let Ok(value) = HeaderValue::from_bytes(&text) {
            headers.insert(TRACEPARENT, value);
        }
    }
}

/// Lower case alone (section 3.2.2).
fn hex(text: &[u8]) -> Option<u128> {
    let digit = |value: u128, byte: &u8| {
        let digit = match byte {
            b'0'..=b'9' => byte - b'0',
            b'a'..=b'f' => byte - b'a' + 10,
            _ => return None,
        };
        Some(value << 4 | u128::from(digit))
    };
    text.iter().try_fold(0, digit)
}

fn write(to: &mut [u8], value: &[u8]) {
    for (digits, byte) in to.as_chunks_mut().0.iter_mut().zip(value) {
        *digits = [HEX[usize::from(byte >> 4)], HEX[usize::from(byte & 15)]];
    }
}

/// Whether what stands under `tracestate` is a list of members (section 3.3.1).
fn is_state(headers: &HeaderMap) -> bool {
    let mut members = 0;
    for line in headers.get_all(TRACESTATE) {
        for member in line.as_bytes().split(|byte| *byte == b',').map(<[u8]>::trim_ascii) {
            if member.is_empty() {
                continue;
            }
            members += 1;
            if !is_member(member) {
                return false;
            }
        }
    }
    members <= MOST_MEMBERS
}

fn is_member(member: &[u8]) -> bool {
    let Some(equals) = member.iter().position(|byte| *byte == b'=') else { return false };
    let (key, value) = (&member[..equals], &member[equals + 1..]);
    let in_key = |byte: &u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_' | b'-' | b'*' | b'/' | b'@');
    let begins = key.first().is_some_and(|first| first.is_ascii_lowercase() || first.is_ascii_digit());
    let in_value = |byte: &u8| matches!(byte, b' '..=b'~') && !matches!(byte, b',' | b'=');
    begins
        && key.len() <= 256
        && key.iter().all(in_key)
        && (1..=256).contains(&value.len())
        && value.iter().all(in_value)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const GOOD: &str = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    fn taken(lines: &[(&'static str, &str)]) -> (Option<Context>, HeaderMap) {
        let mut headers = HeaderMap::new();
        for (name, value) in lines {
            headers.append(*name, HeaderValue::from_str(value).unwrap());
        }
        (Context::take(&mut headers), headers)
    }

    #[test]
    fn contexts_are_read_as_the_standard_says() {
        let context =
            Context { trace: 0x4bf9_2f35_77b3_4da6_a3ce_929d_0e0e_4736, span: 0x00f0_67aa_0ba9_02b7, sampled: true };
        for (text, read) in [
            (GOOD, Some(context)),
            ("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00", Some(Context { sampled: false, ..context })),
            ("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-03", Some(context)),
            ("cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", Some(context)),
            ("cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-what-is-new", Some(context)),
            ("cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01.what", None),
            ("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more", None),
            ("ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", None),
            ("00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01", None),
            ("00-00000000000000000000000000000000-00f067aa0ba902b7-01", None),
            ("00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01", None),
            ("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7", None),
            ("00-4bf92f3577b34da6a3ce929d0e0e4736_00f067aa0ba902b7-01", None),
            ("", None),
        ] {
            let (context, headers) = taken(&[("traceparent", text), ("tracestate", "a=b")]);
            assert_eq!(context, read, "{text}");
            assert_eq!(headers.contains_key(TRACEPARENT), read.is_some(), "{text}");
            assert_eq!(headers.contains_key(TRACESTATE), read.is_some(), "{text}");
        }
        assert_eq!(taken(&[("traceparent", GOOD), ("traceparent", GOOD)]).0, None, "two of them");
        assert!(taken(&[("tracestate", "a=b")]).1.is_empty(), "a state without a context");
    }

    #[test]
    fn a_state_that_is_none_goes_no_further() {
        let many = (0..33).map(|key| format!("k{key}=v")).collect::<Vec<_>>().join(",");
        for (state, kept) in [
            ("rojo=00f067aa0ba902b7, congo=t61rcWkgMzE", true),
            ("fw529a3039@dt=FfAAAJE, ,a=b", true),
            ("A=b", false),
            ("a", false),
            ("a=", false),
            ("a=b=c", false),
            (many.as_str(), false),
        ] {
            let (context, headers) = taken(&[("traceparent", GOOD), ("tracestate", state)]);
            assert!(context.is_some());
            assert_eq!(headers.contains_key(TRACESTATE), kept, "{state}");
        }
    }

    #[test]
    #[cfg(feature = "otel")]
    fn what_is_written_is_read_again() {
        let context = Context { trace: u128::MAX - 5, span: 7, sampled: true };
        let mut headers = HeaderMap::new();
        context.set(&mut headers);
        assert_eq!(headers[TRACEPARENT], "00-fffffffffffffffffffffffffffffffa-0000000000000007-01");
        assert_eq!(Context::take(&mut headers), Some(context));
    }
}
