//! Starts what is compared: the bare proxy, nginx and the emitted gateway, each on a core of its own.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use gatewright_tests::{Profile, Sample, nginx_program};
use tokio::net::TcpStream;

use crate::cases::KEY_SHA256;
use crate::{Options, Outcome, cpu};

/// A process under test; it ends when this is dropped.
pub(crate) struct Contestant {
    /// The column that it has in the table.
    pub(crate) name: &'static str,
    /// The loopback port that it serves on.
    pub(crate) port: u16,
    /// The process itself.
    pub(crate) child: Child,
}

impl Contestant {
    /// Starts `command` and waits until `port` takes connections, for a minute at most.
    pub(crate) async fn start(name: &'static str, port: u16, command: &mut Command) -> Outcome<Self> {
        let child = command.stdin(Stdio::null()).stdout(Stdio::null()).spawn();
        let mut started = Self { name, port, child: child.map_err(|error| format!("{name} does not start: {error}"))? };
        let since = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).await.is_err() {
            if let Some(status) = started.child.try_wait()? {
                return Err(format!("{name} ended before it served: {status}").into());
            }
            if since.elapsed() > Duration::from_secs(60) {
                return Err(format!("{name} does not serve on port {port}").into());
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        Ok(started)
    }
}

impl Drop for Contestant {
    fn drop(&mut self) {
        // Both fail only when the process has ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A folder for configuration files, removed when dropped.
pub(crate) struct Scratch(pub(crate) PathBuf);

impl Scratch {
    /// A new folder below the system's temporary one.
    pub(crate) fn new() -> Outcome<Self> {
        let path = env::temp_dir().join(format!("gatewright-bench-{}", std::process::id()));
        fs::create_dir_all(&path)?;
        Ok(Self(path))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // What stays behind is a few kilobytes in the temporary folder.
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// The command line of the bare proxy, listening on `port`.
pub(crate) fn raw_arguments(port: u16, upstream: u16) -> Vec<OsString> {
    vec!["raw-proxy".into(), port.to_string().into(), upstream.to_string().into()]
}

/// Starts everything that is to be compared, on core 1.
pub(crate) async fn all(options: &Options, scratch: &Path) -> Outcome<Vec<Contestant>> {
    let upstream = options.upstream_port;
    let port = free_port()?;
    let mut raw = cpu::pinned(1, &env::current_exe()?);
    let mut all = vec![Contestant::start("raw", port, raw.args(raw_arguments(port, upstream))).await?];
    match nginx_program() {
        Some(program) => {
            let port = free_port()?;
            let config = scratch.join("nginx.conf");
            fs::write(&config, nginx_config(port, upstream, scratch))?;
            let mut nginx = cpu::pinned(1, &program);
            nginx.arg("-p").arg(scratch).arg("-c").arg(&config).arg("-e").arg(scratch.join("nginx.log"));
            all.push(Contestant::start("nginx", port, &mut nginx).await?);
        }
        None => eprintln!("bench: no nginx on PATH or in GATEWRIGHT_NGINX (`apt-get install nginx-light`): left out"),
    }
    if !options.without_gateway {
        let program = gateway_program(options, scratch)?;
        let port = free_port()?;
        let mut gateway = cpu::pinned(1, &program);
        configure_gateway(&mut gateway, port, upstream, scratch)?;
        all.push(Contestant::start("gateway", port, &mut gateway).await?);
    }
    for variant in &options.with {
        let port = free_port()?;
        let mut gateway = cpu::pinned(1, &variant.program());
        configure_gateway(&mut gateway, port, upstream, scratch)?;
        all.push(Contestant::start(variant.name(), port, &mut gateway).await?);
    }
    Ok(all)
}

/// The gateway's binary: the one that was named, or one compiled and built now.
pub(crate) fn gateway_program(options: &Options, scratch: &Path) -> Outcome<PathBuf> {
    let program = match &options.gateway_bin {
        Some(program) => program.clone(),
        None => Sample::build_as("azure-openai", None, Profile::Release).binary,
    };
    fs::write(
        scratch.join("subscriptions.yaml"),
        format!(
            "subscriptions:\n  - id: bench\n    scope: all\n    keys: [ {{ sha256: {KEY_SHA256} }} ]\n    state: active\n"
        ),
    )?;
    Ok(program)
}

/// Adds the gateway's arguments and environment to the command that runs it. Its access log goes to a file, as it
/// would in service.
pub(crate) fn configure_gateway(command: &mut Command, port: u16, upstream: u16, scratch: &Path) -> Outcome<()> {
    let listen = format!("127.0.0.1:{port}");
    command
        .args(["--listen", &listen, "--admin-listen", "127.0.0.1:0", "--config-dir"])
        .arg(scratch)
        .env("AZURE_OPENAI_KEY", "upstream-key")
        .env("BACKEND_URL", format!("http://127.0.0.1:{upstream}/openai"))
        .env("OTLP_URL", format!("http://127.0.0.1:{upstream}"))
        .stderr(fs::File::create(scratch.join("gateway.log"))?);
    Ok(())
}

/// One worker in one process, an upstream pool that stays alive, no log, no file.
fn nginx_config(port: u16, upstream: u16, scratch: &Path) -> String {
    let folder = scratch.display();
    format!(
        "daemon off; master_process off; worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/nginx.log crit;
events {{ worker_connections 1024; }}
http {{
  access_log off; tcp_nodelay on; keepalive_requests 100000000; client_max_body_size 16m; client_body_buffer_size 2m;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
  upstream bench {{ server 127.0.0.1:{upstream}; keepalive 64; keepalive_requests 100000000; }}
  server {{
    listen 127.0.0.1:{port};
    location / {{ proxy_pass http://bench; proxy_http_version 1.1; proxy_set_header Connection \"\"; proxy_buffering off; }}
  }}
}}
"
    )
}

/// A port that was free a moment ago.
pub(crate) fn free_port() -> Outcome<u16> {
    Ok(TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port())
}
