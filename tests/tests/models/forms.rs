//! Models that a form with parts names: which backend gets the form, and with which bytes.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::time::Duration;

use flate2::write::GzEncoder;
use gatewright_tests::{Client, Framing, KEYS, PATIENCE, Running, Upstream};
use sha2::{Digest, Sha256};

use super::{FREE, PRO, before, binary, code, site};

const TRANSCRIPTIONS: &str = "/openai/audio/transcriptions";

/// Headers of a call with a form.
fn by(key: &str) -> String {
    format!("ocp-apim-subscription-key: {key}\r\ncontent-type: multipart/form-data; boundary=bound\r\n")
}

/// A part of a form, with the line break behind it.
fn part(name: &str, value: &[u8]) -> Vec<u8> {
    let head = format!("--bound\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n");
    [head.as_bytes(), value, b"\r\n"].concat()
}

fn model(name: &str) -> Vec<u8> {
    part("model", name.as_bytes())
}

fn file(content: &[u8]) -> Vec<u8> {
    part("file\"; filename=\"a b.mp3", content)
}

fn form(parts: &[&[u8]]) -> Vec<u8> {
    [b"preamble\r\n".as_slice(), &parts.concat(), b"--bound--\r\nepilogue"].concat()
}

/// Bytes like those of a file, some of them like a delimiter.
fn sound(length: usize) -> Vec<u8> {
    let mut bytes: Vec<u8> = (0..length).map(|at| (at.wrapping_mul(2_654_435_761) >> 13).to_le_bytes()[0]).collect();
    bytes.extend(b"\r\n--boun\r\n-\r\n--");
    bytes
}

fn chunked(client: &mut Client, pieces: &[u8], size: usize) {
    for piece in pieces.chunks(size) {
        client.send(&[format!("{:x}\r\n", piece.len()).as_bytes(), piece, b"\r\n"].concat());
    }
}

#[test]
fn the_field_names_the_model_and_the_other_bytes_stay() {
    let (first, second) = (Upstream::start(), Upstream::start());
    let (gateway, mut client) = before(&first, &second);
    let file = file(&sound(3_000));
    for (name, told) in [("smart", "gpt-4o"), ("gpt-4o-latest", "gpt-4o"), ("fast", "fast")] {
        for model_first in [true, false] {
            let form = |name: &str| match model_first {
                true => form(&[&model(name), &file, &part("prompt", b"model"), &part("other", b"\xff")]),
                false => form(&[&file, &part("prompt", b"model"), &model(name)]),
            };
            let (sent, expected) = (form(name), form(told));
            for size in [None, Some(1), Some(700)] {
                let id = format!("{name}-{model_first}-{}", size.unwrap_or(0));
                let headers = format!("{}x-request-id: {id}\r\n", by(KEYS[0]));
                match size {
                    None => client.request("POST", TRANSCRIPTIONS, &headers, &sent),
                    Some(size) => {
                        let headers = headers + "transfer-encoding: chunked\r\n";
                        client.request("POST", TRANSCRIPTIONS, &headers, b"");
                        chunked(&mut client, &sent, size);
                        client.send(b"0\r\n\r\n");
                    }
                }
                let mut exchange = first.next();
                assert!(exchange.body == expected, "{id}: {}", String::from_utf8_lossy(&exchange.body));
                let framing = if size.is_none() { Framing::Length(expected.len()) } else { Framing::Chunked };
                assert_eq!((exchange.framing(), exchange.head.target()), (framing, "/first/audio/transcriptions"));
                exchange.answer("200 OK", "", b"{}");
                drop(exchange);
                assert_eq!(client.response().status(), 200);
                let line = gateway.logged(&id);
                assert_eq!((&line["model"], &line["backend"]), (&told.into(), &"first".into()), "{line}");
            }
        }
    }
}

/// Where a form of these parts goes and by whose key, and with which status and code it comes back.
type Refused<'c> = (&'c str, &'c str, &'c [&'c [u8]], u16, &'c str);

