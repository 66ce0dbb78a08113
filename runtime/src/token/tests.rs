#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _};
use ring::{digest, hmac};

use super::issuer::Pace;
use super::*;

// Made with OpenSSL; the key that signed them is gone.
const MODULUS: &str = concat!(
    "nO9dFU7kRXWFLYpkpHnoIbJX5l-04yuuW-Zp-b3swnC5OjlGycfMytzfKNviTg-GjKWftORoULfoli8DRCtGMeAGrENNlXxFTHGbCuG91Ae1mn",
    "7Q1xruVF5dEKJq6GU2kxQ2oZK6_LtbuYJlPwDhOnSxiYBNQ2HqDGYkRBjFERyuNgMLb__qIoG6PF4FY0JMAgqqQ3LtfprhyRQ9SKWVtlOUu-LI",
    "JxuJz3bKOWGh-z8ZBCgRXz19C6nwz1hxP61B1yWiaqu8ZfViosOpsBdARsjT91dDQdmbfi-N_UbdO3XmxEKrMHf9jFl8OSDcv6SHuWogxgQMC2",
    "TrlxGOA5Bx3w",
);
const RS256: &str = concat!(
    "eyJhbGciOiJSUzI1NiIsImtpZCI6InJzYSJ9.eyJpc3MiOiJodHRwczovL3N0cy53aW5kb3dzLm5ldC8xMTExMTExMS0yMjIyLTMzMzMtNDQ0N",
    "C01NTU1NTU1NTU1NTUvIiwiYXVkIjoiYXBpOi8vc2hvcCIsImFwcGlkIjoiYXBwLWEiLCJyb2xlcyI6WyJSZWFkZXIiXSwiZXhwIjo0MTAyNDQ",
    "0ODAwfQ.ROkziNEVeZojQ6ANP3Ytg1DTR2l4QzuwzIAQsmhfbFaFyPkUY1TnmjYdNqg2-FCAZKnKoqgUFjofP4p6cV85uVCtgRwlXQBO14Q5HG",
    "tX3_UFLmW1vpfI2irZckhD5wcVGc4YD-ISA2-d92PISoraXlqHNpAsMW9hulyfmH2vAqdI-ZewpNRbuMLU_be0gIEOVtVS16TamWHz2wY7PkOR",
    "rAhLXfb1VPLKLzyrtg5GcAt1HIi6aop_PS4TGMtlXXE4DpJ7X8S1LN7kRhdm86n3ExoaYz6RcxD3NazVAwha5LeWKxTQP_0VdsrmQBb-otql9H",
    "WrzpVrS5dzy4Ag2aw4OQ",
);
const PS256: &str = concat!(
    "eyJhbGciOiJQUzI1NiIsImtpZCI6InJzYSJ9.eyJpc3MiOiJhIiwiZXhwIjo0MTAyNDQ0ODAwfQ.XwUfIeg0igMyUgfsMzOvQNAO_MkLf-dMrt",
    "VaawsyjZnObOoaplLo7WKI2YcMQ6WLeaJO6bHcNwjy1ati8rTO3N3W5J8I2IeJZYYK0RvOpwDPYzQ1-Ri_bjwv7ojiYEhgRxfXH4riOAlSIuhA",
    "_dpV_vZ6bFiqi9WPM3yxyAis0hUWBxBS6sT0pkLbfNEaXUyR9tsfqcNwCiqEB8X_0tH4Uj2XB8LA8hG5g5OQdP14qZjhIcdIzKrxinkEta6FU_",
    "xif0VpC_Yy8ouA6uRwwnhV3itP5vYwqeCDiYH25NWwjgeEJBCKXBT4kKxjtaHqzv94xx9ObPFCjIfZ0UD0HG0d0g",
);

