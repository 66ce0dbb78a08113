//! The cases of AWS's own test suite for the signature, whose results are published.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::time::{Duration, UNIX_EPOCH};

use super::*;

/// 2015-08-30T12:36:00Z.
const WHEN: Duration = Duration::from_secs(1_440_938_160);

const TOKEN_OF_A_DAY: &str = "6e86291e8372ff2a2260956d9b8aae1d763fbf315fa00fa31553b73ebf194267";

const UNRESERVED: &str = "-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

fn signer(service: &str, token: Option<&str>) -> Signer {
    let secret = |text: &str| Secret::new(text.to_owned());
    let settings = AwsSigV4 {
        region: "us-east-1".to_owned(),
        service: service.to_owned(),
        access_key_id: "AKIDEXAMPLE".to_owned(),
        secret_access_key: secret("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"),
        session_token: token.map(secret),
    };
    Signer::new(settings).unwrap()
}

/// Signs all of the headers, and gives the names of those that were signed, and the signature.
fn signed(method: &Method, target: &str, headers: &[(&'static str, &str)], body: &str) -> (String, String) {
    let mut all = HeaderMap::new();
    all.insert(header::HOST, HeaderValue::from_static("example.amazonaws.com"));
    all.insert(DATE, HeaderValue::from_str(&date(UNIX_EPOCH + WHEN)).unwrap());
    for (name, value) in headers {
        all.append(*name, HeaderValue::from_str(value).unwrap());
    }
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let request = Unsigned { method, path, query, headers: &all, body: body.as_bytes() };
    let hash = sha256(body.as_bytes());
    let line = signer("service", None).authorization(request, &joined(all.iter()), &hash, "20150830T123600Z");
    let start = "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=";
    let (names, signature) = line.strip_prefix(start).unwrap().split_once(", Signature=").unwrap();
    (names.to_owned(), signature.to_owned())
}

fn signature(method: &Method, target: &str, headers: &[(&'static str, &str)]) -> String {
    signed(method, target, headers, "").1
}

#[test]
fn paths_are_signed_without_their_detours() {
    let vanilla = "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31";
    for (path, expected) in [
        ("/", vanilla),
        ("/example/..", vanilla),
        ("/example1/example2/../..", vanilla),
        ("/./", vanilla),
        ("//", vanilla),
        ("/./example", "ef75d96142cf21edca26f06005da7988e4f8dc83a165a80865db7089db637ec5"),
        ("//example//", "9a624bd73a37c9a373b5312afbebe7a714a789de108f0bdfe846570885f57e84"),
        // The suite's paths are written without any encoding.
        ("/example space/", "652487583200325589f1fba4c7e578f72c47cb61beeca81406b39ddec1366741"),
        ("/\u{1234}", "8318018e0b0f223aa2bbf98705b62bb787dc9c0e678f255a891fd03141be5d85"),
        (&format!("/{UNRESERVED}"), "07ef7494c76fa4850883e2b006601f940f8a34d404d0cfa977f52a65bbf5f24f"),
    ] {
        assert_eq!(signature(&Method::GET, path, &[]), expected, "{path}");
    }
}

#[test]
fn queries_are_signed_in_order() {
    let one = "a67d582fa61cc504c4bae71f336f98b97f1ea3c7a6bfe1b6e45aec72011b9aeb";
    for (query, expected) in [
        ("Param1=value1", one),
        ("Param1=value1&", one),
        ("Param2=value2&Param1=value1", "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500"),
        ("Param1=value2&Param1=value1", "5772eed61e12b33fae39ee5e7012498b51d56abc0abb7c60486157bd471c4694"),
        ("Param1=value2&Param1=Value1", "eedbc4e291e521cf13422ffca22be7d2eb8146eecf653089df300a15b2382bd1"),
        (
            "Param-3=Value3&Param=Value2&%E1%88%B4=Value1",
            "371d3713e185cc334048618a97f809c9ffe339c62934c032af5a0e595648fcac",
        ),
        ("%E1%88%B4=bar", "2cdec8eed098649ff3a119c94853b13c643bcf08f8b0a1d91e12c9027818dd04"),
        (&format!("{UNRESERVED}={UNRESERVED}"), "9c3e54bfcdf0b19771a7f523ee5669cdf59bc7cc0884027167c21bb143a40197"),
    ] {
        assert_eq!(signature(&Method::GET, &format!("/?{query}"), &[]), expected, "{query}");
    }
    let post = signature(&Method::POST, "/?Param1=value1", &[]);
    assert_eq!(post, "28038455d6de14eafc1f9222cf5aa6f1a96197d7deb8263271d420d138af7f11");
}

#[test]
fn headers_are_signed_as_one_line_each() {
    type Headers = &'static [(&'static str, &'static str)];
    let cases: [(Method, Headers, &str); 7] = [
        (Method::POST, &[], "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b"),
        (Method::POST, &[("my-header1", "value1")], "c5410059b04c1ee005303aed430f6e6645f61f4dc9e1461ec8f8916fdf18852c"),
        (Method::POST, &[("my-header1", "VALUE1")], "cdbc9802e29d2942e5e10b5bccfdd67c5f22c7c4e8ae67b53629efa58b974b7d"),
        (
            Method::GET,
            &[("my-header1", "value2"), ("my-header1", "value2"), ("my-header1", "value1")],
            "c9d5ea9f3f72853aea855b47ea873832890dbdd183b4468f858259531a5138ea",
        ),
        (
            Method::GET,
            &[("my-header1", "value4"), ("my-header1", "value1"), ("my-header1", "value3"), ("my-header1", "value2")],
            "08c7e5a9acfcfeb3ab6b2185e75ce8b1deb5e634ec47601a50643f830c755c01",
        ),
        (
            Method::GET,
            &[("my-header1", " value1"), ("my-header2", "\"a   b   c\"")],
            "acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736",
        ),
        (
            Method::GET,
            &[("x-amz-security-token", TOKEN_OF_A_DAY)],
            "07ec1639c89043aa0e3e2de82b96708f198cceab042d4a97044c66dd9f74e7f8",
        ),
    ];
    for (method, headers, expected) in cases {
        assert_eq!(signature(&method, "/", headers), expected, "{headers:?}");
    }
}

#[test]
fn a_body_is_signed_by_its_hash() {
    let form = [("content-type", "application/x-www-form-urlencoded")];
    let (names, signature) = signed(&Method::POST, "/", &form, "Param1=value1");
    assert_eq!(names, "content-type;host;x-amz-date");
    assert_eq!(signature, "ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a");
    let form = [("content-type", "application/x-www-form-urlencoded; charset=utf8")];
    let (_, signature) = signed(&Method::POST, "/", &form, "Param1=value1");
    assert_eq!(signature, "1a72ec8f64bd914b0e42e42607c7fbce7fb2c7465f63e3092b3b0d39fa77a6fe");
    let hash = "9095672bbd1f56dfc5b65f3e153adc8731a4a654192329106275f4c7b24d0b6e";
    let more = [
        ("content-type", "application/x-www-form-urlencoded"),
        ("content-length", "13"),
        ("x-amz-content-sha256", hash),
    ];
    let (names, signature) = signed(&Method::POST, "/", &more, "Param1=value1");
    assert_eq!(names, "content-length;content-type;host;x-amz-content-sha256;x-amz-date");
    assert_eq!(signature, "d3875051da38690788ef43de4db0d8f280229d82040bfac253562e56c3f20e0b");
}

/// What goes out: the headers of the signature, over those that the caller sent, and no others of the caller's signed.
fn headers_for(signer: &Signer) -> Vec<(String, String)> {
    let mut headers = HeaderMap::new();
    for (name, value) in [
        ("host", "example.amazonaws.com"),
        ("x-amz-date", "of the caller"),
        ("x-amz-security-token", "of the caller"),
        ("user-agent", "changes on the way"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if signer.session_token.is_none() {
        headers.remove(TOKEN);
    }
    let request = Unsigned { method: &Method::GET, path: "/", query: "", headers: &headers, body: b"" };
    let signed = signer.sign(request, UNIX_EPOCH + WHEN);
    signed.iter().map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned())).collect()
}

#[test]
fn the_headers_of_a_signature_stand_over_the_callers() {
    let plain = headers_for(&signer("service", None));
    assert_eq!(plain[0], ("x-amz-date".to_owned(), "20150830T123600Z".to_owned()));
    assert!(plain[1].1.ends_with("5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"), "{plain:?}");
    let tokened = headers_for(&signer("service", Some(TOKEN_OF_A_DAY)));
    assert_eq!(tokened[1], ("x-amz-security-token".to_owned(), TOKEN_OF_A_DAY.to_owned()));
    assert!(tokened[2].1.ends_with("07ec1639c89043aa0e3e2de82b96708f198cceab042d4a97044c66dd9f74e7f8"), "{tokened:?}");
    let stored = headers_for(&signer("s3", None));
    let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    assert_eq!(stored[1], ("x-amz-content-sha256".to_owned(), empty.to_owned()));
    assert!(stored[2].1.contains("SignedHeaders=host;x-amz-content-sha256;x-amz-date,"), "{stored:?}");
}

#[test]
fn a_key_id_that_would_break_the_header_is_refused() {
    let secret = |text: &str| Secret::new(text.to_owned());
    let settings = AwsSigV4 {
        region: "r".to_owned(),
        service: "s".to_owned(),
        access_key_id: "a, b".to_owned(),
        secret_access_key: secret("k"),
        session_token: None,
    };
    assert!(Signer::new(settings).is_err());
}
