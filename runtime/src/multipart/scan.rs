//! The grammar of a multipart body (RFC 2046, section 5.1.1), over pieces of any size.

use memchr::memmem;

use super::Malformed;
use super::search::Search;

/// What the scan of a body comes upon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Event<'b> {
    /// A part begins: its header lines, each with its CRLF, and where in the body its content begins.
    Part(&'b [u8], u64),
    /// Some of the part's content.
    Data(&'b [u8]),
    /// The part is over.
    PartEnd,
    /// The closing delimiter stands here.
    Close,
}

/// The most bytes of a part's header lines.
const MOST_HEAD: usize = 16 << 10;

/// The most blanks between a delimiter and the end of its line.
const MOST_PADDING: u8 = 64;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Preamble,
    /// Behind a delimiter.
    Delimited,
    /// One `-` was read behind it.
    Dash,
    Padding {
        closing: bool,
        blanks: u8,
    },
    LineFeed {
        closing: bool,
    },
    Head,
    Data,
    Epilogue,
}

/// A scan. It stores no more than a part's head and the length of a delimiter.
pub(super) struct Scan {
    state: State,
    /// How many bytes of the body were read.
    read: u64,
    search: Search,
    head: Vec<u8>,
}

impl Scan {
    pub(super) fn new(delimiter: Vec<u8>) -> Self {
        Self { state: State::Preamble, read: 0, search: Search::new(delimiter), head: Vec::new() }
    }

    /// Goes on with a piece of the body.
    pub(super) fn feed(
        &mut self,
        mut piece: &[u8],
        on: &mut impl FnMut(Event<'_>) -> Result<(), Malformed>,
    ) -> Result<(), Malformed> {
        while !piece.is_empty() {
            let read = match self.state {
                State::Preamble | State::Data | State::Epilogue => self.text(piece, on)?,
                State::Head => self.head(piece, on)?,
                _ => {
                    self.state = self.line(*piece.first().unwrap_or(&0), on)?;
                    1
                }
            };
            self.read += read as u64;
            piece = piece.get(read..).unwrap_or_default();
        }
        Ok(())
    }

    /// Whether the body may end here.
    pub(super) fn ended(&self) -> bool {
        matches!(self.state, State::Epilogue | State::Padding { closing: true, .. } | State::LineFeed { closing: true })
    }

    fn text(
        &mut self,
        piece: &[u8],
        on: &mut impl FnMut(Event<'_>) -> Result<(), Malformed>,
    ) -> Result<usize, Malformed> {
        let in_part = self.state == State::Data;
        let mut told = Ok(());
        let end = self.search.feed(piece, |data| {
            if in_part && !data.is_empty() && told.is_ok() {
                told = on(Event::Data(data));
            }
        })?;
        told?;
        let Some(end) = end else { return Ok(piece.len()) };
        if self.state == State::Epilogue {
            return Err(Malformed("a delimiter follows the closing one"));
        }
        if in_part {
            on(Event::PartEnd)?;
        }
        self.state = State::Delimited;
        Ok(end)
    }

    /// One byte of a delimiter's line.
    fn line(&mut self, byte: u8, on: &mut impl FnMut(Event<'_>) -> Result<(), Malformed>) -> Result<State, Malformed> {
        Ok(match (self.state, byte) {
            (State::Delimited, b'-') => State::Dash,
            (State::Delimited, b' ' | b'\t') => State::Padding { closing: false, blanks: 1 },
            (State::Delimited, b'\r') => State::LineFeed { closing: false },
            (State::Dash, b'-') => {
                on(Event::Close)?;
                State::Padding { closing: true, blanks: 0 }
            }
            (State::Padding { closing, blanks }, b' ' | b'\t') if blanks < MOST_PADDING => {
                State::Padding { closing, blanks: blanks + 1 }
            }
            (State::Padding { closing, .. }, b'\r') => State::LineFeed { closing },
            (State::LineFeed { closing: true }, b'\n') => {
                self.search.restart();
                State::Epilogue
            }
            (State::LineFeed { closing: false }, b'\n') => {
                // So that no header at all also ends with an empty line.
                self.head.clear();
                self.head.extend_from_slice(b"\r\n");
                State::Head
            }
            _ => return Err(Malformed("a delimiter's line holds something else")),
        })
    }

    fn head(
        &mut self,
        piece: &[u8],
        on: &mut impl FnMut(Event<'_>) -> Result<(), Malformed>,
    ) -> Result<usize, Malformed> {
        let before = self.head.len();
        let room = (MOST_HEAD + 4).saturating_sub(before);
        self.head.extend_from_slice(piece.get(..room.min(piece.len())).unwrap_or_default());
        let from = before.saturating_sub(3);
        let Some(blank) = memmem::find(self.head.get(from..).unwrap_or_default(), b"\r\n\r\n") else {
            return if self.head.len() >= MOST_HEAD + 4 {
                Err(Malformed("a part's head is longer than 16 KiB"))
            } else {
                Ok(piece.len())
            };
        };
        let end = from + blank + 4;
        let content = self.read + (end - before) as u64;
        on(Event::Part(self.head.get(2..end - 2).unwrap_or_default(), content))?;
        self.search.restart();
        self.state = State::Data;
        Ok(end - before)
    }
}
