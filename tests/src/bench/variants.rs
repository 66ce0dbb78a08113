//! The gateway with one thing more, each measured against the gateway without it.

use std::path::PathBuf;

use clap::ValueEnum;
use gatewright_tests::{Profile, Sample};

use crate::cases::Case;

/// What the gateway has more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Variant {
    /// A limit of tokens that every chat is counted against and none meets.
    Limited,
    /// Traces and metrics by OTLP, of every call; the upstream is the receiver.
    Traced,
}

impl Variant {
    /// The column that it has in the table.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Limited => "limited",
            Self::Traced => "traced",
        }
    }

    /// The variant of a column.
    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::value_variants().iter().copied().find(|variant| variant.name() == name)
    }

    /// What its CPU time a request may be of that of the gateway, where a case is for it.
    pub(crate) fn must(self, case: Case) -> Option<f64> {
        match (self, case) {
            (Self::Limited, Case::B) => Some(1.25),
            (Self::Traced, Case::A | Case::B) => Some(1.10),
            _ => None,
        }
    }

    /// Its binary, compiled and built now.
    pub(crate) fn program(self) -> PathBuf {
        let name = format!("bench-{}", self.name());
        Sample::build_edited("azure-openai", &name, None, Profile::Release, |text| self.edited(&name, &text)).binary
    }

    fn edited(self, name: &str, text: &str) -> String {
        let text = text.replacen("\nname: azure-openai\n", &format!("\nname: {name}\n"), 1);
        match self {
            Self::Limited => {
                let stream = "        streaming: { when: /stream, events: createChatCompletionStreamResponse }\n";
                let policies = "        policies:\n          inbound:\n            - llm-token-limit:\n                \
                                counter-key: ${subscription.id}\n                tokens-per-minute: 4000000000\n";
                text.replacen(stream, &format!("{stream}{policies}"), 1)
            }
            Self::Traced => text.replacen(
                "\nnamed-values:",
                "\ntelemetry: { otlp: { endpoint: \"{{otlp-url}}\" } }\n\nnamed-values:\n  otlp-url: { env: OTLP_URL, \
                 default: \"http://127.0.0.1:1\" }",
                1,
            ),
        }
    }
}
