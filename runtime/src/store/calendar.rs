//! Periods of the calendar, in UTC. Times are seconds since 1970-01-01T00:00:00Z, and none lies before.

use crate::text::{civil, day_number};

/// What a period of the calendar is as long as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Calendar {
    Hour,
    Day,
    /// From Monday, as ISO 8601 has weeks.
    Week,
    Month,
    Year,
}

const HOUR: i64 = 3_600;
const DAY: i64 = 24 * HOUR;
/// 1970-01-01 was a Thursday.
const MONDAY: i64 = 4 * DAY;

impl Calendar {
    /// When the period begins that a moment lies in.
    pub(super) fn begins(self, now: i64) -> i64 {
        match self {
            Self::Hour => now - now.rem_euclid(HOUR),
            Self::Day => now - now.rem_euclid(DAY),
            Self::Week => now - (now - MONDAY).rem_euclid(7 * DAY),
            Self::Month => first_of(month_of(now)),
            Self::Year => first_of((month_of(now).0, 1)),
        }
    }

    /// When the period ends that a moment lies in: the next one begins then.
    pub(super) fn ends(self, now: i64) -> i64 {
        match self {
            Self::Hour => self.begins(now) + HOUR,
            Self::Day => self.begins(now) + DAY,
            Self::Week => self.begins(now) + 7 * DAY,
            Self::Month => match month_of(now) {
                (year, 12) => first_of((year + 1, 1)),
                (year, month) => first_of((year, month + 1)),
            },
            Self::Year => first_of((month_of(now).0 + 1, 1)),
        }
    }
}

/// The year and the month, from 1, of a moment.
fn month_of(now: i64) -> (u64, u64) {
    let (year, month, _) = civil(u64::try_from(now.div_euclid(DAY)).unwrap_or_default());
    (year, month)
}

/// When a month begins.
fn first_of((year, month): (u64, u64)) -> i64 {
    day_number(year, month).and_then(|day| i64::try_from(day).ok()).unwrap_or_default() * DAY
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::text::parse_seconds;

    #[test]
    fn periods_are_those_of_the_calendar() {
        let at = |text: &str| parse_seconds(text).unwrap();
        for (period, now, begins, ends) in [
            (Calendar::Hour, "2026-11-21T12:34:56Z", "2026-11-21T12:00:00Z", "2026-11-21T13:00:00Z"),
            (Calendar::Day, "2026-11-21T12:34:56Z", "2026-11-21T00:00:00Z", "2026-11-22T00:00:00Z"),
            (Calendar::Week, "2026-11-21T12:34:56Z", "2026-11-16T00:00:00Z", "2026-11-23T00:00:00Z"),
            (Calendar::Week, "2026-11-23T00:00:00Z", "2026-11-23T00:00:00Z", "2026-11-30T00:00:00Z"),
            (Calendar::Month, "2026-12-31T23:59:59Z", "2026-12-01T00:00:00Z", "2027-01-01T00:00:00Z"),
            (Calendar::Month, "2028-02-29T00:00:00Z", "2028-02-01T00:00:00Z", "2028-03-01T00:00:00Z"),
            (Calendar::Month, "2100-02-28T23:00:00Z", "2100-02-01T00:00:00Z", "2100-03-01T00:00:00Z"),
            (Calendar::Year, "2028-02-29T12:00:00Z", "2028-01-01T00:00:00Z", "2029-01-01T00:00:00Z"),
            (Calendar::Year, "2027-01-01T00:00:00Z", "2027-01-01T00:00:00Z", "2028-01-01T00:00:00Z"),
        ] {
            assert_eq!((period.begins(at(now)), period.ends(at(now))), (at(begins), at(ends)), "{period:?} {now}");
        }
    }

    #[test]
    fn each_period_begins_where_the_last_one_ended() {
        for period in [Calendar::Week, Calendar::Month, Calendar::Year] {
            let mut now = parse_seconds("1970-01-01T00:00:00Z").unwrap();
            for _ in 0..3_000 {
                let ends = period.ends(now);
                assert!(period.begins(now) <= now && now < ends);
                assert_eq!((period.begins(ends), period.begins(ends - 1)), (ends, period.begins(now)), "{period:?}");
                now = ends;
            }
        }
    }
}
