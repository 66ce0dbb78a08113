//! Tokens and signatures towards a backend.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::{scope, sleep};
use std::time::Duration;

use gatewright_tests::{Client, Exchange, Running, Site, Upstream, eventually};

use super::{binary, get, metric};

/// The client's secret, and the key of signatures.
const SECRET: &str = "a/secret+key";

/// A gateway whose tokens come from there, before one backend.
fn with_tokens(tokens: &Upstream, backend: &Upstream) -> (Running, Client) {
    let site = Site::new().with("TOKEN_HOST", &tokens.url()).with("FIRST_URL", &backend.url());
    let site = site.with("BACKEND_KEY", SECRET);
    let mut gateway = Running::of(binary(), site.with("AZURE_POD_IDENTITY_AUTHORITY_HOST", &tokens.url()));
    let client = gateway.client();
    (gateway, client)
}

fn grant(exchange: &mut Exchange, body: &str) {
    exchange.answer("200 OK", "content-type: application/json\r\n", body.as_bytes());
}

/// The `Authorization` that a call through `path` arrives with.
fn shown(client: &mut Client, backend: &Upstream, path: &str) -> String {
    client.request("GET", path, "authorization: Bearer the-callers-own\r\n", b"");
    let mut exchange = backend.next();
    let shown = exchange.head.header("authorization").expect("a credential").to_owned();
    exchange.answer("200 OK", "", b"fine");
    assert_eq!(client.response().text(), "fine");
    shown
}

