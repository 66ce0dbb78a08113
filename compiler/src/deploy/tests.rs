#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::BTreeMap;
use std::path::Path;

use crate::gateway::{
    Gateway, Limit, NamedValue, Origin, Runtime, Scalar, ScalarKind, Sections, Settings, State, Tls, ValueSource,
};

use super::container::{Container, DRAIN};
use super::{Kind, Project, below, files, is_plain};

fn gateway() -> Gateway {
    Gateway {
        name: "desk".to_owned(),
        settings: Settings {
            listen: "127.0.0.1:8080".to_owned(),
            admin: Some("127.0.0.1:9901".to_owned()),
            subscriptions: Some("subscriptions.yaml".to_owned()),
            prices: None,
            llm_log: None,
            attributes: Vec::new(),
            products: Vec::new(),
            trusted_proxies: Vec::new(),
            tls: None,
            limits: Vec::new(),
        },
        named_values: Vec::new(),
        backends: Vec::new(),
        models: Vec::new(),
        state: State::Memory,
        otlp: None,
        apis: Vec::new(),
        policy_crates: Vec::new(),
        policies: Sections::default(),
        runtime: Runtime::Vendored,
    }
}

fn written(gateway: &Gateway, kinds: &[Kind]) -> Result<BTreeMap<String, String>, String> {
    let check = ["gateway.yaml".to_owned()];
    files(kinds, &Project { gateway, krate: "made/desk", check: &check, image: None })
}

fn manifest(gateway: &Gateway) -> String {
    written(gateway, &[Kind::Kubernetes]).unwrap().remove("deploy/desk/kubernetes.yaml").unwrap()
}

fn file(name: &str, path: &str, default: bool) -> NamedValue {
    let default = default.then_some(Scalar::Boolean(true));
    let source = ValueSource::File { path: path.to_owned(), kind: ScalarKind::String, default, reload: true };
    NamedValue { name: name.to_owned(), ident: name.to_owned(), source }
}

#[test]
fn ports_are_those_of_the_gateway_file_where_a_container_can_have_them() {
    let tls = Some(Tls { certificate: "c".to_owned(), key: "k".to_owned(), clients: None });
    for (listen, admin, tls, ports) in [
        ("127.0.0.1:8080", Some("127.0.0.1:9901"), None, (8080, 9901, 80)),
        ("[::]:7000", None, None, (7000, 9901, 80)),
        ("0.0.0.0:443", Some("127.0.0.1:9000"), tls.clone(), (8443, 9000, 443)),
        ("0.0.0.0:80", Some("0.0.0.0:81"), None, (8080, 9901, 80)),
        ("127.0.0.1:0", Some("127.0.0.1:0"), tls, (8443, 9901, 443)),
        ("127.0.0.1:9901", None, None, (9901, 9902, 80)),
        ("127.0.0.1:8080", Some("127.0.0.2:8080"), None, (8080, 9901, 80)),
    ] {
        let mut gateway = gateway();
        gateway.settings.listen = listen.to_owned();
        gateway.settings.admin = admin.map(str::to_owned);
        gateway.settings.tls = tls;
        let container = Container::of(&gateway);
        assert_eq!((container.port, container.admin_port, container.service_port), ports, "{listen} {admin:?}");
    }
}

#[test]
fn a_pod_may_take_longer_to_end_than_the_gateway_drains() {
    let runtime = include_str!("../../../runtime/src/server/settings.rs");
    assert!(runtime.contains(&format!("drain: Duration::from_secs({DRAIN})")), "the runtime's own default");
    let mut gateway = gateway();
    assert!(manifest(&gateway).contains("terminationGracePeriodSeconds: 75\n"));
    gateway.settings.limits = vec![("body", Limit::Bytes(1)), ("drain", Limit::Time(90_500))];
    assert!(manifest(&gateway).contains("terminationGracePeriodSeconds: 106\n"));
}

#[test]
fn files_are_mounted_by_folders() {
    let mut gateway = gateway();
    gateway.named_values = vec![
        file("a", "keys/a b.txt", false),
        file("b", "keys/a-b.txt", false),
        file("c", "/data/keys/c", true),
        file("d", "/data/d", true),
        file("e", "../desk/./sub/../e", false),
        NamedValue {
            name: "f".to_owned(),
            ident: "f".to_owned(),
            // The same file as a secret is one.
            source: ValueSource::SecretFile("/etc/desk/e".to_owned()),
        },
    ];
    let text = manifest(&gateway);
    let keys = ["keys.a-b.txt\n", "keys.a-b.txt-2\n", "data.keys.c\n", "data.d\n", "e\n", "subscriptions.yaml\n"];
    for (key, path) in keys.iter().zip(["keys/a b.txt", "keys/a-b.txt", "keys/c", "d", "e", "subscriptions.yaml"]) {
        assert!(text.contains(&format!("- key: {key}                      path: \"{path}\"\n")), "{key}{path}: {text}");
    }
    assert_eq!(text.matches("mountPath").count(), 2, "{text}");
    assert!(text.contains("mountPath: \"/etc/desk\"") && text.contains("mountPath: \"/data\""), "{text}");
    assert_eq!(text.matches("path: \"e\"").count(), 1, "{text}");
    let secret = text.rsplit("- secret:").next().unwrap();
    assert!(secret.contains("key: e\n") && secret.contains("key: subscriptions.yaml\n"), "{secret}");
}

