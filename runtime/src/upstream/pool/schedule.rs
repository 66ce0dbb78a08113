//! In which order the members of a priority take their turns.

use std::sync::atomic::{AtomicUsize, Ordering};

/// The members of one priority: each has as many turns in a round as its weight, spread over it.
#[derive(Debug)]
pub(super) struct Schedule {
    /// Indices of members.
    turns: Vec<usize>,
    next: AtomicUsize,
}

impl Schedule {
    /// Members by index and weight.
    pub(super) fn new(members: &[(usize, u32)]) -> Self {
        let shared = members.iter().fold(0, |shared, (_, weight)| common_divisor(shared, *weight)).max(1);
        let weights: Vec<i64> = members.iter().map(|(_, weight)| i64::from(weight / shared)).collect();
        let total: i64 = weights.iter().sum();
        // Smooth weighted round robin: who is furthest behind its share has the turn.
        let mut credits = vec![0; members.len()];
        let mut turns = Vec::new();
        for _ in 0..total {
            credits.iter_mut().zip(&weights).for_each(|(credit, weight)| *credit += weight);
            // Of equals the first.
            let most = credits.iter().copied().max().unwrap_or_default();
            let Some(chosen) = credits.iter().position(|credit| *credit == most) else { break };
            credits[chosen] -= total;
            turns.push(members[chosen].0);
        }
        Self { turns, next: AtomicUsize::new(0) }
    }

    /// The members in the order in which they are to be asked now, some of them more than once.
    pub(super) fn turns(&self) -> impl Iterator<Item = usize> {
        let first = self.next.fetch_add(1, Ordering::Relaxed);
        let count = self.turns.len();
        (0..count).filter_map(move |step| self.turns.get(first.wrapping_add(step) % count).copied())
    }
}

fn common_divisor(a: u32, b: u32) -> u32 {
    if b == 0 { a } else { common_divisor(b, a % b) }
}

#[cfg(test)]
mod tests {
    use super::Schedule;

    fn first(schedule: &Schedule, count: usize) -> Vec<usize> {
        (0..count).filter_map(|_| schedule.turns().next()).collect()
    }

    #[test]
    fn equals_take_turns() {
        assert_eq!(first(&Schedule::new(&[(4, 7), (5, 7), (6, 7)]), 7), [4, 5, 6, 4, 5, 6, 4]);
    }

    #[test]
    fn weights_are_shares_spread_over_the_round() {
        let schedule = Schedule::new(&[(0, 50), (1, 10), (2, 10)]);
        assert_eq!(first(&schedule, 14), [0, 0, 1, 0, 2, 0, 0, 0, 0, 1, 0, 2, 0, 0]);
    }

    #[test]
    fn everyone_is_asked_in_one_round() {
        let schedule = Schedule::new(&[(0, 3), (1, 1)]);
        for _ in 0..4 {
            let mut asked: Vec<usize> = schedule.turns().collect();
            asked.sort_unstable();
            assert_eq!(asked, [0, 0, 0, 1]);
        }
    }
}
