//! An API that has no document of its own: the operations of the OpenAI API.

use gatewright_tests::{KEYS, Upstream};

use super::{before, by, called, chat, code};

#[test]
fn an_api_without_a_document_is_checked_and_routed_as_one_with_it() {
    let (first, second) = (Upstream::start(), Upstream::start());
    let (_gateway, mut client) = before(&first, &second);
    let chat = chat("smart").replace("[]", r#"[{"role":"user","content":"Hello"}]"#);
    client.request("POST", "/synthesized/chat/completions", &by(KEYS[0]), chat.as_bytes());
    let mut failed = first.next();
    assert_eq!(failed.head.target(), "/first/chat/completions");
    assert_eq!(String::from_utf8_lossy(&failed.body), chat.replace("smart", "gpt-4o"));
    failed.answer("503 Busy", "", b"");
    let mut exchange = second.next();
    assert_eq!(String::from_utf8_lossy(&exchange.body), chat.replace("smart", "gpt 4.1/é"));
    exchange.answer("200 OK", "", b"{}");
    assert_eq!(client.response().status(), 200);

    let form =
        b"--b\r\ncontent-disposition: form-data; name=\"file\"; filename=\"a.mp3\"\r\n\r\n\xff\xfbsound\0\xc0\r\n\
                 --b\r\ncontent-disposition: form-data; name=\"model\"\r\n\r\nfast\r\n--b--\r\n";
    let headers = by(KEYS[0]).replace("application/json", "multipart/form-data; boundary=b");
    client.request("POST", "/synthesized/audio/transcriptions", &headers, form);
    let mut exchange = first.next();
    assert_eq!((exchange.head.target(), &*exchange.body), ("/first/audio/transcriptions", form.as_slice()));
    exchange.answer("200 OK", "", b"{}");
    assert_eq!(client.response().status(), 200);

    for (method, target, body, status, expected) in [
        ("POST", "chat/completions", chat.replace("}]", r#"}],"temperature":3"#), 400, "invalid_value"),
        ("POST", "chat/completions", chat.replace("smart", "paid"), 404, "model_not_found"),
        ("POST", "embeddings", r#"{"model":"fast"}"#.to_owned(), 400, "invalid_value"),
        ("GET", "no/such/operation", String::new(), 404, "operation_not_found"),
    ] {
        let refused = called(&mut client, method, &format!("/synthesized/{target}"), KEYS[0], &body);
        assert_eq!((refused.status(), code(&refused).as_str()), (status, expected), "{target}");
    }
    let listed = called(&mut client, "GET", "/synthesized/models", KEYS[0], "").json();
    assert_eq!((&listed["data"][0]["id"], &listed["data"][1]["id"]), (&"smart".into(), &"fast".into()));
}
