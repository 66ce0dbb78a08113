//! Parameters of `small` that take only certain values.

use gatewright_runtime::parameter::Choice;

/// `q\u{a}\u{202e}`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QU202e {
    /// `a\u{a}b`
    AB,
    /// `\u{202e}`
    U202e,
}

impl Choice for QU202e {
    const NAMES: &'static [&'static str] = &["a\nb", "\u{202e}"];
    const VALUES: &'static [Self] = &[Self::AB, Self::U202e];
}
