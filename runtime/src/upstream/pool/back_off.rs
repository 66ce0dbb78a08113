//! How long passes before a call goes back to a member that it has tried.

use std::hash::{BuildHasher, RandomState};
use std::time::Duration;

/// How the wait grows from one attempt to the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BackOff {
    /// 100 ms, doubled each time, and spread by half to either side.
    Doubled,
    /// The same each time.
    Fixed(Duration),
    /// The first wait, and what is added to it each time.
    Linear(Duration, Duration),
    /// The first wait; what is added to it the second time, more than doubled each further time, and spread by a fifth
    /// to either side; and the longest wait.
    Exponential(Duration, Duration, Duration),
}

/// The first wait where nothing is said.
const FIRST: Duration = Duration::from_millis(100);

impl BackOff {
    /// The wait after so many attempts, from 1.
    pub(crate) fn wait(self, attempts: u32) -> Duration {
        let before = attempts.saturating_sub(1);
        match self {
            Self::Doubled => spread(FIRST.saturating_mul(2_u32.saturating_pow(before)), 0.5),
            Self::Fixed(interval) => interval,
            Self::Linear(interval, delta) => interval.saturating_add(delta.saturating_mul(before)),
            Self::Exponential(interval, delta, most) => {
                let steps = 2_u32.saturating_pow(before) - 1;
                interval.saturating_add(spread(delta, 0.2).saturating_mul(steps)).min(most)
            }
        }
    }
}

/// A time, less or more by at most this share, so that calls which failed together don't come back together.
fn spread(time: Duration, share: f64) -> Duration {
    let chance = RandomState::new().hash_one(0_u8) as f64 / u64::MAX as f64;
    time.mul_f64(1.0 - share + 2.0 * share * chance)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn millis(back_off: BackOff) -> Vec<u128> {
        (1..=5).map(|attempts| back_off.wait(attempts).as_millis()).collect()
    }

    #[test]
    fn a_fixed_and_a_linear_wait_are_exact() {
        let [second, half] = [1000, 500].map(Duration::from_millis);
        assert_eq!(millis(BackOff::Fixed(second)), [1000, 1000, 1000, 1000, 1000]);
        assert_eq!(millis(BackOff::Linear(second, half)), [1000, 1500, 2000, 2500, 3000]);
    }

    #[test]
    fn an_exponential_wait_grows_to_its_longest() {
        let [second, half, most] = [1000, 500, 4000].map(Duration::from_millis);
        for _ in 0..100 {
            let waits = millis(BackOff::Exponential(second, half, most));
            assert_eq!(waits[0], 1000);
            // 1, 3 and 7 times the delta, give or take a fifth.
            assert!((1400..=1600).contains(&waits[1]), "{waits:?}");
            assert!((2200..=2800).contains(&waits[2]), "{waits:?}");
            assert!((3800..=4000).contains(&waits[3]), "{waits:?}");
            assert_eq!(waits[4], 4000);
        }
        assert_eq!(BackOff::Exponential(second, half, most).wait(u32::MAX), most);
    }

    #[test]
    fn where_nothing_is_said_the_wait_doubles() {
        for _ in 0..100 {
            let waits = millis(BackOff::Doubled);
            for (wait, usual) in waits.iter().zip([100, 200, 400, 800, 1600]) {
                assert!((usual / 2..=usual * 3 / 2).contains(wait), "{waits:?}");
            }
        }
    }
}
