//! Images, sound and files that stand in a text as base64: a log has their media type and length in their place.

use std::borrow::Cow;
use std::ops::Range;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;

/// Shorter runs are left as they are.
const SHORTEST: usize = 64;
/// How far before its data a data URL begins (RFC 2397).
const HEAD: usize = 256;
const MARK: &str = ";base64,";

/// The members that hold data by themselves.
const DATA: [&str; 7] = ["audio", "b64_json", "bytes", "data", "file_data", "image", "video"];

/// The text of a member without data in it, if it has any.
pub(super) fn without(member: &str, text: &str) -> Option<String> {
    if text.len() < SHORTEST {
        return None;
    }
    if is_data(member, text) {
        return Some(stands_for(media_type(text), text));
    }
    let mut told = String::new();
    let mut from = 0;
    while let Some(mark) = text.get(from..).and_then(|rest| rest.find(MARK)).map(|at| from + at) {
        let begins = mark + MARK.len();
        let ends = begins + run(&text[begins..]);
        let url = (ends - begins >= SHORTEST).then(|| head(text, from..mark)).flatten();
        match url {
            Some(url) => {
                told.push_str(&text[from..url]);
                let media = text[url + "data:".len()..mark].split(';').next().unwrap_or_default();
                told.push_str(&stands_for(media, &text[begins..ends]));
            }
            None => told.push_str(&text[from..ends]),
        }
        from = ends;
    }
    told.push_str(&text[from..]);
    (told.len() < text.len()).then_some(told)
}

/// Where the data URL begins whose mark ends this range.
fn head(text: &str, before: Range<usize>) -> Option<usize> {
    let from = text.floor_char_boundary(before.end.saturating_sub(HEAD)).max(before.start);
    text[from..before.end].rfind("data:").map(|at| from + at)
}

/// Whether all of a text is data: by where it stands, or by what it begins with.
fn is_data(member: &str, text: &str) -> bool {
    run(text) == text.len() && (DATA.contains(&member) || media_type(text) != UNKNOWN)
}

/// How many bytes of a text's beginning are base64, in either alphabet.
fn run(text: &str) -> usize {
    let encoded = |byte: u8| byte.is_ascii_alphanumeric() || b"+/=-_\r\n".contains(&byte);
    text.bytes().position(|byte| !encoded(byte)).unwrap_or(text.len())
}

fn stands_for(media: &str, encoded: &str) -> String {
    let digits = encoded.bytes().filter(|byte| !b"=\r\n".contains(byte)).count();
    format!("[{media}, {} bytes]", digits * 3 / 4)
}

const UNKNOWN: &str = "application/octet-stream";

/// By its first bytes, since what is said of it may be wrong.
fn media_type(encoded: &str) -> &'static str {
    let first: Cow<'_, str> = encoded.get(..16).unwrap_or_default().into();
    let decoded = STANDARD_NO_PAD.decode(first.as_bytes()).unwrap_or_default();
    match decoded.as_slice() {
        [0x89, b'P', b'N', b'G', ..] => "image/png",
        [0xff, 0xd8, 0xff, ..] => "image/jpeg",
        [b'G', b'I', b'F', b'8', ..] => "image/gif",
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P'] => "image/webp",
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'A', b'V', b'E'] => "audio/wav",
        [b'I', b'D', b'3', ..] => "audio/mpeg",
        [b'O', b'g', b'g', b'S', ..] => "audio/ogg",
        [b'f', b'L', b'a', b'C', ..] => "audio/flac",
        [b'%', b'P', b'D', b'F', ..] => "application/pdf",
        _ => UNKNOWN,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn data_is_told_by_its_type_and_length_and_text_is_left() {
        let (png, noise) = (format!("iVBORw0KGgoAAAANSUhEUg{}", "A".repeat(78)), "Zm9v".repeat(30));
        for (member, text, expected) in [
            ("url", format!("data:image/jpeg;base64,{noise}"), Some("[image/jpeg, 90 bytes]".to_owned())),
            ("data", noise.clone(), Some("[application/octet-stream, 90 bytes]".to_owned())),
            ("anything", png.clone(), Some("[image/png, 75 bytes]".to_owned())),
            (
                "content",
                format!("see ![é](data:image/png;charset=x;base64,{png}) and"),
                Some("see ![é]([image/png, 75 bytes]) and".to_owned()),
            ),
            ("content", noise.clone(), None),
            ("content", format!("not a URL;base64,{noise}"), None),
            ("data", "short".to_owned(), None),
        ] {
            assert_eq!(without(member, &text), expected, "{member}: {text}");
        }
    }
}
