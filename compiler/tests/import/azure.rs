//! `gatewright import azure-openai`: each flavor's spec, from a file and from a URL.

use std::fs;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::path::{Path, PathBuf};

use super::common::{gatewright, scratch};
use super::{compiles, import};

const ENDPOINT: [&str; 2] = ["--endpoint", "contoso.openai.azure.com"];

/// A small spec of a flavor: its server, the prefix of its paths, and another path.
fn spec(server: &str, prefix: &str, other: &str) -> String {
    format!(
        r##"{{"openapi": "3.0.3", "info": {{"title": "t", "version": "2024-10-21"}}, "servers": [{{"url": "{server}"}}],
"paths": {{"{prefix}/chat/completions": {{"post": {{"operationId": "chat",
  "parameters": [{{"$ref": "#/components/parameters/v"}}{deployment}],
  "requestBody": {{"content": {{"application/json": {{"schema": {{"$ref": "#/components/schemas/request"}}}}}}}},
  "responses": {{"200": {{"description": "d"}}}}}}}}, "{other}": {{"get": {{"operationId": "other",
  "responses": {{"200": {{"description": "d"}}}}}}}}}},
"components": {{"parameters": {{"v": {{"name": "api-version", "in": "query", "required": true, "schema": {{"type": "string"}}}}}},
  "schemas": {{"request": {{"allOf": [{{"type": "object", "properties": {{"stream": {{"type": "boolean"}}}}}}]}},
    "createChatCompletionStreamResponse": {{"type": "object"}}}}}}}}"##,
        deployment = if prefix.is_empty() {
            ""
        } else {
            r#", {"name": "deployment-id", "in": "path", "required": true, "schema": {"type": "string"}}"#
        },
    )
}

fn deployments() -> String {
    spec("https://{endpoint}/openai", "/deployments/{deployment-id}", "/models")
}

fn api(folder: &Path) -> String {
    fs::read_to_string(folder.join("apis/azure-openai.yaml")).unwrap()
}

#[test]
fn each_flavor_is_told_from_its_spec() {
    for (flavor, server, prefix, suffix) in [
        ("azure-openai", "https://{endpoint}/openai", "/deployments/{deployment-id}", "/openai"),
        ("models", "https://contoso.services.ai.azure.com/models", "", "/models"),
        ("v1", "https://contoso.openai.azure.com/openai/v1/", "", "/openai/v1"),
    ] {
        let folder = scratch(&format!("import-azure-{flavor}"));
        fs::write(folder.join("inference.json"), spec(server, prefix, "/other")).unwrap();
        let arguments = [&["azure-openai", "--spec", "inference.json"][..], &ENDPOINT].concat();
        let (code, said) = import(&folder, &arguments);
        assert_eq!(code, Some(0), "{flavor}: {said}");
        let api = api(&folder);
        assert!(api.contains(&format!("url: https://contoso.openai.azure.com{suffix}\n")), "{flavor}: {api}");
        assert!(api.contains(&format!("path: /azure-openai{suffix}\n")), "{flavor}: {api}");
        assert!(api.contains("spec: inference.json\n"), "a file of the project stays where it is: {api}");
        assert!(api.contains("chat:\n    streaming: { when: /stream, events: createChatCompletionStreamResponse }"));
        assert_eq!(api.contains("default: \"2024-10-21\""), flavor != "v1", "{flavor}: {api}");
        compiles(&folder);
        let (code, said) = import(&folder, &[&arguments[..], &["--flavor", flavor]].concat());
        assert_eq!(code, Some(0), "{said}");
        let other = if flavor == "v1" { "models" } else { "v1" };
        let (code, said) = import(&folder, &[&arguments[..], &["--flavor", other]].concat());
        assert_eq!(code, Some(1), "{said}");
        assert!(said.contains(&format!("of the flavor `{flavor}`, not `{other}`")), "{said}");
    }
}

#[test]
fn a_key_or_the_managed_identity() {
    let folder = scratch("import-azure-identity");
    fs::write(folder.join("inference.json"), deployments()).unwrap();
    let arguments = [&["azure-openai", "--spec", "inference.json"][..], &ENDPOINT].concat();
    let identity = [&arguments[..], &["--managed-identity", "--path", "/my-api/openai"]].concat();
    assert_eq!(import(&folder, &identity).0, Some(0));
    let written = api(&folder);
    assert!(written.contains("managed-identity: { resource: https://cognitiveservices.azure.com }"), "{written}");
    assert!(written.contains("path: /my-api/openai\n") && !written.contains("named-values"), "{written}");
    compiles(&folder);
    let suffixed =
        ["azure-openai", "--spec", "inference.json", "--endpoint", "https://contoso.openai.azure.com/openai/"];
    let again = [&suffixed[..], &["--managed-identity", "--path", "/my-api/openai"]].concat();
    let (code, said) = import(&folder, &again);
    assert_eq!((code, api(&folder)), (Some(0), written), "an endpoint with the suffix is the same: {said}");
    let (code, said) = import(&folder, &[&identity[..], &["--access-key", "api-key: {{k}}"]].concat());
    assert_eq!(code, Some(2), "{said}");
    let (code, said) = import(&folder, &[&arguments[..], &["--force"]].concat());
    assert_eq!((code, said.contains("AZURE_OPENAI_KEY")), (Some(0), true), "{said}");
    assert!(api(&folder).contains("\"api-key\": \"{{azure-openai-key}}\""));
    compiles(&folder);
}

