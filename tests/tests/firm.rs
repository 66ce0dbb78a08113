//! What stays as it is, whatever callers, backends and files say.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use gatewright_tests::{Client, Exchange, Response, Running, Site, Upstream, build_other, eventually, subscription};

const JSON: &str = "content-type: application/json\r\n";

fn started() -> (Upstream, Running, Client) {
    let upstream = Upstream::start();
    let site = Site::new().before(&upstream).with("BACKEND_KEY", "opensesame");
    site.write("subscriptions.yaml", &subscription_file("all"));
    let mut gateway = Running::of(&build_other("firm"), site);
    let client = gateway.client();
    (upstream, gateway, client)
}

fn subscription_file(scope: &str) -> String {
    format!(
        "subscriptions:\n{}",
        subscription("a", "active", "", &["key"]).replace("scope: all", &format!("scope: {scope}"))
    )
}

/// A call that arrives: what the backend got, and the answer to `{}`.
fn arrives(upstream: &Upstream, client: &mut Client, line: (&str, &str), headers: &str, body: &str) -> Exchange {
    client.request(line.0, line.1, headers, body.as_bytes());
    let mut exchange = upstream.next();
    exchange.answer("200 OK", JSON, b"{}");
    let response = client.response();
    assert!((200..400).contains(&response.status()), "{line:?} {body}: {}", response.text());
    exchange
}

/// A call that doesn't.
fn refused(client: &mut Client, line: (&str, &str), headers: &str, body: &str) -> Response {
    client.request(line.0, line.1, headers, body.as_bytes());
    client.response()
}

fn code(response: &Response) -> (u16, String) {
    (response.status(), response.json()["code"].as_str().unwrap_or_default().to_owned())
}

