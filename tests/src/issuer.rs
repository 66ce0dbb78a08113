//! Tokens, and an issuer on loopback that publishes the key that they were signed with.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::Upstream;

// Made with OpenSSL; the key that signed them is gone. They hold until the year 2100, are made by
// `https://sts.windows.net/11111111-2222-3333-4444-555555555555/` for `api://shop`, and have the role `Reader`.
/// The modulus of the public key, base64url.
pub const MODULUS: &str = concat!(
    "nO9dFU7kRXWFLYpkpHnoIbJX5l-04yuuW-Zp-b3swnC5OjlGycfMytzfKNviTg-GjKWftORoULfoli8DRCtGMeAGrENNlXxFTHGbCuG91Ae1mn",
    "7Q1xruVF5dEKJq6GU2kxQ2oZK6_LtbuYJlPwDhOnSxiYBNQ2HqDGYkRBjFERyuNgMLb__qIoG6PF4FY0JMAgqqQ3LtfprhyRQ9SKWVtlOUu-LI",
    "JxuJz3bKOWGh-z8ZBCgRXz19C6nwz1hxP61B1yWiaqu8ZfViosOpsBdARsjT91dDQdmbfi-N_UbdO3XmxEKrMHf9jFl8OSDcv6SHuWogxgQMC2",
    "TrlxGOA5Bx3w",
);

/// A token of the application `app-a`.
pub const TOKEN: &str = concat!(
    "eyJhbGciOiJSUzI1NiIsImtpZCI6InJzYSJ9.eyJpc3MiOiJodHRwczovL3N0cy53aW5kb3dzLm5ldC8xMTExMTExMS0yMjIyLTMzMzMtNDQ0N",
    "C01NTU1NTU1NTU1NTUvIiwiYXVkIjoiYXBpOi8vc2hvcCIsImFwcGlkIjoiYXBwLWEiLCJyb2xlcyI6WyJSZWFkZXIiXSwiZXhwIjo0MTAyNDQ",
    "0ODAwfQ.ROkziNEVeZojQ6ANP3Ytg1DTR2l4QzuwzIAQsmhfbFaFyPkUY1TnmjYdNqg2-FCAZKnKoqgUFjofP4p6cV85uVCtgRwlXQBO14Q5HG",
    "tX3_UFLmW1vpfI2irZckhD5wcVGc4YD-ISA2-d92PISoraXlqHNpAsMW9hulyfmH2vAqdI-ZewpNRbuMLU_be0gIEOVtVS16TamWHz2wY7PkOR",
    "rAhLXfb1VPLKLzyrtg5GcAt1HIi6aop_PS4TGMtlXXE4DpJ7X8S1LN7kRhdm86n3ExoaYz6RcxD3NazVAwha5LeWKxTQP_0VdsrmQBb-otql9H",
    "WrzpVrS5dzy4Ag2aw4OQ",
);

/// A token of the application `app-b`.
pub const OTHER_TOKEN: &str = concat!(
    "eyJhbGciOiJSUzI1NiIsImtpZCI6InJzYSJ9.eyJpc3MiOiJodHRwczovL3N0cy53aW5kb3dzLm5ldC8xMTExMTExMS0yMjIyLTMzMzMtNDQ0N",
    "C01NTU1NTU1NTU1NTUvIiwiYXVkIjoiYXBpOi8vc2hvcCIsImFwcGlkIjoiYXBwLWIiLCJyb2xlcyI6WyJSZWFkZXIiXSwiZXhwIjo0MTAyNDQ",
    "0ODAwfQ.coxDVtvyFlaEJyBXn66prZ5KwjB_EWiBTjmYcyF2yYiAM6u1pK5d7J89eRn4UCe67kxwlWezBRIB10PVPoWZ-_9XHTeTM5NGSGdVXy",
    "gDMSiL_QVkuuwYeqLtp7E5kNf2_6LrVNx52oOiA_IGfP5iUhzbERkuKnyjsX0tND7qd7bCN2N8gyXrl2Q_KML-CLmA5z_DPJ1iircFIH-AU7vA",
    "lUT1hUbx94fJpujt_sfd3VTl9v4Kz5naHpf9W1jj9ulKgiwV16Akn_wjpAmQWGT7XdK8At7HJ6OgmvwRTZn1vQtuWpYxEh24Z5w3WBIhZ5rQu2",
    "YbrIOt18NvtBtehDp2lA",
);

/// An issuer that names the one of the tokens, and how often it was asked for its keys.
#[must_use]
pub fn issuer() -> (Upstream, Arc<AtomicUsize>) {
    let asked = Arc::new(AtomicUsize::new(0));
    let count = asked.clone();
    let answer = |body: &str| format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{body}", body.len()).into_bytes();
    let issuer = Upstream::answering(move |head, _| {
        if head.target() == "/keys" {
            count.fetch_add(1, Ordering::SeqCst);
            let key = format!(r#"{{"kty":"RSA","kid":"rsa","use":"sig","n":"{MODULUS}","e":"AQAB"}}"#);
            return answer(&format!(r#"{{"keys":[{key}]}}"#));
        }
        let host = head.header("host").unwrap_or_default();
        let name = "https://sts.windows.net/11111111-2222-3333-4444-555555555555/";
        answer(&format!(r#"{{"issuer":"{name}","jwks_uri":"http://{host}/keys"}}"#))
    });
    (issuer, asked)
}
