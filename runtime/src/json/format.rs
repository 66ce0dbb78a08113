//! The formats that a gateway can assert.

use std::net::{Ipv4Addr, Ipv6Addr};

/// A `format` of JSON Schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// RFC 3339 `full-date`
    Date,
    /// RFC 3339 `full-time`
    Time,
    /// RFC 3339 `date-time`
    DateTime,
    /// RFC 9562, in either case
    Uuid,
    /// A mailbox: one `@` between a local part and a host, without spaces.
    Email,
    /// RFC 1123
    Hostname,
    /// RFC 2673, section 3.2
    Ipv4,
    /// RFC 4291, section 2.2
    Ipv6,
    /// RFC 3986, with a scheme
    Uri,
}

impl Format {
    /// The name in a document.
    pub const fn name(self) -> &'static str {
        match self {
            Format::Date => "date",
            Format::Time => "time",
            Format::DateTime => "date-time",
            Format::Uuid => "uuid",
            Format::Email => "email",
            Format::Hostname => "hostname",
            Format::Ipv4 => "ipv4",
            Format::Ipv6 => "ipv6",
            Format::Uri => "uri",
        }
    }

    /// Whether the text has this form.
    pub fn accepts(self, text: &str) -> bool {
        match self {
            Format::Date => is_date(text),
            Format::Time => is_time(text),
            Format::DateTime => match (text.get(..10), text.as_bytes().get(10), text.get(11..)) {
                (Some(date), Some(b'T' | b't'), Some(time)) => is_date(date) && is_time(time),
                _ => false,
            },
            Format::Uuid => is_uuid(text),
            Format::Email => is_email(text),
            Format::Hostname => is_hostname(text),
            Format::Ipv4 => text.parse::<Ipv4Addr>().is_ok(),
            Format::Ipv6 => text.parse::<Ipv6Addr>().is_ok(),
            Format::Uri => is_uri(text),
        }
    }
}

/// A number of exactly the text's digits.
fn digits(text: &str) -> Option<u32> {
    if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) { None } else { text.parse().ok() }
}

fn is_date(text: &str) -> bool {
    let parts = || {
        let [b'-', b'-'] = [*text.as_bytes().get(4)?, *text.as_bytes().get(7)?] else { return None };
        Some((digits(text.get(..4)?)?, digits(text.get(5..7)?)?, digits(text.get(8..10)?)?))
    };
    let Some((year, month, day)) = parts() else { return false };
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => 0,
    };
    text.len() == 10 && (1..=days).contains(&day)
}

fn is_time(text: &str) -> bool {
    let Some((hour, minute, second)) = text.get(..8).and_then(clock) else { return false };
    let mut rest = text.get(8..).unwrap_or_default();
    if let Some(fraction) = rest.strip_prefix('.') {
        rest = fraction.trim_start_matches(|c: char| c.is_ascii_digit());
        if rest.len() == fraction.len() {
            return false;
        }
    }
    let offset = match rest.as_bytes() {
        [b'Z' | b'z'] => 0,
        [sign @ (b'+' | b'-'), _, _, b':', _, _] => {
            let (Some(hours @ 0..24), Some(minutes @ 0..60)) =
                (rest.get(1..3).and_then(digits), rest.get(4..6).and_then(digits))
            else {
                return false;
            };
            let minutes = (hours * 60 + minutes) as i32;
            if *sign == b'+' { minutes } else { -minutes }
        }
        _ => return false,
    };
    // A leap second is the last one of a day in UTC.
    let utc = ((hour * 60 + minute) as i32 - offset).rem_euclid(24 * 60);
    hour < 24 && minute < 60 && (second < 60 || (second == 60 && utc == 24 * 60 - 1))
}

fn clock(text: &str) -> Option<(u32, u32, u32)> {
    let [b':', b':'] = [*text.as_bytes().get(2)?, *text.as_bytes().get(5)?] else { return None };
    Some((digits(text.get(..2)?)?, digits(text.get(3..5)?)?, digits(text.get(6..8)?)?))
}

fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(index, byte)| match index {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

fn is_email(text: &str) -> bool {
    let Some((local, host)) = text.rsplit_once('@') else { return false };
    let plain = |c: char| !c.is_whitespace() && !c.is_control() && !"()<>[]:;@\\,\"".contains(c);
    !local.is_empty()
        && local.len() <= 64
        && local.chars().all(plain)
        && local.split('.').all(|atom| !atom.is_empty())
        && is_hostname(host)
}

fn is_hostname(text: &str) -> bool {
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    text.len() <= 253 && text.split('.').all(label)
}

fn is_uri(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once(':') else { return false };
    let mut bytes = rest.bytes();
    while let Some(byte) = bytes.next() {
        let allowed = match byte {
            b'%' => [bytes.next(), bytes.next()].iter().all(|byte| byte.is_some_and(|byte| byte.is_ascii_hexdigit())),
            b'"' | b'<' | b'>' | b'\\' | b'^' | b'`' | b'{' | b'|' | b'}' => false,
            _ => byte.is_ascii_graphic(),
        };
        if !allowed {
            return false;
        }
    }
    scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'))
}