#[test]
fn what_is_unknown_or_not_allowed_or_said_twice_reaches_no_backend() {
    let (first, second) = (Upstream::start(), Upstream::start());
    let (mut gateway, _) = before(&first, &second);
    let file = file(b"sound");
    let lax = "/lax/audio/transcriptions";
    let cases: &[Refused<'_>] = &[
        (TRANSCRIPTIONS, PRO, &[&model("gpt-4o"), &file], 404, "model_not_found"),
        (TRANSCRIPTIONS, PRO, &[&model("SMART"), &file], 404, "model_not_found"),
        (TRANSCRIPTIONS, PRO, &[&model(""), &file], 404, "model_not_found"),
        (TRANSCRIPTIONS, PRO, &[&file, &model("smart ")], 404, "model_not_found"),
        (lax, PRO, &[&part("model", b"smart\xff")], 404, "model_not_found"),
        (TRANSCRIPTIONS, FREE, &[&file, &model("paid")], 403, "model_not_allowed"),
        (TRANSCRIPTIONS, KEYS[0], &[&model("paid"), &file], 403, "model_not_allowed"),
        // What the document asks for is asked for first.
        (TRANSCRIPTIONS, PRO, &[&file], 400, "invalid_value"),
        (TRANSCRIPTIONS, PRO, &[&part("prompt", &[b'x'; 21]), &model("smart"), &file], 400, "invalid_value"),
        (TRANSCRIPTIONS, PRO, &[&model("fast"), &model("smart"), &file], 400, "duplicate_member"),
        // Where nothing is checked, too, and where what is wrong is only noted.
        (lax, PRO, &[&model("smart"), &model("smart"), &file], 400, "duplicate_member"),
        (lax, PRO, &[&part("Model", b"smart"), &file], 400, "duplicate_member"),
        (lax, PRO, &[&file, &part("model[]", b"smart")], 400, "duplicate_member"),
        (lax, PRO, &[&file, &part(" model", b"smart")], 400, "duplicate_member"),
        ("/noted/audio/transcriptions", KEYS[0], &[&model("smart"), &model("smart"), &file], 400, "duplicate_member"),
        (lax, PRO, &[&part("model\"; filename=\"m", b"smart")], 400, "invalid_multipart"),
        (lax, FREE, &[&file], 400, "model_missing"),
        (lax, FREE, &[&model("paid"), &file], 403, "model_not_allowed"),
        ("/open/edits", KEYS[0], &[&model("smart")], 404, "model_not_found"),
    ];
    for (target, key, parts, status, expected) in cases {
        let mut client = gateway.client();
        client.request("POST", target, &by(key), &form(parts));
        let refused = client.response();
        let form = String::from_utf8_lossy(&parts.concat()).into_owned();
        assert_eq!((refused.status(), code(&refused).as_str()), (*status, *expected), "{target} {form}");
    }
    for target in [lax, "/noted/audio/transcriptions"] {
        let no_ends: [&[u8]; 3] =
            [b"no form", &model("smart"), &[&form(&[&model("smart")]), b"\r\n".as_slice(), &model("fast")].concat()];
        for no_form in no_ends {
            let mut client = gateway.client();
            client.request("POST", target, &by(KEYS[0]), no_form);
            let refused = client.response();
            let shown = String::from_utf8_lossy(no_form);
            assert_eq!((refused.status(), code(&refused).as_str()), (400, "invalid_multipart"), "{target} {shown}");
        }
    }
    let mut client = gateway.client();
    client.request("POST", lax, &by(PRO).replace("form-data", "mixed"), &form(&[&model("smart")]));
    assert_eq!(code(&client.response()), "model_missing", "a body that says it is no form");
    // Readers that know of it go by the other boundary.
    for other in ["boundary*=utf-8''b", "Boundary*0=b"] {
        client = gateway.client();
        let headers = by(PRO).replace("boundary=bound", &format!("boundary=bound; {other}"));
        client.request("POST", lax, &headers, &form(&[&model("smart"), &file]));
        assert_eq!(code(&client.response()), "invalid_multipart", "{other}");
    }
    // Who expects JSON may read what stands before a form.
    client = gateway.client();
    let both = [br#"{"model":"paid","messages":[]}"#.as_slice(), b"\r\n", &form(&[&model("smart")])].concat();
    client.request("POST", "/lax/chat/completions", &by(PRO), &both);
    assert_eq!(code(&client.response()), "model_missing", "a form where none is declared");
    client = gateway.client();
    client.request("POST", TRANSCRIPTIONS, &by(FREE), &form(&[&file, &model("paid")]));
    let refused = client.response();
    assert_eq!(refused.head.header("x-reason"), Some("models ModelNotAllowed"));
    assert_eq!(refused.json()["error"]["param"], "model");
    // Of those that were found out behind the model's name, no backend has seen the end.
    assert!(first.next_within(Duration::ZERO).is_none() && second.next_within(Duration::ZERO).is_none());
}

#[test]
fn a_form_without_a_model_goes_to_the_backend_of_the_api() {
    let (first, second) = (Upstream::start(), Upstream::start());
    let (_gateway, mut client) = before(&first, &second);
    for (target, key) in [("/elsewhere/images/edits", KEYS[0]), ("/lax/images/edits", PRO)] {
        let sent = form(&[&part("prompt", b"a cat"), &part("image\"; filename=\"a.png", &sound(10_000))]);
        client.request("POST", target, &by(key), &sent);
        let mut exchange = if target.starts_with("/lax") { first.next() } else { second.next() };
        assert!(exchange.body == sent);
        exchange.answer("200 OK", "", b"{}");
        assert_eq!(client.response().status(), 200);
    }
}

#[test]
fn a_model_may_stand_behind_a_large_file_as_long_as_that_is_held() {
    let (first, second) = (Upstream::start(), Upstream::start());
    let (_gateway, mut client) = before(&first, &second);
    let (large, larger) = (file(&sound(20 << 20)), file(&sound(40 << 20)));
    // Beyond 32 MiB it must stand before the file, whose length is then limited as that of all bodies.
    let behind = |name| form(&[&large, &model(name)]);
    let before = |name| form(&[&model(name), &larger]);
    for (sent, expected) in [(behind("smart"), behind("gpt-4o")), (before("smart"), before("gpt-4o"))] {
        client.request("POST", "/elsewhere/audio/transcriptions", &by(KEYS[0]), &sent);
        let mut exchange = second.next();
        exchange.answer("200 OK", "", b"{}");
        assert!(exchange.body == expected);
        drop(exchange);
        assert_eq!(client.response().status(), 200);
    }
    let sent = form(&[&larger, &model("smart")]);
    client.request("POST", TRANSCRIPTIONS, &by(KEYS[0]), &sent[..33 << 20]);
    let refused = client.response();
    assert_eq!((refused.status(), code(&refused).as_str()), (400, "model_too_late"));
    assert!(refused.text().contains("`model` must stand before its files"), "{}", refused.text());
    assert_eq!(refused.head.header("x-reason"), Some("models ModelTooLate"));
    assert!(first.next_within(Duration::ZERO).is_none());
}

#[test]
fn another_target_gets_the_same_file_under_its_own_name() {
    let (first, second) = (Upstream::start(), Upstream::start());
    let (gateway, mut client) = before(&first, &second);
    let sound = sound(1 << 20);
    let hash = |body: &[u8]| {
        let begin = body.windows(8).position(|window| window == b"b.mp3\"\r\n").unwrap();
        let end = body.windows(11).rposition(|window| window == b"\r\n--bound\r\n").unwrap_or(body.len());
        Sha256::digest(&body[begin..end])
    };
    for (model_first, target) in [(true, TRANSCRIPTIONS), (false, TRANSCRIPTIONS), (false, "/lax/audio/transcriptions")]
    {
        let form = |name: &str| match model_first {
            true => form(&[&model(name), &file(&sound), &part("prompt", b"x")]),
            false => form(&[&file(&sound), &part("prompt", b"x"), &model(name)]),
        };
        let id = format!("fallback-{model_first}-{}", target.len());
        let headers = format!("{}x-request-id: {id}\r\n", by(KEYS[0]));
        client.request("POST", target, &headers, &form("smart"));
        let mut failed = first.next();
        assert!(failed.body == form("gpt-4o"));
        failed.answer("503 Busy", "", b"never seen");
        let mut good = second.next();
        assert!(good.body == form("gpt 4.1/é"));
        assert_eq!(hash(&failed.body), hash(&good.body));
        assert_eq!(good.framing(), Framing::Length(good.body.len()));
        good.answer("200 OK", "", b"heard");
        drop((failed, good));
        assert_eq!(client.response().text(), "heard");
        let line = gateway.logged(&id);
        assert_eq!((&line["attempts"], &line["model"]), (&2.into(), &"gpt 4.1/é".into()));
        assert_eq!(line["failed_attempts"][0]["model"], "gpt-4o");
    }
    // What is too large to be kept is sent once.
    let large = form(&[&model("smart"), &file(&vec![0; 5 << 20])]);
    client.request("POST", TRANSCRIPTIONS, &by(KEYS[0]), &large);
    first.next().answer("503 Busy", "", b"");
    assert_eq!(client.response().status(), 503);
    assert!(second.next_within(Duration::ZERO).is_none());
}

#[test]
fn each_way_to_send_a_form_again_begins_with_what_the_caller_sent() {
    let (first, second) = (Upstream::start(), Upstream::start());
    let (_gateway, mut client) = before(&first, &second);
    let form = |name: &str| form(&[&file(&sound(5_000)), &model(name)]);
    // A policy sends the call again, to all targets; a pool has members of its own; a body is read before it is sent.
    let ways: &[(&str, &str, &[&str])] = &[
        ("/again", "smart", &["gpt-4o", "gpt 4.1/é", "gpt-4o"]),
        ("/openai", "pooled", &["a", "a", "b"]),
        ("/buffered", "smart", &["gpt-4o", "gpt 4.1/é"]),
        ("/elsewhere", "smart", &["gpt-4o"]),
    ];
    for (api, name, told) in ways {
        client.request("POST", &format!("{api}/audio/transcriptions"), &by(KEYS[0]), &form(name));
        for (at, told) in told.iter().enumerate() {
            let to_second = ["gpt 4.1/é", "b"].contains(told) || *api == "/elsewhere";
            let mut exchange = if to_second { second.next() } else { first.next() };
            assert!(exchange.body == form(told), "{api} {at}");
            let status =
                if at + 1 == ways.iter().find(|way| way.0 == *api).unwrap().2.len() { "200 OK" } else { "503 Busy" };
            exchange.answer(status, "", b"{}");
        }
        assert_eq!(client.response().status(), 200, "{api}");
    }
}

#[test]
fn a_coded_form_goes_on_as_what_it_was() {
    let (first, second) = (Upstream::start(), Upstream::start());
    let (_gateway, mut client) = before(&first, &second);
    let form = |name: &str| form(&[&file(&sound(5_000)), &model(name)]);
    for target in [TRANSCRIPTIONS, "/lax/audio/transcriptions", "/noted/audio/transcriptions"] {
        let mut coder = GzEncoder::new(Vec::new(), flate2::Compression::default());
        coder.write_all(&form("smart")).unwrap();
        let headers = format!("{}content-encoding: gzip\r\n", by(KEYS[0]));
        client.request("POST", target, &headers, &coder.finish().unwrap());
        let mut exchange = first.next();
        assert!(exchange.body == form("gpt-4o"), "{target}");
        assert_eq!(exchange.head.header("content-encoding"), None);
        exchange.answer("200 OK", "", b"{}");
        drop(exchange);
        assert_eq!(client.response().status(), 200);
    }
}

#[test]
fn a_file_behind_the_model_streams_before_the_client_has_sent_its_end() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let second = Upstream::start();
    let mut gateway = Running::of(binary(), site(&format!("http://{}", listener.local_addr().unwrap()), &second.url()));
    let mut client = gateway.client();
    client.request("POST", TRANSCRIPTIONS, &(by(KEYS[0]) + "transfer-encoding: chunked\r\n"), b"");
    let whole = form(&[&model("smart"), &file(&sound(20 << 20))]);
    let (begin, rest) = whole.split_at(1_000);
    chunked(&mut client, begin, 1_000);
    let (mut stream, _) = listener.accept().unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    let (mut seen, mut sent, mut bytes) = (0, begin.len(), vec![0; 1 << 16]);
    let mut head = Vec::new();
    for piece in rest.chunks(1 << 20) {
        // Nearly all of what was sent is there before more is sent.
        while seen + 200 < sent {
            let count = stream.read(&mut bytes).unwrap();
            assert!(count > 0, "the gateway closed");
            seen += count;
            head.extend_from_slice(&bytes[..count.min(2_000_usize.saturating_sub(head.len()))]);
        }
        chunked(&mut client, piece, 1 << 20);
        sent += piece.len();
    }
    let head = String::from_utf8_lossy(&head);
    assert!(head.contains("name=\"model\"\r\n\r\n") && head.contains("gpt-4o") && !head.contains("smart"), "{head}");
}

