//! Parameters of `small` that take only certain values.

use gatewright_runtime::Choice;

/// `string`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum String_4631 {
    /// ``
    unnamed,
    /// `1`
    V1,
    /// `A`
    A_22ec,
    /// `a`
    A_ec8c,
    /// `a b`
    AB_3892,
    /// `a-b`
    AB_4883,
    /// `self`
    Self_,
}

impl Choice for String_4631 {
    const NAMES: &'static [&'static str] = &["", "1", "A", "a", "a b", "a-b", "self"];
    fn from_text(text: &str) -> Option<Self> {
        match text {
            "" => Some(Self::unnamed),
            "1" => Some(Self::V1),
            "A" => Some(Self::A_22ec),
            "a" => Some(Self::A_ec8c),
            "a b" => Some(Self::AB_3892),
            "a-b" => Some(Self::AB_4883),
            "self" => Some(Self::Self_),
            _ => None,
        }
    }
    fn as_text(&self) -> &'static str {
        match self {
            Self::unnamed => "",
            Self::V1 => "1",
            Self::A_22ec => "A",
            Self::A_ec8c => "a",
            Self::AB_3892 => "a b",
            Self::AB_4883 => "a-b",
            Self::Self_ => "self",
        }
    }
}
