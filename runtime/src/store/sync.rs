//! What the counters of this process are guarded by. `tests/model` puts in its place what tries all orders of steps.

#[cfg(feature = "redis")]
pub(super) use std::sync::atomic::{AtomicBool, Ordering};
pub(super) use std::sync::{Mutex, PoisonError};
