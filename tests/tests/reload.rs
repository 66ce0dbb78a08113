//! A gateway whose files change while it is called all the time: no call is lost, and what is wrong is not put in force.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use gatewright_tests::{Client, Running, Site, Upstream, build_other, eventually, subscription};

/// What one caller got: how many answers, and which values the backend was told.
type Heard = (usize, BTreeSet<String>);

/// Callers that call until they are told to stop, each over one connection and with a key that holds all the time.
struct Load {
    stop: Arc<AtomicBool>,
    calls: Arc<AtomicUsize>,
    callers: Vec<thread::JoinHandle<Heard>>,
}

impl Load {
    fn start(gateway: &mut Running, callers: usize) -> Self {
        let (stop, calls) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicUsize::new(0)));
        let callers = (0..callers).map(|_| {
            let (mut client, stop, calls) = (gateway.client(), stop.clone(), calls.clone());
            thread::spawn(move || {
                let mut heard: Heard = (0, BTreeSet::new());
                while !stop.load(Ordering::Relaxed) {
                    let (status, value) = called(&mut client, "steady");
                    assert_eq!(status, 200, "{value}");
                    heard.0 += 1;
                    heard.1.insert(value);
                    calls.fetch_add(1, Ordering::Relaxed);
                }
                heard
            })
        });
        Self { callers: callers.collect(), stop, calls }
    }

    /// Waits until some more calls have come and gone.
    fn go_on(&self) {
        let before = self.calls.load(Ordering::Relaxed);
        eventually("calls go on", || (self.calls.load(Ordering::Relaxed) > before + 100).then_some(()));
    }

    fn end(self) -> Heard {
        self.stop.store(true, Ordering::Relaxed);
        let heard = self.callers.into_iter().map(|caller| caller.join().expect("every call was answered"));
        heard.fold((0, BTreeSet::new()), |all, one| (all.0 + one.0, all.1.union(&one.1).cloned().collect()))
    }
}

/// The status, and the value that the backend was told.
fn called(client: &mut Client, key: &str) -> (u16, String) {
    client.request("GET", "/reloaded/x", &format!("ocp-apim-subscription-key: {key}\r\n"), b"");
    let response = client.response();
    (response.status(), response.text())
}

fn entries(more: &str) -> String {
    format!("subscriptions:\n{}{more}", subscription("steady", "active", "", &["steady"]))
}

fn told(gateway: &Running, what: &str) -> usize {
    gateway.stderr().matches(what).count()
}

#[test]
fn files_change_under_load_and_no_call_is_lost() {
    let upstream = Upstream::answering(|head, _| {
        let body = head.header("x-most").unwrap_or("none").to_owned();
        format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{body}", body.len()).into_bytes()
    });
    let site = Site::new().before(&upstream).with("TOKEN_SECRET", "c2VjcmV0").with("OPENING_KEY", "c2VjcmV0");
    site.write("subscriptions.yaml", &entries(""));
    let mut gateway = Running::of(&build_other("errors"), site);
    let mut client = gateway.client();
    assert_eq!(called(&mut client, "steady"), (200, "7".to_owned()), "the default");
    assert_eq!(called(&mut client, "new").0, 401);
    let load = Load::start(&mut gateway, 4);
    load.go_on();

    // A value, and a subscription.
    gateway.site.write("most.txt", "8\n");
    eventually("the value is in force", || (called(&mut client, "steady").1 == "8").then_some(()));
    gateway.site.write("subscriptions.yaml", &entries(&subscription("new", "active", "", &["new"])));
    eventually("the subscription is in force", || (called(&mut client, "new").0 == 200).then_some(()));
    load.go_on();

    // What is wrong is told, without what stands there, and the last good one stays.
    gateway.site.write("most.txt", "many-of-them\n");
    gateway
        .site
        .write("subscriptions.yaml", "subscriptions:\n  - id: new\n    keys: [ { sha256: a-word-that-is-no-hash } ]\n");
    eventually("both are refused", || (told(&gateway, "not put in force") >= 2).then_some(()));
    let said = gateway.stderr();
    assert!(said.contains("most.txt") && said.contains("subscriptions.yaml"), "{said}");
    assert!(!said.contains("many-of-them") && !said.contains("a-word-that-is-no-hash"), "{said}");
    load.go_on();
    assert_eq!(called(&mut client, "steady"), (200, "8".to_owned()));
    assert_eq!(called(&mut client, "new").0, 200);

    // A file that is gone is wrong too.
    std::fs::remove_file(gateway.site.path().join("subscriptions.yaml")).unwrap();
    eventually("that is refused", || (told(&gateway, "not put in force") >= 3).then_some(()));
    assert_eq!(called(&mut client, "new").0, 200);

    // The next good ones are taken.
    gateway.site.write("most.txt", "9");
    gateway.site.write("subscriptions.yaml", &entries(&subscription("new", "suspended", "", &["new"])));
    eventually("the value is in force again", || (called(&mut client, "steady").1 == "9").then_some(()));
    eventually("the subscription is suspended", || (called(&mut client, "new").0 == 401).then_some(()));
    for round in 0..5 {
        gateway.site.write("most.txt", if round % 2 == 0 { "8" } else { "9 " });
        thread::sleep(Duration::from_millis(700));
    }
    load.go_on();
    let (answers, values) = load.end();
    assert!(answers > 500, "{answers} answers");
    let known: BTreeSet<String> = ["7", "8", "9"].map(str::to_owned).into();
    assert!(values.is_subset(&known) && values.len() == 3, "{values:?}");
}
