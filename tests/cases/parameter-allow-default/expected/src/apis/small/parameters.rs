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
    fn from_text(text: &str) -> Option<Self> {
        match text {
            "2024-06-01" => Some(Self::V2024_06_01),
            "2024-10-21" => Some(Self::V2024_10_21),
            _ => None,
        }
    }
    fn as_text(&self) -> &'static str {
        match self {
            Self::V2024_06_01 => "2024-06-01",
            Self::V2024_10_21 => "2024-10-21",
        }
    }
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
    fn from_text(text: &str) -> Option<Self> {
        match text {
            "gpt-4o" => Some(Self::Gpt4o),
            "gpt-4o-mini" => Some(Self::Gpt4oMini),
            _ => None,
        }
    }
    fn as_text(&self) -> &'static str {
        match self {
            Self::Gpt4o => "gpt-4o",
            Self::Gpt4oMini => "gpt-4o-mini",
        }
    }
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
    fn from_text(text: &str) -> Option<Self> {
        match text {
            "large" => Some(Self::Large),
            "small" => Some(Self::Small),
            _ => None,
        }
    }
    fn as_text(&self) -> &'static str {
        match self {
            Self::Large => "large",
            Self::Small => "small",
        }
    }
}
