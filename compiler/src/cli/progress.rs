//! A line on standard error for a step that takes longer than a second, where a person looks on. It is gone when the step
//! is done.

use std::io::{self, IsTerminal as _, Write};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use crate::progress::Step;

/// How long a step may take before it is shown.
const PATIENCE: Duration = Duration::from_secs(1);

/// What is shown of a step.
fn words(step: Step) -> &'static str {
    match step {
        Step::Reading => "reading the specs",
        Step::Linking => "checking and linking",
        Step::Emitting => "making the crate's files",
    }
}

/// Shows the steps that it is told of, until it is dropped.
#[derive(Debug, Default)]
pub(super) struct Line {
    shown: Option<(Sender<&'static str>, JoinHandle<()>)>,
}

impl Line {
    /// On standard error, if that is a terminal.
    pub(super) fn new() -> Self {
        if io::stderr().is_terminal() { Self::on(io::stderr(), PATIENCE) } else { Self::default() }
    }

    fn on(out: impl Write + Send + 'static, patience: Duration) -> Self {
        let (steps, told) = mpsc::channel();
        let thread = thread::Builder::new().name("progress".to_owned()).spawn(move || show(out, patience, &told));
        Self { shown: thread.ok().map(|thread| (steps, thread)) }
    }

    /// Who is told of the steps of a compilation.
    pub(super) fn progress(&self) -> crate::progress::Progress {
        match &self.shown {
            Some((steps, _)) => {
                let steps = steps.clone();
                crate::progress::Progress::to(move |step| {
                    let _ = steps.send(words(step));
                })
            }
            None => crate::progress::Progress::default(),
        }
    }

    /// A step of the command itself.
    pub(super) fn step(&self, words: &'static str) {
        if let Some((steps, _)) = &self.shown {
            let _ = steps.send(words);
        }
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        if let Some((steps, thread)) = self.shown.take() {
            // The end of the steps ends the thread, which leaves the terminal clean.
            drop(steps);
            let _ = thread.join();
        }
    }
}

fn show(mut out: impl Write, patience: Duration, told: &mpsc::Receiver<&'static str>) {
    let Ok(mut step) = told.recv() else { return };
    let (mut began, mut shown) = (Instant::now(), false);
    loop {
        match told.recv_timeout(patience) {
            Ok(next) => (step, began) = (next, Instant::now()),
            Err(RecvTimeoutError::Timeout) => {
                let _ = write!(out, "\r\x1b[2K{step} ({} s)", began.elapsed().as_secs()).and_then(|()| out.flush());
                shown = true;
                continue;
            }
            Err(RecvTimeoutError::Disconnected) => break,
        }
        erase(&mut out, &mut shown);
    }
    erase(&mut out, &mut shown);
}

fn erase(out: &mut impl Write, shown: &mut bool) {
    if std::mem::take(shown) {
        let _ = write!(out, "\r\x1b[2K").and_then(|()| out.flush());
    }
}

#[cfg(test)]
mod tests {
    use std::io::{self, Write};
    use std::sync::{Arc, Mutex};
    use std::thread::sleep;
    use std::time::Duration;

    use super::Line;
    use crate::progress::Step;

    #[derive(Clone, Default)]
    struct Screen(Arc<Mutex<Vec<u8>>>);

    impl Write for Screen {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().map_err(|_| io::ErrorKind::Other)?.write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    impl Screen {
        fn text(&self) -> String {
            self.0.lock().map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default()
        }
    }

    #[test]
    fn a_step_that_takes_long_is_shown_and_erased() {
        let screen = Screen::default();
        let line = Line::on(screen.clone(), Duration::from_millis(20));
        line.progress().at(Step::Linking);
        while !screen.text().contains("checking and linking (0 s)") {
            sleep(Duration::from_millis(1));
        }
        line.step("writing");
        drop(line);
        assert!(screen.text().ends_with("\r\x1b[2K"), "{:?}", screen.text());
    }

    #[test]
    fn steps_that_are_soon_done_are_not_shown() {
        let screen = Screen::default();
        let line = Line::on(screen.clone(), Duration::from_secs(60));
        line.progress().at(Step::Reading);
        line.progress().at(Step::Emitting);
        drop(line);
        assert_eq!(screen.text(), "");
    }
}
