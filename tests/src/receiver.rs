//! A receiver of OTLP that this project's exporter was not written with.

use std::cell::RefCell;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::{clients, python};

/// A receiver of OTLP over HTTP: `tests/clients/python/otlp.py`.
#[derive(Debug)]
pub struct Receiver {
    process: Child,
    /// Where it listens.
    pub port: u16,
    exports: mpsc::Receiver<Value>,
    /// What came and wasn't asked for yet.
    passed: RefCell<Vec<Value>>,
}

impl Receiver {
    /// Starts it. `delay`: how many milliseconds it takes for each export.
    ///
    /// # Panics
    /// Where it doesn't start.
    #[must_use]
    pub fn start(delay: &str) -> Self {
        let mut command = Command::new(python("telemetry"));
        command.arg(clients().join("python/otlp.py")).arg(delay).stdout(Stdio::piped());
        let mut process = command.spawn().unwrap();
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let port = lines.next().unwrap().unwrap().parse().unwrap();
        let (to, exports) = mpsc::channel();
        std::thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                let _ = to.send(serde_json::from_str(&line).unwrap());
            }
        });
        Self { process, port, exports, passed: RefCell::default() }
    }

    /// The next export that has such a part; those that have none stay for others, since exports come in any order.
    ///
    /// # Panics
    /// Where none comes.
    pub fn next<T>(&self, part: impl Fn(&Value) -> Option<T>) -> (Value, T) {
        let mut passed = self.passed.borrow_mut();
        if let Some((at, part)) = passed.iter().enumerate().find_map(|(at, export)| Some((at, part(export)?))) {
            return (passed.remove(at), part);
        }
        let until = Instant::now() + Duration::from_secs(20);
        loop {
            let left = until.saturating_duration_since(Instant::now());
            let export = self.exports.recv_timeout(left).expect("it is exported");
            if let Some(part) = part(&export) {
                return (export, part);
            }
            passed.push(export);
        }
    }

    /// The spans of the next export of them.
    ///
    /// # Panics
    /// Where none comes.
    #[must_use]
    pub fn spans(&self) -> (Value, Vec<Value>) {
        self.next(|export| export["message"]["resourceSpans"][0]["scopeSpans"][0]["spans"].as_array().cloned())
    }
}

impl Drop for Receiver {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
