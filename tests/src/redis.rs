//! A Redis of a test's own.

use std::net::TcpListener;
use std::process::{Child, Command, Stdio};

use tempfile::TempDir;

use crate::eventually;

/// A Redis that keeps nothing. It is killed when dropped.
#[derive(Debug)]
pub struct Redis {
    child: Child,
    port: u16,
    directory: TempDir,
}

impl Redis {
    /// Starts one; `None` where none is installed, which is said, and must not be so where CI runs.
    ///
    /// # Panics
    /// Where it doesn't start, and where it isn't installed on CI.
    #[must_use]
    pub fn start() -> Option<Self> {
        if Command::new("redis-server").arg("--version").stdout(Stdio::null()).status().is_err() {
            assert!(std::env::var_os("CI").is_none(), "redis-server is not installed");
            eprintln!("skipped: redis-server is not installed");
            return None;
        }
        let port = TcpListener::bind("127.0.0.1:0").and_then(|socket| socket.local_addr()).expect("a free port").port();
        let directory = tempfile::tempdir().expect("a directory");
        let child = spawn(port, &directory);
        let redis = Self { child, port, directory };
        redis.wait();
        Some(redis)
    }

    /// Its URL.
    #[must_use]
    pub fn url(&self) -> String {
        format!("redis://127.0.0.1:{}/", self.port)
    }

    /// Ends it; what it knew is lost.
    ///
    /// # Panics
    /// Where it can't be ended.
    pub fn stop(&mut self) {
        self.child.kill().and_then(|()| self.child.wait()).expect("it ends");
    }

    /// Starts it again at its place.
    pub fn restart(&mut self) {
        self.child = spawn(self.port, &self.directory);
        self.wait();
    }

    /// Lets it run no further, with its connections open, or lets it go on.
    ///
    /// # Panics
    /// Where no signal can be sent.
    pub fn freeze(&self, frozen: bool) {
        let signal = if frozen { "-STOP" } else { "-CONT" };
        let sent = Command::new("kill").args([signal, &self.child.id().to_string()]).status().expect("kill is there");
        assert!(sent.success(), "the signal is sent");
    }

    fn wait(&self) {
        eventually("Redis takes connections", || std::net::TcpStream::connect(("127.0.0.1", self.port)).ok());
    }
}

fn spawn(port: u16, directory: &TempDir) -> Child {
    let mut command = Command::new("redis-server");
    command.args(["--port", &port.to_string(), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]);
    command.arg("--dir").arg(directory.path()).stdout(Stdio::null()).stderr(Stdio::null());
    command.spawn().expect("Redis starts")
}

impl Drop for Redis {
    fn drop(&mut self) {
        // It may have ended.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
