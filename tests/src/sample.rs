//! The gateways of `specs/`, as they are but for the place of their backend.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use gatewright::Input;

use crate::gateway::{Profile, built};
use crate::{Running, Site, Upstream, root, target};

/// A gateway of `specs/` that was compiled and built with a backend that the environment names.
#[derive(Debug)]
pub struct Sample {
    /// Its binary; `BACKEND_URL` in its environment says where the backend is, the path included.
    pub binary: PathBuf,
    /// Where the backend's own paths begin, such as `/openai`.
    base: String,
}

impl Sample {
    /// Compiles and builds the gateway in `specs/{folder}`, with `spec` in place of the document beside it.
    ///
    /// # Panics
    /// Where it doesn't compile or build, or where its gateway file has more than one backend.
    #[must_use]
    pub fn build(folder: &str, spec: Option<&Path>) -> Self {
        Self::build_as(folder, spec, Profile::Dev)
    }

    /// [`Sample::build`], by a profile.
    ///
    /// # Panics
    /// As there.
    #[must_use]
    pub fn build_as(folder: &str, spec: Option<&Path>, profile: Profile) -> Self {
        let name = format!("{}-{folder}", if spec.is_some() { "published" } else { "sample" });
        Self::build_edited(folder, &name, spec, profile, |text| text)
    }

    /// The same under another name, with what `edit` makes of the gateway file.
    ///
    /// # Panics
    /// As there.
    #[must_use]
    pub fn build_edited(
        folder: &str,
        name: &str,
        spec: Option<&Path>,
        profile: Profile,
        edit: impl FnOnce(String) -> String,
    ) -> Self {
        let from = root().join("specs").join(folder);
        let text = fs::read_to_string(from.join("gateway.yaml")).expect("a gateway file");
        let urls: Vec<&str> = text.lines().filter_map(|line| line.strip_prefix("    url: ")).collect();
        let [url] = urls[..] else { panic!("one backend, not {urls:?}") };
        let base = url.splitn(4, '/').nth(3).map(|path| format!("/{path}")).unwrap_or_default();
        let from_environment = "named-values:\n  backend-url: { env: BACKEND_URL, default: \"http://127.0.0.1:1\" }";
        let text = text
            .replacen(&format!("\nname: {folder}\n"), &format!("\nname: {name}\n"), 1)
            .replacen(url, "\"{{backend-url}}\"", 1)
            .replacen("named-values:", from_environment, 1);
        let text = edit(text);
        let gateway = target().join("emitted-tests").join(format!("{name}.yaml"));
        fs::create_dir_all(target().join("emitted-tests")).expect("a folder");
        // Tests of one binary may build the same sample side by side: the file is there whole, or not yet.
        let own = gateway.with_extension(format!("{:?}", std::thread::current().id()));
        fs::write(&own, text).and_then(|()| fs::rename(&own, &gateway)).expect("a gateway file");
        let document = spec.map_or_else(|| document(&from), Path::to_owned);
        match built(&Input { gateway, specs: vec![(None, document)], ..Input::default() }, name, profile) {
            Ok(binary) => Self { binary, base },
            Err(problem) => panic!("{problem}"),
        }
    }

    /// Starts it before an upstream.
    #[must_use]
    pub fn start(&self, upstream: &Upstream) -> Running {
        self.start_before(&upstream.url())
    }

    /// Starts it before whatever serves at `url`, with [`crate::KEYS`] as its callers' keys.
    #[must_use]
    pub fn start_before(&self, url: &str) -> Running {
        let site = Site::new().with("BACKEND_URL", &format!("{url}{}", self.base));
        let site = site.with("AZURE_OPENAI_KEY", BACKEND_KEY).with("OPENAI_API_KEY", BACKEND_KEY);
        Running::start(&self.binary, site, &["--listen", "127.0.0.1:0", "--admin-listen", "127.0.0.1:0"])
    }
}

/// The backend's key, which callers never see.
pub const BACKEND_KEY: &str = "the-backends-own-key";

fn document(folder: &Path) -> PathBuf {
    let all = ["openapi.json", "openapi.yaml"].map(|name| folder.join(name));
    all.into_iter().find(|path| path.is_file()).expect("a document")
}

/// A published document: below `GATEWRIGHT_SPECS`, or else in `../shared/specs` beside the repository. None where there
/// is no such folder.
///
/// # Panics
/// Where there is the folder but not the document.
#[must_use]
pub fn published(path: &str) -> Option<PathBuf> {
    let folder = env::var_os("GATEWRIGHT_SPECS").map_or_else(|| root().join("../shared/specs"), PathBuf::from);
    if !folder.is_dir() {
        return None;
    }
    let document = folder.join(path);
    assert!(document.is_file(), "{} isn't there", document.display());
    Some(document)
}
