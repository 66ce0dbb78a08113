#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body::Frame;
use http_body_util::BodyExt;
use proptest::prelude::*;

use super::scan::{Event, Scan};
use super::*;
use crate::body::BodyError;
use crate::json::{Array, Json, Literal, Numeric, Object, Text, required};
use crate::operation::Action;
use crate::style::Style;

static FIELDS: &[Field] = &[
    Field::file("file").required(),
    Field::text("prompt", |json| json.text(&Text::ANY.max_length(5))),
    Field::text("temperature", |json| json.number(&Numeric::NUMBER.at_least("0").at_most("1"))),
    Field::text("size", |json| json.enumeration(&[Literal::String("s"), Literal::String("l")])),
    Field::text("format", |json| json.open_enumeration(&[Literal::String("json")])),
    Field::repeated("tags[]", Style::Repeated, |json| json.array(&Array::of(tag))),
    Field::json("a/b", about),
];

fn tag(json: &mut Json<'_>) -> crate::json::Checked {
    json.enumeration(&[Literal::String("a"), Literal::String("b")])
}

fn about(json: &mut Json<'_>) -> crate::json::Checked {
    static OBJECT: Object = Object { members: &[required("n", crate::json::integer)], ..Object::ANY };
    json.object(&OBJECT)
}

const FILE: &str = "file\"; filename=\"a.mp3";

/// A form with the boundary `b`; a name may bear further parameters.
fn form(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut text = String::new();
    for (name, value) in parts {
        text.push_str(&format!("--b\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"));
    }
    (text + "--b--\r\n").into_bytes()
}

fn with_file(name: &str, value: &str) -> Vec<u8> {
    form(&[(FILE, "\x00\x01"), (name, value)])
}

/// The outcome of a whole form in pieces: the listing of what it breaks, or why it is none.
fn outcome(pieces: &[&[u8]]) -> (Vec<String>, Option<&'static str>, u32) {
    let mut checked = Form::new(b"--b".to_vec(), FIELDS, None);
    let read = pieces.iter().try_for_each(|piece| checked.feed(piece)).and_then(|()| checked.end());
    let unknown = checked.unknown_values();
    let violations = checked.take_fault().map(|fault| fault.cause().violations.clone()).unwrap_or_default();
    let listed = violations.iter().map(|violation| {
        let limit = violation.limit.map(|limit| format!(" {limit}")).unwrap_or_default();
        format!("{} {}{limit}", violation.pointer, violation.keyword)
    });
    (listed.collect(), read.err().map(|Malformed(why)| why), unknown)
}

fn violations(body: &[u8]) -> Vec<String> {
    let (violations, malformed, _) = outcome(&[body]);
    assert_eq!(malformed, None);
    violations
}

fn malformed(body: impl AsRef<[u8]>) -> &'static str {
    outcome(&[body.as_ref()]).1.expect("a malformed form")
}

#[test]
fn each_field_is_checked() {
    let long = "x".repeat(MOST_VALUE + 1);
    for (name, value, expected) in [
        ("prompt", "åäö12", None),
        ("prompt", "123456", Some("/prompt maxLength 5")),
        ("temperature", "1e-1", None),
        ("temperature", "1.0", None),
        ("temperature", "warm", Some("/temperature type \"number\"")),
        ("temperature", "", Some("/temperature type \"number\"")),
        ("temperature", " 1", Some("/temperature type \"number\"")),
        ("temperature", "-0.1", Some("/temperature minimum 0")),
        ("temperature", "1.1", Some("/temperature maximum 1")),
        ("size", "l", None),
        ("size", "L", Some("/size enum [\"s\",\"l\"]")),
        ("tags[]", "c", Some("/tags[]/0 enum [\"a\",\"b\"]")),
        ("a/b", "{\"n\":1}", None),
        ("a/b", "{\"n\":true}", Some("/a~1b/n type \"integer\"")),
        ("a/b", "{}", Some("/a~1b required \"n\"")),
        ("a/b", "{", Some("/a~1b contentMediaType \"application/json\"")),
        ("size", &long, Some("/size maxLength 65536")),
        ("other", &long, None),
        // Names compare byte by byte.
        ("Size", "L", None),
        ("file", "again", Some("/file duplicate_member")),
    ] {
        assert_eq!(violations(&with_file(name, value)), expected.into_iter().collect::<Vec<_>>(), "{name}");
    }
}

