//! Moments and time spans of CEL: nanoseconds, from the year 1 to the year 9999.

use std::fmt;
use std::str::FromStr;

use super::error::{Error, Result};

const SECOND: i128 = 1_000_000_000;
const DAY: i64 = 86_400;

/// The first second of the year 1, and the last of the year 9999.
const SECONDS: std::ops::RangeInclusive<i64> = -62_135_596_800..=253_402_300_799;

/// A moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Timestamp {
    seconds: i64,
    /// Behind them; below a second.
    nanos: u32,
}

/// A time span.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Duration {
    nanos: i64,
}

impl Duration {
    pub(super) const fn from_nanos(nanos: i64) -> Self {
        Self { nanos }
    }

    pub(super) const fn nanos(self) -> i64 {
        self.nanos
    }

    /// Whole hours.
    #[must_use]
    pub fn hours(self) -> i64 {
        self.seconds() / 3600
    }

    /// Whole minutes.
    #[must_use]
    pub fn minutes(self) -> i64 {
        self.seconds() / 60
    }

    /// Whole seconds.
    #[must_use]
    pub fn seconds(self) -> i64 {
        self.nanos / 1_000_000_000
    }

    /// Milliseconds behind the whole seconds.
    #[must_use]
    pub fn milliseconds(self) -> i64 {
        self.nanos / 1_000_000 % 1000
    }
}

impl FromStr for Duration {
    type Err = Error;

    /// Reads numbers with units, perhaps with a sign: `1h30m`, `-1.5s`, `250ms`.
    fn from_str(text: &str) -> Result<Self> {
        let (sign, mut rest) = match text.strip_prefix('-') {
            Some(rest) => (-1, rest),
            None => (1, text),
        };
        if rest == "0" {
            return Ok(Self { nanos: 0 });
        }
        let mut nanos: i128 = 0;
        if rest.is_empty() {
            return Err(Error::Conversion);
        }
        while !rest.is_empty() {
            let length = rest.find(|c: char| !c.is_ascii_digit() && c != '.').ok_or(Error::Conversion)?;
            let (number, unit) = rest.split_at(length);
            let length = unit.find(|c: char| c.is_ascii_digit() || c == '.').unwrap_or(unit.len());
            let (unit, behind) = unit.split_at(length);
            rest = behind;
            let scale: i128 = match unit {
                "h" => 3600 * SECOND,
                "m" => 60 * SECOND,
                "s" => SECOND,
                "ms" => 1_000_000,
                "us" | "µs" => 1_000,
                "ns" => 1,
                _ => return Err(Error::Conversion),
            };
            let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
            if whole.is_empty() && fraction.is_empty() || whole.len() > 18 {
                return Err(if whole.len() > 18 { Error::Range } else { Error::Conversion });
            }
            let whole: i128 = if whole.is_empty() { 0 } else { whole.parse().map_err(|_| Error::Conversion)? };
            nanos += whole * scale;
            let mut place = scale;
            for digit in fraction.bytes() {
                let digit = char::from(digit).to_digit(10).ok_or(Error::Conversion)?;
                place /= 10;
                nanos += i128::from(digit) * place;
            }
        }
        let nanos = i64::try_from(sign * nanos).map_err(|_| Error::Range)?;
        Ok(Self { nanos })
    }
}

impl fmt::Display for Duration {
    /// Seconds, as JSON has a duration: `90s`, `-0.25s`.
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.nanos < 0 { "-" } else { "" };
        let nanos = self.nanos.unsigned_abs();
        write!(to, "{sign}{}", nanos / 1_000_000_000)?;
        fraction(to, u32::try_from(nanos % 1_000_000_000).unwrap_or_default())?;
        to.write_str("s")
    }
}

/// A fraction of a second, in as few digits as it needs.
fn fraction(to: &mut fmt::Formatter<'_>, nanos: u32) -> fmt::Result {
    if nanos == 0 {
        return Ok(());
    }
    let digits = format!("{nanos:09}");
    write!(to, ".{}", digits.trim_end_matches('0'))
}

impl Timestamp {
    /// A moment, by the seconds since 1970.
    ///
    /// # Errors
    /// It lies before the year 1 or behind the year 9999.
    pub fn from_seconds(seconds: i64) -> Result<Self> {
        if SECONDS.contains(&seconds) { Ok(Self { seconds, nanos: 0 }) } else { Err(Error::Range) }
    }

    pub(super) fn from_nanos(nanos: i128) -> Result<Self> {
        let seconds = i64::try_from(nanos.div_euclid(SECOND)).map_err(|_| Error::Range)?;
        let nanos = u32::try_from(nanos.rem_euclid(SECOND)).map_err(|_| Error::Range)?;
        Ok(Self { nanos, ..Self::from_seconds(seconds)? })
    }

    pub(super) fn nanos(self) -> i128 {
        i128::from(self.seconds) * SECOND + i128::from(self.nanos)
    }

    /// Whole seconds since 1970.
    #[must_use]
    pub fn seconds(self) -> i64 {
        self.seconds
    }

    /// What a clock and a calendar show.
    #[must_use]
    pub fn at(self, zone: Zone) -> Shown {
        let local = self.seconds + zone.seconds;
        let (year, month, day) = civil(local.div_euclid(DAY));
        Shown { days: local.div_euclid(DAY), second: local.rem_euclid(DAY), nanos: self.nanos, year, month, day }
    }
}

/// An offset from UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Zone {
    seconds: i64,
}

