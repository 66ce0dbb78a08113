//! The dashboard: Grafana's own models know all that stands in it, its queries are PromQL, and what they name is in `/metrics`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output};

use gatewright_tests::{JSON, KEYS, Running, Site, Upstream, build_other, clients, eventually, python};
use serde_json::json;

use crate::{all, put, ready, said};

fn judged(paths: &[PathBuf]) -> Output {
    Command::new(python("deploy")).arg(clients().join("python/dashboard.py")).args(paths).output().unwrap()
}

#[test]
fn grafana_and_prometheus_take_the_dashboards() {
    if !ready() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let mut paths = Vec::new();
    for (name, files) in all() {
        put(&folder.path().join(&name), &files);
        paths.push(folder.path().join(&name).join(format!("grafana/{name}.json")));
    }
    let output = judged(&paths);
    assert!(output.status.success(), "{}", said(&output));
    let text = fs::read_to_string(&paths[0]).unwrap();
    for (part, instead, complaint) in [
        ("\"legendFormat\"", "\"legend\"", "don't know"),
        ("\"gridPos\": {", "\"grid\": {", "don't know"),
        ("sum by (status) (", "sum by (status (", "sum by"),
        ("[$__rate_interval]", "[soon]", "soon"),
    ] {
        assert!(text.contains(part), "{part}: {text}");
        fs::write(&paths[0], text.replacen(part, instead, 1)).unwrap();
        let output = judged(&paths[..1]);
        assert!(!output.status.success(), "{instead} is taken: {}", said(&output));
        assert!(said(&output).contains(complaint), "{instead}: {}", said(&output));
    }
}

/// The labels of each metric's series, together.
fn told(metrics: &str) -> BTreeMap<String, BTreeSet<String>> {
    let mut told: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for line in metrics.lines().filter(|line| !line.starts_with('#')) {
        let (series, _) = line.rsplit_once(' ').unwrap();
        let (name, labels) = series.split_once('{').unwrap_or((series, "}"));
        let labels = labels.trim_end_matches('}').split("\",").filter_map(|label| label.split_once("=\""));
        told.entry(name.to_owned()).or_default().extend(labels.map(|(label, _)| label.to_owned()));
    }
    told
}

#[test]
fn all_that_a_dashboard_looks_at_is_told_by_its_gateway() {
    if !ready() {
        return;
    }
    let upstream = Upstream::start();
    let site = Site::new().before(&upstream);
    site.write("prices.yaml", "currency: EUR\nmodels: { m: { input: 2, output: 10 } }\n");
    // Nothing can be written there.
    std::os::unix::fs::symlink("/dev/full", site.path().join("calls.jsonl")).unwrap();
    let mut gateway = Running::of(&build_other("seen"), site);
    let key = format!("{JSON}ocp-apim-subscription-key: {}\r\n", KEYS[0]);
    let stream = json!({ "model": "m", "stream": true, "messages": [{ "role": "user", "content": "Hi" }] }).to_string();
    let text = b"data: {\"choices\":[{\"delta\":{\"content\":\"Hi\"}}]}\n\n";
    let report = r#"{"usage":{"prompt_tokens":9,"completion_tokens":4,"total_tokens":13}}"#;
    let mut client = gateway.client();
    client.request("POST", "/chat/chat/completions", &key, stream.as_bytes());
    let mut exchange = upstream.next();
    exchange.begin("text/event-stream");
    exchange.chunk(text);
    exchange.chunk(format!("data: {report}\n\ndata: [DONE]\n\n").as_bytes());
    exchange.chunk(b"");
    drop(exchange);
    assert_eq!(client.response().status(), 200);
    // What nobody knows the price of.
    client.request("POST", "/free/chat/completions", JSON, br#"{"model":"other","messages":[]}"#);
    upstream.next().answer("200 OK", "content-type: application/json\r\n", report.as_bytes());
    client.response();
    for (target, headers, status) in
        [("/chat/chat/completions", JSON, 401), ("/chat/chat/completions", &*key, 400), ("/away/x", JSON, 502)]
    {
        client.request("POST", target, headers, b"{}");
        assert_eq!(client.response().status(), status, "{target}");
    }
    // Who leaves has had tokens that nobody reports.
    client.request("POST", "/chat/chat/completions", &key, stream.as_bytes());
    let mut exchange = upstream.next();
    exchange.begin("text/event-stream");
    client.head();
    exchange.chunk(text);
    client.chunk().unwrap();
    client.leave();
    exchange.wait_closed();

    let folder = tempfile::tempdir().unwrap();
    put(folder.path(), &all()["seen"]);
    let output = judged(&[folder.path().join("grafana/seen.json")]);
    assert!(output.status.success(), "{}", said(&output));
    let looked_at: Vec<(String, Vec<String>)> =
        String::from_utf8(output.stdout).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert!(looked_at.len() > 25, "{looked_at:?}");
    let mut missing = Vec::new();
    let found = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        eventually("all of it is told", || {
            let told = told(&gateway.ask_admin("/metrics").text());
            missing.clear();
            for (metric, labels) in &looked_at {
                let known = told.get(metric);
                // Prometheus adds the job.
                let absent =
                    labels.iter().filter(|label| *label != "job" && !known.is_some_and(|known| known.contains(*label)));
                missing.extend(absent.map(|label| format!("{metric} {label}")));
                missing.extend(known.is_none().then(|| metric.clone()));
            }
            missing.is_empty().then_some(())
        })
    }));
    assert!(found.is_ok(), "{missing:?}");
}
