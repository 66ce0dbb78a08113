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
    const VALUES: &'static [(&'static str, Self)] = &[("member", Self::Member), ("object", Self::Object)];
}

/// `list`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum List {
    /// `one`
    One,
}

impl Choice for List {
    const VALUES: &'static [(&'static str, Self)] = &[("one", Self::One)];
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
    const VALUES: &'static [(&'static str, Self)] = &[
        ("", Self::Unnamed),
        ("1", Self::V1),
        ("A", Self::A22ec),
        ("a", Self::AEc8c),
        ("a b", Self::AB3892),
        ("a-b", Self::AB4883),
        ("self", Self::Self_),
    ];
}