#[test]
fn what_cannot_be_mounted_is_told() {
    for (path, words) in [
        ("/etc/ssl/own.pem", "hides `/etc/ssl`"),
        ("/etc/own.pem", "hides `/etc/ssl`"),
        ("/own.pem", "can't be mounted"),
        ("../../../own.pem", "can't be mounted"),
        ("/", "can't be mounted"),
        ("/proc/self/environ", "hides `/proc`"),
        ("a\nb", "a\\nb"),
    ] {
        let mut gateway = gateway();
        gateway.named_values = vec![file("a", path, false)];
        let said = written(&gateway, &[Kind::Kubernetes]).unwrap_err();
        assert!(said.contains(words), "{path:?}: {said}");
        assert!(!said.contains('\n'), "{said}");
    }
    let mut gateway = gateway();
    gateway.name = "d".repeat(64);
    assert!(written(&gateway, &[Kind::Kubernetes]).unwrap_err().contains("63"));
}

#[test]
fn variables_are_as_secret_as_any_value_that_is_read_from_them() {
    let mut gateway = gateway();
    let value = |name: &str, source| NamedValue { name: name.to_owned(), ident: name.to_owned(), source };
    let plain =
        |default: Option<Scalar>| ValueSource::Env { variable: "BOTH".to_owned(), kind: ScalarKind::String, default };
    gateway.named_values = vec![
        value("a", plain(Some(Scalar::String("never shown".to_owned())))),
        value("b", ValueSource::SecretEnv("BOTH".to_owned())),
        value("c", ValueSource::Literal(Scalar::String("never shown".to_owned()))),
    ];
    let text = manifest(&gateway);
    assert_eq!(text.matches("name: \"BOTH\"").count(), 1, "{text}");
    assert!(text.contains("secretKeyRef") && !text.contains("configMapKeyRef"), "{text}");
    assert!(!text.contains("never shown"), "{text}");
}

#[test]
fn an_image_is_built_from_the_folders_that_cargo_reads() {
    let mut gateway = gateway();
    let image = |gateway: &Gateway| written(gateway, &[Kind::Dockerfile]);
    let files = image(&gateway).unwrap();
    assert!(files["deploy/desk/Dockerfile"].contains("\nCOPY made/desk made/desk\n"));
    assert!(files["deploy/desk/Dockerfile.dockerignore"].ends_with("*\n!made/desk\n**/target\n"));
    gateway.runtime = Runtime::From(Origin::Path("../../runtime".to_owned()));
    gateway.policy_crates = vec![("own".to_owned(), Origin::Path("../own".to_owned()))];
    let files = image(&gateway).unwrap();
    let copies = "\nCOPY made/desk made/desk\nCOPY made/own made/own\nCOPY runtime runtime\n";
    assert!(files["deploy/desk/Dockerfile"].contains(copies), "{files:?}");
    for path in ["../../../runtime", "/opt/runtime", "../..", "../my runtime"] {
        gateway.runtime = Runtime::From(Origin::Path(path.to_owned()));
        let said = image(&gateway).unwrap_err();
        assert!(said.contains(path) && said.contains("vendored"), "{said}");
    }
}

#[test]
fn words_of_other_tools_mean_themselves() {
    for good in ["gateway.yaml", "./a/b-c_d.yaml", "api=../x.json", "https://a.example:80/v1", "git:ssh://x/y#0a1b"] {
        assert!(is_plain(good), "{good}");
    }
    for bad in [
        "", "a b", "a;b", "$A", "`a`", "a'b", "a\"b", "a\nb", "#a", "~/a", "${{ a }}", "a:", "*", "ä", "a\\b", "-- x",
        "@a",
    ] {
        assert!(!is_plain(bad), "{bad}");
    }
}

#[test]
fn a_path_is_below_a_folder_or_it_is_not() {
    let of = |folder: &str, path: &str| below(Path::new(folder), Path::new(path));
    assert_eq!(of("/a/b", "/a/b/c/../d").as_deref(), Some("d"));
    assert_eq!(of("/a/b", "/a/./b").as_deref(), Some("."));
    assert_eq!(of("/", "/a").as_deref(), Some("a"));
    assert_eq!(of("/a/b", "/a/bc"), None);
    assert_eq!(of("/a/b", "/a/b/../c"), None);
    assert_eq!(of("/a", "/../.."), None);
}
