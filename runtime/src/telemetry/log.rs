//! The access log: lines are gathered in memory and written by one thread, so that a call never waits for a pipe.

use std::cell::Cell;
use std::io::Write;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;

use prometheus_client::metrics::counter::Counter;

/// How long a line may lie before it is written.
const LINGER: Duration = Duration::from_millis(100);
/// Lines beyond this many bytes are dropped and counted: whoever reads the log doesn't keep up.
const MOST: usize = 8 << 20;

thread_local! {
    /// Written outside the lock, and used again for each line.
    static LINE: Cell<String> = const { Cell::new(String::new()) };
}

/// The calls' end of the log.
#[derive(Debug, Clone)]
pub(crate) struct Log {
    shared: Arc<Shared>,
    pub(crate) dropped: Counter,
}

#[derive(Debug, Default)]
struct Shared {
    pending: Mutex<Pending>,
    written: Condvar,
}

#[derive(Debug, Default)]
struct Pending {
    text: Vec<u8>,
    /// Lines that were taken and aren't out yet.
    busy: bool,
}

impl Log {
    /// Starts the thread that writes to `sink`.
    pub(crate) fn start(mut sink: impl Write + Send + 'static) -> std::io::Result<Self> {
        let shared = Arc::new(Shared::default());
        let writer = Arc::downgrade(&shared);
        std::thread::Builder::new().name("access-log".to_owned()).spawn(move || {
            let mut lines = Vec::new();
            loop {
                std::thread::sleep(LINGER);
                let Some(shared) = writer.upgrade() else { return };
                {
                    let mut pending = shared.pending.lock().unwrap_or_else(PoisonError::into_inner);
                    std::mem::swap(&mut pending.text, &mut lines);
                    pending.busy = !lines.is_empty();
                }
                if !lines.is_empty() {
                    // A log that can't be written is no reason to stop serving.
                    let _ = sink.write_all(&lines).and_then(|()| sink.flush());
                    lines.clear();
                    shared.pending.lock().unwrap_or_else(PoisonError::into_inner).busy = false;
                }
                shared.written.notify_all();
            }
        })?;
        Ok(Self { shared, dropped: Counter::default() })
    }

    /// Adds a line: `write` gets an empty text, and ends what it writes with a line break.
    pub(crate) fn line(&self, write: impl FnOnce(&mut String)) {
        // A thread that ends has no text left to use again.
        let mut line = LINE.try_with(Cell::take).unwrap_or_default();
        line.clear();
        write(&mut line);
        self.add(&line);
        let _ = LINE.try_with(|kept| kept.set(line));
    }

    fn add(&self, line: &str) {
        let mut pending = self.shared.pending.lock().unwrap_or_else(PoisonError::into_inner);
        if pending.text.len() + line.len() > MOST {
            drop(pending);
            self.dropped.inc();
            return;
        }
        pending.text.extend_from_slice(line.as_bytes());
    }

    /// Waits until all lines are out, for a second at most.
    pub(crate) fn flush(&self) {
        let pending = self.shared.pending.lock().unwrap_or_else(PoisonError::into_inner);
        let unwritten = |pending: &mut Pending| pending.busy || !pending.text.is_empty();
        drop(self.shared.written.wait_timeout_while(pending, Duration::from_secs(1), unwritten));
    }
}
