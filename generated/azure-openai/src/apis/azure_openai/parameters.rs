//! Parameters of `azure-openai` that take only certain values.

use gatewright_runtime::parameter::Choice;

/// `api-version`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ApiVersion {
    /// `2024-10-21`
    V2024_10_21,
}

impl Choice for ApiVersion {
    const NAMES: &'static [&'static str] = &["2024-10-21"];
    fn from_text(text: &str) -> Option<Self> {
        match text {
            "2024-10-21" => Some(Self::V2024_10_21),
            _ => None,
        }
    }
    fn as_text(&self) -> &'static str {
        match self {
            Self::V2024_10_21 => "2024-10-21",
        }
    }
}

/// `deployment-id`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeploymentId {
    /// `dall-e-3`
    DallE3,
    /// `gpt-4o`
    Gpt4o,
    /// `gpt-4o-mini`
    Gpt4oMini,
    /// `text-embedding-3-small`
    TextEmbedding3Small,
    /// `whisper`
    Whisper,
}

impl Choice for DeploymentId {
    const NAMES: &'static [&'static str] = &[
        "dall-e-3",
        "gpt-4o",
        "gpt-4o-mini",
        "text-embedding-3-small",
        "whisper",
    ];
    fn from_text(text: &str) -> Option<Self> {
        match text {
            "dall-e-3" => Some(Self::DallE3),
            "gpt-4o" => Some(Self::Gpt4o),
            "gpt-4o-mini" => Some(Self::Gpt4oMini),
            "text-embedding-3-small" => Some(Self::TextEmbedding3Small),
            "whisper" => Some(Self::Whisper),
            _ => None,
        }
    }
    fn as_text(&self) -> &'static str {
        match self {
            Self::DallE3 => "dall-e-3",
            Self::Gpt4o => "gpt-4o",
            Self::Gpt4oMini => "gpt-4o-mini",
            Self::TextEmbedding3Small => "text-embedding-3-small",
            Self::Whisper => "whisper",
        }
    }
}
