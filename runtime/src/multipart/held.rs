//! What was read of a body and hasn't gone.

use std::collections::VecDeque;

use bytes::{Bytes, BytesMut};
use http_body::SizeHint;

/// Pieces shorter than this are joined, so that many of them take no more room than their bytes.
const SHORT: usize = 512;

/// How much is joined.
const JOINED: usize = 8 << 10;

#[derive(Debug, Default)]
pub(super) struct Held {
    pieces: VecDeque<Bytes>,
    /// Short pieces behind these.
    short: BytesMut,
    length: usize,
}

impl Held {
    pub(super) fn push(&mut self, data: Bytes) {
        self.length += data.len();
        if data.len() >= SHORT || self.short.len() + data.len() > JOINED {
            self.join();
        }
        if data.len() < SHORT {
            self.short.extend_from_slice(&data);
        } else {
            self.pieces.push_back(data);
        }
    }

    fn join(&mut self) {
        if !self.short.is_empty() {
            self.pieces.push_back(self.short.split().freeze());
        }
    }

    /// The next bytes that may go, where the last `keep` stay.
    pub(super) fn take(&mut self, keep: usize) -> Option<Bytes> {
        let ripe = self.length.checked_sub(keep).filter(|ripe| *ripe > 0)?;
        self.join();
        let mut front = self.pieces.pop_front()?;
        if front.len() > ripe {
            self.pieces.push_front(front.split_off(ripe));
        }
        self.length -= front.len();
        Some(front)
    }

    pub(super) fn clear(&mut self) {
        *self = Self::default();
    }

    /// How many bytes there are.
    pub(super) fn len(&self) -> usize {
        self.length
    }

    /// How long a body still is of which so much was not read.
    pub(super) fn with(&self, unread: &SizeHint) -> SizeHint {
        let held = self.length as u64;
        let mut hint = SizeHint::new();
        if let Some(upper) = unread.upper() {
            hint.set_upper(upper + held);
        }
        hint.set_lower(unread.lower() + held);
        hint
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_pieces_take_little_more_than_their_bytes_and_all_come_in_their_order() {
        let mut held = Held::default();
        let (mut expected, mut came) = (Vec::new(), Vec::new());
        for (index, length) in
            [1, 1, 600, 0, 511, 512, 9_000, 1].into_iter().chain(std::iter::repeat_n(1, 100_000)).enumerate()
        {
            let piece = vec![index.to_le_bytes()[0]; length];
            expected.extend_from_slice(&piece);
            held.push(Bytes::from(piece));
        }
        assert_eq!(held.len(), expected.len());
        assert!(held.pieces.len() < 100_000 / JOINED + 8, "{} pieces", held.pieces.len());
        while let Some(piece) = held.take(70) {
            came.extend_from_slice(&piece);
        }
        assert_eq!((came.len(), held.len()), (expected.len() - 70, 70));
        while let Some(piece) = held.take(0) {
            came.extend_from_slice(&piece);
        }
        assert!(came == expected);
    }
}
