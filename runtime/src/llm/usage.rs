//! The tokens that a backend reports: what each protocol calls them, and what they come to.

use crate::json::view;

/// Tokens as the backend counted them. `None`: not reported, which is not the same as none.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Usage {
    /// Tokens of the prompt, those that came from a cache among them.
    pub prompt_tokens: Option<u64>,
    /// Tokens of the completion, those of its reasoning among them.
    pub completion_tokens: Option<u64>,
    /// Tokens of both, as reported: may be more than their sum.
    pub total_tokens: Option<u64>,
    /// Of the prompt: read from a cache.
    pub cached_tokens: Option<u64>,
    /// Of the prompt: written to a cache.
    pub cache_write_tokens: Option<u64>,
    /// Of the completion: spent on reasoning.
    pub reasoning_tokens: Option<u64>,
    /// Of the prompt: audio.
    pub prompt_audio_tokens: Option<u64>,
    /// Of the completion: audio.
    pub completion_audio_tokens: Option<u64>,
    /// Of the prompt: images.
    pub prompt_image_tokens: Option<u64>,
    /// Of the completion: images.
    pub completion_image_tokens: Option<u64>,
}

impl Usage {
    /// Nothing was reported.
    pub const NONE: Self = Self {
        prompt_tokens: None,
        completion_tokens: None,
        total_tokens: None,
        cached_tokens: None,
        cache_write_tokens: None,
        reasoning_tokens: None,
        prompt_audio_tokens: None,
        completion_audio_tokens: None,
        prompt_image_tokens: None,
        completion_image_tokens: None,
    };

    /// The tokens of two reports together. A total that one of them lacks is that of its parts.
    #[must_use]
    pub fn plus(&self, other: &Self) -> Self {
        fn sum(one: Option<u64>, other: Option<u64>) -> Option<u64> {
            one.map_or(other, |one| Some(one.saturating_add(other.unwrap_or_default())))
        }
        let total = |usage: &Self| usage.total_tokens.or_else(|| sum(usage.prompt_tokens, usage.completion_tokens));
        let total =
            (self.total_tokens.is_some() || other.total_tokens.is_some()).then(|| sum(total(self), total(other)));
        Self {
            prompt_tokens: sum(self.prompt_tokens, other.prompt_tokens),
            completion_tokens: sum(self.completion_tokens, other.completion_tokens),
            total_tokens: total.flatten(),
            cached_tokens: sum(self.cached_tokens, other.cached_tokens),
            cache_write_tokens: sum(self.cache_write_tokens, other.cache_write_tokens),
            reasoning_tokens: sum(self.reasoning_tokens, other.reasoning_tokens),
            prompt_audio_tokens: sum(self.prompt_audio_tokens, other.prompt_audio_tokens),
            completion_audio_tokens: sum(self.completion_audio_tokens, other.completion_audio_tokens),
            prompt_image_tokens: sum(self.prompt_image_tokens, other.prompt_image_tokens),
            completion_image_tokens: sum(self.completion_image_tokens, other.completion_image_tokens),
        }
    }

    /// Each count with its name, as the log and the metrics have it.
    #[must_use]
    pub fn counts(&self) -> [(&'static str, Option<u64>); 10] {
        [
            ("prompt_tokens", self.prompt_tokens),
            ("completion_tokens", self.completion_tokens),
            ("total_tokens", self.total_tokens),
            ("cached_tokens", self.cached_tokens),
            ("cache_write_tokens", self.cache_write_tokens),
            ("reasoning_tokens", self.reasoning_tokens),
            ("prompt_audio_tokens", self.prompt_audio_tokens),
            ("completion_audio_tokens", self.completion_audio_tokens),
            ("prompt_image_tokens", self.prompt_image_tokens),
            ("completion_image_tokens", self.completion_image_tokens),
        ]
    }

    /// Those of the prompt and of the completion that are of a kind of their own.
    #[must_use]
    pub fn parts(&self) -> [(&'static str, Option<u64>); 7] {
        [
            ("cached", self.cached_tokens),
            ("cache_write", self.cache_write_tokens),
            ("reasoning", self.reasoning_tokens),
            ("prompt_audio", self.prompt_audio_tokens),
            ("completion_audio", self.completion_audio_tokens),
            ("prompt_image", self.prompt_image_tokens),
            ("completion_image", self.completion_image_tokens),
        ]
    }
}

/// The members of one or several reports, before they are put together.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Reported {
    /// All of the input.
    prompt: Option<u64>,
    /// The input, without what Anthropic counts beside it.
    input: Option<u64>,
    output: Option<u64>,
    total: Option<u64>,
    cached: Option<u64>,
    reasoning: Option<u64>,
    input_audio: Option<u64>,
    output_audio: Option<u64>,
    input_image: Option<u64>,
    output_image: Option<u64>,
    /// Anthropic's cache, which `input` doesn't hold and `prompt` does, where somebody tells both.
    cache_read: Option<u64>,
    cache_write: Option<u64>,
    /// The results of Gemini's tools, which `prompt` doesn't hold.
    of_tools: Option<u64>,
    /// Reasoning that `output` doesn't hold, as Gemini counts.
    thoughts: Option<u64>,
}

impl Reported {
    /// Reads the value of a `usage` member, under the names of OpenAI's chat completions, of its Responses, images and audio,
    /// of Anthropic's Messages, or of Gemini's `usageMetadata`. `None` where it is no such object.
    pub(super) fn parse(value: &[u8]) -> Option<Self> {
        Self::begin(value)?.0
    }