fn rsa() -> Vec<Key> {
    let set =
        format!(r#"{{"keys":[{{"kty":"RSA","kid":"rsa","use":"sig","n":"{MODULUS}","e":"AQAB"}},{{"kty":"OKP"}}]}}"#);
    Key::set(set.as_bytes()).unwrap()
}

/// Who signs with a key of its own.
struct Signer {
    id: &'static str,
    pair: EcdsaKeyPair,
}

impl Signer {
    fn new(id: &'static str) -> Self {
        let random = SystemRandom::new();
        let document = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).unwrap();
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, document.as_ref(), &random).unwrap();
        Self { id, pair }
    }

    fn jwk(&self) -> String {
        let (x, y) = self.pair.public_key().as_ref()[1..].split_at(32);
        let [x, y] = [x, y].map(|number| URL_SAFE_NO_PAD.encode(number));
        format!(r#"{{"kty":"EC","crv":"P-256","alg":"ES256","kid":"{}","x":"{x}","y":"{y}"}}"#, self.id)
    }

    fn set(&self) -> String {
        format!(r#"{{"keys":[{}]}}"#, self.jwk())
    }

    fn token(&self, claims: &str) -> String {
        let signed = unsigned(&format!(r#"{{"alg":"ES256","kid":"{}"}}"#, self.id), claims);
        let signature = self.pair.sign(&SystemRandom::new(), signed.as_bytes()).unwrap();
        format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))
    }
}

fn unsigned(header: &str, claims: &str) -> String {
    format!("{}.{}", URL_SAFE_NO_PAD.encode(header), URL_SAFE_NO_PAD.encode(claims))
}

fn verify(token: &str, keys: &[Key]) -> Result<Claims, Refusal> {
    Unverified::parse(token)?.verified(keys.iter())
}

#[test]
fn signatures_of_published_keys_are_checked() {
    assert_eq!(verify(RS256, &rsa()).unwrap().text("aud"), Some("api://shop"));
    assert_eq!(verify(PS256, &rsa()).unwrap().text("iss"), Some("a"));
    let signer = Signer::new("one");
    let keys = Key::set(signer.set().as_bytes()).unwrap();
    assert!(verify(&signer.token("{}"), &keys).is_ok());
    assert_eq!(verify(&Signer::new("one").token("{}"), &keys).unwrap_err(), Refusal::Signature);
    assert_eq!(verify(&signer.token("{}"), &rsa()).unwrap_err(), Refusal::Key);
    // Any change of what was signed.
    let forged = RS256.replacen(RS256.split('.').nth(1).unwrap(), &URL_SAFE_NO_PAD.encode("{}"), 1);
    assert_eq!(verify(&forged, &rsa()).unwrap_err(), Refusal::Signature);
}

#[test]
fn the_token_does_not_choose_how_it_is_checked() {
    // A published key as a shared secret.
    let signed = unsigned(r#"{"alg":"HS256","kid":"rsa"}"#, "{}");
    let public = URL_SAFE_NO_PAD.decode(MODULUS).unwrap();
    let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, &public), signed.as_bytes());
    let confused = format!("{signed}.{}", URL_SAFE_NO_PAD.encode(tag));
    assert_eq!(verify(&confused, &rsa()).unwrap_err(), Refusal::Signature);
    for (header, refusal) in [
        (r#"{"alg":"none"}"#, Refusal::Signature),
        (r#"{"alg":"RS256","crit":["x"]}"#, Refusal::Malformed),
        ("[]", Refusal::Malformed),
    ] {
        let token = format!("{}.", unsigned(header, "{}"));
        assert_eq!(verify(&token, &rsa()).unwrap_err(), refusal, "{header}");
    }
    for token in ["", "a", "a.b", "a.b.c", "a.b.c.d", "..", "e30.e30.!"] {
        assert_eq!(verify(token, &rsa()).unwrap_err(), Refusal::Malformed, "{token}");
    }
}

#[test]
fn shared_secrets_sign_too() {
    let secret = digest::digest(&digest::SHA256, b"a secret");
    let signed = unsigned(r#"{"alg":"HS256"}"#, r#"{"sub":"a"}"#);
    let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, secret.as_ref()), signed.as_bytes());
    let token = format!("{signed}.{}", URL_SAFE_NO_PAD.encode(tag));
    let key = Key::secret(&STANDARD.encode(secret.as_ref())).unwrap();
    assert_eq!(verify(&token, &[key]).unwrap().text("sub"), Some("a"));
    assert_eq!(verify(&token, &[Key::secret("YQ==").unwrap()]).unwrap_err(), Refusal::Signature);
    assert!(Key::secret("").is_none() && Key::secret("?").is_none());
}

#[test]
fn claims_are_asked_for() {
    let signer = Signer::new("one");
    let keys = Key::set(signer.set().as_bytes()).unwrap();
    let table: &[(&str, Asked<'_>, Result<(), Refusal>)] = &[
        (r#"{"exp":1001}"#, asked(), Ok(())),
        (r#"{"exp":1000}"#, asked(), Err(Refusal::Time)),
        (r#"{"exp":995}"#, Asked { skew: 10.0, ..asked() }, Ok(())),
        (r#"{"exp":990}"#, Asked { skew: 10.0, ..asked() }, Err(Refusal::Time)),
        (r#"{"exp":"soon"}"#, asked(), Err(Refusal::Malformed)),
        ("{}", asked(), Err(Refusal::NoTime)),
        ("{}", Asked { require_expiration: false, ..asked() }, Ok(())),
        (r#"{"exp":2000,"nbf":1001}"#, asked(), Err(Refusal::Time)),
        (r#"{"exp":2000,"nbf":1001}"#, Asked { skew: 1.0, ..asked() }, Ok(())),
        (r#"{"exp":2000,"aud":"a"}"#, Asked { audiences: &["b", "a"], ..asked() }, Ok(())),
        (r#"{"exp":2000,"aud":["c","a"]}"#, Asked { audiences: &["a"], ..asked() }, Ok(())),
        (r#"{"exp":2000,"aud":["c"]}"#, Asked { audiences: &["a"], ..asked() }, Err(Refusal::Audience)),
        (r#"{"exp":2000}"#, Asked { audiences: &["a"], ..asked() }, Err(Refusal::Audience)),
        (r#"{"exp":2000,"iss":"i"}"#, Asked { issuers: &["i"], ..asked() }, Ok(())),
        (r#"{"exp":2000,"iss":"j"}"#, Asked { issuers: &["i"], ..asked() }, Err(Refusal::Issuer)),
        (r#"{"exp":2000}"#, Asked { issuers: &["i"], ..asked() }, Err(Refusal::Issuer)),
    ];
    for (claims, asked, expected) in table {
        let claims_of = verify(&signer.token(claims), &keys).unwrap();
        assert_eq!(claims_of.satisfy(asked, 1000.0), *expected, "{claims} {asked:?}");
    }
    let required = |values, all, separator| Claim { name: "scp", values, all, separator };
    for (claims, claim, expected) in [
        (r#"{"scp":"read write"}"#, required(&["read", "write"], true, Some(" ")), Ok(())),
        (r#"{"scp":"read write"}"#, required(&["read"], true, None), Err(Refusal::ClaimValue)),
        (r#"{"scp":["read"]}"#, required(&["read", "write"], true, None), Err(Refusal::ClaimValue)),
        (r#"{"scp":["read"]}"#, required(&["read", "write"], false, None), Ok(())),
        (r#"{"scp":7}"#, required(&["7"], true, None), Ok(())),
        (r#"{"scp":null}"#, required(&[], true, None), Ok(())),
        ("{}", required(&[], true, None), Err(Refusal::Claim)),
    ] {
        let asked = Asked { required: &[claim], require_expiration: false, ..asked() };
        assert_eq!(verify(&signer.token(claims), &keys).unwrap().satisfy(&asked, 0.0), expected, "{claims} {asked:?}");
    }
}

fn asked() -> Asked<'static> {
    Asked { audiences: &[], issuers: &[], required: &[], require_expiration: true, skew: 0.0 }
}

/// An issuer on loopback.
struct Site {
    url: String,
    set: Arc<Mutex<Option<String>>>,
    asked: Arc<AtomicUsize>,
}

fn site(set: String) -> Site {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    let description = format!(r#"{{"issuer":"me","jwks_uri":"{origin}/keys?v=1"}}"#);
    let site = Site {
        url: format!("{origin}/.well-known/openid-configuration"),
        set: Arc::new(Mutex::new(Some(set))),
        asked: Arc::default(),
    };
    let (set, asked) = (site.set.clone(), site.asked.clone());
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut head = Vec::new();
            let mut byte = [0];
            while !head.ends_with(b"\r\n\r\n") && stream.read(&mut byte).unwrap_or(0) > 0 {
                head.push(byte[0]);
            }
            let body = if head.starts_with(b"GET /keys?v=1 ") {
                asked.fetch_add(1, Ordering::SeqCst);
                set.lock().unwrap().clone()
            } else {
                Some(description.clone())
            };
            let answer = match body {
                Some(body) => format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{body}", body.len()),
                None => "HTTP/1.1 500 Oh\r\ncontent-length: 0\r\n\r\n".to_owned(),
            };
            stream.write_all(answer.as_bytes()).unwrap();
        }
    });
    site
}

#[tokio::test]
async fn keys_are_fetched_once_kept_and_asked_for_again_when_the_issuer_rotates_them() {
    let [old, new] = ["old", "new"].map(Signer::new);
    let site = site(old.set());
    let pause = Duration::from_millis(200);
    let issuers = Arc::new(Issuers::paced(Pace { refresh: Duration::from_secs(3600), pause }));
    // Callers that come at once share one fetch.
    let callers: Vec<_> = (0..20)
        .map(|_| {
            let (issuers, url) = (issuers.clone(), site.url.clone());
            tokio::spawn(async move { issuers.find(&url, false).await.unwrap().keys.len() })
        })
        .collect();
    for caller in callers {
        assert_eq!(caller.await.unwrap(), 1);
    }
    assert_eq!(site.asked.load(Ordering::SeqCst), 1);
    let found = issuers.find(&site.url, false).await.unwrap();
    assert_eq!(found.name, "me");
    assert!(verify(&old.token("{}"), &found.keys).is_ok());
    // A key that is missing is asked for, but not by every call.
    *site.set.lock().unwrap() = Some(new.set());
    let found = issuers.find(&site.url, true).await.unwrap();
    assert_eq!(verify(&new.token("{}"), &found.keys).unwrap_err(), Refusal::Key);
    assert_eq!(site.asked.load(Ordering::SeqCst), 1);
    tokio::time::sleep(pause).await;
    let found = issuers.find(&site.url, true).await.unwrap();
    assert!(verify(&new.token("{}"), &found.keys).is_ok());
    assert_eq!(site.asked.load(Ordering::SeqCst), 2);
    // An issuer that fails takes no key away.
    *site.set.lock().unwrap() = None;
    tokio::time::sleep(pause).await;
    let found = issuers.find(&site.url, true).await.unwrap();
    assert!(verify(&new.token("{}"), &found.keys).is_ok());
    assert_eq!(site.asked.load(Ordering::SeqCst), 3);
    assert!(issuers.find("http://127.0.0.1:1/none", false).await.is_none());
}

#[tokio::test]
async fn old_keys_are_used_while_they_are_fetched_anew() {
    let [old, new] = ["old", "new"].map(Signer::new);
    let site = site(old.set());
    let issuers = Issuers::paced(Pace { refresh: Duration::from_millis(50), pause: Duration::ZERO });
    assert!(issuers.find(&site.url, false).await.is_some());
    *site.set.lock().unwrap() = Some(new.set());
    tokio::time::sleep(Duration::from_millis(60)).await;
    let found = issuers.find(&site.url, false).await.unwrap();
    assert!(verify(&old.token("{}"), &found.keys).is_ok(), "nobody waits for the new ones");
    for _ in 0..100 {
        let found = issuers.find(&site.url, false).await.unwrap();
        if verify(&new.token("{}"), &found.keys).is_ok() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("the new keys never came");
}
