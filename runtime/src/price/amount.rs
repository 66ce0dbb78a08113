//! An amount of money.

use std::fmt;

use http::HeaderValue;

/// Whole billionths of the currency's unit.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Amount(pub(crate) u64);

/// How many decimals an amount has.
const DECIMALS: u32 = 9;

impl Amount {
    /// Reads a number without sign and exponent, of nine decimals at most.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        decimal(text.trim(), DECIMALS).map(Self)
    }

    /// As it stands in a header.
    pub(crate) fn header(self) -> HeaderValue {
        HeaderValue::from_str(&self.to_string()).unwrap_or(HeaderValue::from_static("0"))
    }
}

/// As a number with as many decimals as it needs.
impl fmt::Display for Amount {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unit = 10_u64.pow(DECIMALS);
        let fraction = format!("{:09}", self.0 % unit);
        match fraction.trim_end_matches('0') {
            "" => write!(to, "{}", self.0 / unit),
            fraction => write!(to, "{}.{fraction}", self.0 / unit),
        }
    }
}

/// A number in units of its last of so many decimals. `None`: it has more, or a sign or an exponent, or it is too large.
pub(super) fn decimal(text: &str, decimals: u32) -> Option<u64> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let missing = decimals.checked_sub(u32::try_from(fraction.trim_end_matches('0').len()).ok()?)?;
    if whole.is_empty() || text.ends_with('.') || !digits(whole) || !digits(fraction) {
        return None;
    }
    let fraction = match fraction.trim_end_matches('0') {
        "" => 0,
        fraction => fraction.parse::<u64>().ok()?.checked_mul(10_u64.checked_pow(missing)?)?,
    };
    whole.parse::<u64>().ok()?.checked_mul(10_u64.checked_pow(decimals)?)?.checked_add(fraction)
}

#[cfg(test)]
mod tests {
    use super::Amount;

    #[test]
    fn amounts_are_read_and_written_exactly() {
        for (text, amount, written) in [
            ("0", 0, "0"),
            ("12.50", 12_500_000_000, "12.5"),
            (" 0.000000001 ", 1, "0.000000001"),
            ("100.0", 100_000_000_000, "100"),
            ("4503599.627370496", 1 << 52, "4503599.627370496"),
            ("1.1000000000000", 1_100_000_000, "1.1"),
        ] {
            assert_eq!(Amount::parse(text), Some(Amount(amount)), "{text}");
            assert_eq!(Amount(amount).to_string(), written);
        }
        for text in ["", ".", "1.", ".5", "-1", "+1", "1e3", "0.0000000001", "99999999999", "1,5", "1.5.5", "ten"] {
            assert_eq!(Amount::parse(text), None, "{text}");
        }
    }
}
