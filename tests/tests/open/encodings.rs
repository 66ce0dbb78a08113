//! Content codings of requests: what is checked is what was coded, and what came is what goes on.

use std::io::Write;

use flate2::Compression;
use flate2::write::{GzEncoder, ZlibEncoder};
use gatewright_tests::{JSON, Upstream};
use ruzstd::encoding::{CompressionLevel, compress_to_vec};

use super::exposed;

fn gzip(text: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(text).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn a_coded_body_is_checked_and_goes_on_as_it_came() {
    let upstream = Upstream::start();
    let (_gateway, mut client) = exposed(&upstream);
    let good: &[u8] = br#"{"name": "a", "more": [1, 2]}"#;
    let mut zlib = ZlibEncoder::new(Vec::new(), Compression::fast());
    zlib.write_all(good).unwrap();
    // The same in brotli, as one stored block.
    let length = u8::try_from(good.len() - 1).unwrap();
    let brotli = [&[0x0b | length << 7, length >> 1, 0x80][..], good, &[3]].concat();
    let zstd = compress_to_vec(good, CompressionLevel::Fastest);
    for (coding, body) in [("gzip", gzip(good)), ("deflate", zlib.finish().unwrap()), ("zstd", zstd), ("br", brotli)] {
        client.request("POST", "/things/checked", &format!("{JSON}content-encoding: {coding}\r\n"), &body);
        let mut exchange = upstream.next();
        assert_eq!((exchange.head.header("content-encoding"), &exchange.body), (Some(coding), &body), "{coding}");
        exchange.answer("200 OK", "", b"");
        assert_eq!(client.response().status(), 200, "{coding}");
    }
}

#[test]
fn what_a_coding_hides_is_refused() {
    let upstream = Upstream::start();
    let (mut gateway, _) = exposed(&upstream);
    // A bomb: a thousandth of what it holds, within the limit of 64 KiB until it is decoded.
    let spaces = [&br#"{"name": "a""#[..], &b" ".repeat(30 << 20), b"}"].concat();
    let bomb = gzip(&spaces);
    assert!(bomb.len() < 40_000);
    let twice = gzip(&gzip(br#"{"name": "a"}"#));
    for (what, coding, body, status, code) in [
        ("a bomb", "gzip", bomb, 413, "body_too_large"),
        ("a bomb of zstd", "zstd", compress_to_vec(&spaces[..], CompressionLevel::Fastest), 413, "body_too_large"),
        ("a wrong type", "gzip", gzip(br#"{"name": 1}"#), 400, "invalid_value"),
        ("a member that is missing", "gzip", gzip(b"{}"), 400, "invalid_value"),
        ("no JSON", "gzip", gzip(b"{"), 400, "invalid_json"),
        ("no gzip", "gzip", br#"{"name": "a"}"#.to_vec(), 400, "invalid_content_encoding"),
        ("half of it", "gzip", gzip(br#"{"name": "a"}"#)[..20].to_vec(), 400, "invalid_content_encoding"),
        ("more behind it", "gzip", [&gzip(br#"{"name": "a"}"#)[..], b"{}"].concat(), 400, "invalid_content_encoding"),
        ("another coding", "compress", b"{}".to_vec(), 415, "unsupported_content_encoding"),
        ("two codings", "gzip, gzip", twice, 415, "unsupported_content_encoding"),
    ] {
        let mut client = gateway.client();
        client.request("POST", "/things/checked", &format!("{JSON}content-encoding: {coding}\r\n"), &body);
        let response = client.response();
        assert_eq!((response.status(), response.json()["code"].as_str()), (status, Some(code)), "{what}");
    }
    assert!(upstream.next_within(std::time::Duration::from_millis(50)).is_none());
}

#[test]
fn what_nobody_reads_goes_on_however_it_is_coded() {
    let upstream = Upstream::start();
    let (_gateway, mut client) = exposed(&upstream);
    client.request("POST", "/things/other", "content-encoding: x-own\r\n", b"\x00\x01\xff");
    let mut exchange = upstream.next();
    assert_eq!(
        (exchange.head.header("content-encoding"), exchange.body.as_slice()),
        (Some("x-own"), &b"\x00\x01\xff"[..])
    );
    // And an answer comes back as the backend has coded it.
    exchange.answer("200 OK", "content-encoding: br\r\n", b"\x0b");
    let response = client.response();
    assert_eq!((response.head.header("content-encoding"), response.body.as_slice()), (Some("br"), &b"\x0b"[..]));
}