#[test]
fn the_token_endpoint_is_asked_as_the_standard_says() {
    let (tokens, backend) = (Upstream::start(), Upstream::start());
    let (_gateway, mut client) = with_tokens(&tokens, &backend);
    client.request("GET", "/granted/a", "authorization: Bearer the-callers-own\r\n", b"");
    let mut asked = tokens.next();
    assert_eq!(asked.head.first, "POST /a/token HTTP/1.1");
    assert_eq!(asked.head.header("content-type"), Some("application/x-www-form-urlencoded"));
    assert_eq!(String::from_utf8_lossy(&asked.body), "grant_type=client_credentials&scope=one%20two");
    let basic = asked.head.header("authorization").unwrap().strip_prefix("Basic ").unwrap().to_owned();
    // `gate:way` is written so that its colon is not the one between the two.
    assert!(basic.starts_with("Z2F0ZSUzQXdheT"), "{basic}");
    grant(&mut asked, r#"{"access_token":"first","token_type":"Bearer","expires_in":3600}"#);
    let mut exchange = backend.next();
    assert_eq!(exchange.head.all("authorization"), ["Bearer first"]);
    exchange.answer("200 OK", "", b"");
    assert_eq!(client.response().status(), 200);
    drop(exchange);
    assert_eq!(shown(&mut client, &backend, "/granted/b"), "Bearer first", "kept");
    client.request("GET", "/granted-in-body/a", "", b"");
    let mut asked = tokens.next();
    assert_eq!((asked.head.target(), asked.head.header("authorization")), ("/", None));
    let body = String::from_utf8_lossy(&asked.body).into_owned();
    let start = "grant_type=client_credentials&audience=everybody&client_id=gateway&client_secret=";
    assert!(body.starts_with(start), "{body}");
    grant(&mut asked, r#"{"access_token":"other","expires_in":"3600"}"#);
    backend.next().answer("200 OK", "", b"");
    assert_eq!(client.response().status(), 200);
}

#[test]
fn many_calls_at_once_fetch_one_token() {
    static ASKED: AtomicUsize = AtomicUsize::new(0);
    let tokens = Upstream::answering(|_, _| {
        ASKED.fetch_add(1, Ordering::SeqCst);
        sleep(Duration::from_millis(300));
        let body = r#"{"access_token":"shared","expires_in":3600}"#;
        format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{body}", body.len()).into_bytes()
    });
    let backend = Upstream::answering(|head, _| {
        let status = if head.header("authorization") == Some("Bearer shared") { "200 OK" } else { "401 Who" };
        format!("HTTP/1.1 {status}\r\ncontent-length: 0\r\n\r\n").into_bytes()
    });
    let (mut gateway, first) = with_tokens(&tokens, &backend);
    let address = gateway.address();
    // The one who asked first leaves, and the others get the token all the same.
    let mut leaving = first;
    leaving.request("GET", "/granted/a", "", b"");
    leaving.leave();
    scope(|threads| {
        for _ in 0..20 {
            threads.spawn(|| assert_eq!(get(&mut Client::connect(address), "/granted/a").status(), 200));
        }
    });
    assert_eq!(ASKED.load(Ordering::SeqCst), 1);
}

#[test]
fn a_token_is_fetched_anew_before_it_expires() {
    let (tokens, backend) = (Upstream::start(), Upstream::start());
    let (_gateway, mut client) = with_tokens(&tokens, &backend);
    client.request("GET", "/granted/a", "", b"");
    grant(&mut tokens.next(), r#"{"access_token":"first","expires_in":3600,"refresh_in":1}"#);
    backend.next().answer("200 OK", "", b"");
    assert_eq!(client.response().status(), 200);
    sleep(Duration::from_millis(1100));
    // This call doesn't wait for the next token, and so has the old one.
    assert_eq!(shown(&mut client, &backend, "/granted/a"), "Bearer first");
    let mut asked = tokens.next();
    assert_eq!(shown(&mut client, &backend, "/granted/a"), "Bearer first", "one at a time");
    assert!(tokens.next_within(Duration::from_millis(50)).is_none());
    grant(&mut asked, r#"{"access_token":"second","expires_in":1}"#);
    sleep(Duration::from_millis(200));
    assert_eq!(shown(&mut client, &backend, "/granted/a"), "Bearer second");
    // One that has expired is not sent any more.
    sleep(Duration::from_millis(900));
    client.request("GET", "/granted/a", "", b"");
    grant(&mut tokens.next(), r#"{"access_token":"third","expires_in":3600}"#);
    let mut exchange = backend.next();
    assert_eq!(exchange.head.header("authorization"), Some("Bearer third"));
    exchange.answer("200 OK", "", b"");
    assert_eq!(client.response().status(), 200);
}

#[test]
fn a_token_that_is_not_renewed_is_logged_and_counted_while_calls_go_on() {
    let (tokens, backend) = (Upstream::start(), Upstream::start());
    let (mut gateway, mut client) = with_tokens(&tokens, &backend);
    client.request("GET", "/granted/a", "", b"");
    grant(&mut tokens.next(), r#"{"access_token":"first","expires_in":3600,"refresh_in":1}"#);
    backend.next().answer("200 OK", "", b"");
    assert_eq!(client.response().status(), 200);
    let series = "gateway_backend_token_failures_total{backend=\"granted\"}";
    assert_eq!(metric(&mut gateway, series), None);
    sleep(Duration::from_millis(1100));
    assert_eq!(shown(&mut client, &backend, "/granted/a"), "Bearer first");
    tokens.next().answer(
        "403 No",
        "",
        format!(r#"{{"error":"access_denied","error_description":"{SECRET}"}}"#).as_bytes(),
    );
    let line = eventually("it is logged", || {
        let text = gateway.stderr();
        text.lines().find(|line| line.starts_with("warning: ")).map(str::to_owned)
    });
    assert!(line.contains("backend `granted`: its token was not renewed, the old one holds for 35"), "{line}");
    assert!(line.ends_with("the token endpoint answered 403, access_denied") && !line.contains(SECRET), "{line}");
    assert_eq!(metric(&mut gateway, series), Some(1));
    // It is not asked for with each call.
    assert_eq!(shown(&mut client, &backend, "/granted/a"), "Bearer first");
    assert!(tokens.next_within(Duration::from_millis(50)).is_none());
}

#[test]
fn without_a_token_no_backend_is_called() {
    let (tokens, backend) = (Upstream::start(), Upstream::start());
    let (gateway, mut client) = with_tokens(&tokens, &backend);
    client.request("GET", "/granted/a", "x-request-id: refused\r\n", b"");
    let body = format!(r#"{{"error":"invalid_client","error_description":"{} is wrong"}}"#, SECRET);
    tokens.next().answer("401 No", "", body.as_bytes());
    let response = client.response();
    assert_eq!(response.status(), 502);
    assert!(response.text().contains("\"backend_credentials_unavailable\""), "{}", response.text());
    assert!(backend.next_within(Duration::ZERO).is_none());
    let line = gateway.logged("refused").to_string();
    assert!(line.contains("the token endpoint answered 401, invalid_client"), "{line}");
    assert!(!gateway.stderr().contains(SECRET));
    // It is asked again for the next call; and at once, where it was not well.
    client.request("GET", "/granted/a", "", b"");
    tokens.next().answer("503 Busy", "", b"");
    tokens.next().close();
    grant(&mut tokens.next(), r#"{"access_token":"late","expires_in":3600}"#);
    let mut exchange = backend.next();
    assert_eq!(exchange.head.header("authorization"), Some("Bearer late"));
    exchange.answer("200 OK", "", b"");
    assert_eq!(client.response().status(), 200);
}

#[test]
fn a_pool_passes_over_a_member_that_there_is_no_token_for() {
    let (tokens, backend, second) = (Upstream::start(), Upstream::start(), Upstream::start());
    let site = Site::new().with("TOKEN_HOST", &tokens.url()).with("FIRST_URL", &backend.url());
    let mut gateway = Running::of(binary(), site.with("SECOND_URL", &second.url()));
    let mut client = gateway.client();
    client.request("POST", "/granted-or-second/a", "x-request-id: passed-over\r\n", b"body");
    tokens.next().answer("400 No", "", b"");
    let mut exchange = second.next();
    assert_eq!((exchange.body.as_slice(), exchange.head.header("authorization")), (b"body".as_slice(), None));
    exchange.answer("200 OK", "", b"fine");
    assert_eq!(client.response().text(), "fine");
    assert_eq!(gateway.logged("passed-over")["failed_attempts"][0]["cause"], "credentials");
}

#[test]
fn a_managed_identity_comes_from_the_metadata_service() {
    let (metadata, backend) = (Upstream::start(), Upstream::start());
    let (_gateway, mut client) = with_tokens(&metadata, &backend);
    client.request("GET", "/identified/a", "", b"");
    // As while the service is updated.
    metadata.next().answer("410 Gone", "", b"");
    let mut asked = metadata.next();
    let target = "/metadata/identity/oauth2/token?api-version=2018-02-01&resource=https%3A%2F%2Fai.azure.com";
    assert_eq!(asked.head.first, format!("GET {target} HTTP/1.1"));
    assert_eq!(asked.head.header("metadata"), Some("true"));
    let body =
        r#"{"access_token":"of-the-machine","expires_in":"3599","expires_on":"1506484173","token_type":"Bearer"}"#;
    grant(&mut asked, body);
    let mut exchange = backend.next();
    assert_eq!(exchange.head.header("authorization"), Some("Bearer of-the-machine"));
    exchange.answer("200 OK", "", b"");
    assert_eq!(client.response().status(), 200);
}

#[test]
fn a_managed_identity_comes_from_the_endpoint_of_an_app_service() {
    let (identity, backend) = (Upstream::start(), Upstream::start());
    let site = Site::new().with("FIRST_URL", &backend.url()).with("IDENTITY_HEADER", "proof");
    let mut gateway = Running::of(binary(), site.with("IDENTITY_ENDPOINT", &format!("{}/msi/token", identity.url())));
    let mut client = gateway.client();
    client.request("GET", "/identified/a", "", b"");
    let mut asked = identity.next();
    assert_eq!(asked.head.header("x-identity-header"), Some("proof"));
    assert!(asked.head.target().starts_with("/msi/token?api-version=2019-08-01&resource="), "{:?}", asked.head);
    grant(&mut asked, r#"{"access_token":"of-the-app","expires_on":"4102444800","token_type":"Bearer"}"#);
    let mut exchange = backend.next();
    assert_eq!(exchange.head.header("authorization"), Some("Bearer of-the-app"));
    exchange.answer("200 OK", "", b"");
    assert_eq!(client.response().status(), 200);
}

#[test]
fn a_request_is_signed_over_all_that_goes_out() {
    let (backend, body) = (Upstream::start(), vec![b'x'; 100_000]);
    let (_gateway, mut client) = with_tokens(&backend, &backend);
    let mut send = |target: &str, body: &[u8]| {
        let headers = "content-type: application/json\r\nauthorization: Bearer mine\r\nx-amz-date: yesterday\r\n";
        client.request("POST", &format!("/signed/{target}"), headers, body);
        let mut exchange = backend.next();
        exchange.answer("200 OK", "", b"");
        assert_eq!(client.response().status(), 200);
        (exchange.head.clone(), exchange.body.clone())
    };
    let (head, sent) = send("model/m:1/invoke?a=b+c", &body);
    assert!(sent == body, "the bytes are the caller's");
    assert_eq!(head.target(), "/model/m:1/invoke?a=b%20c");
    let date = head.header("x-amz-date").unwrap();
    assert!(date.len() == 16 && date.ends_with('Z'), "{date}");
    let [authorization] = head.all("authorization")[..] else { panic!("{:?}", head) };
    let scope = format!("{}/eu-central-1/bedrock/aws4_request", &date[..8]);
    let start = format!(
        "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/{scope}, SignedHeaders=content-type;host;x-amz-date, Signature="
    );
    let signature = authorization.strip_prefix(&start).expect(authorization).to_owned();
    assert_eq!(signature.len(), 64);
    // Another body, another signature.
    let (other, _) = send("model/m:1/invoke?a=b+c", b"{}");
    assert!(!other.header("authorization").unwrap().ends_with(&signature));
}
