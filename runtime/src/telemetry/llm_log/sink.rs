//! Where the lines go: a file that is opened again when it was moved away, or the stream of the access log.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::telemetry::log::Log;

pub(super) enum Sink {
    /// `torn`: what was written last is no whole line.
    File {
        path: PathBuf,
        file: File,
        torn: bool,
    },
    Log(Log),
}

impl Sink {
    pub(super) fn open(path: Option<PathBuf>, log: Log) -> Result<Self, String> {
        let Some(path) = path else { return Ok(Self::Log(log)) };
        match append(&path) {
            Ok(file) => Ok(Self::File { path, file, torn: false }),
            Err(error) => Err(format!("the log of calls of models can't be written to `{}`: {error}", path.display())),
        }
    }

    /// Writes whole lines.
    pub(super) fn write(&mut self, lines: &str) -> io::Result<()> {
        match self {
            Self::Log(log) => {
                log.line(|to| to.push_str(lines));
                Ok(())
            }
            Self::File { path, file, torn } => {
                if !is_at(file, path) {
                    *file = append(path)?;
                    *torn = false;
                }
                if *torn {
                    file.write_all(b"\n")?;
                }
                *torn = true;
                file.write_all(lines.as_bytes())?;
                *torn = false;
                Ok(())
            }
        }
    }
}

fn append(path: &Path) -> io::Result<File> {
    OpenOptions::new().create(true).append(true).open(path)
}

/// Whether this is the file at a path.
#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let place = |metadata: std::fs::Metadata| (metadata.dev(), metadata.ino());
    let there = std::fs::metadata(path).ok().map(place);
    there.is_some() && file.metadata().ok().map(place) == there
}

/// Elsewhere an open file is not moved away.
#[cfg(not(unix))]
fn is_at(_: &File, path: &Path) -> bool {
    path.exists()
}
