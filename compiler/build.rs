//! Lists the runtime's source, so that the compiler carries it and can write it into emitted crates.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let variable = |name: &str| env::var_os(name).ok_or_else(|| io::Error::other(format!("cargo sets {name}")));
    // Asked for when it runs: the script may have been compiled where the repository stood before it was moved.
    let runtime = Path::new(&variable("CARGO_MANIFEST_DIR")?).join("../runtime").canonicalize()?;
    println!("cargo::rerun-if-changed={}", runtime.display());
    let mut paths = vec![PathBuf::from("Cargo.toml")];
    walk(&runtime, Path::new("src"), &mut paths)?;
    paths.retain(|path| !path.components().any(|part| part.as_os_str() == "tests") && !path.ends_with("tests.rs"));
    paths.sort();
    let mut list = String::from("const RUNTIME: &[(&str, &str)] = &[\n");
    for path in &paths {
        let name = path.to_string_lossy().replace('\\', "/");
        let _ = writeln!(list, "    ({name:?}, include_str!({:?})),", runtime.join(path));
    }
    list.push_str("];\n");
    fs::write(Path::new(&variable("OUT_DIR")?).join("runtime.rs"), list)
}

fn walk(root: &Path, folder: &Path, paths: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(root.join(folder))? {
        let entry = entry?;
        let path = folder.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            walk(root, &path, paths)?;
        } else {
            paths.push(path);
        }
    }
    Ok(())
}
