#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use super::{Authentication, Credential, Kind, Operations, PRESETS, Start, checked, files, gateway_file};

fn start(kind: Kind) -> Start {
    Start {
        name: "gemini".to_owned(),
        url: checked("https://gemini.example/v1/").unwrap(),
        path: "/gemini".to_owned(),
        authentication: Authentication::Key(
            Credential::read("Authorization: Bearer {{gemini-key}}", "gemini").unwrap(),
        ),
        subscription_required: true,
        product: None,
        kind,
    }
}

#[test]
fn urls_that_nothing_can_be_sent_to_are_refused() {
    for (url, word) in [
        ("api.example.com/v1", "no scheme"),
        ("ftp://api.example.com", "`ftp`"),
        ("https://", "no host"),
        ("https://api.example.com:99999/v1", "port"),
        ("https://user:secret@api.example.com", "user"),
        ("https://api.example.com/v1?key=1", "query"),
        ("https://a b", "no URL"),
    ] {
        let said = checked(url).unwrap_err();
        assert!(said.contains(word), "{url}: {said}");
        assert!(!said.contains("secret"), "{said}");
    }
    assert_eq!(checked("HTTPS://api.example.com/A/").unwrap(), "https://api.example.com/A");
    assert_eq!(checked("http://127.0.0.1:8000/v1/").unwrap(), "http://127.0.0.1:8000/v1");
}

#[test]
fn a_key_in_clear_is_refused_and_never_repeated() {
    let said = Credential::read("Authorization: Bearer sk-123456", "gemini").unwrap_err();
    assert!(said.contains("{{gemini-key}}") && said.contains("GEMINI_KEY") && !said.contains("sk-123456"), "{said}");
    for wrong in [
        "{{gemini-key}}",
        "bad header: {{key}}",
        "Authorization: {{Key}}",
        "Authorization: {{a}}{{b}}",
        "x-key: \"{{a}}\"",
        "Host: {{a}}",
        "Content-Length: {{a}}",
        "x-key: {{a}}\r\nb: c",
        "Authorization: Bearer sk-1{{a}}",
        "Authorization: Bearer {{a}}2",
    ] {
        assert!(Credential::read(wrong, "gemini").is_err(), "{wrong}");
    }
    let good = Credential::read("x-api-key: {{ my-key }}", "gemini").unwrap();
    assert_eq!((&*good.header, &*good.named, &*good.variable()), ("x-api-key", "my-key", "MY_KEY"));
}

#[test]
fn presets_are_good_starts() {
    for preset in PRESETS {
        assert_eq!(checked(preset.url).unwrap(), preset.url);
        if let Some(access_key) = preset.access_key {
            Credential::read(access_key, preset.name).unwrap();
        }
    }
}

#[test]
fn chat_alone_keeps_what_it_leads_to() {
    let only = Operations { whole: false, audio: false };
    let spec =
        |operations| files(&start(Kind::OpenAi(operations))).unwrap().remove("apis/gemini.openapi.yaml").unwrap();
    let (chat, all) = (spec(only), spec(Operations { whole: true, audio: true }));
    let audio = spec(Operations { whole: false, audio: true });
    assert!(audio.contains("/audio/speech:") && !audio.contains("/embeddings:"), "{audio}");
    let read = |text: &str| serde_yaml::from_str::<serde_json::Value>(text).unwrap();
    let (chat, all) = (read(&chat), read(&all));
    assert_eq!(chat["paths"].as_object().unwrap().keys().collect::<Vec<_>>(), ["/chat/completions"]);
    assert_eq!(chat["paths"]["/chat/completions"], all["paths"]["/chat/completions"]);
    assert_eq!(chat["servers"][0]["url"], "https://gemini.example/v1");
    assert_eq!(chat["tags"].as_array().unwrap().len(), 1);
    let schemas = chat["components"]["schemas"].as_object().unwrap();
    assert!(schemas.contains_key("CreateChatCompletionRequest") && !schemas.contains_key("CreateBatchRequest"));
    for (name, schema) in schemas {
        assert_eq!(schema, &all["components"]["schemas"][name], "{name}");
        assert!(chat.to_string().contains(&format!("#/components/schemas/{name}\"")), "{name} is not used");
    }
}

#[test]
fn a_product_and_open_access_are_said() {
    let start = Start { subscription_required: false, product: Some("free".to_owned()), ..start(Kind::Passthrough) };
    assert!(gateway_file(&start).unwrap().contains("products:\n  free: { apis: [gemini] }\n"));
    assert!(files(&start).unwrap()["apis/gemini.yaml"].contains("  required: false\n"));
}

#[test]
fn a_passthrough_has_no_spec() {
    let files = files(&start(Kind::Passthrough)).unwrap();
    assert_eq!(files.keys().collect::<Vec<_>>(), ["apis/gemini.yaml"]);
    assert!(gateway_file(&start(Kind::Passthrough)).unwrap().contains("gemini: apis/gemini.yaml"));
}