impl Zone {
    /// UTC itself.
    pub const UTC: Self = Self { seconds: 0 };
}

impl FromStr for Zone {
    type Err = Error;

    /// Reads `UTC`, or an offset such as `+02:00`.
    fn from_str(text: &str) -> Result<Self> {
        if text == "UTC" {
            return Ok(Self::UTC);
        }
        let (sign, offset) = match text.as_bytes().first() {
            Some(b'-') => (-1, text.get(1..)),
            Some(b'+') => (1, text.get(1..)),
            _ => (1, Some(text)),
        };
        let (hours, minutes) = offset.and_then(|offset| offset.split_once(':')).ok_or(Error::Conversion)?;
        let number = |text: &str, most: i64| match text.parse::<i64>() {
            Ok(number) if text.len() == 2 && (0..=most).contains(&number) => Ok(number),
            _ => Err(Error::Conversion),
        };
        Ok(Self { seconds: sign * (number(hours, 23)? * 3600 + number(minutes, 59)? * 60) })
    }
}

/// What a clock and a calendar show.
#[derive(Debug, Clone, Copy)]
pub struct Shown {
    days: i64,
    second: i64,
    nanos: u32,
    year: i64,
    month: i64,
    day: i64,
}

impl Shown {
    /// The year.
    #[must_use]
    pub fn year(self) -> i64 {
        self.year
    }

    /// The month, from 0.
    #[must_use]
    pub fn month(self) -> i64 {
        self.month - 1
    }

    /// The day of the month, from 1.
    #[must_use]
    pub fn date(self) -> i64 {
        self.day
    }

    /// The day of the month, from 0.
    #[must_use]
    pub fn day_of_month(self) -> i64 {
        self.day - 1
    }

    /// The day of the week, Sunday 0.
    #[must_use]
    pub fn day_of_week(self) -> i64 {
        // 1970 began on a Thursday.
        (self.days + 4).rem_euclid(7)
    }

    /// The day of the year, from 0.
    #[must_use]
    pub fn day_of_year(self) -> i64 {
        self.days - days(self.year, 1, 1)
    }

    /// The hour.
    #[must_use]
    pub fn hours(self) -> i64 {
        self.second / 3600
    }

    /// The minute.
    #[must_use]
    pub fn minutes(self) -> i64 {
        self.second / 60 % 60
    }

    /// The second.
    #[must_use]
    pub fn seconds(self) -> i64 {
        self.second % 60
    }

    /// The millisecond.
    #[must_use]
    pub fn milliseconds(self) -> i64 {
        i64::from(self.nanos / 1_000_000)
    }
}

impl FromStr for Timestamp {
    type Err = Error;

    /// Reads a time of RFC 3339, section 5.6.
    fn from_str(text: &str) -> Result<Self> {
        let number = |from: usize, to: usize| {
            let digits = text.get(from..to).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()));
            digits.and_then(|digits| digits.parse::<i64>().ok()).ok_or(Error::Conversion)
        };
        // A year of five digits is one, and too late.
        if text.find('-').is_some_and(|at| at > 4) {
            return Err(Error::Range);
        }
        let marks = [(4, b'-'), (7, b'-'), (13, b':'), (16, b':')];
        let marked = marks.iter().all(|(at, mark)| text.as_bytes().get(*at) == Some(mark));
        if !marked || !matches!(text.as_bytes().get(10), Some(b'T' | b't' | b' ')) {
            return Err(Error::Conversion);
        }
        let (year, month, day) = (number(0, 4)?, number(5, 7)?, number(8, 10)?);
        let (hour, minute, second) = (number(11, 13)?, number(14, 16)?, number(17, 19)?);
        let date = days(year, month, day);
        if !(1..=12).contains(&month) || civil(date) != (year, month, day) || hour > 23 || minute > 59 || second > 59 {
            return Err(Error::Conversion);
        }
        let mut rest = text.get(19..).unwrap_or_default();
        let mut nanos = 0;
        if let Some(fraction) = rest.strip_prefix('.') {
            let length = fraction.bytes().take_while(u8::is_ascii_digit).count();
            let digits: String = fraction.chars().take(length.min(9)).collect();
            nanos = format!("{digits:0<9}").parse().map_err(|_| Error::Conversion)?;
            rest = fraction.get(length..).filter(|_| length > 0).ok_or(Error::Conversion)?;
        }
        let zone = match rest {
            "Z" | "z" => Zone::UTC,
            offset if offset.starts_with(['+', '-']) => offset.parse()?,
            _ => return Err(Error::Conversion),
        };
        let seconds = date * DAY + hour * 3600 + minute * 60 + second - zone.seconds;
        Ok(Self { nanos, ..Self::from_seconds(seconds)? })
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = self.at(Zone::UTC);
        let (year, month, day) = (shown.year, shown.month, shown.day);
        write!(to, "{year:04}-{month:02}-{day:02}T")?;
        write!(to, "{:02}:{:02}:{:02}", shown.hours(), shown.minutes(), shown.seconds())?;
        fraction(to, self.nanos)?;
        to.write_str("Z")
    }
}

/// The days from 1970-01-01 to a date of the Gregorian calendar.
fn days(year: i64, month: i64, day: i64) -> i64 {
    // Years that begin in March end with the day that leap years add.
    let year = if month <= 2 { year - 1 } else { year };
    let (era, year_of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

/// The year, the month and the day that lie so many days behind 1970-01-01.
fn civil(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let (era, day_of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    (era * 400 + year_of_era + i64::from(month <= 2), month, day)
}
