//! Parameters of `small` that take only certain values.

use gatewright_runtime::parameter::Choice;

/// `action`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action8423 {
    /// `member`
    Member,
    /// `object`
    Object,
}

impl Choice for Action8423 {
    const NAMES: &'static [&'static str] = &["member", "object"];
    fn from_text(text: &str) -> Option<Self> {
        match text {
            "member" => Some(Self::Member),
            "object" => Some(Self::Object),
            _ => None,
        }
    }
    fn as_text(&self) -> &'static str {
        match self {
            Self::Member => "member",
            Self::Object => "object",
        }
    }
}

/// `list`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum List3288 {
    /// `one`
    One,
}

impl Choice for List3288 {
    const NAMES: &'static [&'static str] = &["one"];
    fn from_text(text: &str) -> Option<Self> {
        match text {
            "one" => Some(Self::One),
            _ => None,
        }
    }
    fn as_text(&self) -> &'static str {
        match self {
            Self::One => "one",
        }
    }
}

/// `string`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum String4631 {
    /// ``
    Unnamed,
    /// `1`
    V1,
    /// `A`
    A22ec,
    /// `a`
    AEc8c,
    /// `a b`
    AB3892,
    /// `a-b`
    AB4883,
    /// `self`
    Self_,
}

impl Choice for String4631 {
    const NAMES: &'static [&'static str] = &["", "1", "A", "a", "a b", "a-b", "self"];
    fn from_text(text: &str) -> Option<Self> {
        match text {
            "" => Some(Self::Unnamed),
            "1" => Some(Self::V1),
            "A" => Some(Self::A22ec),
            "a" => Some(Self::AEc8c),
            "a b" => Some(Self::AB3892),
            "a-b" => Some(Self::AB4883),
            "self" => Some(Self::Self_),
            _ => None,
        }
    }
    fn as_text(&self) -> &'static str {
        match self {
            Self::Unnamed => "",
            Self::V1 => "1",
            Self::A22ec => "A",
            Self::AEc8c => "a",
            Self::AB3892 => "a b",
            Self::AB4883 => "a-b",
            Self::Self_ => "self",
        }
    }
}
