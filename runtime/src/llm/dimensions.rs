//! How large an image is, read off the first bytes of its file.

/// The size of an image in pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Size {
    pub(super) width: u64,
    pub(super) height: u64,
}

/// The size of a PNG (RFC 2083), a GIF, a JPEG (ITU-T T.81, annex B) or a WebP (RFC 9649). `None`: it is none, or the size
/// stands behind these bytes.
pub(super) fn size(bytes: &[u8]) -> Option<Size> {
    match bytes {
        [0x89, b'P', b'N', b'G', ..] => Some(Size { width: big(bytes.get(16..20)?), height: big(bytes.get(20..24)?) }),
        [b'G', b'I', b'F', b'8', ..] => {
            Some(Size { width: little(bytes.get(6..8)?), height: little(bytes.get(8..10)?) })
        }
        [0xff, 0xd8, rest @ ..] => jpeg(rest),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', rest @ ..] => webp(rest),
        _ => None,
    }
    .filter(|size| size.width > 0 && size.height > 0)
}

fn big(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0, |number, byte| number << 8 | u64::from(*byte))
}

fn little(bytes: &[u8]) -> u64 {
    bytes.iter().rev().fold(0, |number, byte| number << 8 | u64::from(*byte))
}

/// The size in the first frame's header, past the segments before it.
fn jpeg(mut bytes: &[u8]) -> Option<Size> {
    loop {
        bytes = match bytes {
            [0xff, 0xff, ..] => bytes.get(1..)?,
            // Markers without a segment.
            [0xff, 0x01 | 0xd0..=0xd7, rest @ ..] => rest,
            // Frames of all kinds; between them stand tables of Huffman and arithmetic coding.
            [0xff, 0xc0..=0xc3 | 0xc5..=0xc7 | 0xc9..=0xcb | 0xcd..=0xcf, rest @ ..] => {
                return Some(Size { width: big(rest.get(5..7)?), height: big(rest.get(3..5)?) });
            }
            [0xff, _, high, low, ..] => bytes.get(2 + usize::from(u16::from_be_bytes([*high, *low])).max(2)..)?,
            _ => return None,
        };
    }
}

/// The size in the first chunk, of one of three kinds.
fn webp(bytes: &[u8]) -> Option<Size> {
    let (kind, data) = (bytes.get(..4)?, bytes.get(8..)?);
    match kind {
        b"VP8X" => Some(Size { width: little(data.get(4..7)?) + 1, height: little(data.get(7..10)?) + 1 }),
        b"VP8L" => {
            let bits = little(data.get(1..5)?);
            Some(Size { width: (bits & 0x3fff) + 1, height: (bits >> 14 & 0x3fff) + 1 })
        }
        b"VP8 " => Some(Size { width: little(data.get(6..8)?) & 0x3fff, height: little(data.get(8..10)?) & 0x3fff }),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_size_stands_in_the_head_of_each_kind() {
        let expected = Some(Size { width: 640, height: 480 });
        let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x02\x80\0\0\x01\xe0";
        let gif = b"GIF89a\x80\x02\xe0\x01";
        let jpeg = b"\xff\xd8\xff\xe0\0\x04ab\xff\xff\xc4\0\x03x\xff\xc2\0\x11\x08\x01\xe0\x02\x80\x03";
        let lossy = b"RIFF\0\0\0\0WEBPVP8 \0\0\0\0\0\0\0\x9d\x01\x2a\x80\x02\xe0\x01";
        let lossless = b"RIFF\0\0\0\0WEBPVP8L\0\0\0\0\x2f\x7f\xc2\x77\0";
        let extended = b"RIFF\0\0\0\0WEBPVP8X\0\0\0\0\0\0\0\0\x7f\x02\0\xdf\x01\0";
        for bytes in [&png[..], gif, jpeg, lossy, lossless, extended] {
            assert_eq!(size(bytes), expected, "{}", bytes.escape_ascii());
            assert_eq!(size(&bytes[..bytes.len() / 2]), None, "cut: {}", bytes.escape_ascii());
        }
        assert_eq!(size(b"BM"), None);
    }

    proptest! {
        #[test]
        fn odd_bytes_never_stop_it(start in 0..4_usize, bytes in prop::collection::vec(any::<u8>(), 0..80)) {
            let start: &[u8] = [&b"\x89PNG"[..], b"GIF8", b"\xff\xd8", b"RIFF\0\0\0\0WEBP"][start];
            let _ = size(&[start, &bytes].concat());
        }
    }
}
