//! The models that callers name, and what each is to the backends.

use gatewright_runtime::{Model, Target, When};

/// `fast`
pub static FAST: Model = Model::new("fast", &[Target::own("gpt-4o-mini")]);

/// `meta-llama/Llama-3.3`
pub static META_LLAMA_LLAMA_3_3: Model = Model::new("meta-llama/Llama-3.3", &[Target::own("meta-llama/Llama-3.3")]);

/// `smart`
pub static SMART: Model = Model {
    aliases: &["gpt-4o-latest", "best"],
    fallback: &[When::Status(429), When::Statuses(500, 599)],
    products: Some(&["pro"]),
    created: 1715558400,
    owned_by: "contoso",
    ..Model::new("smart", &[Target::at("pool", "gpt-4o"), Target::at("openai", "gpt-4.1")])
};