#[test]
fn who_leaves_before_the_end_is_not_taken_for_done() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let second = Upstream::start();
    let mut gateway = Running::of(binary(), site(&format!("http://{}", listener.local_addr().unwrap()), &second.url()));
    // Before the model is known nobody is asked.
    let mut client = gateway.client();
    let headers = |id: &str| format!("{}x-request-id: {id}\r\ntransfer-encoding: chunked\r\n", by(KEYS[0]));
    client.request("POST", TRANSCRIPTIONS, &headers("left-early"), b"");
    chunked(&mut client, &file(&sound(10_000)), 1_000);
    client.leave();
    let line = gateway.logged("left-early");
    assert_eq!((&line["error"], line["backend"].as_str()), (&"incomplete_body".into(), None), "{line}");
    // Behind it the backend sees that the form breaks off.
    let mut client = gateway.client();
    client.request("POST", TRANSCRIPTIONS, &headers("left-later"), b"");
    chunked(&mut client, &[model("smart"), file(&sound(10_000))].concat(), 1_000);
    let (mut stream, _) = listener.accept().unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    let (mut seen, mut bytes) = (Vec::new(), vec![0; 1 << 16]);
    while seen.len() < 9_000 {
        let count = stream.read(&mut bytes).unwrap();
        assert!(count > 0, "the gateway closed");
        seen.extend_from_slice(&bytes[..count]);
    }
    client.leave();
    // An error of the connection tells of it as well.
    let _ = stream.read_to_end(&mut seen);
    let seen = String::from_utf8_lossy(&seen);
    assert!(seen.contains("gpt-4o") && !seen.contains("--bound--") && !seen.ends_with("0\r\n\r\n"));
    assert_eq!(gateway.logged("left-later")["model"], "gpt-4o");
    assert!(second.next_within(Duration::ZERO).is_none(), "no other target takes over");
}

