//! Gateways that share their counters through a real Redis, and what becomes of limits when it goes away.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod known_flaw;
mod money;
mod tokens;

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::PathBuf;
use std::time::{Duration, Instant};

use gatewright::Input;
use gatewright_tests::{
    Client, KEYS, PATIENCE, Profile, Redis, Response, Running, Site, Upstream, build_other, built, eventually, root,
    scratch,
};

/// The gateway that fails open.
fn open() -> PathBuf {
    build_other("shared")
}

/// The same gateway, but that it fails closed, and soon.
fn closed() -> PathBuf {
    let text = std::fs::read_to_string(root().join("tests/gateways/shared/gateway.yaml")).unwrap();
    let text = text.replace("name: shared", "name: shared-closed").replace("fail-open", "fail-closed");
    let gateway = scratch("shared-closed").join("gateway.yaml");
    std::fs::write(&gateway, text.replace("timeout: 2s", "timeout: 300ms")).unwrap();
    built(&Input { gateway, ..Input::default() }, "shared-closed", Profile::Dev).unwrap()
}

fn upstream() -> Upstream {
    Upstream::answering(|_, _| b"HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n0123456789".to_vec())
}

fn site(upstream: &Upstream, redis: &Redis) -> Site {
    let site = Site::new().before(upstream).with("REDIS_URL", &redis.url());
    site.write("prices.yaml", "currency: USD\nmodels: { plain: { input: 2.0005, output: 10 } }\n");
    site
}

fn started(binary: &std::path::Path, upstream: &Upstream, redis: &Redis) -> Running {
    let mut gateway = Running::of(binary, site(upstream, redis));
    eventually("it reaches Redis", || up(&mut gateway).then_some(()));
    gateway
}

fn metric(gateway: &mut Running, name: &str) -> Option<u64> {
    let text = gateway.ask_admin("/metrics").text();
    text.lines().find_map(|line| line.strip_prefix(name)?.trim().parse().ok())
}

fn up(gateway: &mut Running) -> bool {
    metric(gateway, "gateway_state_up ") == Some(1)
}

fn called(client: &mut Client, target: &str) -> Response {
    client.request("GET", target, &header(), b"");
    client.response()
}

fn header() -> String {
    format!("ocp-apim-subscription-key: {}\r\n", KEYS[0])
}

/// The statuses of calls that are all under way at once, half of them at each address.
fn at_once(count: usize, addresses: [SocketAddr; 2], target: &str) -> Vec<u16> {
    let mut streams: Vec<TcpStream> = (0..count)
        .map(|index| {
            let stream = TcpStream::connect(addresses[index % 2]).unwrap();
            stream.set_read_timeout(Some(PATIENCE * 4)).unwrap();
            stream
        })
        .collect();
    let request = format!("GET {target} HTTP/1.1\r\nhost: a\r\n{}connection: close\r\n\r\n", header());
    streams.iter_mut().for_each(|stream| stream.write_all(request.as_bytes()).unwrap());
    let status = |stream: &mut TcpStream| {
        let mut text = String::new();
        stream.read_to_string(&mut text).unwrap();
        text.split(' ').nth(1).unwrap().parse().unwrap()
    };
    streams.iter_mut().map(status).collect()
}

#[test]
fn two_gateways_admit_together_exactly_the_limit() {
    let (Some(redis), binary, upstream) = (Redis::start(), open(), upstream()) else { return };
    let mut gateways = [started(&binary, &upstream, &redis), started(&binary, &upstream, &redis)];
    let addresses = gateways.each_mut().map(Running::address);
    let statuses = at_once(2000, addresses, "/rate/x");
    let count = |status: u16| statuses.iter().filter(|found| **found == status).count();
    assert_eq!((count(200), count(429)), (300, 1700));
    let outages: u64 =
        gateways.iter_mut().map(|gateway| metric(gateway, "gateway_state_outages_total ").unwrap()).sum();
    assert_eq!(outages, 0, "every one of them was decided by Redis");
}

#[test]
fn windows_and_quotas_in_redis_are_those_of_memory() {
    let (Some(redis), binary, upstream) = (Redis::start(), open(), upstream()) else { return };
    let mut gateways = [started(&binary, &upstream, &redis), started(&binary, &upstream, &redis)];
    let [mut one, mut other] = gateways.each_mut().map(Running::client);
    // A window of a second.
    assert_eq!([called(&mut one, "/window/x").status(), called(&mut other, "/window/x").status()], [200, 200]);
    let refused = called(&mut one, "/window/x");
    assert_eq!((refused.status(), refused.head.header("retry-after")), (429, Some("1")));
    std::thread::sleep(Duration::from_secs(1));
    assert_eq!(called(&mut other, "/window/x").status(), 200);
    // A quota of two calls.
    assert_eq!([called(&mut one, "/quota/x").status(), called(&mut other, "/quota/x").status()], [200, 200]);
    let refused = called(&mut other, "/quota/x");
    assert_eq!(refused.status(), 403);
    let wait: u64 = refused.head.header("retry-after").unwrap().parse().unwrap();
    assert!((1..=86_400).contains(&wait), "{wait}");
    // A quota of 100 bytes, told after the calls.
    let mut bytes = |size: usize| {
        one.request("POST", "/bytes/x", &header(), &vec![b'x'; size]);
        one.response().status()
    };
    assert_eq!([bytes(60), bytes(60)], [200, 200]);
    eventually("the other gateway knows of the bytes", || {
        (called(&mut other, "/bytes/x").status() == 403).then_some(())
    });
}

