//! Small encodings: JSON strings, percent sequences, times.

use std::borrow::Cow;
use std::cell::Cell;
use std::net::IpAddr;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Appends a JSON string (RFC 8259, section 7), quotes included.
pub(crate) fn json_string(to: &mut String, text: &str) {
    let (words, rest) = text.as_bytes().as_chunks::<8>();
    let plain = words.iter().all(|word| run_ends(u64::from_le_bytes(*word)) == 0)
        && !rest.iter().any(|byte| matches!(byte, b'"' | b'\\' | 0..b' '));
    to.push('"');
    if plain {
        to.push_str(text)
    } else {
        escaped(to, text)
    }
    to.push('"');
}

/// Marks the bytes of a word at which a run of plain characters of a JSON string ends (a quote, a backslash, a control character),
/// by their highest bit. The lowest mark is exact; a borrow may set others.
#[inline(always)]
pub(crate) fn run_ends(word: u64) -> u64 {
    const ONES: u64 = u64::MAX / 0xFF;
    let zeros = |word: u64| word.wrapping_sub(ONES) & !word;
    let quotes = zeros(word ^ (ONES * b'"' as u64));
    let backslashes = zeros(word ^ (ONES * b'\\' as u64));
    let controls = word.wrapping_sub(ONES * b' ' as u64) & !word;
    (quotes | backslashes | controls) & (ONES << 7)
}

#[cold]
fn escaped(to: &mut String, text: &str) {
    let mut clean = 0;
    for (at, byte) in text.bytes().enumerate() {
        let escape = match byte {
            b'"' => "\\\"",
            b'\\' => "\\\\",
            b'\n' => "\\n",
            b'\r' => "\\r",
            b'\t' => "\\t",
            0..0x20 => "",
            _ => continue,
        };
        to.push_str(text.get(clean..at).unwrap_or_default());
        clean = at + 1;
        if escape.is_empty() {
            to.push_str("\\u00");
            hex(to, byte);
        } else {
            to.push_str(escape);
        }
    }
    to.push_str(text.get(clean..).unwrap_or_default());
}

/// Appends a number in decimal.
pub(crate) fn integer(to: &mut String, value: impl itoa::Integer) {
    to.push_str(itoa::Buffer::new().format(value));
}

/// Appends an IP address.
pub(crate) fn address(to: &mut String, address: IpAddr) {
    match address {
        IpAddr::V4(address) => {
            for (index, part) in address.octets().into_iter().enumerate() {
                if index > 0 {
                    to.push('.');
                }
                integer(to, part);
            }
        }
        IpAddr::V6(address) => to.push_str(&address.to_string()),
    }
}

/// The hexadecimal digits, in lower case.
pub(crate) const HEX: &[u8; 16] = b"0123456789abcdef";

/// Appends a byte as two lower-case hexadecimal digits.
pub(crate) fn hex(to: &mut String, byte: u8) {
    to.push(char::from(HEX[usize::from(byte >> 4)]));
    to.push(char::from(HEX[usize::from(byte & 15)]));
}

/// Undoes percent-encoding (RFC 3986, section 2.1). A `%` without two digits stands for itself. `None`: not UTF-8.
pub(crate) fn percent_decoded(text: &str) -> Option<Cow<'_, str>> {
    if memchr::memchr(b'%', text.as_bytes()).is_none() {
        return Some(Cow::Borrowed(text));
    }
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let value = (byte == b'%').then(|| digits(bytes.get(at + 1), bytes.get(at + 2))).flatten();
        decoded.push(value.unwrap_or(byte));
        at += if value.is_some() { 3 } else { 1 };
    }
    String::from_utf8(decoded).ok().map(Cow::Owned)
}

fn digits(high: Option<&u8>, low: Option<&u8>) -> Option<u8> {
    let digit = |byte: Option<&u8>| char::from(*byte?).to_digit(16);
    u8::try_from(digit(high)? * 16 + digit(low)?).ok()
}