#[test]
fn forms_are_checked_as_a_whole() {
    assert_eq!(violations(b"--b--"), ["  required \"file\"".trim_start().to_owned()].map(|text| format!(" {text}")));
    assert_eq!(violations(&form(&[("prompt", "x")])), [" required \"file\""]);
    assert_eq!(violations(&form(&[("file", "")])), Vec::<String>::new());
    let repeated = form(&[("tags[]", "a"), ("tags[]", "b"), ("x", "1"), ("x", "2"), (FILE, "")]);
    assert_eq!(violations(&repeated), Vec::<String>::new());
    let bad = form(&[("temperature", "x"), ("size", "m"), ("size", "m"), ("tags[]", "c"), ("tags[]", "c")]);
    let expected = [
        "/temperature type \"number\"",
        "/size enum [\"s\",\"l\"]",
        "/size duplicate_member",
        " required \"file\"",
        "/tags[]/0 enum [\"a\",\"b\"]",
        "/tags[]/1 enum [\"a\",\"b\"]",
    ];
    assert_eq!(violations(&bad), expected);
    assert_eq!(outcome(&[&with_file("format", "newer")]), (Vec::new(), None, 1));
    let not_utf8 = b"--b\r\nContent-Disposition: form-data; name=prompt\r\n\r\n\xff\r\n--b--";
    assert_eq!(violations(not_utf8), ["/prompt type \"string\"", " required \"file\""]);
}

#[test]
fn the_frame_of_a_form_may_vary() {
    let head = "Content-Disposition: form-data; name=file";
    for body in [
        // Preamble, epilogue, padding, further headers, names as tokens, a part without a content's line break.
        format!("preamble --b\r\n--b\r\n{head}\r\n\r\nx\r\n--b--\r\nepilogue --b\r\n"),
        format!("--b \t\r\n{head}\r\nContent-Type: audio/mpeg\r\nX-Other: 1\r\n\r\nx\r\n--b-- \r\n"),
        format!("--b\r\n{head}\r\n\r\n--b--"),
        "--b\r\ncontent-DISPOSITION:FORM-DATA;NAME=\"file\";filename=\"C:\\dir\\a\\\"b.mp3\"\r\n\r\n\r\n--b--"
            .to_owned(),
        "--b\r\nContent-Disposition: form-data; filename*=UTF-8''%c3%a5; name=\"file\";\r\n\r\n\r\n--b--".to_owned(),
        // No delimiters: their lines don't begin with it.
        format!("--b\r\n{head}\r\n\r\nx--b\r\n-b\r\n--\r\n--\r\r\n-\r\n--B\r\n--b--"),
    ] {
        assert_eq!(violations(body.as_bytes()), Vec::<String>::new(), "{body}");
    }
}

#[test]
fn what_readers_take_differently_is_refused() {
    let head = "Content-Disposition: form-data; name=file\r\n";
    let part = |lines: &str| malformed(format!("--b\r\n{lines}\r\nx\r\n--b--"));
    for (why, expected) in [
        (malformed(""), "it ends before its closing delimiter"),
        (malformed(format!("--b\r\n{head}\r\nx\r\n--b-")), "it ends before its closing delimiter"),
        (malformed(format!("--b\r\n{head}\r\nx\r\n--b\r\n")), "it ends before its closing delimiter"),
        (malformed("--b--\r\n--b"), "a delimiter follows the closing one"),
        (malformed(format!("--b\r\n{head}\r\nx\n--b--")), "a delimiter doesn't follow CRLF"),
        (malformed(format!("--b\r\n{head}\r\nx\r--b--")), "a delimiter doesn't follow CRLF"),
        (malformed(format!("--b\r\n{head}\r\n\n--b--")), "a delimiter doesn't follow CRLF"),
        (malformed(format!("--b\n{head}\r\nx\r\n--b--")), "a delimiter's line holds something else"),
        (malformed(format!("--b\r\n{head}\r\nx\r\n--bc\r\n--b--")), "a delimiter's line holds something else"),
        (malformed("--b-x"), "a delimiter's line holds something else"),
        (malformed("--b--x"), "a delimiter's line holds something else"),
        (malformed(format!("--b{}\r\n", " ".repeat(65))), "a delimiter's line holds something else"),
        (part(""), "a part has no Content-Disposition"),
        (part("Content-Type: text/plain\r\n"), "a part has no Content-Disposition"),
        (part("Content-Disposition: form-data\r\n"), "a part has no name"),
        (part("Content-Disposition: attachment; name=file\r\n"), "a part's Content-Disposition isn't form-data"),
        (part(&head.repeat(2)), "a part has two Content-Dispositions"),
        (part("Content-Disposition: form-data; name=a; NAME=b\r\n"), "a part has two names"),
        (
            part("Content-Disposition: form-data; name=a; name*=utf-8''b\r\n"),
            "a part has an extended name (RFC 7578, section 4.2)",
        ),
        (part("Content-Disposition: form-data; name=\"a\\b\"\r\n"), "a part's Content-Disposition can't be read"),
        (part("Content-Disposition: form-data; name=\"a\r\n"), "a part's Content-Disposition can't be read"),
        (part("Content-Disposition: form-data; name\r\n"), "a part's Content-Disposition can't be read"),
        (part("Content-Disposition: form-data; name=a b\r\n"), "a part's Content-Disposition can't be read"),
        (part("Content-Disposition: form-data; name=a;\r\n filename=b\r\n"), "a part's header line can't be read"),
        (part("Content-Disposition: form-data; name=a\nX: y\r\n"), "a part's header line can't be read"),
        (part("Content-Disposition : form-data; name=a\r\n"), "a part's header line can't be read"),
        (part("no header\r\n"), "a part's header line can't be read"),
        (
            part(&format!("{head}Content-Transfer-Encoding: base64\r\n")),
            "a part is coded by a Content-Transfer-Encoding (RFC 7578, section 4.7)",
        ),
    ] {
        assert_eq!(why, expected);
    }
}

