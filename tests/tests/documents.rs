//! Documents of every kind, in one file or many, and paths as they are really written: which operation a request leads
//! to, and what becomes of it there.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::fs;
use std::path::PathBuf;
use std::sync::OnceLock;

use gatewright_tests::{KEYS, Running, Site, cases, root};

/// An API whose document names servers, and one that asks for a key in the places that its document says.
const APIS: &str = "  secured:
    spec: secured.yaml
    path: /secured
    backend: echo
  servers:
    spec: servers.yaml
    path: /servers
    server-variables: { main: '{{backend-url}}', other: '{{other-url}}' }
    subscription: { required: false }
";

const SERVERS: &str = "openapi: 3.1.0
info: { title: Servers, version: '1' }
servers: [ { url: '{main}' } ]
paths:
  /main: { get: { operationId: main, responses: {} } }
  /uploads:
    servers: [ { url: '{other}/uploads/' } ]
    get: { operationId: uploads, responses: {} }
";

/// The documents of the golden cases, so that what is emitted of them is shown there.
const CASES: [&str; 17] = [
    "described-not-served",
    "files",
    "files-swagger",
    "mixed-dialects",
    "mixed-dialects-older",
    "no-operations",
    "openapi-3-2",
    "operation-ids-twice",
    "operation-without-id",
    "operations-on-one-route",
    "operations-told-apart",
    "parameter-undeclared",
    "paths-of-all-kinds",
    "references",
    "swagger-bodies",
    "swagger-parameters",
    "swagger-schemas",
];

/// The gateway over the documents of the cases, each below its own name.
fn binary() -> &'static PathBuf {
    static BINARY: OnceLock<PathBuf> = OnceLock::new();
    BINARY.get_or_init(|| {
        let secured = fs::read_to_string(root().join("tests/cases/security-of-all-kinds/spec.yaml")).unwrap();
        let files = [("servers.yaml", SERVERS.to_owned()), ("secured.yaml", secured)];
        cases::over("documents", &CASES, APIS, &files)
    })
}

const JSON: &str = "content-type: application/json\r\n";
const FORM: &str = "content-type: application/x-www-form-urlencoded\r\n";

/// Sends requests to the API of a case: with 200 they must have arrived as they were sent.
fn judge(case: &str, requests: &[(u16, &str, &str, &str, &str)]) {
    let (_upstream, _gateway, mut client) = cases::before_echo(binary());
    for request in requests {
        cases::judged(&mut client, case, *request);
    }
}

#[test]
fn paths_lead_where_they_should() {
    judge(
        "paths-of-all-kinds",
        &[
            (200, "POST", "/models/a%2Fb:generateContent", "", ""),
            (404, "POST", "/models/a", "", ""),
            (405, "GET", "/models/a:generateContent", "", ""),
            (200, "GET", "/compare/main...a..b", "", ""),
            (404, "GET", "/compare/main", "", ""),
            (200, "GET", "/files/x", "", ""),
            (200, "PUT", "/files/x", "", ""),
            (405, "POST", "/files/x", "", ""),
            (200, "POST", "/responses", "", ""),
            (200, "POST", "/responses?beta=true", "", ""),
            (200, "GET", "/things", "", ""),
            (200, "GET", "/things/", "", ""),
            (404, "GET", "/things//", "", ""),
            (200, "GET", "/contents/a/b/c%20d.txt", "", ""),
            (400, "GET", "/contents/a/../b", "", ""),
            (404, "GET", "/contents", "", ""),
            (200, "GET", "/proxy/a/b", "", ""),
            (200, "GET", "/numbers/123", "", ""),
            (404, "GET", "/numbers/abc", "", ""),
            (200, "GET", "/search", "", ""),
            (200, "GET", "/search?q=x&limit=3", "", ""),
            (200, "GET", "/odd/it's(here)/*/caf%C3%A9/a%20b/%7Bunclosed", "", ""),
        ],
    );
}