#[test]
fn without_redis_calls_go_on_where_the_gateway_fails_open() {
    let (Some(mut redis), binary, upstream) = (Redis::start(), open(), upstream()) else { return };
    let mut gateway = started(&binary, &upstream, &redis);
    let mut client = gateway.client();
    let first = called(&mut client, "/quota/x");
    assert_eq!((first.status(), called(&mut client, "/quota/x").status()), (200, 200));
    assert_eq!(called(&mut client, "/quota/x").status(), 403);
    redis.stop();
    let began = Instant::now();
    for _ in 0..50 {
        assert_eq!(called(&mut client, "/quota/x").status(), 200, "nobody can count it");
    }
    assert!(began.elapsed() < Duration::from_secs(5), "nobody waits: {:?}", began.elapsed());
    assert_eq!(metric(&mut gateway, "gateway_state_up "), Some(0));
    assert!(metric(&mut gateway, "gateway_state_outages_total ") >= Some(50));
    redis.restart();
    eventually("the gateway finds it again", || up(&mut gateway).then_some(()));
    let statuses: Vec<u16> = (0..3).map(|_| called(&mut client, "/quota/x").status()).collect();
    assert_eq!(statuses, [200, 200, 403], "a Redis that was started anew has forgotten");
}

#[test]
fn bytes_of_a_call_that_ends_while_redis_is_away_are_counted_when_it_is_back() {
    let (Some(mut redis), binary) = (Redis::start(), open()) else { return };
    let (end, ended) = std::sync::mpsc::channel::<()>();
    let (begin, began) = std::sync::mpsc::channel::<()>();
    let ended = std::sync::Mutex::new(ended);
    let upstream = Upstream::answering(move |head, _| {
        if head.first.contains("/slow") {
            begin.send(()).unwrap();
            ended.lock().unwrap().recv().unwrap();
        }
        b"HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n0123456789".to_vec()
    });
    let mut gateway = started(&binary, &upstream, &redis);
    let mut client = gateway.client();
    client.request("POST", "/bytes/slow", &header(), &[b'x'; 95]);
    began.recv_timeout(PATIENCE).unwrap();
    redis.stop();
    end.send(()).unwrap();
    assert_eq!(client.response().status(), 200, "it was admitted before");
    let seen = |gateway: &mut Running| metric(gateway, "gateway_state_up ");
    eventually("the gateway has seen it go", || (seen(&mut gateway) == Some(0)).then_some(()));
    redis.restart();
    eventually("the gateway finds it again", || (seen(&mut gateway) == Some(1)).then_some(()));
    std::thread::sleep(Duration::from_millis(300));
    assert_eq!(called(&mut client, "/bytes/x").status(), 403, "105 bytes of 100 were told");
    assert_eq!(metric(&mut gateway, "gateway_state_unsettled_bytes_total "), Some(0));
}

#[test]
fn without_redis_calls_are_refused_where_the_gateway_fails_closed() {
    let (Some(redis), binary, upstream) = (Redis::start(), closed(), upstream()) else { return };
    let mut gateway = started(&binary, &upstream, &redis);
    let mut client = gateway.client();
    assert_eq!(called(&mut client, "/quota/x").status(), 200);
    // It neither answers nor closes: the first call waits as long as it may, and the others don't.
    redis.freeze(true);
    let refused = called(&mut client, "/quota/x");
    assert_eq!((refused.status(), refused.json()["code"].as_str()), (503, Some("counters_unavailable")));
    assert_eq!(refused.head.header("retry-after"), Some("1"));
    let began = Instant::now();
    for _ in 0..50 {
        assert_eq!(called(&mut client, "/quota/x").status(), 503);
    }
    assert!(began.elapsed() < Duration::from_secs(3), "nobody waits: {:?}", began.elapsed());
    assert_eq!(metric(&mut gateway, "gateway_state_up "), Some(0));
    redis.freeze(false);
    eventually("the gateway finds it again", || (called(&mut client, "/quota/x").status() != 503).then_some(()));
}

#[test]
fn a_gateway_starts_without_its_redis_and_finds_it_later() {
    let (Some(mut redis), binary, upstream) = (Redis::start(), open(), upstream()) else { return };
    redis.stop();
    let mut gateway = Running::of(&binary, site(&upstream, &redis));
    let mut client = gateway.client();
    assert_eq!(called(&mut client, "/rate/x").status(), 200);
    redis.restart();
    eventually("it finds it", || up(&mut gateway).then_some(()));
    assert_eq!(called(&mut client, "/rate/x").head.header("x-remaining"), Some("299"));
}

#[test]
fn a_redis_url_that_is_none_is_told_without_its_password() {
    let upstream = upstream();
    let site = Site::new().before(&upstream).with("REDIS_URL", "http://user:a-password@localhost");
    let ended = Running::of(&open(), site).wait();
    assert!(!ended.status.success() && ended.err.contains("Redis"), "{}", ended.err);
    assert!(!ended.err.contains("a-password"), "{}", ended.err);
}