#[test]
fn a_hostile_form_is_bounded() {
    let mut endless = Form::new(b"--b".to_vec(), FIELDS, None);
    endless.feed(b"--b\r\n").unwrap();
    let fed = (0..).find(|_| endless.feed(&[b'x'; 1000]).is_err());
    assert_eq!(fed, Some(16));
    let parts: Vec<(&str, &str)> = vec![("x", ""); 10_000];
    assert_eq!(malformed(form(&parts)), "it has more than 1000 parts");
    let parts: Vec<(&str, &str)> = [(FILE, "")].into_iter().chain(vec![("x", ""); 999]).collect();
    assert_eq!(violations(&form(&parts)), Vec::<String>::new());
    // A content that nearly is a delimiter at every byte.
    let near = format!("x{}", "--b".repeat(100_000));
    assert_eq!(violations(&form(&[("file", &near)])), Vec::<String>::new());
}

#[test]
fn boundaries_are_read_from_the_content_type() {
    let of = |value: &str| delimiter(value).map(|delimiter| String::from_utf8(delimiter).unwrap());
    assert_eq!(of("multipart/form-data; boundary=abc").unwrap(), "--abc");
    assert_eq!(of("Multipart/Form-Data;charset=utf-8 ; Boundary=\"a b:c\" ").unwrap(), "--a b:c");
    assert_eq!(of("multipart/form-data;boundary=----WebKitFormBoundaryA1;").unwrap(), "------WebKitFormBoundaryA1");
    let long = "x".repeat(71);
    for wrong in ["", "; boundary=", "; boundary=a; boundary=b", "; boundary=\"a", "; boundary=\"a \"", "; boundary=å"]
    {
        of(&format!("multipart/form-data{wrong}")).unwrap_err();
    }
    of(&format!("multipart/form-data; boundary={long}")).unwrap_err();
}

/// A body in pieces.
struct Pieces(std::vec::IntoIter<Bytes>);

impl http_body::Body for Pieces {
    type Data = Bytes;
    type Error = BodyError;

    fn poll_frame(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BodyError>>> {
        Poll::Ready(self.0.next().map(|piece| Ok(Frame::data(piece))))
    }
}

/// What a backend would get of a form in pieces, and the fault that ended it.
fn forwarded(pieces: Vec<Bytes>, action: Action) -> (Vec<u8>, Option<Fault>, Arc<Findings>) {
    let findings = Arc::new(Findings::default());
    let form = Form::new(b"--b".to_vec(), FIELDS, None);
    let mut body = Checked::new(Box::pin(Pieces(pieces.into_iter())), form, 3, action, findings.clone());
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let (mut bytes, mut fault) = (Vec::new(), None);
    runtime.block_on(async {
        while let Some(frame) = body.frame().await {
            match frame {
                Ok(frame) => bytes.extend_from_slice(&frame.into_data().unwrap()),
                Err(error) => {
                    fault = Some(*error.downcast::<Fault>().unwrap());
                    break;
                }
            }
        }
    });
    (bytes, fault, findings)
}

fn cut(body: &[u8], cuts: &[usize]) -> Vec<Bytes> {
    let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut % (body.len() + 1)).collect();
    cuts.extend([0, body.len()]);
    cuts.sort_unstable();
    cuts.windows(2).map(|pair| Bytes::copy_from_slice(&body[pair[0]..pair[1]])).collect()
}