#[test]
fn an_empty_list_has_the_type_of_what_it_stands_for() {
    let (upstream, _gateway, mut client) = started();
    for (body, expected) in [
        (
            r#"{"name":"n","tags":["a","b"],"rows":[[1,2]],"limits":{"a":1}}"#,
            ["a,b", "2", "true", "AB", "true", "2", "2"],
        ),
        (r#"{"name":"n","rows":[[]]}"#, ["", "0", "false", "", "false", "0", "0"]),
    ] {
        let exchange = arrives(&upstream, &mut client, ("POST", "/things/lists"), JSON, body);
        let names = ["x-joined", "x-size", "x-some", "x-upper", "x-in", "x-kept", "x-nested"];
        assert_eq!(names.map(|name| exchange.head.header(name).unwrap_or_default()), expected, "{body}");
        assert_eq!(exchange.head.header("x-always"), Some("true"));
    }
}

#[test]
fn a_whole_number_is_one_however_it_is_written() {
    let (upstream, _gateway, mut client) = started();
    for (target, next) in
        [("1", "1"), ("1.0", "1"), ("1e2", "100"), ("9007199254740993.0?more=1.0", "9007199254740994")]
    {
        let target = format!("/things/numbers/{target}");
        let exchange = arrives(&upstream, &mut client, ("GET", &target), "", "");
        assert_eq!(exchange.head.header("x-next"), Some(next), "{target}");
    }
    for target in ["99999999999999999999", "1e400", "1?more=99999999999999999999"] {
        let response = refused(&mut client, ("GET", &format!("/things/numbers/{target}")), "", "");
        assert_eq!(code(&response), (400, "invalid_parameter".to_owned()), "{target}");
    }
}

#[test]
fn what_has_another_type_is_the_fault_of_whoever_sent_it() {
    let (upstream, _gateway, mut client) = started();
    let line = ("POST", "/things/any");
    let exchange =
        arrives(&upstream, &mut client, line, JSON, "{ \"name\" : \"a b\",\n\"any\": \"x\", \"count\": 1e2 }");
    let told = ["x-all", "x-any", "x-count", "x-known"].map(|name| exchange.head.header(name).unwrap_or_default());
    assert_eq!(told, [r#"{"name":"a b","any":"x","count":1e2}"#, "x", "99", "nobody"]);
    drop(exchange);
    for value in ["5", "true", "{}", "[]"] {
        let response = refused(&mut client, line, JSON, &format!(r#"{{"name":"n","any":{value}}}"#));
        assert_eq!(code(&response), (400, "invalid_value".to_owned()), "{value}");
    }
    let response = refused(&mut client, line, JSON, r#"{"name":"n","count":99999999999999999999}"#);
    assert_eq!(code(&response), (400, "invalid_value".to_owned()));
    for (value, status) in [("\"x\"", 200), ("5", 502), ("{}", 502), ("null", 200)] {
        client.request(line.0, line.1, JSON, br#"{"name":"n"}"#);
        let mut exchange = upstream.next();
        exchange.answer("200 OK", JSON, format!(r#"{{"any":{value}}}"#).as_bytes());
        drop(exchange);
        assert_eq!(client.response().status(), status, "{value}");
    }
}

#[test]
fn a_policy_that_lets_bodies_pass_does_so_though_a_later_expression_reads_them() {
    let (upstream, _gateway, mut client) = started();
    let line = ("POST", "/things/loose");
    for (body, name) in [(r#"{"name":"n"}"#, "n"), (r#"{"tags":1}"#, "none"), ("[1]", "none")] {
        let exchange = arrives(&upstream, &mut client, line, JSON, body);
        assert_eq!((exchange.head.header("x-name"), exchange.body.as_slice()), (Some(name), body.as_bytes()));
    }
    let long = format!(r#"{{"name":"{}"}}"#, "n".repeat(200));
    assert_eq!(arrives(&upstream, &mut client, line, JSON, &long).body.len(), long.len());
}

#[test]
fn an_item_that_is_set_where_nothing_is_makes_an_array() {
    let (upstream, _gateway, mut client) = started();
    let line = ("POST", "/things/edited");
    let response = refused(&mut client, line, JSON, r#"{"name":"n"}"#);
    assert_eq!(code(&response), (400, "invalid_value".to_owned()), "there is no second item to set");
    let exchange = arrives(&upstream, &mut client, line, JSON, r#"{"name":"n","tags":["x"]}"#);
    let sent = String::from_utf8_lossy(&exchange.body).into_owned();
    assert_eq!(sent, r#"{"name":"n","tags":["x","b"],"deep":[{"name":"c"}]}"#);
}

#[test]
fn nothing_is_traced_to_which_the_gateway_has_added() {
    let (upstream, _gateway, mut client) = started();
    arrives(&upstream, &mut client, ("TRACE", "/plain/x"), "", "");
    for target in ["/headed/x", "/queried/x"] {
        assert_eq!(refused(&mut client, ("TRACE", target), "", "").status(), 405, "{target}");
        arrives(&upstream, &mut client, ("GET", target), "", "");
    }
    for (method, status) in [("TRACE", 500), ("CONNECT", 500), ("no method", 500)] {
        let response = refused(&mut client, ("GET", "/methods/x"), &format!("x-method: {method}\r\n"), "");
        assert_eq!(response.status(), status, "{method}");
    }
    let exchange = arrives(&upstream, &mut client, ("GET", "/methods/x"), "x-method: REPORT\r\n", "");
    assert!(exchange.head.first.starts_with("REPORT "), "{}", exchange.head.first);
}

#[test]
fn a_status_without_content_has_no_body_and_no_length() {
    let (upstream, _gateway, mut client) = started();
    for to in ["204", "304"] {
        client.request("GET", &format!("/things/statuses?to={to}"), "", b"");
        let mut exchange = upstream.next();
        exchange.answer("200 OK", JSON, b"{\"a\":1}");
        drop(exchange);
        let response = client.response();
        assert_eq!((response.status().to_string().as_str(), response.text().as_str()), (to, ""));
        assert_eq!(response.head.header("content-length"), None, "{to}");
    }
    // The connection goes on.
    arrives(&upstream, &mut client, ("GET", "/things/statuses"), "", "");
}

#[test]
fn what_a_browser_sends_and_the_gateway_sets_is_not_undeclared() {
    let (upstream, _gateway, mut client) = started();
    let browser = "sec-fetch-mode: cors\r\nsec-ch-ua: \"x\"\r\ndnt: 1\r\npriority: u=1\r\nupgrade-insecure-requests: 1\r\nif-none-match: \"a\"\r\n";
    let line = ("GET", "/things/checked?size=1");
    let exchange = arrives(&upstream, &mut client, line, browser, "");
    assert_eq!(exchange.head.header("x-tenant"), Some("contoso"));
    for (target, headers) in [("/things/checked", "x-other: 1\r\n"), ("/things/checked?other=1", "")] {
        let response = refused(&mut client, ("GET", target), headers, "");
        assert_eq!(code(&response), (400, "undeclared_parameter".to_owned()), "{target} {headers}");
    }
}

#[test]
fn a_file_that_can_not_work_is_not_put_in_force() {
    let (upstream, gateway, mut client) = started();
    let key = "ocp-apim-subscription-key: key\r\n";
    let mut call = || {
        client.request("GET", "/reloaded/x", key, b"");
        let mut exchange = upstream.next();
        exchange.answer("200 OK", "", b"");
        let banner = exchange.head.header("x-banner").unwrap_or_default().to_owned();
        drop(exchange);
        (client.response().status(), banner)
    };
    assert_eq!(call(), (299, "none".to_owned()));
    for (file, text) in [("banner.txt", "good"), ("most.txt", "900"), ("status.txt", "298")] {
        gateway.site.write(file, text);
    }
    eventually("all are in force", || (call() == (298, "good".to_owned())).then_some(()));
    let told = |what: &str| {
        gateway.stderr().lines().filter(|line| line.contains("not put in force") && line.contains(what)).count()
    };
    for (file, texts) in [
        ("banner.txt", &["two\r\nlines", "a\u{1}b"] as &[&str]),
        ("most.txt", &["0", "-3", "many"]),
        ("status.txt", &["700", "99", "teapot"]),
    ] {
        for (number, text) in texts.iter().enumerate() {
            gateway.site.write(file, text);
            eventually("it is refused", || (told(file) == number + 1).then_some(()));
        }
        std::fs::remove_file(gateway.site.path().join(file)).unwrap();
        eventually("that it is gone is refused", || (told(file) == texts.len() + 1).then_some(()));
        assert_eq!(call(), (298, "good".to_owned()), "{file}");
    }
    gateway.site.write("subscriptions.yaml", &subscription_file("product:gold"));
    eventually("it is read again", || gateway.stderr().contains("subscriptions.yaml: read again").then_some(()));
    assert_eq!(call().0, 298);
    assert!(!gateway.stderr().contains("which this gateway does not have"), "{}", gateway.stderr());
    gateway.site.write("subscriptions.yaml", &subscription_file("product:silver"));
    eventually("it is told", || gateway.stderr().contains("`a` is for `product:silver`, which this").then_some(()));
}

#[test]
fn what_a_policy_reads_as_json_is_checked_whatever_it_is_called() {
    let (upstream, _gateway, mut client) = started();
    let thing = "content-type: application/vnd.thing\r\n";
    for body in ["{}", "no json"] {
        client.request("POST", "/things/other", thing, body.as_bytes());
        let response = client.response();
        assert_eq!(response.status(), 400, "{body}: {}", response.text());
    }
    for (answer, expected) in [("{\"name\":\"n\"}", 200), ("{}", 502)] {
        client.request("POST", "/things/other", thing, br#"{"name":"n"}"#);
        upstream.next().answer("200 OK", thing, answer.as_bytes());
        assert_eq!(client.response().status(), expected, "{answer}");
    }
}

#[test]
fn a_value_of_no_type_is_the_list_that_its_default_is() {
    let (upstream, _gateway, mut client) = started();
    for (body, expected) in [
        (r#"{"name":"n","any":["a","b"]}"#, ["true", "true", "2", "a,b"]),
        (r#"{"name":"n","any":[]}"#, ["false", "false", "0", ""]),
        (r#"{"name":"n"}"#, ["false", "false", "0", "none"]),
    ] {
        let exchange = arrives(&upstream, &mut client, ("POST", "/things/loose-lists"), JSON, body);
        let names = ["x-in", "x-some", "x-size", "x-joined"];
        assert_eq!(names.map(|name| exchange.head.header(name).unwrap_or_default()), expected, "{body}");
    }
    let response = refused(&mut client, ("POST", "/things/loose-lists"), JSON, r#"{"name":"n","any":"a"}"#);
    assert_eq!(response.status(), 400, "{}", response.text());
}
