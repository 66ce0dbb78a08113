//! What requests get from the gateways that the golden cases emit: whatever stands in a case's `requests.txt`, and what a
//! line of it can't say.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use gatewright_tests::{KEYS, Running, Site, cases, root};

/// An API that asks for a key in the places that its document says, and one whose document names servers.
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

/// The document of the case with servers of paths and operations, before servers that run.
fn servers() -> String {
    let text = fs::read_to_string(cases::folder("upstream-of-operations").join("spec.yaml")).unwrap();
    let urls = [
        ("https://backend.example/v1/", "'{main}/'"),
        ("https://backend.example/v1", "'{main}'"),
        ("\"https://{region}.elsewhere.example/\"", "'{other}/{region}/'"),
        ("https://third.example/", "'{other}/third/'"),
        ("https://third.example", "'{other}/third'"),
    ];
    urls.iter().fold(text, |text, (from, to)| text.replace(from, to))
}

/// The cases with requests, of which the gateway file switches repairs off or doesn't.
fn with_requests(off: bool) -> Vec<String> {
    let entries = fs::read_dir(root().join("tests/cases")).unwrap().map(|entry| entry.unwrap().path());
    let asked = entries.filter(|path| path.join("requests.txt").exists());
    let switched =
        |path: &PathBuf| fs::read_to_string(path.join("gateway.yaml")).unwrap().contains("\nrepairs:") == off;
    let mut names: Vec<String> =
        asked.filter(switched).map(|path| path.file_name().unwrap().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

/// The gateway over the cases, each below its own name.
fn binary() -> &'static PathBuf {
    static BINARY: OnceLock<PathBuf> = OnceLock::new();
    BINARY.get_or_init(|| {
        let secured = fs::read_to_string(cases::folder("security-of-all-kinds").join("spec.yaml")).unwrap();
        let files = [("servers.yaml", servers()), ("secured.yaml", secured)];
        cases::over("requests", &with_requests(false), APIS, &files)
    })
}

fn all_are_right(binary: &Path, names: &[String]) {
    let (_upstream, _gateway, mut client) = cases::before_echo(binary);
    let (mut wrong, mut sent) = (String::new(), 0);
    for case in names {
        for asked in cases::requests(case) {
            sent += 1;
            if let Err(sentence) = cases::judged(&mut client, case, &asked) {
                wrong.push_str(&sentence);
            }
        }
    }
    println!("{sent} requests to {} cases", names.len());
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn requests_get_what_their_case_says() {
    all_are_right(binary(), &with_requests(false));
}

#[test]
fn so_they_do_without_repairs() {
    let names = with_requests(true);
    let off = cases::over("unrepaired", &names, "repairs: { disable: all }\n", &[]);
    all_are_right(&off, &names);
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
    for (method, target, arrives) in [
        ("GET", "/a", "other GET /eu/a\n"),
        ("PUT", "/a", "other PUT /third/a\n"),
        ("POST", "/a", "other POST /third/a\n"),
        ("DELETE", "/a", "main DELETE /a\n"),
        ("GET", "/b", "main GET /b\n"),
        // What can't be followed goes where the others go, and is listed.
        ("GET", "/c", "main GET /c\n"),
        ("PUT", "/c", "main PUT /c\n"),
    ] {
        client.request(method, &format!("/servers{target}"), "", b"");
        let response = client.response();
        assert_eq!((response.status(), response.text().as_str()), (200, arrives));
    }
}
