//! The turn to do some work in the background: one task has it at most, and whoever brings work knows that somebody sees it.

use crate::store::sync::{AtomicBool, Ordering};

/// Whether somebody has the turn.
#[derive(Debug)]
pub(super) struct Turn(AtomicBool);

impl Turn {
    /// Nobody has it.
    pub(super) fn new() -> Self {
        Self(AtomicBool::new(false))
    }

    /// Takes it, unless somebody has it. To be asked once the work is where they look for it.
    pub(super) fn take(&self) -> bool {
        !self.0.swap(true, Ordering::AcqRel)
    }

    /// Gives it back where there is nothing to do; whether that is so.
    pub(super) fn give_back(&self, idle: impl Fn() -> bool) -> bool {
        if !idle() {
            return false;
        }
        // What others brought before they asked for the turn is seen below.
        self.0.swap(false, Ordering::AcqRel);
        idle() || !self.take()
    }
}
