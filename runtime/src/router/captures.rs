//! The parameters of a matched path.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use crate::text::percent_decoded;

/// Where the parameters stand in the path, in the order of the route's template.
#[derive(Debug, Clone, Default)]
pub struct Captures {
    names: Arc<[Name]>,
    ranges: Vec<Range<u32>>,
}

/// The name of a parameter, and whether it holds several segments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Name {
    pub(crate) name: String,
    pub(crate) rest: bool,
}

impl Captures {
    pub(super) fn new(names: Arc<[Name]>, ranges: Vec<Range<u32>>) -> Self {
        Self { names, ranges }
    }

    /// The decoded value of a parameter. One of several segments is given as it was written, since decoding could make
    /// two segments of one.
    pub(crate) fn get<'p>(&self, path: &'p str, name: &str) -> Option<Cow<'p, str>> {
        let (text, rest) = self.text(path, name)?;
        if rest { Some(Cow::Borrowed(text)) } else { percent_decoded(text) }
    }

    /// A parameter as it was written, and whether it is one of several segments.
    pub(crate) fn text<'p>(&self, path: &'p str, name: &str) -> Option<(&'p str, bool)> {
        let known = self.names.iter().find(|known| known.name == name)?;
        Some((path.get(self.range(name)?)?, known.rest))
    }

    /// Where a parameter stands in the path.
    pub(crate) fn range(&self, name: &str) -> Option<Range<usize>> {
        let index = self.names.iter().position(|known| known.name == name)?;
        let range = self.ranges.get(index)?;
        Some(range.start as usize..range.end as usize)
    }
}