    /// The same of a value that other bytes may follow, and where it ends. `None`: it is not whole, or no object.
    pub(super) fn begin(value: &[u8]) -> Option<(Option<Self>, usize)> {
        let mut found = Self::default();
        let end = view::each_member(value, |name, value| {
            let to = match name {
                b"prompt_tokens" | b"promptTokenCount" => &mut found.prompt,
                b"input_tokens" => &mut found.input,
                b"completion_tokens" | b"output_tokens" | b"candidatesTokenCount" => &mut found.output,
                b"total_tokens" | b"totalTokenCount" => &mut found.total,
                b"cache_read_input_tokens" => &mut found.cache_read,
                b"cache_creation_input_tokens" => &mut found.cache_write,
                b"cachedContentTokenCount" => &mut found.cached,
                b"thoughtsTokenCount" => &mut found.thoughts,
                b"toolUsePromptTokenCount" => &mut found.of_tools,
                b"prompt_tokens_details" | b"input_tokens_details" | b"input_token_details" => {
                    details(value, b"cached_tokens", &mut found.cached);
                    details(value, b"image_tokens", &mut found.input_image);
                    return details(value, b"audio_tokens", &mut found.input_audio);
                }
                b"completion_tokens_details" | b"output_tokens_details" | b"output_token_details" => {
                    details(value, b"reasoning_tokens", &mut found.reasoning);
                    details(value, b"image_tokens", &mut found.output_image);
                    return details(value, b"audio_tokens", &mut found.output_audio);
                }
                b"promptTokensDetails" => {
                    modalities(value, b"\"IMAGE\"", &mut found.input_image);
                    return modalities(value, b"\"AUDIO\"", &mut found.input_audio);
                }
                b"candidatesTokensDetails" => {
                    modalities(value, b"\"IMAGE\"", &mut found.output_image);
                    return modalities(value, b"\"AUDIO\"", &mut found.output_audio);
                }
                _ => return,
            };
            *to = view::unsigned(value).or(*to);
        })?;
        Some(((found != Self::default()).then_some(found), end))
    }

