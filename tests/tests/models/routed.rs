//! Which model a call is for, and what the backend is told.

use std::io::Write as _;

use flate2::write::GzEncoder;
use gatewright_tests::{KEYS, Upstream};

use super::{FREE, PRO, before, by, called, chat, code};

#[test]
fn the_body_names_the_model_and_keeps_its_other_bytes() {
    let (first, second) = (Upstream::start(), Upstream::start());
    let (gateway, mut client) = before(&first, &second);
    for (name, written) in
        [("smart", "smart"), ("gpt-4o-latest", r"gpt-4o-lat\u0065st"), ("vendor", r#"vendor/smart \"4\""#)]
    {
        let body = format!(
            "{{ \"messages\" : [ ] ,\r\n\t\"mod\\u0065l\" : \"{written}\", \"x\":1.50 , \"o\": {{\"model\":1}} }}"
        );
        client.request(
            "POST",
            "/openai/chat/completions",
            &format!("{}x-request-id: {name}\r\n", by(KEYS[0])),
            body.as_bytes(),
        );
        let mut exchange = first.next();
        assert_eq!(String::from_utf8_lossy(&exchange.body), body.replace(&format!("\"{written}\""), "\"gpt-4o\""));
        assert_eq!(exchange.head.target(), "/first/chat/completions");
        exchange.answer("200 OK", "", b"{}");
        assert_eq!(client.response().status(), 200);
        let line = gateway.logged(name);
        assert_eq!(
            (&line["model"], &line["backend"], &line["attempts"]),
            (&"gpt-4o".into(), &"first".into(), &1.into())
        );
    }
    // A model that needs no other name goes on as it came, to the API's own backend.
    let body = r#"{"model" : "fast", "messages":[]}"#;
    client.request("POST", "/openai/chat/completions", &by(KEYS[0]), body.as_bytes());
    let mut exchange = first.next();
    assert_eq!(String::from_utf8_lossy(&exchange.body), body);
    exchange.answer("200 OK", "", b"{}");
    assert_eq!(client.response().status(), 200);
}

#[test]
fn a_coded_body_goes_on_as_what_it_was() {
    let (first, second) = (Upstream::start(), Upstream::start());
    let (_gateway, mut client) = before(&first, &second);
    for (model, sent) in [("smart", "gpt-4o"), ("fast", "fast")] {
        let mut coder = GzEncoder::new(Vec::new(), flate2::Compression::default());
        coder.write_all(chat(model).as_bytes()).unwrap();
        let coded = coder.finish().unwrap();
        client.request(
            "POST",
            "/openai/chat/completions",
            &format!("{}content-encoding: gzip\r\n", by(KEYS[0])),
            &coded,
        );
        let mut exchange = first.next();
        let (coding, body) = (exchange.head.header("content-encoding"), exchange.body.as_slice());
        if model == sent {
            assert_eq!((coding, body), (Some("gzip"), coded.as_slice()));
        } else {
            assert_eq!((coding, body), (None, chat(sent).as_bytes()));
        }
        exchange.answer("200 OK", "", b"{}");
        assert_eq!(client.response().status(), 200);
    }
}

#[test]
fn the_path_names_the_model_and_the_body_does_not() {
    let (first, second) = (Upstream::start(), Upstream::start());
    let (_gateway, mut client) = before(&first, &second);
    let body = chat("whatever");
    for (written, sent) in [("smart", "gpt-4o"), ("gpt-4o%2Dlatest", "gpt-4o"), ("fast", "fast"), ("f%61st", "f%61st")]
    {
        let target = |model: &str| format!("/deployments/{model}/chat/completions?api-version=1");
        client.request("POST", &format!("/azure{}", target(written)), &by(KEYS[0]), body.as_bytes());
        let mut exchange = first.next();
        assert_eq!(exchange.head.target(), format!("/first{}", target(sent)));
        assert_eq!(String::from_utf8_lossy(&exchange.body), body);
        exchange.answer("200 OK", "", b"{}");
        assert_eq!(client.response().status(), 200);
    }
    // What the backend takes is encoded as a segment, and a body that streams is sent again.
    let media = by(KEYS[0]).replace("json", "octet-stream");
    client.request("POST", "/azure/deployments/smart/audio", &media, b"sound");
    first.next().answer("500 Oops", "", b"");
    let mut exchange = second.next();
    assert_eq!(exchange.head.target(), "/second/deployments/gpt%204.1%2F%C3%A9/audio");
    assert_eq!(exchange.body, b"sound");
    exchange.answer("200 OK", "", b"{}");
    assert_eq!(client.response().status(), 200);
}

#[test]
fn what_is_unknown_or_not_allowed_reaches_no_backend() {
    let (first, second) = (Upstream::start(), Upstream::start());
    let (_gateway, mut client) = before(&first, &second);
    let (chats, deployments) =
        ("/openai/chat/completions", |model: &str| format!("/azure/deployments/{model}/chat/completions"));
    for (target, key, body, status, expected) in [
        (chats.to_owned(), PRO, chat("gpt-4o"), 404, "model_not_found"),
        (chats.to_owned(), PRO, chat("SMART"), 404, "model_not_found"),
        (chats.to_owned(), FREE, chat("paid"), 403, "model_not_allowed"),
        (chats.to_owned(), KEYS[0], chat("paid"), 403, "model_not_allowed"),
        (deployments("gpt-5"), PRO, chat("fast"), 404, "model_not_found"),
        (deployments("paid"), FREE, chat("fast"), 403, "model_not_allowed"),
        // Not one of this API.
        (deployments("careful"), PRO, chat("fast"), 404, "model_not_found"),
        // What the document asks for is asked for first.
        (chats.to_owned(), PRO, r#"{"messages":[]}"#.to_owned(), 400, "invalid_value"),
        (chats.to_owned(), PRO, r#"{"model":"fast","messages":[],"model":"paid"}"#.to_owned(), 400, "duplicate_member"),
        // Where nothing is checked, a model that can't be read is no model.
        ("/lax/chat/completions".to_owned(), FREE, r#"{"messages":[]}"#.to_owned(), 400, "model_missing"),
        ("/lax/chat/completions".to_owned(), PRO, r#"{"model":["smart"]}"#.to_owned(), 400, "model_missing"),
        (
            "/lax/chat/completions".to_owned(),
            PRO,
            r#"{"model":"smart","model":"paid"}"#.to_owned(),
            400,
            "duplicate_member",
        ),
        ("/lax/chat/completions".to_owned(), PRO, r#"{"model":"smart""#.to_owned(), 400, "invalid_json"),
        ("/lax/chat/completions".to_owned(), FREE, chat("paid"), 403, "model_not_allowed"),
    ] {
        let refused = called(&mut client, "POST", &target, key, &body);
        assert_eq!((refused.status(), code(&refused).as_str()), (status, expected), "{target} {body}");
    }
    client.request("POST", "/lax/chat/completions", &by(PRO).replace("json", "octet-stream"), chat("smart").as_bytes());
    assert_eq!(code(&client.response()), "model_missing", "a body that says it is something else");
    let refused = called(&mut client, "POST", chats, FREE, &chat("paid"));
    assert_eq!(refused.head.header("x-reason"), Some("models ModelNotAllowed"));
    assert_eq!(refused.json()["error"]["param"], "model");
    assert!(first.next_within(std::time::Duration::ZERO).is_none());
    client.request("POST", chats, &by(PRO), chat("paid").as_bytes());
    let mut exchange = first.next();
    assert_eq!(String::from_utf8_lossy(&exchange.body), chat("gpt-5"));
    exchange.answer("200 OK", "", b"{}");
    assert_eq!(client.response().status(), 200);
}

#[test]
fn what_has_no_model_goes_to_the_backend_of_the_api() {
    let (first, second) = (Upstream::start(), Upstream::start());
    let (_gateway, mut client) = before(&first, &second);
    // A call that names no model may come to any, so it is for those who may use all of them.
    for body in [r#"{"messages":[]}"#, r#"{"messages":[],"model":null}"#] {
        client.request("POST", "/lax/chat/completions", &by(PRO), body.as_bytes());
        let mut exchange = first.next();
        assert_eq!((exchange.head.target(), exchange.body.as_slice()), ("/first/chat/completions", body.as_bytes()));
        exchange.answer("200 OK", "", b"{}");
        assert_eq!(client.response().status(), 200);
    }
    client.request("POST", "/openai/files", &by(KEYS[0]).replace("json", "octet-stream"), b"model");
    let mut exchange = first.next();
    assert_eq!((exchange.head.target(), exchange.body.as_slice()), ("/first/files", &b"model"[..]));
    exchange.answer("200 OK", "", b"{}");
    assert_eq!(client.response().status(), 200);
}

#[test]
fn a_policy_that_chooses_the_backend_has_the_first_name_of_the_model() {
    let (first, second) = (Upstream::start(), Upstream::start());
    let (_gateway, mut client) = before(&first, &second);
    client.request("POST", "/elsewhere/chat/completions", &by(KEYS[0]), chat("smart").as_bytes());
    let mut exchange = second.next();
    assert_eq!(String::from_utf8_lossy(&exchange.body), chat("gpt-4o"));
    exchange.answer("500 Oops", "", b"");
    assert_eq!(client.response().status(), 500);
    // What is answered from the file asks no backend, whatever a policy says.
    let listed = called(&mut client, "GET", "/elsewhere/models", KEYS[0], "");
    assert_eq!((listed.status(), listed.json()["data"].as_array().map(Vec::len)), (200, Some(1)));
}

#[test]
fn what_others_may_read_as_another_model_goes_nowhere() {
    let (first, second) = (Upstream::start(), Upstream::start());
    let (_gateway, mut client) = before(&first, &second);
    let key = KEYS[0];
    let json = r#"{"model":"fast","x":"&model=gpt-5&y=","messages":[]}"#;
    for (target, media, body, status, code) in [
        // A form to who reads it by its type.
        ("/open/edits", "application/x-www-form-urlencoded", json, 400, "model_missing"),
        ("/open/edits", "application/x-www-form-urlencoded", "model=gpt-5", 400, "model_missing"),
        ("/unsure/chat/completions", "text/plain", json, 400, "model_missing"),
        (
            "/unsure/chat/completions",
            "application/json",
            r#"{"model":"fast",/**/"model":"gpt-5"}"#,
            400,
            "invalid_json",
        ),
        // Names that some read without regard to case.
        (
            "/openai/chat/completions",
            "application/json",
            r#"{"model":"fast","Model":"gpt-5","messages":[]}"#,
            400,
            "duplicate_member",
        ),
        // Any media type that is JSON.
        ("/open/loose", "application/json", r#"{"model":"gpt-5"}"#, 404, "model_not_found"),
    ] {
        let headers = format!("ocp-apim-subscription-key: {key}\r\ncontent-type: {media}\r\n");
        client.request("POST", target, &headers, body.as_bytes());
        let answer = client.response();
        assert_eq!((answer.status(), super::code(&answer).as_str()), (status, code), "{target} {media}: {body}");
    }
    assert!(first.next_within(std::time::Duration::from_millis(50)).is_none(), "nothing was sent");
}
