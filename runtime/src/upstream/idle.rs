//! The idle connections of one backend.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use tokio::time::Instant;

use super::connection::Connection;

/// Last in, first out: under a falling load the connections at the bottom grow old and are closed. The lock is held for
/// a push or a pop, never across an await and never while a socket is closed.
#[derive(Debug)]
pub(crate) struct IdleConnections {
    idle: Mutex<Kept>,
    capacity: usize,
    lifetime: Duration,
}

#[derive(Debug, Default)]
struct Kept {
    /// Oldest in front.
    connections: VecDeque<(Instant, Connection)>,
    /// Whether a task is there that closes the old ones.
    swept: bool,
}

impl IdleConnections {
    /// Keeps at most `capacity` connections, each for at most `lifetime` without use.
    pub(crate) fn new(capacity: usize, lifetime: Duration) -> Arc<Self> {
        Arc::new(Self { idle: Mutex::default(), capacity, lifetime })
    }

    /// The connection that was used last. Whether its peer has closed it meanwhile, an exchange sees before it sends.
    pub(crate) fn take(&self, now: Instant) -> Option<Connection> {
        let (since, connection) = self.lock().connections.pop_back()?;
        if now.saturating_duration_since(since) < self.lifetime {
            return Some(connection);
        }
        // All the others are older.
        let old = std::mem::take(&mut self.lock().connections);
        drop(old);
        None
    }

    /// Keeps an idle connection for later.
    pub(crate) fn put(self: &Arc<Self>, connection: Connection) {
        if self.capacity == 0 {
            return;
        }
        let mut idle = self.lock();
        let surplus = if idle.connections.len() >= self.capacity { idle.connections.pop_front() } else { None };
        idle.connections.push_back((Instant::now(), connection));
        let sweep = !std::mem::replace(&mut idle.swept, true);
        drop(idle);
        drop(surplus);
        if sweep {
            tokio::spawn(sweep_until_empty(Arc::downgrade(self), self.lifetime));
        }
    }

    /// Closes what is too old. False, and no longer swept, once nothing is left.
    fn sweep(&self) -> bool {
        let mut old = Vec::new();
        let mut idle = self.lock();
        while idle.connections.front().is_some_and(|(since, _)| since.elapsed() >= self.lifetime) {
            old.extend(idle.connections.pop_front());
        }
        idle.swept = !idle.connections.is_empty();
        let more = idle.swept;
        drop(idle);
        more
    }

    fn lock(&self) -> MutexGuard<'_, Kept> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Nobody polls an idle connection, so one that its peer closed would keep its descriptor until it is taken.
async fn sweep_until_empty(connections: Weak<IdleConnections>, lifetime: Duration) {
    loop {
        tokio::time::sleep(lifetime).await;
        match connections.upgrade() {
            Some(connections) if connections.sweep() => {}
            _ => return,
        }
    }
}
