//! The image's commands, carried out, and what they build, started as the manifest says.
#![cfg(unix)]

use std::fs;
use std::net::{SocketAddr, TcpListener};
use std::os::unix::fs::symlink;
use std::path::Path;
use std::time::{Duration, Instant};

use gatewright_tests::{Client, KEYS, Running, Site, Upstream, eventually, scratch, subscription};
use serde_json::Value;

use crate::manifest::{of_kind, port};
use crate::{gatewright, image, ready, said, yaml};

/// The drain of the gateway.
const DRAIN: Duration = Duration::from_secs(2);

/// Free ports for the gateway file.
fn free() -> [u16; 2] {
    let listeners = [(); 2].map(|()| TcpListener::bind("127.0.0.1:0").unwrap());
    listeners.map(|listener| listener.local_addr().unwrap().port())
}

/// Compiles the gateway and writes how it is deployed.
fn deployed(project: &Path, [listen, admin]: [u16; 2]) {
    let gateway = format!(
        "version: 1
name: carried
listen: 127.0.0.1:{listen}
admin: {{ listen: 127.0.0.1:{admin} }}
server: {{ drain: {}s }}
named-values:
  upstream: {{ env: BACKEND_URL }}
  colour: {{ env: COLOUR, default: grey }}
  backend-key: {{ secret: {{ env: BACKEND_KEY }} }}
  greeting: {{ file: words/greeting.txt, reload: true }}
  absent: {{ file: words/absent.txt, default: away }}
backends:
  main: {{ url: \"{{{{upstream}}}}\", credentials: {{ headers: {{ x-key: \"{{{{backend-key}}}}\" }} }} }}
apis:
  all:
    passthrough: {{}}
    path: /all
    backend: main
    subscription: {{ header: [api-key] }}
    policies:
      inbound:
        - set-header: {{ name: x-words, exists-action: override, value: \"{{{{greeting}}}} {{{{colour}}}} {{{{absent}}}}\" }}
subscriptions: {{ file: subscriptions.yaml }}
",
        DRAIN.as_secs()
    );
    fs::create_dir_all(project.join(".git")).unwrap();
    // Crates go to the nearest workspace, which this repository may be else.
    fs::write(project.join("Cargo.toml"), "[workspace]\n").unwrap();
    fs::write(project.join("gateway.yaml"), gateway).unwrap();
    for arguments in [&["compile"][..], &["deploy", "--for", "dockerfile,kubernetes", "--force"]] {
        let output = gatewright(project, arguments);
        assert!(output.status.success(), "{}", said(&output));
    }
}

/// Puts files into a folder as a kubelet does, over those that it put there before: links to a folder that is replaced at once.
fn mounted(folder: &Path, version: &str, files: &[(&str, &str)]) {
    let own = folder.join(format!("..{version}"));
    for (path, text) in files {
        fs::create_dir_all(own.join(path).parent().unwrap()).unwrap();
        fs::write(own.join(path), text).unwrap();
        let first = path.split('/').next().unwrap();
        if fs::symlink_metadata(folder.join(first)).is_err() {
            symlink(Path::new("..data").join(first), folder.join(first)).unwrap();
        }
    }
    symlink(format!("..{version}"), folder.join("..data_tmp")).unwrap();
    fs::rename(folder.join("..data_tmp"), folder.join("..data")).unwrap();
}

/// What the pod's volume holds, with the words of the greeting: paths that the manifest gives to keys.
fn files(pod: &Value, greeting: &str) -> Vec<(String, String)> {
    let mount = &pod["containers"][0]["volumeMounts"][0];
    assert_eq!(mount["mountPath"], "/etc/carried");
    assert!(mount.get("subPath").is_none(), "what is mounted so never changes");
    let key = subscription("team-a", "active", "", &KEYS);
    let stored = |key_of: &str| match key_of {
        "subscriptions.yaml" => Some(format!("subscriptions:\n{key}")),
        "words.greeting.txt" => Some(greeting.to_owned()),
        "words.absent.txt" => None,
        other => panic!("{other}"),
    };
    let mut files = Vec::new();
    for source in pod["volumes"][0]["projected"]["sources"].as_array().unwrap() {
        let (kind, source) = source.as_object().unwrap().iter().next().unwrap();
        assert_eq!(source["name"], "carried-files");
        for item in source["items"].as_array().unwrap() {
            let key = item["key"].as_str().unwrap();
            assert_eq!(kind == "secret", key == "subscriptions.yaml", "{kind}: {key}");
            match stored(key) {
                Some(text) => files.push((item["path"].as_str().unwrap().to_owned(), text)),
                None => assert_eq!(source["optional"], true, "{key}"),
            }
        }
    }
    assert_eq!(files.len(), 2, "{files:?}");
    files
}

fn put(site: &Site, version: &str, files: &[(String, String)]) {
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    mounted(site.path(), version, &files);
}

/// The environment of the pod: an image's, and over it the manifest's with what its Secret and ConfigMap hold. Tests listen on
/// loopback alone.
fn environment(site: Site, image: &image::Image, container: &Value, upstream: &Upstream) -> Site {
    let loopback = |value: &str| value.replace("0.0.0.0:", "127.0.0.1:");
    let site = Site::without(site, "BACKEND_KEY");
    let site = image.environment.iter().fold(site, |site, (name, value)| site.with(name, &loopback(value)));
    container["env"].as_array().unwrap().iter().fold(site, |site, variable| {
        let name = variable["name"].as_str().unwrap();
        if let Some(value) = variable["value"].as_str() {
            return site.with(name, &loopback(value));
        }
        let from = variable["valueFrom"].as_object().unwrap();
        match (name, from.get("secretKeyRef"), from.get("configMapKeyRef")) {
            ("BACKEND_KEY", Some(secret), None) => {
                assert_eq!((&secret["name"], &secret["key"]), (&"carried-env".into(), &name.into()));
                site.with(name, "from the secret")
            }
            ("BACKEND_URL", None, Some(_)) => site.with(name, &upstream.url()),
            ("COLOUR", None, Some(setting)) if setting["optional"] == true => site,
            _ => panic!("{variable}"),
        }
    })
}

#[test]
fn what_the_image_builds_serves_and_ends_as_the_manifest_says() {
    if !ready() {
        return;
    }
    let (project, work) = (scratch("carried"), scratch("carried-image"));
    // A lock file is the user's once it is there, and this one may be of an older compiler.
    let _ = fs::remove_dir_all(project.join("generated"));
    deployed(&project, free());
    fs::write(project.join("generated/carried/target"), "no part of the image").unwrap();
    fs::write(project.join(".env"), "BACKEND_KEY=1").unwrap();
    let image = image::build(&project, "deploy/carried/Dockerfile", &work, &scratch("carried-target"));
    let sent = work.join("build/build");
    assert!(sent.join("generated/carried/Cargo.lock").is_file());
    assert!(!sent.join("generated/carried/target").exists() && !sent.join(".env").exists());
    assert_eq!(image.user, "65532:65532");
    assert_eq!(image.entrypoint, ["/usr/local/bin/carried", "--config-dir", "/etc/carried"]);

    let documents = yaml(&fs::read_to_string(project.join("deploy/carried/kubernetes.yaml")).unwrap());
    let pod = &of_kind(&documents, "Deployment").unwrap()["spec"]["template"]["spec"];
    let container = &pod["containers"][0];
    let upstream = Upstream::start();
    let site = Site::new();
    fs::remove_file(site.path().join("subscriptions.yaml")).unwrap();
    put(&site, "1", &files(pod, "hello"));
    let site = environment(site, &image, container, &upstream);
    // The folder that `--config-dir` names in the image is the site's.
    let mut gateway = Running::of(&image::below(&image.root, &image.entrypoint[0]), site);
    gateway.address();

    let probed = |probe: &str| {
        let get = &container[probe]["httpGet"];
        let mut client = Client::connect(SocketAddr::from(([127, 0, 0, 1], port(container, &get["port"]))));
        client.request("GET", get["path"].as_str().unwrap(), "", b"");
        client.response().status()
    };
    assert_eq!((probed("readinessProbe"), probed("livenessProbe")), (200, 200));
    let service = of_kind(&documents, "Service").unwrap();
    let callers = SocketAddr::from(([127, 0, 0, 1], port(container, &service["spec"]["ports"][0]["targetPort"])));
    let mut exposed = [callers.port(), port(container, &"admin".into())];
    exposed.sort_unstable();
    let mut of_image = image.exposed.clone();
    of_image.sort_unstable();
    assert_eq!(of_image, exposed);

    let words = |client: &mut Client| {
        client.admitted("GET", "/all/x", "", b"");
        let mut call = upstream.next();
        assert_eq!(call.head.header("x-key"), Some("from the secret"));
        call.answer("200 OK", "", b"");
        let words = call.head.header("x-words").unwrap().to_owned();
        drop(call);
        assert_eq!(client.response().status(), 200);
        words
    };
    let mut client = Client::connect(callers);
    assert_eq!(words(&mut client), "hello grey away");
    put(&gateway.site, "2", &files(pod, "good evening"));
    eventually("the mounted file is read again", || (words(&mut client) == "good evening grey away").then_some(()));

    // A stream that nobody ends.
    client.admitted("GET", "/all/events", "", b"");
    let mut stream = upstream.next();
    stream.begin("text/event-stream");
    assert_eq!(client.head().status(), 200);
    let asked = Instant::now();
    gateway.terminate();
    eventually("the port is closed", || Client::try_connect(callers).is_err().then_some(()));
    assert_eq!((probed("readinessProbe"), probed("livenessProbe")), (503, 200));
    stream.chunk(b"data: still here\n\n");
    assert_eq!(client.chunk().unwrap(), b"data: still here\n\n");
    let ended = gateway.wait();
    assert!(asked.elapsed() >= DRAIN, "it had the time of the drain: {}", ended.err);
    let pause = container["lifecycle"]["preStop"]["sleep"]["seconds"].as_u64().unwrap();
    let grace = pod["terminationGracePeriodSeconds"].as_u64().unwrap();
    assert!(grace >= pause + DRAIN.as_secs());
    assert!(asked.elapsed() + Duration::from_secs(pause) < Duration::from_secs(grace), "{:?}", asked.elapsed());
}
