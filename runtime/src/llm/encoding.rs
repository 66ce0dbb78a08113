//! How many tokens a text is: by the encoding of the model, where the gateway has the encodings (feature `bpe`), else by its
//! length. Their tables are read when they are first needed, and never by a gateway that needs none.

#[cfg(feature = "bpe")]
use std::sync::OnceLock;

/// The encodings of OpenAI's models.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Encoding {
    /// Of GPT-4o and what came after it.
    O200k,
    /// Of GPT-3.5, GPT-4 and the embeddings.
    Cl100k,
}

/// What models are called, by their beginnings: the first that fits says the encoding.
const MODELS: [(&str, Encoding); 20] = [
    ("gpt-4o", Encoding::O200k),
    ("gpt-4.1", Encoding::O200k),
    ("gpt-4.5", Encoding::O200k),
    ("gpt-5", Encoding::O200k),
    ("gpt-oss", Encoding::O200k),
    ("gpt-audio", Encoding::O200k),
    ("gpt-realtime", Encoding::O200k),
    ("chatgpt-", Encoding::O200k),
    ("codex-mini", Encoding::O200k),
    ("computer-use", Encoding::O200k),
    ("o1", Encoding::O200k),
    ("o3", Encoding::O200k),
    ("o4", Encoding::O200k),
    ("gpt-4", Encoding::Cl100k),
    ("gpt-3.5", Encoding::Cl100k),
    ("gpt-35", Encoding::Cl100k),
    ("text-embedding-3", Encoding::Cl100k),
    ("text-embedding-ada-002", Encoding::Cl100k),
    ("babbage-002", Encoding::Cl100k),
    ("davinci-002", Encoding::Cl100k),
];

impl Encoding {
    /// The encoding of a model. `None`: it is not public, or the name says nothing.
    pub(crate) fn of(model: &str) -> Option<Self> {
        // `openai/gpt-4o` of those who sell others' models, `ft:gpt-4o:…` of a model that was tuned.
        let name = model.rsplit('/').next().unwrap_or(model);
        let name = name.strip_prefix("ft:").unwrap_or(name);
        MODELS.iter().find(|(known, _)| name.starts_with(known)).map(|(_, encoding)| *encoding)
    }

    /// How many tokens a text is, without special ones.
    #[cfg(feature = "bpe")]
    pub(crate) fn count(self, text: &str) -> u64 {
        self.table().get_or_init(|| self.tokenizer()).count(text) as u64
    }

    /// How many tokens a text is, at four bytes each.
    #[cfg(not(feature = "bpe"))]
    pub(crate) fn count(self, text: &str) -> u64 {
        (text.len() as u64).div_ceil(4)
    }

    /// Whether counting takes no time to speak of: the tables have been read.
    #[cfg(feature = "bpe")]
    pub(crate) fn is_ready(self) -> bool {
        self.table().get().is_some()
    }

    #[cfg(feature = "bpe")]
    fn table(self) -> &'static OnceLock<&'static bpe_openai::Tokenizer> {
        static TABLES: [OnceLock<&bpe_openai::Tokenizer>; 2] = [OnceLock::new(), OnceLock::new()];
        match self {
            Self::O200k => &TABLES[0],
            Self::Cl100k => &TABLES[1],
        }
    }

    #[cfg(feature = "bpe")]
    fn tokenizer(self) -> &'static bpe_openai::Tokenizer {
        match self {
            Self::O200k => bpe_openai::o200k_base(),
            Self::Cl100k => bpe_openai::cl100k_base(),
        }
    }
}

/// Whether texts are counted by encodings, and not by their length.
pub(crate) const EXACT: bool = cfg!(feature = "bpe");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn models_are_known_by_how_their_names_begin() {
        for (model, encoding) in [
            ("gpt-4o-2024-11-20", Some(Encoding::O200k)),
            ("gpt-4.1-mini", Some(Encoding::O200k)),
            ("gpt-5-nano", Some(Encoding::O200k)),
            ("o3-mini", Some(Encoding::O200k)),
            ("openai/o4-mini", Some(Encoding::O200k)),
            ("ft:gpt-4o-mini:town:library:1", Some(Encoding::O200k)),
            ("gpt-4", Some(Encoding::Cl100k)),
            ("gpt-4-turbo", Some(Encoding::Cl100k)),
            ("gpt-35-turbo", Some(Encoding::Cl100k)),
            ("text-embedding-3-large", Some(Encoding::Cl100k)),
            ("claude-sonnet-4", None),
            ("gemini-2.5-pro", None),
            ("my-deployment", None),
            ("", None),
        ] {
            assert_eq!(Encoding::of(model), encoding, "{model}");
        }
    }

    #[cfg(feature = "bpe")]
    #[test]
    fn texts_are_counted_as_the_models_count_them() {
        for (text, o200k, cl100k) in [
            ("", 0, 0),
            ("tiktoken is great!", 6, 6),
            ("antidisestablishmentarianism", 6, 6),
            ("2 + 2 = 4", 7, 7),
            ("お誕生日おめでとう", 8, 9),
        ] {
            assert_eq!((Encoding::O200k.count(text), Encoding::Cl100k.count(text)), (o200k, cl100k), "{text}");
        }
        assert!(Encoding::O200k.is_ready());
    }
}
