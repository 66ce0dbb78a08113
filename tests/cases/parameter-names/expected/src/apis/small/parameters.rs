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
    const VALUES: &'static [Self] = &[Self::Member, Self::Object];
}

/// `list`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum List3288 {
    /// `one`
    One,
}

impl Choice for List3288 {
    const NAMES: &'static [&'static str] = &["one"];
    const VALUES: &'static [Self] = &[Self::One];
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
    const VALUES: &'static [Self] = &[
        Self::Unnamed,
        Self::V1,
        Self::A22ec,
        Self::AEc8c,
        Self::AB3892,
        Self::AB4883,
        Self::Self_,
    ];
}