/// Serves one text once, on loopback.
fn served(text: String) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/inference.json", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        let (mut connection, _) = listener.accept().unwrap();
        let mut head = [0; 4096];
        let _ = connection.read(&mut head).unwrap();
        let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", text.len());
        connection.write_all(head.as_bytes()).and_then(|()| connection.write_all(text.as_bytes())).unwrap();
    });
    url
}

#[test]
fn a_spec_from_elsewhere_comes_along() {
    let folder = scratch("import-azure-url");
    let (code, said) = import(&folder, &[&["azure-openai", "--spec", &served(deployments())][..], &ENDPOINT].concat());
    assert_eq!(code, Some(0), "{said}");
    assert_eq!(fs::read_to_string(folder.join("apis/azure-openai.openapi.json")).unwrap(), deployments());
    compiles(&folder);
    // Another kind of service under the same name leaves the file, and says so.
    let other = ["passthrough", "--name", "azure-openai", "--url", "http://127.0.0.1:9000", "--force"];
    let (code, said) = import(&folder, &other);
    assert_eq!((code, said.contains("no longer used")), (Some(0), true), "{said}");
}

#[test]
fn what_is_wrong_is_told_and_nothing_is_written() {
    let folder = scratch("import-azure-wrong");
    let elsewhere = scratch("import-azure-elsewhere");
    let file = |name: &str, text: &str| {
        fs::write(elsewhere.join(name), text).unwrap();
        elsewhere.join(name).to_string_lossy().into_owned()
    };
    let good = file("good.json", &deployments());
    let other = file("other.json", &deployments().replace("#/components/schemas/request", "request.json"));
    let pets =
        file("pets.json", r#"{"openapi": "3.0.3", "info": {"title": "t", "version": "1"}, "paths": {"/pets": {}}}"#);
    let broken = file("broken.json", "{\"openapi\": \n");
    for (spec, endpoint, code, words) in [
        (&*good, "contoso.openai.azure.com/elsewhere", 2, "the host alone"),
        (&good, "ftp://contoso", 2, "`ftp`"),
        (&other, ENDPOINT[1], 1, "`request.json`"),
        (&pets, ENDPOINT[1], 1, "no flavor"),
        (&broken, ENDPOINT[1], 1, "broken.json:1:12"),
        ("nowhere.json", ENDPOINT[1], 1, "nowhere.json"),
        ("http://127.0.0.1:9/inference.json", ENDPOINT[1], 1, "http://127.0.0.1:9/inference.json"),
    ] {
        let (found, said) = import(&folder, &["azure-openai", "--spec", spec, "--endpoint", endpoint]);
        assert_eq!(found, Some(code), "{spec}: {said}");
        assert!(said.contains(words), "{spec}: {said}");
    }
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 0);
}

#[test]
fn the_published_specs_compile_as_imported() {
    let Some(specs) = published() else {
        eprintln!("skipped: no published documents at $GATEWRIGHT_SPECS");
        return;
    };
    for (spec, flavor, routes) in [
        ("azure-openai/2024-10-21-inference.json", "azure-openai", 6),
        ("azure-openai/2025-03-01-preview-AIFoundryOpenAI.json", "azure-openai", 49),
        ("azure-ai-inference/2025-05-15-preview-AIFoundryAzureAI.json", "models", 5),
        ("azure-ai-inference/2024-05-01-preview-swagger2.json", "models", 4),
        ("azure-openai/v1-AIFoundryOpenAIV1.json", "v1", 60),
    ] {
        let folder = scratch(&format!("import-published-{routes}"));
        let spec = specs.join(spec).to_string_lossy().into_owned();
        let (code, said) =
            import(&folder, &[&["azure-openai", "--flavor", flavor, "--spec", &spec][..], &ENDPOINT].concat());
        assert_eq!(code, Some(0), "{spec}: {said}");
        let listed = String::from_utf8(gatewright(&folder, &["routes"]).stdout).unwrap();
        assert_eq!(listed.lines().filter(|line| line.contains("/azure-openai/")).count(), routes, "{spec}\n{listed}");
    }
}

fn published() -> Option<PathBuf> {
    let named = std::env::var_os("GATEWRIGHT_SPECS").map(PathBuf::from);
    let folder = named.unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/specs"));
    folder.is_dir().then_some(folder)
}