#[test]
fn a_refused_form_never_reaches_its_end() {
    let bad = form(&[("file", &"x".repeat(1000)), ("temperature", "warm"), ("size", "m")]);
    for width in [1, 2, 3, 7, 100, 5000] {
        let pieces: Vec<Bytes> = bad.chunks(width).map(Bytes::copy_from_slice).collect();
        let (bytes, fault, findings) = forwarded(pieces.clone(), Action::Prevent);
        assert!(bad.starts_with(&bytes) && bytes.len() < bad.len() - 7, "{width}");
        let fault = fault.unwrap();
        assert_eq!((fault.code(), fault.cause().violations.len()), ("invalid_value", 2), "{width}");
        assert_eq!(findings.violations.load(Ordering::Relaxed), 2);

        let (bytes, fault, findings) = forwarded(pieces, Action::Detect);
        assert!(bytes == bad && fault.is_none());
        assert_eq!(findings.violations.load(Ordering::Relaxed), 2);
        assert_eq!(findings.code.get(), Some(&"invalid_value"));
    }
    let whole = with_file("prompt", "x");
    for length in 0..whole.len() - 2 {
        let cut_off = &whole[..length];
        let (bytes, fault, _) = forwarded(vec![Bytes::copy_from_slice(cut_off)], Action::Prevent);
        assert!(bytes.is_empty() || bytes.len() + 7 <= length, "{length}");
        assert_eq!(fault.unwrap().code(), "invalid_multipart");
        assert_eq!(forwarded(vec![Bytes::copy_from_slice(cut_off)], Action::Detect).0, cut_off);
    }
    // Far behind the first violation nothing is read any more.
    let long = form(&[("size", "m"), ("file", &"x".repeat(4 << 20)), ("temperature", "x")]);
    let pieces: Vec<Bytes> = long.chunks(64 << 10).map(Bytes::copy_from_slice).collect();
    let (bytes, fault, _) = forwarded(pieces, Action::Prevent);
    assert_eq!((bytes.len(), fault.unwrap().cause().violations.len()), (0, 1));
}

/// Contents that resemble delimiters.
fn content() -> impl Strategy<Value = Vec<u8>> {
    let scrap = prop_oneof![
        Just(b"\r\n--".to_vec()),
        Just(b"\r\n-".to_vec()),
        Just(b"--b".to_vec()),
        Just(b"\r".to_vec()),
        Just(b"\r\n".to_vec()),
        Just(b"b--".to_vec()),
        Just(b"\n".to_vec()),
        prop::collection::vec(any::<u8>(), 0..12),
    ];
    // A letter before each keeps them from being one.
    prop::collection::vec(scrap, 0..30).prop_map(|scraps| [b"x".as_slice(), &scraps.join(b"x".as_slice())].concat())
}

proptest! {
    #[test]
    fn bytes_pass_unchanged_however_they_are_cut(
        file in content(), other in content(), preamble in content(), cuts in prop::collection::vec(any::<usize>(), 0..40),
    ) {
        let mut body = [b"x", preamble.as_slice(), b"\r\n--b\r\nContent-Disposition: form-data; name=file\r\n\r\n"].concat();
        body.extend_from_slice(&file);
        body.extend_from_slice(b"\r\n--b\r\nContent-Disposition: form-data; name=other\r\n\r\n");
        body.extend_from_slice(&other);
        body.extend_from_slice(b"\r\n--b--\r\nepilogue");
        let (bytes, fault, _) = forwarded(cut(&body, &cuts), Action::Prevent);
        prop_assert!(fault.is_none(), "{fault:?}");
        prop_assert_eq!(bytes, body);
    }

    #[test]
    fn the_scan_is_the_same_however_it_is_cut(
        file in content(), cuts in prop::collection::vec(any::<usize>(), 0..40), end in 0_usize..3,
    ) {
        let tail = [b"\r\n--b--\r\n".as_slice(), b"\n--b--", b"\r\n--bx"][end];
        let body = [b"--b\r\nContent-Disposition: form-data; name=file\r\n\r\n", file.as_slice(), tail].concat();
        let scan = |pieces: Vec<Bytes>| {
            let mut scan = Scan::new(b"--b".to_vec());
            let (mut data, mut events) = (Vec::new(), Vec::new());
            let read = pieces.iter().try_for_each(|piece| scan.feed(piece, &mut |event| {
                match event {
                    Event::Data(bytes) => data.extend_from_slice(bytes),
                    Event::Part(head, _) => events.push(head.to_vec()),
                    Event::PartEnd => events.push(b"end".to_vec()),
                    Event::Close => events.push(b"close".to_vec()),
                }
                Ok(())
            }));
            (read, data, events)
        };
        let whole = scan(vec![Bytes::copy_from_slice(&body)]);
        let cut = scan(cut(&body, &cuts));
        prop_assert_eq!((&whole.0, &whole.2), (&cut.0, &cut.2));
        if end == 0 {
            prop_assert!(whole.1 == file && cut.1 == file);
        }
    }
}
