//! Policies of a crate of one's own: the sample of `specs/own-policy` over sockets, and what is said of a policy that doesn't
//! fit.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::fs;
use std::path::{Path, PathBuf};

use gatewright::Input;
use gatewright::gateway::{Origin, Runtime};
use gatewright_tests::{Client, Profile, Running, Site, Upstream, built, cargo_in, root, scratch, write};

/// The sample with its crate of policies at a place.
fn sample(policies: &Path) -> Input {
    let origin = Origin::Path(policies.to_string_lossy().into_owned());
    Input {
        gateway: root().join("specs/own-policy/gateway.yaml"),
        policy_crates: [("reply-policies".to_owned(), origin)].into(),
        ..Input::default()
    }
}

fn started(words: Option<&str>) -> (Upstream, Running, Client) {
    let upstream = Upstream::start();
    let input = sample(&root().join("specs/own-policy/policies"));
    let binary = built(&input, "own-policy", Profile::Dev).unwrap();
    let site = Site::new().with("UPSTREAM_URL", &upstream.url());
    let site = words.into_iter().fold(site, |site, words| site.with("FREE_WORDS", words));
    let mut running = Running::of(&binary, site);
    let client = running.client();
    (upstream, running, client)
}

const JSON: &str = "content-type: application/json\r\n";

#[test]
fn policies_of_one_s_own_see_what_their_attributes_say() {
    let (upstream, _running, mut client) = started(None);
    let body = br#"{"model":"large","prompt":"Hello","words":200}"#;
    client.request("POST", "/v1/replies", JSON, body);
    let mut exchange = upstream.next();
    assert_eq!(exchange.body, body);
    exchange.answer("200 OK", "", b"{}");
    assert_eq!(client.response().head.header("x-word-budget"), Some("50 per reply"));

    client.request("POST", "/v1/replies", JSON, br#"{"model":"huge","prompt":"Hello"}"#);
    let refused = client.response();
    assert_eq!(refused.head.status(), 403);
    let text = String::from_utf8_lossy(&refused.body);
    assert!(text.contains("model_not_allowed") && text.contains("/model") && !text.contains("huge"), "{text}");

    client.request("POST", "/v1/replies", JSON, br#"{"model":"small","prompt":"Hello","words":201}"#);
    let refused = client.response();
    assert_eq!(refused.head.status(), 400);
    assert!(String::from_utf8_lossy(&refused.body).contains("A reply may have 200 words."));
}

#[test]
fn a_named_value_fills_an_attribute() {
    let (_upstream, _running, mut client) = started(Some("7"));
    client.request("POST", "/v1/replies", JSON, br#"{"model":"small","prompt":"Hello","words":8}"#);
    assert!(String::from_utf8_lossy(&client.response().body).contains("A reply may have 7 words."));
}

/// A copy of the crate of policies with an edit to one of its files.
fn edited(name: &str, file: &str, from: &str, to: &str) -> PathBuf {
    let folder = scratch(name).join("policies");
    let source = root().join("specs/own-policy/policies");
    fs::create_dir_all(folder.join("src")).unwrap();
    for path in ["Cargo.toml", "src/lib.rs", "src/budget.rs"] {
        let mut text = fs::read_to_string(source.join(path)).unwrap();
        text = text.replace("../../../runtime", &root().join("runtime").to_string_lossy().replace('\\', "/"));
        if path == file {
            assert!(text.contains(from), "{path} has {from}");
            text = text.replace(from, to);
        }
        fs::write(folder.join(path), text).unwrap();
    }
    folder
}

/// What `cargo check` says of the emitted crate.
fn checked(name: &str, policies: &Path) -> String {
    let folder = scratch(name).join("crate");
    let runtime = Runtime::From(Origin::Path(root().join("runtime").to_string_lossy().into_owned()));
    write(&Input { runtime: Some(runtime), ..sample(policies) }, &folder).unwrap();
    let output = cargo_in(&folder).args(["check", "--quiet"]).output().unwrap();
    assert!(!output.status.success(), "it fits");
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn a_section_without_its_trait_is_told_in_our_words() {
    let none = "impl WordBudget<'_> {\n    #[allow(dead_code)]";
    let policies = edited("own-without-trait", "src/budget.rs", "impl OutboundPolicy for WordBudget<'_> {", none);
    let said = checked("own-without-trait", &policies);
    assert!(said.contains("the policy `WordBudget<'_>` can't stand in `outbound`"), "{said}");
    assert!(said.contains("or take `outbound` out of its `sections` in the gateway file"), "{said}");
}

#[test]
fn a_field_of_another_type_is_told_at_the_line_that_fills_it() {
    let policies = edited("own-other-type", "src/budget.rs", "pub note: Option<&'p str>,", "pub note: Option<u64>,");
    let said = checked("own-other-type", &policies);
    assert!(said.contains("operations/create_reply.rs") && said.contains("note: Some(\"per reply\")"), "{said}");
}
