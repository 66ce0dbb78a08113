//! Which step a compilation is at, for whoever shows it. Nothing here looks at a clock or a terminal.

use std::fmt;
use std::sync::Arc;

/// A step that may take long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// The gateway file, the documents and their overlays are read.
    Reading,
    /// Documents and gateway file are checked and linked.
    Linking,
    /// The files of the crate are made.
    Emitting,
}

/// Who is told of each step as it begins; nobody unless [`Progress::to`] says who.
#[derive(Clone, Default)]
pub struct Progress(Option<Arc<dyn Fn(Step) + Send + Sync>>);

impl Progress {
    /// Tells a function.
    pub fn to(told: impl Fn(Step) + Send + Sync + 'static) -> Self {
        Self(Some(Arc::new(told)))
    }

    pub(crate) fn at(&self, step: Step) {
        if let Some(told) = &self.0 {
            told(step);
        }
    }
}

impl fmt::Debug for Progress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_some() { "Progress(told)" } else { "Progress" })
    }
}
