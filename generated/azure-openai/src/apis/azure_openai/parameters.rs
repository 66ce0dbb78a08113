//! Parameters of `azure-openai` that take only certain values.

use gatewright_runtime::parameter::Choice;

/// `api-version`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ApiVersion {
    /// `2024-10-21`
    V2024_10_21,
}

impl Choice for ApiVersion {
    const VALUES: &'static [(&'static str, Self)] = &[("2024-10-21", Self::V2024_10_21)];
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
    const VALUES: &'static [(&'static str, Self)] = &[
        ("dall-e-3", Self::DallE3),
        ("gpt-4o", Self::Gpt4o),
        ("gpt-4o-mini", Self::Gpt4oMini),
        ("text-embedding-3-small", Self::TextEmbedding3Small),
        ("whisper", Self::Whisper),
    ];
}
