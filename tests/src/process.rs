//! A gateway's process.

use std::io::{BufRead, BufReader, Read};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use std::time::Instant;

use crate::{Client, PATIENCE, Response, Site, eventually};

/// A gateway that was started. It is killed when dropped; the test fails if it ever panicked.
#[derive(Debug)]
pub struct Running {
    /// Its configuration directory, to be changed while it runs.
    pub site: Site,
    child: Child,
    out: Captured,
    err: Captured,
}

/// How a gateway's process ended, and what it said.
#[derive(Debug)]
pub struct Ended {
    /// How it ended.
    pub status: ExitStatus,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
}

#[derive(Debug)]
struct Captured {
    text: Arc<Mutex<String>>,
    reader: Option<JoinHandle<()>>,
}

impl Captured {
    fn of(stream: impl Read + Send + 'static) -> Self {
        let text = Arc::new(Mutex::new(String::new()));
        let to = text.clone();
        let reader = thread::spawn(move || {
            let mut lines = BufReader::new(stream);
            let mut line = Vec::new();
            while lines.read_until(b'\n', &mut line).is_ok_and(|count| count > 0) {
                to.lock().expect("no reader panicked").push_str(&String::from_utf8_lossy(&line));
                line.clear();
            }
        });
        Self { text, reader: Some(reader) }
    }

    fn text(&self) -> String {
        self.text.lock().expect("no reader panicked").clone()
    }

    fn whole(&mut self) -> String {
        if let Some(reader) = self.reader.take() {
            reader.join().expect("no reader panicked");
        }
        self.text()
    }
}

impl Running {
    /// Starts a gateway's binary as its gateway file says.
    ///
    /// # Panics
    /// Where it doesn't start.
    #[must_use]
    pub fn of(binary: &Path, site: Site) -> Self {
        Self::start(binary, site, &[])
    }

    pub(crate) fn start(binary: &Path, site: Site, arguments: &[&str]) -> Self {
        let mut command = Command::new(binary);
        command.args(arguments).arg("--config-dir").arg(site.path());
        for name in ["GATEWAY_LISTEN", "GATEWAY_ADMIN_LISTEN", "COLOUR", "BACKEND_URL", "TLS_URL"] {
            command.env_remove(name);
        }
        for (name, value) in site.environment() {
            match value {
                Some(value) => command.env(name, value),
                None => command.env_remove(name),
            };
        }
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the gateway starts");
        let out = Captured::of(child.stdout.take().expect("it was asked for"));
        let err = Captured::of(child.stderr.take().expect("it was asked for"));
        Self { site, child, out, err }
    }

    fn announced(&mut self, before: &str) -> SocketAddr {
        eventually(before, || {
            let text = self.out.text();
            // A line is complete once its end is there.
            let address = text.split_inclusive('\n').find_map(|line| line.strip_prefix(before)?.strip_suffix('\n'));
            if address.is_none() && self.child.try_wait().expect("the process can be asked").is_some() {
                panic!("the gateway ended: {}{}", text, self.err.text());
            }
            let address = address.and_then(|address| address.split_once("://"));
            address.map(|(_, address)| address.parse().expect("an address"))
        })
    }

    /// Where it serves, once it says so.
    pub fn address(&mut self) -> SocketAddr {
        self.announced("listening on ")
    }

    /// Where its admin endpoints are, once it says so.
    pub fn admin(&mut self) -> SocketAddr {
        self.announced("admin on ")
    }

    /// The id of its process.
    #[must_use]
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// A new connection to it.
    pub fn client(&mut self) -> Client {
        Client::connect(self.address())
    }

    /// An answer of the admin side.
    pub fn ask_admin(&mut self, path: &str) -> Response {
        let mut client = Client::connect(self.admin());
        client.request("GET", path, "", b"");
        client.response()
    }

    /// What it has written to standard error.
    #[must_use]
    pub fn stderr(&self) -> String {
        self.err.text()
    }

    /// The line of the access log with this request id, once it is there.
    #[must_use]
    pub fn logged(&self, request_id: &str) -> serde_json::Value {
        eventually("the call is logged", || {
            let text = self.err.text();
            let mut lines = text.lines().filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok());
            // The log of calls of models may go there too.
            lines.find(|line| line["request_id"] == request_id && line["record"].is_null())
        })
    }

    /// Sends SIGTERM.
    ///
    /// # Panics
    /// Where it can't be sent.
    pub fn terminate(&self) {
        let id = self.child.id().to_string();
        let sent = Command::new("kill").args(["-TERM", &id]).status().expect("kill is there");
        assert!(sent.success(), "the signal is sent");
    }

    /// Waits until it has ended.
    ///
    /// # Panics
    /// Where it doesn't.
    pub fn wait(mut self) -> Ended {
        let until = Instant::now() + PATIENCE * 2;
        loop {
            if let Some(status) = self.child.try_wait().expect("the process can be asked") {
                return Ended { status, out: self.out.whole(), err: self.err.whole() };
            }
            assert!(Instant::now() < until, "the gateway doesn't end: {}", self.err.text());
            thread::sleep(std::time::Duration::from_millis(10));
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
        let said = self.err.whole();
        assert!(thread::panicking() || !said.contains("panicked"), "the gateway panicked: {said}");
    }
}