#[test]
fn a_second_model_behind_the_file_ends_the_form() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let second = Upstream::start();
    let mut gateway = Running::of(binary(), site(&format!("http://{}", listener.local_addr().unwrap()), &second.url()));
    for api in ["openai", "lax", "noted"] {
        let mut client = gateway.client();
        let headers = format!("{}x-request-id: {api}\r\ntransfer-encoding: chunked\r\n", by(KEYS[0]));
        let headers = if api == "lax" { headers.replace(KEYS[0], PRO) } else { headers };
        client.request("POST", &format!("/{api}/audio/transcriptions"), &headers, b"");
        chunked(&mut client, &[model("smart"), file(&sound(10_000))].concat(), 1_000);
        let (mut stream, _) = listener.accept().unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        chunked(&mut client, &[model("paid"), b"--bound--\r\n".to_vec()].concat(), 1_000);
        client.send(b"0\r\n\r\n");
        let refused = client.response();
        assert_eq!((refused.status(), code(&refused).as_str()), (400, "duplicate_member"), "{api}");
        let mut seen = Vec::new();
        let _ = stream.read_to_end(&mut seen);
        let seen = String::from_utf8_lossy(&seen);
        assert!(seen.contains("gpt-4o") && !seen.contains("paid") && !seen.ends_with("0\r\n\r\n"), "{api}");
        assert_eq!(gateway.logged(api)["error"], "duplicate_member");
    }
    assert!(second.next_within(Duration::ZERO).is_none(), "no other target takes over");
}

