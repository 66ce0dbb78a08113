//! Histograms with bounds that never change.

use super::wire::{double, fixed64, message, packed};

/// What was measured in one series; `N`: how many bounds there are.
#[derive(Debug, Clone)]
pub(super) struct Histogram<const N: usize> {
    /// How many values are at most each bound, and above the bound before.
    counts: [u64; N],
    /// How many are above all.
    above: u64,
    sum: f64,
    least: f64,
    most: f64,
}

impl<const N: usize> Default for Histogram<N> {
    fn default() -> Self {
        Self { counts: [0; N], above: 0, sum: 0.0, least: f64::INFINITY, most: f64::NEG_INFINITY }
    }
}

/// From when to when something was measured, in nanoseconds since 1970.
#[derive(Debug, Clone, Copy)]
pub(super) struct Period {
    pub(super) from: u64,
    pub(super) to: u64,
}

impl<const N: usize> Histogram<N> {
    pub(super) fn record(&mut self, bounds: &[f64; N], value: f64) {
        let place = bounds.partition_point(|bound| *bound < value);
        *self.counts.get_mut(place).unwrap_or(&mut self.above) += 1;
        self.sum += value;
        self.least = self.least.min(value);
        self.most = self.most.max(value);
    }

    /// Writes it as a point (`HistogramDataPoint`) of a histogram, with its attributes in parts. Nothing is no point.
    pub(super) fn point(&self, to: &mut Vec<u8>, bounds: &[f64; N], attributes: &[&[u8]], over: Period) {
        let counts = || self.counts.iter().copied().chain([self.above]);
        let count: u64 = counts().sum();
        if count == 0 {
            return;
        }
        message(to, 1, |to| {
            fixed64(to, 2, over.from);
            fixed64(to, 3, over.to);
            fixed64(to, 4, count);
            double(to, 5, self.sum);
            packed(to, 6, &counts().collect::<Vec<_>>());
            packed(to, 7, &bounds.map(f64::to_bits));
            attributes.iter().for_each(|part| to.extend_from_slice(part));
            double(to, 11, self.least);
            double(to, 12, self.most);
        });
    }
}
