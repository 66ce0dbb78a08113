//! What `gatewright import` writes serves as it is: an OpenAI-compatible service and a passthrough in one gateway.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::fs;

use gatewright::Input;
use gatewright::import::{Authentication, Credential, Kind, Operations, Start, checked, files, gateway_file, line};
use gatewright_tests::{Client, JSON, Profile, Running, Site, Upstream, built, scratch};

fn start(name: &str, url: &str, key: &str, kind: Kind) -> Start {
    Start {
        name: name.to_owned(),
        url: checked(url).unwrap(),
        path: format!("/{name}"),
        authentication: Authentication::Key(Credential::read(key, name).unwrap()),
        subscription_required: true,
        product: None,
        kind,
    }
}

/// The gateway in front of an upstream, started with both keys.
fn serving(upstream: &Upstream) -> (Running, Client) {
    let llm = start(
        "llm",
        &format!("{}/v1beta/openai", upstream.url()),
        "Authorization: Bearer {{llm-key}}",
        Kind::OpenAi(Operations { whole: true, audio: true }),
    );
    let tools = start("tools", &format!("{}/base", upstream.url()), "x-api-key: {{tools-key}}", Kind::Passthrough);
    let folder = scratch("imported");
    fs::create_dir_all(folder.join("apis")).unwrap();
    for (path, text) in files(&llm).unwrap().into_iter().chain(files(&tools).unwrap()) {
        fs::write(folder.join(path), text).unwrap();
    }
    let gateway = gateway_file(&llm).unwrap().replace(&line(&llm), &format!("{}\n  {}", line(&llm), line(&tools)));
    let gateway = gateway.replace("127.0.0.1:8080", "127.0.0.1:0").replace("127.0.0.1:9901", "127.0.0.1:0");
    fs::write(folder.join("gateway.yaml"), gateway).unwrap();
    let input = Input { gateway: folder.join("gateway.yaml"), ..Input::default() };
    let binary = built(&input, "llm-gateway", Profile::Dev).unwrap();
    let site = Site::new().with("LLM_KEY", "llm-secret").with("TOOLS_KEY", "tools-secret");
    let mut running = Running::of(&binary, site);
    let client = running.client();
    (running, client)
}

#[test]
fn imported_services_are_served_as_they_are() {
    let upstream = Upstream::start();
    let (_running, mut client) = serving(&upstream);
    called_with_their_keys_and_the_callers_bytes(&upstream, &mut client);
    no_byte_of_path_query_and_body_changes(&upstream, &mut client);
}

fn called_with_their_keys_and_the_callers_bytes(upstream: &Upstream, client: &mut Client) {
    // Members of one vendor arrive byte for byte.
    let body = br#"{ "model":"gemini-2.0-flash", "messages":[{"role":"user","content":"h\u0069"}],
        "extra_body": {"google": {"thinking_config": {"thinking_budget": 1.0e2}}} }"#;
    client.admitted("POST", "/llm/chat/completions", JSON, body);
    let mut call = upstream.next();
    assert_eq!(call.head.target(), "/v1beta/openai/chat/completions");
    assert_eq!(call.head.header("authorization"), Some("Bearer llm-secret"));
    assert_eq!(call.head.header("api-key"), None, "the caller's key stays here");
    assert_eq!(call.body, body);
    call.answer("200 OK", JSON, b"{}");
    drop(call);
    assert_eq!(client.response().status(), 200);
    client.admitted("GET", "/llm/models/a%2Fb", "", b"");
    let mut call = upstream.next();
    assert_eq!(call.head.target(), "/v1beta/openai/models/a%2Fb");
    call.answer("200 OK", JSON, b"{}");
    drop(call);
    assert_eq!(client.response().status(), 200);
    // The operations are typed, and no other is served.
    client.admitted("POST", "/llm/chat/completions", JSON, br#"{"model":"a","messages":7}"#);
    assert_eq!(client.response().status(), 400);
    client.admitted("POST", "/llm/elsewhere", JSON, b"{}");
    assert_eq!(client.response().status(), 404);
    client.request("POST", "/llm/chat/completions", JSON, body);
    assert_eq!(client.response().status(), 401, "a subscription is required");
}

fn no_byte_of_path_query_and_body_changes(upstream: &Upstream, client: &mut Client) {
    for method in ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"] {
        let body: &[u8] = if ["POST", "PUT", "PATCH"].contains(&method) { b"\x00\xff no text" } else { b"" };
        client.admitted(method, "/tools/a%2Fb/%7e;v=1//c?q=%20+%2B&q&=", "", body);
        let mut call = upstream.next();
        assert_eq!(call.head.target(), "/base/a%2Fb/%7e;v=1//c?q=%20+%2B&q&=", "{method}");
        assert_eq!((call.head.header("x-api-key"), &*call.body), (Some("tools-secret"), body), "{method}");
        call.answer("204 No Content", "", b"");
        assert_eq!(client.response().status(), 204, "{method}");
    }
    client.admitted("TRACE", "/tools/a", "", b"");
    let refused = client.response();
    assert_eq!(refused.status(), 405, "its answer would hold the gateway's key");
    assert!(!refused.text().contains("tools-secret"));
    // A stream passes as it comes.
    client.admitted("GET", "/tools/events", "", b"");
    let mut call = upstream.next();
    call.begin("text/event-stream");
    let head = client.head();
    assert_eq!(head.status(), 200);
    for event in [&b"data: 1\n\n"[..], b"data: 2\n\n"] {
        call.chunk(event);
        assert_eq!(client.chunk().unwrap(), event);
    }
    call.close();
}