/// Appends text with all but the unreserved characters (RFC 3986, section 2.3) percent-encoded. `slashes` keeps `/`.
pub(crate) fn percent_encode(to: &mut String, text: impl AsRef<[u8]>, slashes: bool) {
    for &byte in text.as_ref() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) || (slashes && byte == b'/') {
            to.push(char::from(byte));
        } else {
            to.push('%');
            let start = to.len();
            hex(to, byte);
            if let Some(written) = to.get_mut(start..) {
                written.make_ascii_uppercase();
            }
        }
    }
}

/// Appends a time as RFC 3339 has it, in UTC with milliseconds.
pub(crate) fn timestamp(to: &mut String, time: SystemTime) {
    thread_local! {
        /// Many times are of one second.
        static LAST: Cell<(u64, [u8; 24])> = const { Cell::new((u64::MAX, [0; 24])) };
    }
    let since = time.duration_since(UNIX_EPOCH).unwrap_or_default();
    let (second, mut text) = LAST.get();
    if second != since.as_secs() {
        text = of_second(since.as_secs());
        LAST.set((since.as_secs(), text));
    }
    decimal(text.get_mut(20..23).unwrap_or_default(), u64::from(since.subsec_millis()));
    to.push_str(std::str::from_utf8(&text).unwrap_or_default());
}

fn of_second(since: u64) -> [u8; 24] {
    let second = since % 86_400;
    let (year, month, day) = civil(since / 86_400);
    let mut text = *b"0000-00-00T00:00:00.000Z";
    let fields = [
        (0..4, year),
        (5..7, month),
        (8..10, day),
        (11..13, second / 3600),
        (14..16, second / 60 % 60),
        (17..19, second % 60),
    ];
    for (place, value) in fields {
        decimal(text.get_mut(place).unwrap_or_default(), value);
    }
    text
}

/// Fills a field with the last digits of a number.
fn decimal(field: &mut [u8], mut value: u64) {
    for digit in field.iter_mut().rev() {
        *digit = b'0' + (value % 10) as u8;
        value /= 10;
    }
}

/// Year, month and day of a day counted from 1970-01-01, in the Gregorian calendar.
pub(crate) fn civil(days: u64) -> (u64, u64, u64) {
    // Eras of 400 years that begin on 1 March, so that the leap day is the last of its year.
    let shifted = days + 719_468;
    let era = shifted / 146_097;
    let day_of_era = shifted % 146_097;
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    (year_of_era + era * 400 + u64::from(month <= 2), month, day)
}

/// Reads a time of RFC 3339, section 5.6; fractions of a second are dropped. `None`: it is none, or lies before 1970.
pub(crate) fn parse_timestamp(text: &str) -> Option<SystemTime> {
    UNIX_EPOCH.checked_add(Duration::from_secs(u64::try_from(parse_seconds(text)?).ok()?))
}

