//! How a gateway is started, watched and stopped.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::net::TcpListener;

use gatewright_tests::{CHAT, Client, JSON, PATH, Site, WHOLE, chat, eventually, key, started};

#[test]
fn the_admin_side_tells_health_readiness_and_metrics() {
    let (upstream, mut gateway, mut client) = started();
    chat(&upstream, &mut client, CHAT, &key());
    client.request("POST", CHAT, JSON, WHOLE);
    assert_eq!(client.response().status(), 401);
    assert_eq!(gateway.ask_admin("/healthz").status(), 200);
    assert_eq!(gateway.ask_admin("/readyz").status(), 200);
    assert_eq!(gateway.ask_admin("/nothing").status(), 404);
    for expected in [
        "gateway_requests_total{api=\"azure-openai\",operation=\"ChatCompletions_Create\",status=\"200\"} 1",
        "gateway_requests_total{api=\"azure-openai\",operation=\"ChatCompletions_Create\",status=\"401\"} 1",
        "gateway_refused_keys_total{api=\"azure-openai\",code=\"missing_key\"} 1",
        "gateway_requests_in_flight 0",
        "gateway_request_duration_seconds_count{api=\"azure-openai\",operation=\"ChatCompletions_Create\"} 2",
    ] {
        eventually(expected, || {
            let metrics = gateway.ask_admin("/metrics");
            assert!(metrics.head.header("content-type").unwrap().starts_with("application/openmetrics-text"));
            metrics.text().lines().any(|line| line == expected).then_some(())
        });
    }
    // The gateway's own port knows none of these.
    client.admitted("GET", "/metrics", "", b"");
    assert_eq!(client.response().status(), 404);
}

