//! Work on many things at once, by as many threads as there are cores. What comes out never depends on how many.

use std::num::NonZero;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// The stack of a thread that recurses as deep as its input nests. Only what is used of it takes memory.
pub(crate) const STACK: usize = 256 << 20;

/// How few things one thread does sooner than it could start another.
const FEW: usize = 32;

/// What a function makes of each thing, in the order of the things.
pub(crate) fn map<T: Sync, R: Send>(things: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let cores = thread::available_parallelism().map_or(1, NonZero::get);
    map_by(cores.min(things.len() / FEW), things, work)
}

fn map_by<T: Sync, R: Send>(threads: usize, things: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let next = AtomicUsize::new(0);
    // Things differ in size, so whoever is done takes the next few.
    let take = || {
        let mut done = Vec::new();
        loop {
            let from = next.fetch_add(FEW, Ordering::Relaxed);
            let Some(few) = things.get(from..).filter(|rest| !rest.is_empty()) else { return done };
            done.extend(few.iter().take(FEW).enumerate().map(|(at, thing)| (from + at, work(thing))));
        }
    };
    let mut done = thread::scope(|scope| {
        // A thread that can't be started leaves its part to the others.
        let start = |_| thread::Builder::new().stack_size(STACK).spawn_scoped(scope, take).ok();
        let others: Vec<_> = (1..threads).filter_map(start).collect();
        let mut done = take();
        for other in others {
            match other.join() {
                Ok(more) => done.extend(more),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        done
    });
    done.sort_unstable_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, result)| result).collect()
}

#[cfg(test)]
mod tests {
    use super::map_by;

    #[test]
    fn every_number_of_threads_gives_the_same() {
        let things: Vec<usize> = (0..1000).collect();
        let squares: Vec<usize> = things.iter().map(|thing| thing * thing).collect();
        for threads in [0, 1, 2, 3, 8] {
            assert_eq!(map_by(threads, &things, |thing| thing * thing), squares);
        }
        assert!(map_by(4, &[] as &[usize], |thing| *thing).is_empty());
    }
}
