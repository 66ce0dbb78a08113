//! Services by name: where they are, and how they want to be shown a key.

/// A service that speaks the OpenAI API.
#[derive(Clone, Copy, Debug)]
pub struct Preset {
    /// Its name, which is that of the API where no other is given.
    pub name: &'static str,
    /// The URL below which its operations are.
    pub url: &'static str,
    /// The header that bears the key, with the key as a named value; none where the service asks for none.
    pub access_key: Option<&'static str>,
}

/// The services that are known by name. Those on loopback are at the ports where they start if nothing is said.
pub const PRESETS: [Preset; 10] = [
    Preset {
        name: "gemini",
        url: "https://generativelanguage.googleapis.com/v1beta/openai",
        access_key: Some("Authorization: Bearer {{gemini-api-key}}"),
    },
    Preset {
        name: "groq",
        url: "https://api.groq.com/openai/v1",
        access_key: Some("Authorization: Bearer {{groq-api-key}}"),
    },
    Preset { name: "llama.cpp", url: "http://127.0.0.1:8080/v1", access_key: None },
    Preset {
        name: "mistral",
        url: "https://api.mistral.ai/v1",
        access_key: Some("Authorization: Bearer {{mistral-api-key}}"),
    },
    Preset { name: "ollama", url: "http://127.0.0.1:11434/v1", access_key: None },
    Preset {
        name: "openai",
        url: "https://api.openai.com/v1",
        access_key: Some("Authorization: Bearer {{openai-api-key}}"),
    },
    Preset {
        name: "openrouter",
        url: "https://openrouter.ai/api/v1",
        access_key: Some("Authorization: Bearer {{openrouter-api-key}}"),
    },
    Preset { name: "tgi", url: "http://127.0.0.1:3000/v1", access_key: None },
    Preset {
        name: "together",
        url: "https://api.together.xyz/v1",
        access_key: Some("Authorization: Bearer {{together-api-key}}"),
    },
    Preset { name: "vllm", url: "http://127.0.0.1:8000/v1", access_key: None },
];
