//! The policies that ask for a token, with an issuer on loopback. `runtime/src/token/tests.rs` has the rules of tokens.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::path::PathBuf;
use std::sync::OnceLock;
use std::sync::atomic::Ordering;

use gatewright_tests::{
    Client, MODULUS, OTHER_TOKEN as OTHER, Response, Running, Site, TOKEN, Upstream, build_other, issuer,
};

fn answer(body: &str) -> Vec<u8> {
    format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{body}", body.len()).into_bytes()
}

fn gateway(upstream: &Upstream, issuer: &str) -> Running {
    static BINARY: OnceLock<PathBuf> = OnceLock::new();
    Running::of(BINARY.get_or_init(|| build_other("limits")), Site::new().before(upstream).with("ISSUER", issuer))
}

fn upstream() -> Upstream {
    Upstream::answering(|head, _| answer(head.header("x-app").unwrap_or("")))
}

fn called(client: &mut Client, target: &str, token: &str) -> Response {
    let header = if token.is_empty() { String::new() } else { format!("authorization: Bearer {token}\r\n") };
    client.request("GET", target, &header, b"");
    client.response()
}

fn outcome(response: &Response) -> String {
    match response.status() {
        200 => "200".to_owned(),
        status => format!("{status} {}", response.json()["code"].as_str().unwrap_or_default()),
    }
}

#[test]
fn a_token_admits_and_its_claims_are_known() {
    let (upstream, (issuer, asked)) = (upstream(), issuer());
    let mut gateway = gateway(&upstream, &issuer.url());
    let mut client = gateway.client();
    let response = called(&mut client, "/jwt/x", TOKEN);
    assert_eq!((response.status(), response.text().as_str()), (200, "app-a"));
    let missing = called(&mut client, "/jwt/x", "");
    assert_eq!(outcome(&missing), "401 token_not_present");
    assert_eq!(missing.head.header("www-authenticate"), Some("Bearer"));
    let forged = called(&mut client, "/jwt/x", &format!("{}AAAAAAAA", &TOKEN[..TOKEN.len() - 8]));
    assert_eq!(outcome(&forged), "401 token_signature_invalid");
    assert_eq!(forged.head.header("www-authenticate"), Some("Bearer error=\"invalid_token\""));
    assert_eq!(outcome(&called(&mut client, "/jwt/x", "a.b")), "401 jwt_invalid");
    // In the query, with a status and a sentence of the policy's own.
    let other = called(&mut client, &format!("/picky/x?token={TOKEN}"), "");
    assert_eq!(outcome(&other), "403 token_issuer_not_allowed");
    assert_eq!(other.json()["detail"].as_str(), Some("Not you."));
    // Keys were fetched for the first call alone.
    assert_eq!(asked.load(Ordering::SeqCst), 1);
}

#[test]
fn a_token_of_entra_is_looked_at_with_the_application_that_has_it() {
    let (upstream, (issuer, _)) = (upstream(), issuer());
    let mut gateway = gateway(&upstream, &issuer.url());
    let mut client = gateway.client();
    assert_eq!(outcome(&called(&mut client, "/entra/x", TOKEN)), "200");
    assert_eq!(outcome(&called(&mut client, "/entra/x", OTHER)), "401 token_claim_value_not_allowed");
    assert_eq!(outcome(&called(&mut client, "/entra/x", "")), "401 token_not_present");
}

#[test]
fn an_issuer_that_was_never_reached_is_no_fault_of_the_caller() {
    let upstream = upstream();
    let mut gateway = gateway(&upstream, "http://127.0.0.1:1");
    let mut client = gateway.client();
    let refused = called(&mut client, "/jwt/x", TOKEN);
    assert_eq!(outcome(&refused), "503 token_keys_unavailable");
    assert_eq!(refused.head.header("retry-after"), Some("30"));
}

#[test]
fn a_key_may_be_given_by_its_numbers() {
    let upstream = upstream();
    let site = Site::new().before(&upstream).with("MODULUS", MODULUS);
    let mut gateway = Running::of(&build_other("limits"), site);
    let mut client = gateway.client();
    assert_eq!(outcome(&called(&mut client, "/numbers/x", TOKEN)), "200");
    assert_eq!(outcome(&called(&mut client, "/numbers/x", "")), "401 token_not_present");
    // `{"alg":"RS256","kid":"else"}`
    let (_, rest) = TOKEN.split_once('.').unwrap();
    let else_signed = format!("eyJhbGciOiJSUzI1NiIsImtpZCI6ImVsc2UifQ.{rest}");
    assert_eq!(outcome(&called(&mut client, "/numbers/x", &else_signed)), "401 token_signature_key_not_found");
    // Another key of the same id.
    let mut gateway =
        Running::of(&build_other("limits"), Site::new().before(&upstream).with("MODULUS", &MODULUS.replace('d', "e")));
    assert_eq!(outcome(&called(&mut gateway.client(), "/numbers/x", TOKEN)), "401 token_signature_invalid");
}
