//! What the check of a body notes of it, for policies that look into it.

use bytes::Bytes;

use super::Call;
use crate::json::Noted;

/// How far it is known.
#[derive(Debug, Default)]
pub(super) enum Notes {
    /// Nobody wants it.
    #[default]
    Unwanted,
    /// Whoever checks the body is to note whether strings begin with these.
    Wanted(&'static [&'static str]),
    /// Of this body.
    Made(Bytes, Noted),
}

impl Notes {
    pub(super) fn wanted(&self) -> Option<&'static [&'static str]> {
        match self {
            Self::Wanted(beginnings) => Some(beginnings),
            Self::Unwanted | Self::Made(..) => None,
        }
    }
}

impl Call {
    /// Has the check of the body, if it is still to come, note where the members are, and whether a string begins with one of
    /// these.
    pub(crate) fn want_notes(&mut self, beginnings: &'static [&'static str]) {
        if matches!(self.notes, Notes::Unwanted) {
            self.notes = Notes::Wanted(beginnings);
        }
    }

    /// What was noted of this very body. `None`: nothing, or of another one, which policies or models have put another in the
    /// place of.
    pub(crate) fn noted(&self, body: &Bytes) -> Option<&Noted> {
        match &self.notes {
            Notes::Made(of, noted) if std::ptr::eq::<[u8]>(&**of, &**body) => Some(noted),
            _ => None,
        }
    }
}