    /// What a later report adds: Anthropic counts the prompt in its first event and the completion in its last.
    pub(super) fn update(&mut self, later: &Self) {
        let pairs = [
            (&mut self.prompt, later.prompt),
            (&mut self.input, later.input),
            (&mut self.output, later.output),
            (&mut self.total, later.total),
            (&mut self.cached, later.cached),
            (&mut self.reasoning, later.reasoning),
            (&mut self.input_audio, later.input_audio),
            (&mut self.output_audio, later.output_audio),
            (&mut self.input_image, later.input_image),
            (&mut self.output_image, later.output_image),
            (&mut self.cache_read, later.cache_read),
            (&mut self.cache_write, later.cache_write),
            (&mut self.of_tools, later.of_tools),
            (&mut self.thoughts, later.thoughts),
        ];
        for (known, later) in pairs {
            *known = later.or(*known);
        }
    }
}

impl From<&Reported> for Usage {
    fn from(found: &Reported) -> Self {
        let sum = |parts: &[Option<u64>]| parts.iter().copied().flatten().reduce(u64::saturating_add);
        let input = found.prompt.or_else(|| sum(&[found.input, found.cache_read, found.cache_write]));
        Self {
            prompt_tokens: sum(&[input, found.of_tools]),
            completion_tokens: sum(&[found.output, found.thoughts]),
            total_tokens: found.total,
            cached_tokens: found.cached.or(found.cache_read),
            cache_write_tokens: found.cache_write,
            reasoning_tokens: found.reasoning.or(found.thoughts),
            prompt_audio_tokens: found.input_audio,
            completion_audio_tokens: found.output_audio,
            prompt_image_tokens: found.input_image,
            completion_image_tokens: found.output_image,
        }
    }
}

/// One count of an object of them.
fn details(object: &[u8], name: &[u8], to: &mut Option<u64>) {
    view::each_member(object, |known, count| {
        if known == name {
            *to = view::unsigned(count).or(*to);
        }
    });
}

/// One kind of Gemini's list of counts, `[{"modality": "AUDIO", "tokenCount": 5}]`.
fn modalities(list: &[u8], kind: &[u8], to: &mut Option<u64>) {
    let of_kind = |item: &&[u8]| view::member(item, "modality") == Some(kind);
    let counts = view::items(list).unwrap_or_default().into_iter().filter(of_kind);
    let counts = counts.filter_map(|item| view::unsigned(view::member(item, "tokenCount")?));
    *to = counts.reduce(u64::saturating_add).or(*to);
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;

    fn usage(value: &str) -> Usage {
        Usage::from(&Reported::parse(value.as_bytes()).unwrap())
    }

    #[test]
    fn each_protocol_is_read() {
        let counted = |prompt, completion, total| Usage {
            prompt_tokens: Some(prompt),
            completion_tokens: Some(completion),
            total_tokens: total,
            ..Usage::NONE
        };
        let chat = r#"{"prompt_tokens":12,"completion_tokens":7,"total_tokens":19,"prompt_tokens_details":{"cached_tokens":3,
            "audio_tokens":2},"completion_tokens_details":{"reasoning_tokens":4,"audio_tokens":1,"odd":null}}"#;
        let of_chat = Usage {
            cached_tokens: Some(3),
            reasoning_tokens: Some(4),
            prompt_audio_tokens: Some(2),
            completion_audio_tokens: Some(1),
            ..counted(12, 7, Some(19))
        };
        assert_eq!(usage(chat), of_chat);
        let responses = r#"{"input_tokens":36,"input_tokens_details":{"cached_tokens":0},"output_tokens":87,
            "output_tokens_details":{"reasoning_tokens":64},"total_tokens":123}"#;
        let of_responses = Usage { cached_tokens: Some(0), reasoning_tokens: Some(64), ..counted(36, 87, Some(123)) };
        assert_eq!(usage(responses), of_responses);
        let speech = r#"{"type":"tokens","input_tokens":14,"input_token_details":{"text_tokens":0,"audio_tokens":14},
            "output_tokens":45,"total_tokens":59}"#;
        assert_eq!(usage(speech), Usage { prompt_audio_tokens: Some(14), ..counted(14, 45, Some(59)) });
        let anthropic = r#"{"input_tokens":21,"cache_creation_input_tokens":188,"cache_read_input_tokens":5,
            "output_tokens":393}"#;
        let of_anthropic = Usage { cached_tokens: Some(5), cache_write_tokens: Some(188), ..counted(214, 393, None) };
        assert_eq!(usage(anthropic), of_anthropic);
        let both = r#"{"prompt_tokens":30,"completion_tokens":2,"total_tokens":32,"cache_read_input_tokens":20}"#;
        assert_eq!(usage(both), Usage { cached_tokens: Some(20), ..counted(30, 2, Some(32)) });
        let gemini = r#"{"promptTokenCount":8,"candidatesTokenCount":20,"thoughtsTokenCount":30,"totalTokenCount":61,
            "toolUsePromptTokenCount":3,"cachedContentTokenCount":6,"promptTokensDetails":[{"modality":"TEXT",
            "tokenCount":3},{"modality":"AUDIO","tokenCount":5}]}"#;
        let of_gemini = Usage {
            cached_tokens: Some(6),
            reasoning_tokens: Some(30),
            prompt_audio_tokens: Some(5),
            ..counted(11, 50, Some(61))
        };
        assert_eq!(usage(gemini), of_gemini);
    }

    #[test]
    fn images_are_told_apart() {
        let drawn = r#"{"input_tokens":50,"input_tokens_details":{"text_tokens":10,"image_tokens":40},"output_tokens":60,
            "output_tokens_details":{"image_tokens":55}}"#;
        assert_eq!((usage(drawn).prompt_image_tokens, usage(drawn).completion_image_tokens), (Some(40), Some(55)));
        let gemini = r#"{"promptTokensDetails":[{"modality":"IMAGE","tokenCount":258},{"modality":"AUDIO","tokenCount":3}],
            "candidatesTokensDetails":[{"modality":"IMAGE","tokenCount":1290}]}"#;
        let found = usage(gemini);
        assert_eq!((found.prompt_image_tokens, found.completion_image_tokens), (Some(258), Some(1290)));
        assert_eq!(found.prompt_audio_tokens, Some(3));
    }

    #[test]
    fn what_reports_nothing_is_none() {
        for value in [r#"{"type":"duration","seconds":3}"#, r#"{"prompt_tokens":null}"#, "{}", "[]", "null", "5"] {
            assert_eq!(Reported::parse(value.as_bytes()), None, "{value}");
        }
    }
}