/// [`parse_timestamp`] in seconds since 1970-01-01T00:00:00Z, from the year 1 on.
pub(crate) fn parse_seconds(text: &str) -> Option<i64> {
    let number = |from: usize, to: usize| -> Option<u64> {
        let digits = text.get(from..to)?;
        digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse().ok())?
    };
    let mark = |at: usize, marks: &[u8]| text.as_bytes().get(at).is_some_and(|byte| marks.contains(byte));
    let marked = mark(4, b"-") && mark(7, b"-") && mark(10, b"Tt ") && mark(13, b":") && mark(16, b":");
    let (year, month, day) = (number(0, 4)?, number(5, 7)?, number(8, 10)?);
    let (hour, minute, second) = (number(11, 13)?, number(14, 16)?, number(17, 19)?);
    if !marked || !(1..=12).contains(&month) || hour > 23 || minute > 59 || second > 60 || year == 0 {
        return None;
    }
    // The calendar repeats itself after 400 years, so years before 1970 are looked at as later ones.
    let days = (day_number(year + CYCLE_YEARS, month)?).checked_add(day.checked_sub(1)?)?;
    if civil(days) != (year + CYCLE_YEARS, month, day) {
        return None;
    }
    let days = i64::try_from(days).ok()? - CYCLE_DAYS;
    let mut zone = text.get(19..)?;
    if let Some(fraction) = zone.strip_prefix('.') {
        zone = fraction.trim_start_matches(|c: char| c.is_ascii_digit());
        if zone.len() == fraction.len() {
            return None;
        }
    }
    let local = days * 86_400 + i64::try_from(hour * 3600 + minute * 60 + second).ok()?;
    match zone.as_bytes() {
        b"Z" | b"z" => Some(local),
        [sign @ (b'+' | b'-'), h1, h2, b':', m1, m2] => {
            let digit = |byte: &u8| char::from(*byte).to_digit(10).map(i64::from);
            let (hours, minutes) = (digit(h1)? * 10 + digit(h2)?, digit(m1)? * 10 + digit(m2)?);
            if hours > 23 || minutes > 59 {
                return None;
            }
            let offset = hours * 3600 + minutes * 60;
            Some(if *sign == b'+' { local - offset } else { local + offset })
        }
        _ => None,
    }
}

/// A multiple of 400 years, and its days.
const CYCLE_YEARS: u64 = 2000;
const CYCLE_DAYS: i64 = 5 * 146_097;

/// The first day of a month, counted from 1970-01-01.
pub(crate) fn day_number(year: u64, month: u64) -> Option<u64> {
    let (year, shifted) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let (era, year_of_era) = (year / 400, year % 400);
    let day_of_year = (153 * shifted + 2) / 5;
    (era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year).checked_sub(719_468)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;

    fn written(time: SystemTime) -> String {
        let mut text = String::new();
        timestamp(&mut text, time);
        text
    }

    #[test]
    fn times_read_back_as_written() {
        for text in ["1970-01-01T00:00:00.000Z", "2024-02-29T23:59:59.000Z", "2100-03-01T00:00:00.000Z"] {
            assert_eq!(written(parse_timestamp(text).unwrap()), text);
        }
        assert_eq!(written(parse_timestamp("2027-01-01T01:00:00.25+02:00").unwrap()), "2026-12-31T23:00:00.000Z");
    }

    #[test]
    fn times_before_1970_are_seconds_alone() {
        assert_eq!(parse_seconds("0001-01-01T00:00:00Z"), Some(-62_135_596_800));
        assert_eq!(parse_seconds("1969-12-31T23:59:59Z"), Some(-1));
        assert_eq!(parse_seconds("1600-02-29T00:00:00+01:00"), Some(-11_670_998_400 - 3600));
        assert_eq!(parse_seconds("1900-02-29T00:00:00Z"), None);
        assert_eq!(parse_timestamp("1969-12-31T23:59:59Z"), None);
    }

    #[test]
    fn what_is_no_time_is_refused() {
        for text in [
            "",
            "2027-01-01",
            "2027-02-29T00:00:00Z",
            "2027-13-01T00:00:00Z",
            "2027-01-01T00:00:00",
            "2027-01-01T00:00:00.Z",
            "2027-01-00T00:00:00Z",
        ] {
            assert!(parse_timestamp(text).is_none(), "{text}");
        }
    }

    #[test]
    fn json_strings_are_escaped() {
        let mut text = String::new();
        json_string(&mut text, "a\"b\\c\nd\u{1}é");
        assert_eq!(text, "\"a\\\"b\\\\c\\nd\\u0001é\"");
    }

    #[test]
    fn percent_sequences() {
        assert_eq!(percent_decoded("a%2Fb%zz%4").unwrap(), "a/b%zz%4");
        assert!(percent_decoded("%ff").is_none());
        let mut text = String::new();
        percent_encode(&mut text, "a/b é", false);
        assert_eq!(text, "a%2Fb%20%C3%A9");
    }
}
