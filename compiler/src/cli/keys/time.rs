//! Whether a time of the subscriptions file has passed.

use std::time::{SystemTime, UNIX_EPOCH};

/// Whether a time as RFC 3339 has it (section 5.6) lies before now; no text that is none does.
pub(super) fn is_past(text: &str) -> bool {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| time.as_secs());
    seconds(text).is_some_and(|seconds| seconds <= i64::try_from(now).unwrap_or(i64::MAX))
}

/// The seconds since 1970; parts of a second are left out.
fn seconds(text: &str) -> Option<i64> {
    let field = |from: usize, to: usize| text.get(from..to)?.parse::<i64>().ok();
    let (year, month, day) = (field(0, 4)?, field(5, 7)?, field(8, 10)?);
    let (hour, minute, second) = (field(11, 13)?, field(14, 16)?, field(17, 19)?);
    let rest = text.get(19..)?.trim_start_matches(|char: char| char == '.' || char.is_ascii_digit());
    let offset = match rest.split_at_checked(1)? {
        ("Z" | "z", "") => 0,
        (sign @ ("+" | "-"), offset) => {
            let (hours, minutes) = offset.split_once(':')?;
            let minutes = hours.parse::<i64>().ok()? * 60 + minutes.parse::<i64>().ok()?;
            if sign == "-" { -minutes * 60 } else { minutes * 60 }
        }
        _ => return None,
    };
    // The year begins in March, so that a day more in February is its last.
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let days = year * 365 + year / 4 - year / 100 + year / 400 + (month * 153 + 2) / 5 + day - 719_469;
    Some(((days * 24 + hour) * 60 + minute) * 60 + second - offset)
}

#[cfg(test)]
mod tests {
    use super::{is_past, seconds};

    #[test]
    fn times_are_seconds_since_1970() {
        for (text, expected) in [
            ("1970-01-01T00:00:00Z", Some(0)),
            ("2000-02-29T12:00:00.5Z", Some(951_825_600)),
            ("2027-01-01T01:30:00+01:30", Some(1_798_761_600)),
            ("2026-12-31T23:00:00-01:00", Some(1_798_761_600)),
            ("2027-01-01", None),
            ("soon", None),
        ] {
            assert_eq!(seconds(text), expected, "{text}");
        }
        assert!(is_past("2020-01-01T00:00:00Z") && !is_past("2999-01-01T00:00:00Z") && !is_past("never"));
    }
}
