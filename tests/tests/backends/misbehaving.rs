//! Many calls through a pool with a member that does everything wrong.

use std::fs;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::{scope, sleep};
use std::time::Duration;

use gatewright_tests::{Client, Running, Site, Upstream};

use super::binary;

/// What the misbehaving member does, call by call.
const FAULTS: [&[u8]; 8] = [
    b"HTTP/1.1 500 Oops\r\ncontent-length: 4\r\n\r\noops",
    b"HTTP/1.1 429 Slow\r\nretry-after: 1\r\ncontent-length: 0\r\n\r\n",
    b"",
    b"HTTP/1.1 200 OK\r\ncontent-",
    b"SSH-2.0-OpenSSH_9.6\r\n",
    b"HTTP/1.1 503 Busy\r\ntransfer-encoding: chunked\r\n\r\n4\r\nbusy\r\n0\r\n\r\n",
    b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok",
    b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok",
];

/// Closes its connection after a whole answer as well as after a broken one.
fn misbehaving() -> std::net::SocketAddr {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        for (turn, stream) in listener.incoming().enumerate() {
            let Ok(mut stream) = stream else { return };
            let mut head = [0; 4096];
            let _ = std::io::Read::read(&mut stream, &mut head);
            let _ = std::io::Write::write_all(&mut stream, FAULTS[turn % FAULTS.len()]);
        }
    });
    address
}

/// Sends so many calls; each must be answered 200, since the second member is well.
fn run(calls: usize) {
    let good = Upstream::answering(|_, _| b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok".to_vec());
    let site = Site::new().with("FIRST_URL", &format!("http://{}", misbehaving())).with("SECOND_URL", &good.url());
    let mut gateway = Running::of(binary(), site);
    let address = gateway.address();
    let (done, failed) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let mut early = None;
    scope(|threads| {
        for _ in 0..8 {
            threads.spawn(|| {
                let mut client = Client::connect(address);
                while done.fetch_add(1, Ordering::Relaxed) < calls {
                    client.request("POST", "/failover/a", "", b"{\"some\":\"body\"}");
                    let response = client.response();
                    if response.status() != 200 || response.text() != "ok" {
                        failed.fetch_add(1, Ordering::Relaxed);
                    }
                }
            });
        }
        // Memory once a tenth is through, to be compared with that at the end.
        while done.load(Ordering::Relaxed) < calls / 10 {
            sleep(Duration::from_millis(5));
        }
        early = resident(&gateway);
    });
    assert_eq!(failed.load(Ordering::Relaxed), 0, "of {calls}");
    if let (Some(early), Some(late)) = (early, resident(&gateway)) {
        println!("{calls} calls, {early} KiB after a tenth of them, {late} KiB after all");
        assert!(late < early + 16 * 1024, "memory grows: {early} KiB, then {late} KiB");
    }
}

/// The gateway's resident memory in KiB, where the system tells.
fn resident(gateway: &Running) -> Option<usize> {
    let status = fs::read_to_string(format!("/proc/{}/status", gateway.id())).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.trim().trim_end_matches(" kB").parse().ok()
}

#[test]
fn two_thousand_calls_pass_by_a_member_that_misbehaves() {
    run(2_000);
}

#[test]
#[ignore = "takes minutes"]
fn a_hundred_thousand_calls_pass_by_a_member_that_misbehaves() {
    run(100_000);
}
