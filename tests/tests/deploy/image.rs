//! An image's Dockerfile, carried out without Docker: each instruction does in folders what it says.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What an image would hold, and what it says of itself.
#[derive(Debug, Default)]
pub(crate) struct Image {
    /// The folder that stands for the root of its last stage.
    pub(crate) root: PathBuf,
    /// Its variables.
    pub(crate) environment: BTreeMap<String, String>,
    /// The ports that it exposes.
    pub(crate) exposed: Vec<u16>,
    /// Who its process runs as.
    pub(crate) user: String,
    /// What is started.
    pub(crate) entrypoint: Vec<String>,
}

/// Carries out a Dockerfile whose context is `project`, with stages in folders below `work`. What cargo builds goes to `target`.
pub(crate) fn build(project: &Path, dockerfile: &str, work: &Path, target: &Path) -> Image {
    let text = fs::read_to_string(project.join(dockerfile)).unwrap();
    let ignored = fs::read_to_string(project.join(format!("{dockerfile}.dockerignore"))).unwrap();
    let text = text.replace("\\\n", " ");
    let mut stages: BTreeMap<String, PathBuf> = BTreeMap::new();
    let mut image = Image::default();
    let mut directory = PathBuf::new();
    for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let (instruction, rest) = line.split_once(' ').unwrap();
        let words: Vec<&str> = rest.split_whitespace().collect();
        match (instruction, words.as_slice()) {
            ("FROM", [_, rest @ ..]) => {
                let name = rest.get(1).map_or_else(|| "last".to_owned(), |name| (*name).to_owned());
                image = Image { root: work.join(&name), ..Image::default() };
                fs::create_dir_all(&image.root).unwrap();
                directory.clone_from(&image.root);
                stages.insert(name, image.root.clone());
            }
            ("WORKDIR", [path]) => {
                directory = below(&image.root, path);
                fs::create_dir_all(&directory).unwrap();
            }
            ("COPY", [from, source, to]) if from.starts_with("--from=") => {
                let from = below(&stages[&from["--from=".len()..]], source);
                let to = below(&image.root, to);
                fs::create_dir_all(to.parent().unwrap()).unwrap();
                fs::copy(from, to).unwrap();
            }
            ("COPY", [source, to]) => copy(project, source, &directory.join(to), &ignored),
            ("RUN", words) => {
                let mounts = words.iter().take_while(|word| word.starts_with("--mount=")).count();
                for mount in &words[..mounts] {
                    let place = mount.split(',').find_map(|part| part.strip_prefix("target=")).unwrap();
                    // A cache of cargo's downloads is there already.
                    if !place.starts_with("/usr/local/cargo/") {
                        let _ = fs::remove_file(below(&image.root, place));
                        std::os::unix::fs::symlink(target, below(&image.root, place)).unwrap();
                    }
                }
                let mut shell = Command::new("sh");
                shell
                    .args(["-euc", &words[mounts..].join(" ")])
                    .current_dir(&directory)
                    .env("CARGO_NET_OFFLINE", "true");
                // Soon, not well: nobody calls this build often.
                for (name, value) in [("OPT_LEVEL", "0"), ("LTO", "off"), ("CODEGEN_UNITS", "16")] {
                    shell.env(format!("CARGO_PROFILE_RELEASE_{name}"), value);
                }
                shell.env("CARGO_INCREMENTAL", "0").env_remove("CARGO_TARGET_DIR");
                assert!(shell.status().unwrap().success(), "{rest}");
            }
            ("ENV", pairs) => image.environment.extend(pairs.iter().map(|pair| {
                let (name, value) = pair.split_once('=').unwrap();
                (name.to_owned(), value.to_owned())
            })),
            ("EXPOSE", ports) => image.exposed = ports.iter().map(|port| port.parse().unwrap()).collect(),
            ("USER", [user]) => image.user = (*user).to_owned(),
            // Only this form starts the process itself, and no shell that signals stop at.
            ("ENTRYPOINT", _) => image.entrypoint = serde_json::from_str(rest).unwrap(),
            ("STOPSIGNAL", ["SIGTERM"]) => {}
            _ => panic!("{line}"),
        }
    }
    image
}

/// A path of an image below the folder that stands for its root.
pub(crate) fn below(root: &Path, path: &str) -> PathBuf {
    root.join(path.strip_prefix('/').unwrap())
}

/// Copies a folder of the context without what is ignored.
fn copy(project: &Path, source: &str, to: &Path, ignored: &str) {
    if to.exists() {
        fs::remove_dir_all(to).unwrap();
    }
    let mut folders = vec![PathBuf::from(source)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(project.join(&folder)).unwrap() {
            let path = folder.join(entry.unwrap().file_name());
            if project.join(&path).is_dir() {
                folders.push(path);
            } else if is_sent(&path, ignored) {
                let place = to.join(path.strip_prefix(source).unwrap());
                fs::create_dir_all(place.parent().unwrap()).unwrap();
                fs::copy(project.join(&path), place).unwrap();
            }
        }
    }
}

/// Whether a file of the context gets to the builder: the last line of a .dockerignore that fits it decides.
pub(crate) fn is_sent(path: &Path, ignored: &str) -> bool {
    let mut sent = true;
    for line in ignored.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        match (line, line.strip_prefix('!'), line.strip_prefix("**/")) {
            ("*", ..) => sent = false,
            (_, Some(folder), _) => sent |= path.starts_with(folder),
            (_, _, Some(name)) => sent &= !path.components().any(|part| part.as_os_str() == name),
            _ => panic!("{line}"),
        }
    }
    sent
}
