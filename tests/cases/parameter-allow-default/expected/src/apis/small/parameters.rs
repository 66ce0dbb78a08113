//! Parameters of `small` that take only certain values.

use gatewright_runtime::parameter::Choice;

/// `api-version`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ApiVersion {
    /// `2024-06-01`
    V2024_06_01,
    /// `2024-10-21`
    V2024_10_21,
}

impl Choice for ApiVersion {
    const NAMES: &'static [&'static str] = &["2024-06-01", "2024-10-21"];
    const VALUES: &'static [Self] = &[Self::V2024_06_01, Self::V2024_10_21];
}

/// `model`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Model {
    /// `gpt-4o`
    Gpt4o,
    /// `gpt-4o-mini`
    Gpt4oMini,
}

impl Choice for Model {
    const NAMES: &'static [&'static str] = &["gpt-4o", "gpt-4o-mini"];
    const VALUES: &'static [Self] = &[Self::Gpt4o, Self::Gpt4oMini];
}

/// `size`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Size {
    /// `large`
    Large,
    /// `small`
    Small,
}

impl Choice for Size {
    const NAMES: &'static [&'static str] = &["large", "small"];
    const VALUES: &'static [Self] = &[Self::Large, Self::Small];
}