#[test]
fn every_call_is_one_line_of_json_in_the_log() {
    let (upstream, gateway, mut client) = started();
    chat(&upstream, &mut client, &format!("{CHAT}&secret=1"), &format!("{}x-request-id: good\r\n", key()));
    let line = gateway.logged("good");
    for (name, value) in [
        ("api", "azure-openai"),
        ("operation", "ChatCompletions_Create"),
        ("method", "POST"),
        ("path", PATH),
        ("backend", "azure"),
        ("subscription", "team-a"),
    ] {
        assert_eq!(line[name], value, "{line}");
    }
    assert_eq!((&line["status"], &line["upstream_status"], &line["attempts"]), (&200.into(), &200.into(), &1.into()));
    assert_eq!(
        (&line["bytes_in"], &line["bytes_out"], &line["stream"]),
        (&WHOLE.len().into(), &2.into(), &false.into())
    );
    assert!(line["duration_ms"].as_f64().unwrap() >= line["upstream_ms"].as_f64().unwrap(), "{line}");
    assert!(line["time"].as_str().unwrap().ends_with('Z') && line.get("ended_by").is_none(), "{line}");
    client.admitted("POST", CHAT, &format!("{JSON}x-request-id: bad\r\n"), br#"{"messages":[],"n":0}"#);
    assert_eq!(client.response().status(), 400);
    let line = gateway.logged("bad");
    assert_eq!((&line["status"], &line["violations"]), (&400.into(), &2.into()), "{line}");
    assert!(line["error"].is_string() && line.get("backend").is_none(), "{line}");
    client.admitted("GET", "/elsewhere", "x-request-id: lost\r\n", b"");
    assert_eq!(client.response().status(), 404);
    let line = gateway.logged("lost");
    assert_eq!((&line["status"], &line["path"]), (&404.into(), &"/elsewhere".into()), "{line}");
    for line in gateway.stderr().lines() {
        serde_json::from_str::<serde_json::Value>(line).unwrap_or_else(|error| panic!("{error}: {line}"));
    }
}

#[test]
fn a_drain_lets_a_running_stream_finish_and_takes_nothing_new() {
    let (upstream, mut gateway, mut client) = started();
    let (address, admin) = (gateway.address(), gateway.admin());
    let mut idle = gateway.client();
    chat(&upstream, &mut idle, CHAT, &key());
    client.admitted("POST", "/any/events", "", b"{}");
    let mut exchange = upstream.next();
    exchange.begin("text/event-stream");
    let head = client.head();
    exchange.chunk(b"data: before\n\n");
    assert_eq!(client.chunk().unwrap(), b"data: before\n\n");

    gateway.terminate();
    eventually("the port is closed", || Client::try_connect(address).is_err().then_some(()));
    assert_eq!(idle.rest().unwrap(), b"", "an idle connection is closed");
    let mut probe = Client::connect(admin);
    probe.request("GET", "/readyz", "", b"");
    assert_eq!(probe.response().status(), 503);
    probe.request("GET", "/healthz", "", b"");
    assert_eq!(probe.response().status(), 200);
    for number in 0..20 {
        let event = format!("data: {number}\n\n");
        exchange.chunk(event.as_bytes());
        assert_eq!(client.chunk().unwrap(), event.as_bytes());
    }
    exchange.chunk(b"data: [DONE]\n\n");
    exchange.chunk(b"");
    assert_eq!(client.body(&head).unwrap(), b"data: [DONE]\n\n");
    let ended = gateway.wait();
    assert!(ended.status.success(), "{}: {}", ended.status, ended.err);
    assert!(ended.err.contains("\"path\":\"/any/events\""), "the last line is written: {}", ended.err);
}

#[test]
fn a_second_signal_ends_the_gateway_at_once() {
    let (upstream, mut gateway, mut client) = started();
    let address = gateway.address();
    client.admitted("POST", "/any/events", "", b"{}");
    let mut exchange = upstream.next();
    exchange.begin("text/event-stream");
    assert_eq!(client.head().status(), 200);
    gateway.terminate();
    eventually("the port is closed", || Client::try_connect(address).is_err().then_some(()));
    gateway.terminate();
    let ended = gateway.wait();
    assert_eq!(ended.status.code(), Some(1), "{}: {}", ended.status, ended.err);
    exchange.wait_closed();
}

#[test]
fn what_is_missing_at_start_is_named_all_at_once() {
    let site = Site::new().without("BACKEND_KEY");
    std::fs::remove_file(site.path().join("query-key.txt")).unwrap();
    site.write("subscriptions.yaml", "subscriptions:\n  - { id: a, scope: all, state: dormant, keys: [] }\n");
    let ended = site.start().wait();
    assert_eq!((ended.status.code(), ended.out.as_str()), (Some(1), ""), "{}", ended.err);
    for named in ["BACKEND_KEY", "`backend-key`", "query-key.txt", "`query-key`", "subscriptions.yaml", "entry 1"] {
        assert!(ended.err.contains(named), "{named} is not named: {}", ended.err);
    }
    assert!(ended.err.lines().all(|line| line.starts_with("error: ")), "{}", ended.err);
    assert!(!ended.err.contains("panicked"), "{}", ended.err);
}

#[test]
fn a_backends_url_that_is_wrong_is_named_at_start() {
    for url in [
        "no-url",
        "ftp://example.com",
        "http://",
        "http://host:99999",
        "http://host:0",
        "http://[::1]:x",
        "http://user:password@host",
        "http://user:password@no such host",
        "http://host/?a=b",
    ] {
        let ended = Site::new().with("BACKEND_URL", url).start_with(&["--check-config"]).wait();
        assert_eq!((ended.status.code(), ended.out.as_str()), (Some(1), ""), "{url}: {}", ended.err);
        assert!(ended.err.contains("`azure`"), "{url}: {}", ended.err);
        assert!(!ended.err.contains(":password"), "{}", ended.err);
    }
}

#[test]
fn a_port_in_use_is_told_with_the_flag_that_changes_it() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    for flag in ["--listen", "--admin-listen"] {
        let ended = Site::new().start_with(&[flag, &address]).wait();
        assert_eq!((ended.status.code(), ended.out.as_str()), (Some(1), ""), "{}", ended.err);
        assert!(
            ended.err.contains(&address) && ended.err.contains("in use") && ended.err.contains(flag),
            "{}",
            ended.err
        );
    }
    let ended = Site::new().start_with(&["--listen", "nonsense"]).wait();
    assert_eq!(ended.status.code(), Some(1), "{}", ended.err);
    assert!(ended.err.contains("nonsense") && ended.err.contains("HOST:PORT"), "{}", ended.err);
    let ended = Site::new().start_with(&["--nonsense"]).wait();
    assert_eq!(ended.status.code(), Some(2), "{}", ended.err);
}

#[test]
fn the_environment_says_where_to_listen() {
    let mut gateway = Site::new().with("GATEWAY_LISTEN", "[::1]:0").start();
    assert!(gateway.address().is_ipv6());
    gateway.client().leave();
}

#[test]
fn check_config_reads_everything_and_serves_nothing() {
    let ended = Site::new().start_with(&["--check-config"]).wait();
    assert!(ended.status.success() && ended.out.is_empty() && ended.err.is_empty(), "{}{}", ended.out, ended.err);
    let ended = Site::new().without("BACKEND_KEY").start_with(&["--check-config"]).wait();
    assert_eq!(ended.status.code(), Some(1));
    assert!(ended.err.contains("BACKEND_KEY"), "{}", ended.err);
}