#[test]
fn what_shares_a_route_passes_where_either_lets_it() {
    judge(
        "operations-on-one-route",
        &[
            (200, "PUT", "/files/1", JSON, r#"{"name":"a"}"#),
            (200, "PUT", "/files/1", JSON, r#"{"link":"a"}"#),
            (200, "PUT", "/files/1?kind=c", JSON, ""),
            (400, "PUT", "/files/1", JSON, r#"{"other":"a"}"#),
            (404, "PUT", "/files/x", JSON, r#"{"name":"a"}"#),
            (200, "GET", "/other/x", "", ""),
            (200, "POST", "/", JSON, "5"),
        ],
    );
}

#[test]
fn a_header_or_the_query_tells_operations_apart() {
    judge(
        "operations-told-apart",
        &[
            (
                200,
                "POST",
                "/",
                "content-type: application/json\r\nx-amz-target: Store_2012.GetItem\r\n",
                r#"{"Key":"a"}"#,
            ),
            (
                400,
                "POST",
                "/",
                "content-type: application/json\r\nx-amz-target: Store_2012.GetItem\r\n",
                r#"{"Item":{}}"#,
            ),
            (
                200,
                "POST",
                "/",
                "content-type: application/json\r\nx-amz-target: Store_2012.PutItem\r\n",
                r#"{"Item":{}}"#,
            ),
            (404, "POST", "/", "content-type: application/json\r\nx-amz-target: Store_2012.DropItem\r\n", "{}"),
            (404, "POST", "/", JSON, r#"{"Key":"a"}"#),
            (200, "POST", "/?Action=Store", "", ""),
            (404, "POST", "/?Action=Drop", "", ""),
            (200, "GET", "/?Action=Open&Version=2012&Name=abc", "", ""),
            (400, "GET", "/?Action=Open&Version=2012&Name=abcd", "", ""),
            (200, "GET", "/?Action=Close&Version=2012", "", ""),
            (400, "GET", "/?Action=Close&Version=2013", "", ""),
            (404, "GET", "/?Action=Shut&Version=2012", "", ""),
        ],
    );
}

#[test]
fn operations_of_any_id_are_served() {
    judge(
        "operation-ids-twice",
        &[
            (200, "GET", "/a", "", ""),
            (200, "PUT", "/a", "", ""),
            (200, "GET", "/b", "", ""),
            (405, "PUT", "/b", "", ""),
        ],
    );
    judge("operation-without-id", &[(200, "GET", "/a/1/b-c", "", ""), (200, "POST", "/a/1/b-c", "", "")]);
    judge(
        "parameter-undeclared",
        &[(200, "GET", "/a/1/x%20y", "", ""), (404, "GET", "/a/0/x", "", ""), (404, "GET", "/a/1", "", "")],
    );
}

#[test]
fn callbacks_links_and_webhooks_are_not_served() {
    judge(
        "described-not-served",
        &[(200, "POST", "/a", JSON, r#"{"url":"https://caller.example"}"#), (404, "POST", "/thingMade", "", "")],
    );
}

#[test]
fn references_lead_through_the_document() {
    judge(
        "references",
        &[
            (200, "GET", "/things/1?caf%C3%A9=klein", "", ""),
            (400, "GET", "/things/1?caf%C3%A9=gross", "", ""),
            (404, "GET", "/things/x", "", ""),
            (200, "PUT", "/copies/1", JSON, r#"{"kept":1}"#),
            (400, "PUT", "/copies/1", JSON, r#"{"kept":"1"}"#),
            (400, "PUT", "/things/1", JSON, "{}"),
            (
                200,
                "POST",
                "/escapes",
                JSON,
                r#"{"tilde":"abcd","slash":1,"space":true,"deep":"1234567","narrowed":null}"#,
            ),
            (400, "POST", "/escapes", JSON, r#"{"tilde":""}"#),
            (400, "POST", "/escapes", JSON, r#"{"deep":"12345678"}"#),
            (400, "POST", "/escapes", JSON, r#"{"narrowed":"abcd"}"#),
            (400, "POST", "/escapes", JSON, r#"{"more":{"more":{"slash":"1"}}}"#),
        ],
    );
}

#[test]
fn documents_of_many_files() {
    judge(
        "files",
        &[
            (200, "GET", "/things?limit=100", "", ""),
            (400, "GET", "/things?limit=101", "", ""),
            (200, "GET", "/things/1?full=true", "", ""),
            (404, "GET", "/things/x", "", ""),
            (400, "GET", "/things/1?full=maybe", "", ""),
            (200, "PUT", "/things/1", JSON, r#"{"name":"a","parts":[{"of":{"name":"b"},"size":1}]}"#),
            (400, "PUT", "/things/1", JSON, r#"{"name":"a","parts":[{"of":{}}]}"#),
            (400, "PUT", "/things/1", JSON, r#"{"name":"a","property":{"x-note":"12345"}}"#),
            (200, "POST", "/things", JSON, r#"{"kind":"cat","lives":9}"#),
            (400, "POST", "/things", JSON, r#"{"kind":"cat","lives":"9"}"#),
            (200, "POST", "/own", JSON, r#"{"thing":{"name":"a"}}"#),
            (400, "POST", "/own", JSON, r#"{"thing":{}}"#),
        ],
    );
    judge(
        "files-swagger",
        &[
            (200, "GET", "/things?limit=10", "", ""),
            (400, "GET", "/things?limit=11", "", ""),
            (200, "POST", "/things", JSON, r#"{"name":null,"more":{"name":"a"}}"#),
            (400, "POST", "/things", JSON, r#"{"name":"a","more":{}}"#),
            (400, "POST", "/things", JSON, ""),
        ],
    );
}

#[test]
fn swagger_documents() {
    judge(
        "swagger-bodies",
        &[
            (200, "PATCH", "/shared", "content-type: application/merge-patch+json\r\n", r#"{"name":"a"}"#),
            (400, "PATCH", "/shared", "content-type: application/merge-patch+json\r\n", r#"{"name":1}"#),
            (415, "PATCH", "/shared", JSON, r#"{"name":"a"}"#),
            (200, "POST", "/form", FORM, "name=a&tags=x%7Cy&sizes=1&sizes=2"),
            (400, "POST", "/form", FORM, "name=a&sizes=1&sizes=x"),
            (400, "POST", "/form", FORM, "tags=x"),
            (200, "POST", "/json-form", FORM, "name=a"),
            (200, "POST", "/json-form", JSON, r#"{"name":"a"}"#),
            (400, "POST", "/json-form", JSON, "{}"),
            (200, "POST", "/undeclared", FORM, "name=true"),
            (400, "POST", "/undeclared", FORM, "name=maybe"),
            (200, "POST", "/inline", JSON, r#"[{"name":"a"}]"#),
            (400, "POST", "/inline", JSON, r#"{"name":"a"}"#),
            (200, "POST", "/inline", "", ""),
        ],
    );
    judge(
        "swagger-parameters",
        &[
            (200, "GET", "/things/1,2?csv=a,b&ssv=1%202&pipes=true%7Cfalse&multi=1&multi=2.5&tsv=a%09b&kind=a", "", ""),
            (404, "GET", "/things/1,x", "", ""),
            (400, "GET", "/things/1?csv=a,b,c,d", "", ""),
            (400, "GET", "/things/1?ssv=1%20x", "", ""),
            (400, "GET", "/things/1?pipes=true%7Cx", "", ""),
            (400, "GET", "/things/1?multi=1&multi=x", "", ""),
            (400, "GET", "/things/1?kind=c", "", ""),
            (200, "GET", "/things/1?limit=100&odd=1", "count: 1\r\n", ""),
            (400, "GET", "/things/1", "count: 0\r\n", ""),
            (400, "GET", "/things/1?limit=101", "", ""),
        ],
    );
    judge(
        "swagger-schemas",
        &[
            (200, "POST", "/pets", JSON, r#"{"kind":"Cat","lives":9,"owner":{"name":null,"state":"new"}}"#),
            (400, "POST", "/pets", JSON, r#"{"kind":"Cat"}"#),
            (200, "POST", "/pets", JSON, r#"{"kind":"dog","bark":true}"#),
            (400, "POST", "/pets", JSON, r#"{"kind":"dog"}"#),
            (400, "POST", "/pets", JSON, r#"{"kind":"Puppy","bark":true,"weeks":"1"}"#),
            (400, "POST", "/pets", JSON, "{}"),
        ],
    );
}

#[test]
fn methods_of_openapi_3_2() {
    judge(
        "openapi-3-2",
        &[
            (200, "QUERY", "/things", JSON, r#"{"where":"x"}"#),
            (400, "QUERY", "/things", JSON, r#"{"where":1}"#),
            (400, "QUERY", "/things", JSON, "{}"),
            (200, "COPY", "/things", JSON, r#"{"data":"x"}"#),
            (400, "COPY", "/things", JSON, r#"{"data":1}"#),
            (405, "GET", "/things", "", ""),
        ],
    );
}

#[test]
fn dialects_mix() {
    for case in ["mixed-dialects", "mixed-dialects-older"] {
        judge(
            case,
            &[
                (
                    200,
                    "POST",
                    "/new",
                    JSON,
                    r#"{"nullable_here":null,"typed_twice":null,"one_value":"fixed","flag_off":1}"#,
                ),
                (400, "POST", "/new", JSON, r#"{"flag_above":1}"#),
                (400, "POST", "/new", JSON, r#"{"bound_above":1}"#),
                (400, "POST", "/new", JSON, r#"{"flag_below":9}"#),
                (400, "POST", "/new", JSON, r#"{"bound_below":9}"#),
                (400, "POST", "/new", JSON, r#"{"one_value":"other"}"#),
                (400, "POST", "/new", JSON, r#"{"one_of_one":null}"#),
            ],
        );
    }
}

#[test]
fn a_document_without_operations_serves_nothing() {
    judge("no-operations", &[(404, "POST", "/thingMade", JSON, "{}"), (404, "GET", "", "", "")]);
}

#[test]
fn a_key_is_taken_from_where_security_schemes_say() {
    let (_upstream, _gateway, mut client) = cases::before_echo(binary());
    let key = KEYS[0];
    let bearer = format!("authorization: Bearer {key}\r\n");
    let (first, second) = (format!("x-key: {key}\r\n"), format!("X-Application: {key}\r\n"));
    let query = format!("/a?key={key}");
    for (status, target, headers) in [
        (200, "/a", first.as_str()),
        (200, "/b", &second),
        (200, "/c", &bearer),
        (200, &query, ""),
        (401, "/a", ""),
        (401, "/b", "x-key: another\r\n"),
        (401, "/a?session=first", "cookie: session=first\r\n"),
    ] {
        client.request("GET", &format!("/secured{target}"), headers, b"");
        let response = client.response();
        assert_eq!(response.status(), status, "{target} {headers}: {}", response.text());
        if status == 200 {
            // The gateway's key goes no further.
            assert_eq!(response.text(), format!("main GET {}\n", target.split('?').next().unwrap()));
        }
    }
}

#[test]
fn servers_of_operations_are_followed() {
    let (main, other) = (cases::echo("main"), cases::echo("other"));
    let site = Site::new().before(&main).with("OTHER_URL", &other.url());
    let mut gateway = Running::of(binary(), site);
    let mut client = gateway.client();
    for (target, arrives) in [("/main", "main GET /main\n"), ("/uploads", "other GET /uploads/uploads\n")] {
        client.request("GET", &format!("/servers{target}"), "", b"");
        let response = client.response();
        assert_eq!((response.status(), response.text().as_str()), (200, arrives));
    }
}
