//! nginx, as somebody else's server of HTTP/2.

use std::env;
use std::fs;
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use tempfile::TempDir;

use crate::{Identity, eventually};

/// Where nginx is: what `GATEWRIGHT_NGINX` names, or the one on the path.
#[must_use]
pub fn nginx_program() -> Option<PathBuf> {
    let named = env::var_os("GATEWRIGHT_NGINX").map(PathBuf::from);
    let path = env::var_os("PATH").unwrap_or_default();
    // Debian keeps it in sbin, which is not on everybody's path.
    let folders = env::split_paths(&path).chain(["/usr/sbin".into(), "/usr/local/sbin".into()]);
    named.or_else(|| folders.map(|folder| folder.join("nginx")).find(|file| file.is_file()))
}

/// An nginx that answers every call with 200. It is killed when dropped.
#[derive(Debug)]
pub struct Nginx {
    child: Child,
    /// Its port on 127.0.0.1.
    pub port: u16,
    directory: TempDir,
}

impl Nginx {
    /// Starts one that speaks HTTP/2 and closes a connection after so many requests; `None` where none is installed, which
    /// is said, and must not be so where CI runs.
    ///
    /// # Panics
    /// Where it doesn't start, and where it isn't installed on CI.
    #[must_use]
    pub fn start(identity: &Identity, requests: u32) -> Option<Self> {
        let Some(program) = nginx_program() else {
            assert!(env::var_os("CI").is_none(), "nginx is not installed");
            eprintln!("skipped: nginx is not installed");
            return None;
        };
        let port = TcpListener::bind("127.0.0.1:0").and_then(|socket| socket.local_addr()).expect("a free port").port();
        let directory = tempfile::tempdir().expect("a directory");
        let at = |name: &str| directory.path().join(name);
        fs::write(at("cert.pem"), identity.pem()).expect("a file");
        fs::write(at("key.pem"), identity.key_pem()).expect("a file");
        fs::write(at("nginx.conf"), config(port, requests)).expect("a file");
        let mut command = Command::new(program);
        command.arg("-p").arg(directory.path()).arg("-c").arg(at("nginx.conf")).arg("-e").arg(at("error.log"));
        let child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("nginx starts");
        eventually("nginx takes connections", || TcpStream::connect(("127.0.0.1", port)).ok());
        Some(Self { child, port, directory })
    }

    /// How many connections have carried requests.
    ///
    /// # Panics
    /// Where its log can't be read.
    #[must_use]
    pub fn connections(&self) -> usize {
        let log = fs::read_to_string(self.directory.path().join("access.log")).expect("a log");
        log.lines().collect::<std::collections::BTreeSet<_>>().len()
    }
}

impl Drop for Nginx {
    fn drop(&mut self) {
        // One that has ended already is no fault.
        let _ = self.child.kill().and_then(|()| self.child.wait());
    }
}

fn config(port: u16, requests: u32) -> String {
    format!(
        "daemon off; master_process off; worker_processes 1; pid nginx.pid; error_log error.log crit;
events {{ worker_connections 256; }}
http {{
  log_format connection '$connection';
  access_log access.log connection;
  client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fastcgi; uwsgi_temp_path uwsgi; scgi_temp_path scgi;
  server {{
    listen 127.0.0.1:{port} ssl http2;
    ssl_certificate cert.pem;
    ssl_certificate_key key.pem;
    keepalive_requests {requests};
    location / {{ return 200 'taken'; }}
  }}
}}
"
    )
}
