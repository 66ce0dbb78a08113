//! What the gateway shows its callers, and what they show it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use gatewright_tests::{Authority, Identity, TlsClient, eventually};

use super::{Secured, echo, greet_with};

/// What a call over a connection of its own comes to: 0 where there is no answer.
fn status(secured: &mut Secured, shown: Option<&Identity>) -> u16 {
    let called = secured.connect(shown, "http/1.1").and_then(|mut client| client.get("/things/x"));
    called.map_or(0, |response| response.status())
}

#[test]
fn calls_come_over_tls_and_the_backend_is_told() {
    let upstream = echo();
    let mut secured = Secured::start(&upstream);
    let mut client = secured.connect(None, "http/1.1").unwrap();
    assert_eq!(client.alpn(), Some("http/1.1"));
    for _ in 0..3 {
        let text = client.get("/things/x?a=%20").unwrap().text();
        assert!(text.starts_with("GET /x?a=%20 HTTP/1.1\n") && text.contains("x-forwarded-proto: https"), "{text}");
    }
    // Who doesn't speak TLS gets no answer, and the next one is served.
    let mut plain = secured.gateway.client();
    plain.request("GET", "/things/x", "", b"");
    assert!(!String::from_utf8_lossy(&plain.rest().unwrap_or_default()).contains("HTTP/1.1 200"));
    assert_eq!(status(&mut secured, None), 200);
}

#[test]
fn a_certificate_changes_under_load_and_no_call_is_lost() {
    let upstream = echo();
    let mut secured = Secured::start(&upstream);
    let address = secured.gateway.address();
    let (stop, calls) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicUsize::new(0)));
    let old = Arc::new(secured.server.pem().to_owned());
    let new = Identity::new();
    let callers: Vec<_> = (0..3)
        .map(|_| {
            let (stop, calls) = (stop.clone(), calls.clone());
            let trusted = [old.to_string(), new.pem().to_owned()];
            let mut standing = TlsClient::connect(address, &old, None, "http/1.1").unwrap();
            thread::spawn(move || {
                while !stop.load(Ordering::Relaxed) {
                    // Either certificate is in force, and one connection stands all the time.
                    let fresh = trusted.iter().find_map(|pem| TlsClient::connect(address, pem, None, "http/1.1").ok());
                    let answers = [fresh.expect("a handshake").get("/things/x"), standing.get("/things/x")];
                    for answer in answers {
                        assert_eq!(answer.expect("every call is answered").status(), 200);
                        calls.fetch_add(1, Ordering::Relaxed);
                    }
                }
            })
        })
        .collect();
    let more = |count: usize| {
        let before = calls.load(Ordering::Relaxed);
        eventually("calls go on", || (calls.load(Ordering::Relaxed) > before + count).then_some(()));
    };
    let shown = |pem: &str| TlsClient::connect(address, pem, None, "http/1.1").ok()?.shown().cloned();
    more(20);
    // A certificate without its key, and then no certificate at all: what was good stays.
    let refused = |count| {
        let stderr = secured.gateway.stderr();
        (stderr.matches("not put in force: the certificate").count() >= count).then_some(())
    };
    secured.gateway.site.write("server.pem", new.pem());
    eventually("a pair that is none is refused", || refused(1));
    secured.gateway.site.write("server.pem", "no certificate");
    eventually("what is no certificate is refused", || refused(2));
    more(20);
    assert_eq!(shown(&old).as_ref(), Some(secured.server.der()));
    greet_with(&secured.gateway.site, &new);
    eventually("the new certificate is shown", || (shown(new.pem())? == *new.der()).then_some(()));
    more(20);
    stop.store(true, Ordering::Relaxed);
    callers.into_iter().for_each(|caller| caller.join().expect("no call was lost"));
    assert!(!secured.gateway.stderr().contains("PRIVATE KEY"));
}

#[test]
fn a_caller_that_must_show_a_certificate_shows_one_of_the_right_authority() {
    let upstream = echo();
    let mut secured = Secured::mutual(&upstream);
    let right = secured.clients.sign("caller.test");
    assert_eq!(status(&mut secured, None), 0, "none");
    assert_eq!(status(&mut secured, Some(&Authority::new().sign("caller.test"))), 0, "another authority's");
    assert_eq!(status(&mut secured, Some(&Identity::new())), 0, "its own");
    assert_eq!(status(&mut secured, Some(&right)), 200);
    assert_eq!(upstream.connections(), 1, "nothing of the others came through");
    // Another authority from now on.
    let other = Authority::new();
    secured.gateway.site.write("clients.pem", other.pem());
    let signed = other.sign("caller.test");
    eventually("the authority is read again", || (status(&mut secured, Some(&signed)) == 200).then_some(()));
    assert_eq!(status(&mut secured, Some(&right)), 0);
}

#[test]
fn a_caller_that_may_show_a_certificate_shows_a_right_one_or_none() {
    let upstream = echo();
    let mut secured = Secured::start(&upstream);
    let right = secured.clients.sign("caller.test");
    assert_eq!(status(&mut secured, None), 200);
    assert_eq!(status(&mut secured, Some(&right)), 200);
    assert_eq!(status(&mut secured, Some(&Authority::new().sign("caller.test"))), 0);
}

#[test]
fn a_handshake_that_does_not_come_ends_the_connection() {
    let upstream = echo();
    let mut secured = Secured::start(&upstream);
    // The first bytes of a record that never comes whole.
    for begun in [&b""[..], b"\x16\x03\x01\x02\x00\x01"] {
        let mut client = secured.gateway.client();
        let since = std::time::Instant::now();
        client.send(begun);
        let _ = client.rest();
        let took = since.elapsed();
        assert!((Duration::from_millis(900)..Duration::from_secs(8)).contains(&took), "{took:?}");
    }
}

#[test]
fn a_gateway_whose_files_are_wrong_says_so_and_does_not_start() {
    let upstream = echo();
    let secured = Secured::start(&upstream);
    let site = gatewright_tests::Site::new().before(&upstream);
    greet_with(&site, &secured.server);
    let ended = gatewright_tests::Running::of(&gatewright_tests::build_other("secured"), site).wait();
    assert_eq!(ended.status.code(), Some(1));
    assert!(ended.err.contains("error: the clients' CA `") && ended.err.contains("clients.pem"), "{}", ended.err);
}
