//! Files that are read again when they change. Their times are looked at each second: it works on every file system, and
//! where a file is replaced by a link to another, as Kubernetes does.

use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

/// What is done with a file that changed: it is put in force, with remarks on what is in it, or not, with the reason.
type Reread = Box<dyn FnMut() -> Result<Vec<String>, String> + Send>;

/// A watched file.
pub(crate) struct Watch {
    path: PathBuf,
    seen: Stamp,
    reread: Reread,
}

/// What tells one content of a file from another.
type Stamp = Option<(SystemTime, u64)>;

fn stamp(path: &Path) -> Stamp {
    let metadata = std::fs::metadata(path).ok()?;
    Some((metadata.modified().ok()?, metadata.len()))
}

impl Watch {
    /// Watches a file from its present state on.
    pub(crate) fn new(path: PathBuf, reread: impl FnMut() -> Result<Vec<String>, String> + Send + 'static) -> Self {
        Self { seen: stamp(&path), path, reread: Box::new(reread) }
    }

    /// Reads the file again if it changed, and gives the remarks on it then. A text that is wrong is not put in force.
    fn look(&mut self) -> Result<Option<Vec<String>>, String> {
        let now = stamp(&self.path);
        if now == self.seen {
            return Ok(None);
        }
        self.seen = now;
        (self.reread)().map(Some)
    }
}

/// Looks at the files each second, for ever.
pub(crate) async fn watch(mut watches: Vec<Watch>, mut report: impl FnMut(String)) {
    loop {
        tokio::time::sleep(Duration::from_secs(1)).await;
        for watch in &mut watches {
            match watch.look() {
                Ok(None) => {}
                Ok(Some(remarks)) => {
                    report(format!("{}: read again", watch.path.display()));
                    remarks.into_iter().for_each(&mut report);
                }
                Err(problem) => report(format!("not put in force: {problem}")),
            }
        }
    }
}
