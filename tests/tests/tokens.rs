//! The policies that ask for a token, with an issuer on loopback. `runtime/src/token/tests.rs` has the rules of tokens.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};

use gatewright_tests::{Client, Response, Running, Site, Upstream, build_other};

// Made with OpenSSL; the key that signed them is gone. They hold until the year 2100, are made by
// `https://sts.windows.net/11111111-2222-3333-4444-555555555555/` for `api://shop`, and have the role `Reader`.
const MODULUS: &str = concat!(
    "nO9dFU7kRXWFLYpkpHnoIbJX5l-04yuuW-Zp-b3swnC5OjlGycfMytzfKNviTg-GjKWftORoULfoli8DRCtGMeAGrENNlXxFTHGbCuG91Ae1mn",
    "7Q1xruVF5dEKJq6GU2kxQ2oZK6_LtbuYJlPwDhOnSxiYBNQ2HqDGYkRBjFERyuNgMLb__qIoG6PF4FY0JMAgqqQ3LtfprhyRQ9SKWVtlOUu-LI",
    "JxuJz3bKOWGh-z8ZBCgRXz19C6nwz1hxP61B1yWiaqu8ZfViosOpsBdARsjT91dDQdmbfi-N_UbdO3XmxEKrMHf9jFl8OSDcv6SHuWogxgQMC2",
    "TrlxGOA5Bx3w",
);

/// Of the application `app-a`.
const TOKEN: &str = concat!(
    "eyJhbGciOiJSUzI1NiIsImtpZCI6InJzYSJ9.eyJpc3MiOiJodHRwczovL3N0cy53aW5kb3dzLm5ldC8xMTExMTExMS0yMjIyLTMzMzMtNDQ0N",
    "C01NTU1NTU1NTU1NTUvIiwiYXVkIjoiYXBpOi8vc2hvcCIsImFwcGlkIjoiYXBwLWEiLCJyb2xlcyI6WyJSZWFkZXIiXSwiZXhwIjo0MTAyNDQ",
    "0ODAwfQ.ROkziNEVeZojQ6ANP3Ytg1DTR2l4QzuwzIAQsmhfbFaFyPkUY1TnmjYdNqg2-FCAZKnKoqgUFjofP4p6cV85uVCtgRwlXQBO14Q5HG",
    "tX3_UFLmW1vpfI2irZckhD5wcVGc4YD-ISA2-d92PISoraXlqHNpAsMW9hulyfmH2vAqdI-ZewpNRbuMLU_be0gIEOVtVS16TamWHz2wY7PkOR",
    "rAhLXfb1VPLKLzyrtg5GcAt1HIi6aop_PS4TGMtlXXE4DpJ7X8S1LN7kRhdm86n3ExoaYz6RcxD3NazVAwha5LeWKxTQP_0VdsrmQBb-otql9H",
    "WrzpVrS5dzy4Ag2aw4OQ",
);

/// Of the application `app-b`.
const OTHER: &str = concat!(
    "eyJhbGciOiJSUzI1NiIsImtpZCI6InJzYSJ9.eyJpc3MiOiJodHRwczovL3N0cy53aW5kb3dzLm5ldC8xMTExMTExMS0yMjIyLTMzMzMtNDQ0N",
    "C01NTU1NTU1NTU1NTUvIiwiYXVkIjoiYXBpOi8vc2hvcCIsImFwcGlkIjoiYXBwLWIiLCJyb2xlcyI6WyJSZWFkZXIiXSwiZXhwIjo0MTAyNDQ",
    "0ODAwfQ.coxDVtvyFlaEJyBXn66prZ5KwjB_EWiBTjmYcyF2yYiAM6u1pK5d7J89eRn4UCe67kxwlWezBRIB10PVPoWZ-_9XHTeTM5NGSGdVXy",
    "gDMSiL_QVkuuwYeqLtp7E5kNf2_6LrVNx52oOiA_IGfP5iUhzbERkuKnyjsX0tND7qd7bCN2N8gyXrl2Q_KML-CLmA5z_DPJ1iircFIH-AU7vA",
    "lUT1hUbx94fJpujt_sfd3VTl9v4Kz5naHpf9W1jj9ulKgiwV16Akn_wjpAmQWGT7XdK8At7HJ6OgmvwRTZn1vQtuWpYxEh24Z5w3WBIhZ5rQu2",
    "YbrIOt18NvtBtehDp2lA",
);

fn answer(body: &str) -> Vec<u8> {
    format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{body}", body.len()).into_bytes()
}

/// An issuer that names the one of the tokens, and how often it was asked for its keys.
fn issuer() -> (Upstream, Arc<AtomicUsize>) {
    let asked = Arc::new(AtomicUsize::new(0));
    let count = asked.clone();
    let issuer = Upstream::answering(move |head, _| {
        if head.target() == "/keys" {
            count.fetch_add(1, Ordering::SeqCst);
            let key = format!(r#"{{"kty":"RSA","kid":"rsa","use":"sig","n":"{MODULUS}","e":"AQAB"}}"#);
            return answer(&format!(r#"{{"keys":[{key}]}}"#));
        }
        let host = head.header("host").unwrap();
        let name = "https://sts.windows.net/11111111-2222-3333-4444-555555555555/";
        answer(&format!(r#"{{"issuer":"{name}","jwks_uri":"http://{host}/keys"}}"#))
    });
    (issuer, asked)
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
