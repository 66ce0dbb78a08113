//! What an import is told by: a subcommand a kind of service, and the flags that they share.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use crate::import::{self, Operations, PRESETS, Preset};

/// The API as the gateway serves it.
#[derive(Debug, Args)]
pub(super) struct Api {
    /// The name of the API and of its backend: lower case letters, digits and single hyphens.
    #[arg(long)]
    pub name: Option<String>,
    /// The public prefix; `/NAME` unless told otherwise.
    #[arg(long)]
    pub path: Option<String>,
    /// Lets callers in without a subscription key.
    #[arg(long)]
    pub no_subscription: bool,
    /// The product that holds the API.
    #[arg(long)]
    pub product: Option<String>,
    /// The gateway file that the API is for; it is written where there is none, and never edited.
    #[arg(long, value_name = "FILE", default_value_os_t = super::gateway_file())]
    pub gateway: PathBuf,
    /// Writes over files of an earlier import that would change.
    #[arg(long)]
    pub force: bool,
}

/// How the gateway shows a service its own key.
#[derive(Debug, Args)]
pub(super) struct Key {
    /// The header that shows the gateway's own key to the service, with the key as a named value:
    /// 'Authorization: Bearer {{gemini-key}}'. The key is read from the environment when the gateway starts.
    #[arg(long, value_name = "HEADER: VALUE")]
    pub access_key: Option<String>,
}

#[derive(Debug, Subcommand)]
pub(super) enum Source {
    /// A service that speaks the OpenAI API.
    Openai {
        /// A service that is known by name.
        #[arg(long, value_parser = preset)]
        preset: Option<&'static Preset>,
        /// The URL below which the service has its operations.
        #[arg(long)]
        url: Option<String>,
        /// Which operations the gateway serves.
        #[arg(long, default_value = "all")]
        operations: Which,
        /// Serves speech, transcriptions and translations too.
        #[arg(long)]
        audio: bool,
        #[command(flatten)]
        key: Key,
        #[command(flatten)]
        api: Api,
    },
    /// An Azure OpenAI resource or a Foundry deployment, by its spec.
    AzureOpenai {
        /// The spec: a file, or the URL of one.
        #[arg(long, value_name = "FILE|URL")]
        spec: String,
        /// The host of the resource, as contoso.openai.azure.com.
        #[arg(long, value_name = "HOST")]
        endpoint: String,
        /// How the operations are laid out; told from the spec, and checked where it is given.
        #[arg(long)]
        flavor: Option<Flavor>,
        /// Calls the resource with the machine's managed identity, not with a key.
        #[arg(long, conflicts_with = "access_key")]
        managed_identity: bool,
        #[command(flatten)]
        key: Key,
        #[command(flatten)]
        api: Api,
    },
    /// A service of which nothing is known: every method on every path goes through as it came.
    Passthrough {
        /// The URL below which the service has its paths.
        #[arg(long)]
        url: Option<String>,
        #[command(flatten)]
        key: Key,
        #[command(flatten)]
        api: Api,
    },
}

impl Source {
    pub(super) fn api(&self) -> &Api {
        match self {
            Self::Openai { api, .. } | Self::AzureOpenai { api, .. } | Self::Passthrough { api, .. } => api,
        }
    }
}

/// Parts of the OpenAI API.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Which {
    /// Chat completions alone.
    Chat,
    /// Chat completions, embeddings, images, models and batches.
    All,
}

impl Which {
    pub(super) fn with(self, audio: bool) -> Operations {
        match self {
            Self::Chat => Operations { whole: false, audio },
            Self::All => Operations { whole: true, audio },
        }
    }
}

/// How a resource lays out its operations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Flavor {
    /// Below /openai/deployments/{deployment-id}.
    AzureOpenai,
    /// Below /models.
    Models,
    /// Below /openai/v1.
    V1,
}

impl From<Flavor> for import::Flavor {
    fn from(flavor: Flavor) -> Self {
        match flavor {
            Flavor::AzureOpenai => Self::AzureOpenAi,
            Flavor::Models => Self::Models,
            Flavor::V1 => Self::V1,
        }
    }
}

/// A service that is known by name.
pub(super) fn preset(name: &str) -> Result<&'static Preset, String> {
    PRESETS.iter().find(|preset| preset.name == name).ok_or_else(|| {
        let names: Vec<&str> = PRESETS.iter().map(|preset| preset.name).collect();
        format!("one of {}", names.join(", "))
    })
}
