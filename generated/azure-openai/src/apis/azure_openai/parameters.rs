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
    const VALUES: &'static [Self] = &[Self::V2024_10_21];
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
    const NAMES: &'static [&'static str] = &["dall-e-3", "gpt-4o", "gpt-4o-mini", "text-embedding-3-small", "whisper"];
    const VALUES: &'static [Self] = &[
        Self::DallE3,
        Self::Gpt4o,
        Self::Gpt4oMini,
        Self::TextEmbedding3Small,
        Self::Whisper,
    ];
}