#[test]
fn the_model_that_answers_is_paid() {
    const USED: &[u8] =
        br#"{"text":"Hello","usage":{"type":"tokens","input_tokens":20,"output_tokens":30,"total_tokens":50}}"#;
    let (first, second) = (Upstream::start(), Upstream::start());
    let (gateway, mut client) = before(&first, &second);
    let sent = form(&[&file(b"sound"), &model("smart")]);
    for (falls_back, model, cost) in [(false, "gpt-4o", "0.00034"), (true, "gpt 4.1/é", "0.00098")] {
        let headers = format!("{}x-request-id: {cost}\r\n", by(KEYS[0]));
        client.request("POST", "/money/audio/transcriptions", &headers, &sent);
        let upstream = if falls_back {
            first.next().answer("429 Slow", "", b"{}");
            &second
        } else {
            &first
        };
        upstream.next().answer("200 OK", "content-type: application/json\r\n", USED);
        let answer = client.response();
        assert_eq!((answer.status(), answer.head.header("x-cost")), (200, Some(cost)), "{}", answer.text());
        let line = gateway.logged(cost);
        assert_eq!((line["priced_as"].as_str(), line["model"].as_str()), (Some(model), Some(model)));
    }
    client.request(
        "POST",
        "/money/audio/transcriptions",
        &by(KEYS[0]),
        &form(&[&file(b"sound"), &self::model("priceless")]),
    );
    assert_eq!(code(&client.response()), "model_not_priced");
}
