#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use http::{HeaderMap, HeaderName, HeaderValue, Method};

use super::{Match, Matcher};

const ROUTES: &[(&str, &str)] = &[
    ("POST", "/openai/deployments/{deployment-id}/chat/completions"),
    ("GET", "/v1/models/{model}"),
    ("POST", "/v1/models/{model}:generateContent"),
    ("POST", "/v1/models/{model}:streamGenerateContent"),
    ("GET", "/repos/{owner}/compare/{base}...{head}"),
    ("GET", "/repos/{owner}/{repo}"),
    ("DELETE", "/repos/{who}/{what}"),
    ("GET", "/repos/mine/list"),
    ("GET", "/files/{*path}/content"),
    ("GET", "/files/{*path}"),
    ("*", "/any/{*path}"),
    ("POST", "/responses"),
    ("POST", "/responses?beta=true"),
    ("GET", "/users/"),
    ("GET", "/users"),
    ("GET", "/users"),
    ("GET", "/"),
    ("POST", "/act#x-target=One"),
    ("POST", "/act#x-target=Two.2"),
    ("POST", "/act?v=1#x-target=One"),
];

/// The route's template and the value of a parameter, or what else came of it. Behind a `#` of the target stands a header.
fn find(method: &str, target: &str, name: &str) -> String {
    let (target, header) = target.split_once('#').unwrap_or((target, "x-other=1"));
    let (header, value) = header.split_once('=').unwrap();
    let header = (header.parse::<HeaderName>().unwrap(), HeaderValue::from_str(value).unwrap());
    let headers = HeaderMap::from_iter([header]);
    let matcher = Matcher::of(ROUTES.iter().copied());
    let (path, query) = target.split_once('?').map_or((target, None), |(path, query)| (path, Some(query)));
    match matcher.find(&Method::from_bytes(method.as_bytes()).unwrap(), path, query, &headers) {
        Match::Route(index, captures) => {
            format!("{} {}", ROUTES[index].1, captures.get(path, name).unwrap_or_default())
        }
        Match::Method(allow) => format!("allow {}", allow.to_str().unwrap()),
        Match::BadPath => "bad".to_owned(),
        Match::None => "none".to_owned(),
    }
}

#[test]
fn parameters_are_decoded() {
    let route = "/openai/deployments/{deployment-id}/chat/completions";
    assert_eq!(find("POST", "/openai/deployments/gpt-4o/chat/completions", "deployment-id"), format!("{route} gpt-4o"));
    assert_eq!(find("POST", "/openai/deployments/a%2Fb/chat%2Dx", "deployment-id"), "none");
    assert_eq!(find("POST", "/open%61i/deployments/a%2Fb/chat/completions", "deployment-id"), format!("{route} a/b"));
    assert_eq!(find("POST", "/openai/deployments//chat/completions", "deployment-id"), "none");
}

#[test]
fn patterns_come_before_parameters() {
    assert_eq!(find("POST", "/v1/models/a:b:generateContent", "model"), "/v1/models/{model}:generateContent a:b");
    assert_eq!(find("POST", "/v1/models/a%3AgenerateContent", "model"), "/v1/models/{model}:generateContent a");
    assert_eq!(
        find("POST", "/v1/models/a:streamGenerateContent", "model"),
        "/v1/models/{model}:streamGenerateContent a"
    );
    assert_eq!(find("GET", "/v1/models/a:generateContent", "model"), "/v1/models/{model} a:generateContent");
    assert_eq!(find("GET", "/repos/o/compare/x.y...z", "base"), "/repos/{owner}/compare/{base}...{head} x.y");
    assert_eq!(find("GET", "/repos/o/compare/x.y...z", "head"), "/repos/{owner}/compare/{base}...{head} z");
}

#[test]
fn paths_equal_up_to_names_differ_by_method() {
    assert_eq!(find("GET", "/repos/a/b", "repo"), "/repos/{owner}/{repo} b");
    assert_eq!(find("DELETE", "/repos/a/b", "what"), "/repos/{who}/{what} b");
    assert_eq!(find("PUT", "/repos/a/b", ""), "allow DELETE, GET");
    assert_eq!(find("GET", "/repos/mine/list", ""), "/repos/mine/list ");
    assert_eq!(find("DELETE", "/repos/mine/list", "what"), "/repos/{who}/{what} list");
}

#[test]
fn a_rest_takes_segments() {
    assert_eq!(find("GET", "/files/a/b/content", "path"), "/files/{*path}/content a/b");
    assert_eq!(find("GET", "/files/a%2Fb", "path"), "/files/{*path} a%2Fb");
    assert_eq!(find("PATCH", "/any/", "path"), "/any/{*path} ");
    assert_eq!(find("PATCH", "/any", "path"), "none");
    assert_eq!(find("GET", "/any/a/../b", "path"), "bad");
    assert_eq!(find("GET", "/any/%2E%2e/b", "path"), "bad");
}

#[test]
fn queries_and_slashes_count() {
    assert_eq!(find("POST", "/responses?beta=true&x", ""), "/responses?beta=true ");
    assert_eq!(find("POST", "/responses?beta=false", ""), "/responses ");
    assert_eq!(find("GET", "/users/", ""), "/users/ ");
    assert_eq!(find("GET", "/users", ""), "/users ");
    assert_eq!(find("GET", "/users//", ""), "none");
    assert_eq!(find("GET", "/", ""), "/ ");
}

#[test]
fn a_header_tells_routes_apart() {
    assert_eq!(find("POST", "/act#X-Target=One", ""), "/act#x-target=One ");
    assert_eq!(find("POST", "/act#X-Target=Two.2", ""), "/act#x-target=Two.2 ");
    assert_eq!(find("POST", "/act?v=1#X-Target=One", ""), "/act?v=1#x-target=One ");
    assert_eq!(find("POST", "/act#X-Target=one", ""), "none");
    assert_eq!(find("POST", "/act", ""), "none");
    assert_eq!(find("GET", "/act#X-Target=One", ""), "allow POST");
}
