//! How many tokens an image or a sound is, by the formulae that the providers publish. Base64 is never counted as text.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD};

use super::dimensions::{Size, size};

/// How a model counts an image.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rule {
    /// So many, and so many for each tile of 512 pixels, once it is scaled into a square of 2,048 and its shorter side to 768.
    Tiles { base: u64, tile: u64 },
    /// Patches of 32 pixels, 1,536 at most, times so many hundredths.
    Patches { hundredths: u64 },
    /// One for 750 pixels, once its longer side is scaled to 1,568.
    Pixels,
    /// 258, and where a side is longer than 384, so many for each tile of 768 pixels.
    Crops,
}

/// The rules, by how the names of models begin: the first that fits.
const RULES: [(&str, Rule); 16] = [
    ("gpt-4o-mini", Rule::Tiles { base: 2833, tile: 5667 }),
    ("gpt-4.1-mini", Rule::Patches { hundredths: 162 }),
    ("gpt-4.1-nano", Rule::Patches { hundredths: 246 }),
    ("gpt-5-mini", Rule::Patches { hundredths: 162 }),
    ("gpt-5-nano", Rule::Patches { hundredths: 246 }),
    ("o4-mini", Rule::Patches { hundredths: 172 }),
    ("gpt-5", Rule::Tiles { base: 70, tile: 140 }),
    ("o1", Rule::Tiles { base: 75, tile: 150 }),
    ("o3", Rule::Tiles { base: 75, tile: 150 }),
    ("computer-use", Rule::Tiles { base: 65, tile: 129 }),
    ("claude", Rule::Pixels),
    ("anthropic", Rule::Pixels),
    ("gemini", Rule::Crops),
    ("gemma", Rule::Crops),
    ("google", Rule::Crops),
    ("", Rule::Tiles { base: 85, tile: 170 }),
];

/// What an image is taken for whose size is not in the body: one of 1,024 pixels each way.
const UNKNOWN: Size = Size { width: 1024, height: 1024 };

/// The tokens of an image that has this size.
fn by_size(model: &str, low: bool, size: Size) -> u64 {
    let name = model.rsplit('/').next().unwrap_or(model);
    let rule = RULES.iter().find(|(known, _)| name.starts_with(known)).map(|(_, rule)| *rule);
    let Size { width, height } = size;
    match rule.unwrap_or(Rule::Pixels) {
        Rule::Tiles { base, .. } if low => base,
        Rule::Tiles { base, tile } => {
            let (width, height) = shrunk((width, height), width.max(height), 2048);
            let (width, height) = shrunk((width, height), width.min(height), 768);
            base + tile * width.div_ceil(512) * height.div_ceil(512)
        }
        Rule::Patches { hundredths } => {
            let patches = width.div_ceil(32).saturating_mul(height.div_ceil(32)).min(1536);
            (patches * hundredths).div_ceil(100)
        }
        Rule::Pixels => {
            let (width, height) = shrunk((width, height), width.max(height), 1568);
            (width * height).div_ceil(750).min(1600)
        }
        Rule::Crops if width.max(height) <= 384 => 258,
        Rule::Crops => 258 * width.div_ceil(768) * height.div_ceil(768),
    }
}

/// Two sides in proportion, so that what is `side` becomes `most`; smaller ones stay.
fn shrunk((width, height): (u64, u64), side: u64, most: u64) -> (u64, u64) {
    if side <= most {
        return (width, height);
    }
    let scaled = |length: u64| (length.saturating_mul(most) / side).max(1);
    (scaled(width), scaled(height))
}

/// How much of an image's base64 is decoded to find its size.
const HEAD: usize = 64 << 10;

/// The tokens of an image in base64.
pub(crate) fn image(model: &str, low: bool, encoded: &[u8]) -> u64 {
    let head = encoded.get(..HEAD).unwrap_or(encoded);
    let whole = head.get(..head.len() / 4 * 4).unwrap_or_default();
    let decoded = STANDARD.decode(whole).or_else(|_| STANDARD_NO_PAD.decode(whole)).unwrap_or_default();
    by_size(model, low, size(&decoded).unwrap_or(UNKNOWN))
}

/// The tokens of an image that stands elsewhere.
pub(crate) fn image_elsewhere(model: &str, low: bool) -> u64 {
    by_size(model, low, UNKNOWN)
}

/// The tokens of sound in base64: ten a second, or 32 for Gemini.
pub(crate) fn sound(model: &str, encoded: &[u8]) -> u64 {
    let a_second = if model.contains("gemini") { 32 } else { 10 };
    let bytes = encoded.len() as u64 / 4 * 3;
    let head = encoded.get(..48).and_then(|head| STANDARD.decode(head).ok()).unwrap_or_default();
    // A WAVE file says its bytes a second; of others, 64 kbit a second is usual for speech.
    let rate = match (head.get(..4), head.get(8..12), head.get(28..32)) {
        (Some(b"RIFF"), Some(b"WAVE"), Some(&[a, b, c, d])) => u64::from(u32::from_le_bytes([a, b, c, d])).max(1),
        _ => 8000,
    };
    (bytes * a_second).div_ceil(rate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn images_cost_what_the_published_examples_say() {
        let of = |width, height| Size { width, height };
        for (model, low, size, tokens) in [
            ("gpt-4o", false, of(1024, 1024), 765),
            ("gpt-4o", false, of(2048, 4096), 1105),
            ("gpt-4o", true, of(4096, 8192), 85),
            ("gpt-4o-mini", true, of(9, 9), 2833),
            ("gpt-4o", false, of(512, 512), 255),
            ("o3", false, of(1024, 1024), 675),
            ("gpt-5", false, of(1024, 1024), 630),
            ("gpt-4.1-mini", false, of(1024, 1024), 1659),
            ("claude-sonnet-4", false, of(1000, 1000), 1334),
            ("claude-sonnet-4", false, of(9000, 9000), 1600),
            ("gemini-2.5-pro", false, of(384, 384), 258),
            ("gemini-2.5-pro", false, of(1000, 700), 516),
        ] {
            assert_eq!(by_size(model, low, size), tokens, "{model} {size:?}");
        }
        assert_eq!(image_elsewhere("gpt-4o", false), 765);
        assert_eq!(image("gpt-4o", false, b"!!!!"), 765, "no image at all");
    }

    #[test]
    fn sound_costs_by_its_length() {
        let mut wave = b"RIFF....WAVEfmt ....".to_vec();
        wave.extend([1, 0, 1, 0, 0, 0, 0, 0]);
        wave.extend(16_000_u32.to_le_bytes());
        wave.resize(44 + 160_000, 0);
        let encoded = STANDARD.encode(&wave);
        assert_eq!(sound("gpt-4o-audio-preview", encoded.as_bytes()), 101, "ten seconds and a head");
        assert_eq!(sound("gemini-2.5-flash", encoded.as_bytes()), 321);
        assert_eq!(sound("gpt-4o-audio-preview", STANDARD.encode(vec![7; 24_000]).as_bytes()), 30);
    }
}
