//! Named values: read at start from the environment or from files, and some of them again when their file changes.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

use http::HeaderValue;

use crate::secret::Secret;
use crate::server::watch::{Watch, watch};
use crate::store::Health;
use crate::subscription::Subscriptions;
use crate::upstream::{Breaker, Tokens};

/// A type that a named value may have.
pub trait FromText: Sized {
    /// What such a text must be, for a message.
    const EXPECTED: &'static str;

    /// Reads it. `None`: it is something else.
    fn from_text(text: &str) -> Option<Self>;
}

impl FromText for String {
    const EXPECTED: &'static str = "text";

    fn from_text(text: &str) -> Option<Self> {
        Some(text.to_owned())
    }
}

macro_rules! from_text {
    ($($type:ty: $expected:literal),*) => {$(
        impl FromText for $type {
            const EXPECTED: &'static str = $expected;

            fn from_text(text: &str) -> Option<Self> {
                text.trim().parse().ok()
            }
        }
    )*};
}

from_text!(i64: "a whole number", f64: "a number", bool: "`true` or `false`");

/// Whether a file is read again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reload {
    /// Only at start.
    Never,
    /// When it changes; looked at each second.
    OnChange,
    /// The same, and its text must fit where it is used.
    WhereFit(&'static [Fit]),
}

impl Reload {
    fn fits(self) -> &'static [Fit] {
        match self {
            Self::Never | Self::OnChange => &[],
            Self::WhereFit(fits) => fits,
        }
    }
}

/// What a text must be beyond its type, by where it is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fit {
    /// What the head of a message can hold: no line breaks and no other controls.
    Head,
    /// A number above zero.
    Positive,
    /// The status of an answer, from 200 to 599.
    Status,
}

impl Fit {
    /// What is wrong with a text, if something is.
    fn problem(self, text: &str) -> Option<&'static str> {
        let number = || text.trim().parse::<i64>().unwrap_or_default();
        match self {
            Self::Head => HeaderValue::from_str(text).is_err().then_some("can stand in no header"),
            Self::Positive => (number() < 1).then_some("is not above zero"),
            Self::Status => (!(200..=599).contains(&number())).then_some("is no status from 200 to 599"),
        }
    }
}

/// A value that may change while the gateway runs.
pub struct Reloaded<T>(Arc<RwLock<Arc<T>>>);

impl<T> Reloaded<T> {
    /// Wraps the first value.
    #[must_use]
    pub fn new(value: T) -> Self {
        Self(Arc::new(RwLock::new(Arc::new(value))))
    }

    /// The value as it is now.
    #[must_use]
    pub fn get(&self) -> Arc<T> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(crate) fn set(&self, value: T) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(value);
    }
}

impl<T> Clone for Reloaded<T> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<T: fmt::Debug> fmt::Debug for Reloaded<T> {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.get().fmt(to)
    }
}

/// The problems that keep a gateway from starting. Each is one sentence, without a secret.
#[derive(Debug, Default)]
pub struct StartError(pub(crate) Vec<String>);

impl StartError {
    /// One problem.
    pub(crate) fn of(problem: String) -> Self {
        Self(vec![problem])
    }

    /// The sentences.
    #[must_use]
    pub fn problems(&self) -> &[String] {
        &self.0
    }
}

impl fmt::Display for StartError {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str(&self.0.join("\n"))
    }
}

impl std::error::Error for StartError {}

type Environment = Box<dyn Fn(&str) -> Option<String> + Send>;

/// What a gateway is made from at start: the environment and the configuration directory. It notes every problem, so
/// that all are said at once: a value that is missing is given as an empty one, and [`serve`](crate::serve) doesn't go on.
pub struct Start {
    directory: PathBuf,
    environment: Environment,
    problems: Vec<String>,
    watches: Vec<Watch>,
    /// Of counters that are kept elsewhere.
    pub(crate) health: Option<Health>,
    /// Of the backends that were made, for the metrics.
    pub(crate) breakers: Vec<Arc<Breaker>>,
    /// The tokens of backends, which tell of fetches that failed.
    pub(crate) tokens: Vec<Arc<Tokens>>,
    /// Where spans and metrics are sent.
    #[cfg(feature = "otel")]
    pub(crate) otlp: Option<crate::telemetry::OtlpSettings>,
}

impl fmt::Debug for Start {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.debug_struct("Start").field("directory", &self.directory).field("problems", &self.problems).finish()
    }
}

impl Start {
    /// Reads the environment of the process, and files relative to `directory`.
    #[must_use]
    pub fn new(directory: impl Into<PathBuf>) -> Self {
        Self::with(directory, |name| std::env::var(name).ok())
    }

    /// As [`Start::new`], with another environment.
    pub fn with(directory: impl Into<PathBuf>, environment: impl Fn(&str) -> Option<String> + Send + 'static) -> Self {
        Self {
            directory: directory.into(),
            environment: Box::new(environment),
            problems: Vec::new(),
            watches: Vec::new(),
            health: None,
            breakers: Vec::new(),
            tokens: Vec::new(),
            #[cfg(feature = "otel")]
            otlp: None,
        }
    }

    /// The place of a file that the gateway file names.
    #[must_use]
    pub fn path(&self, file: &str) -> PathBuf {
        self.directory.join(file)
    }

    /// Notes a problem; the gateway won't start.
    pub fn problem(&mut self, sentence: impl Into<String>) {
        self.problems.push(sentence.into());
    }

    /// Has spans and metrics of calls sent by OTLP.
    #[cfg(feature = "otel")]
    pub fn export(&mut self, settings: crate::telemetry::OtlpSettings) {
        self.otlp = Some(settings);
    }

    /// Fails with all problems that were noted.
    ///
    /// # Errors
    /// The problems, if there are any.
    pub fn finish(&mut self) -> Result<(), StartError> {
        if self.problems.is_empty() { Ok(()) } else { Err(StartError(std::mem::take(&mut self.problems))) }
    }

    /// Looks after the files that are read again when they change, for ever. `report` gets a sentence for each change.
    pub fn watch(&mut self, report: impl FnMut(String) + Send + 'static) -> impl Future<Output = ()> + Send + 'static {
        watch(std::mem::take(&mut self.watches), report)
    }

    /// Has the subscriptions read again when they change. `remarks` is asked what there is to say of those in force.
    pub(crate) fn watch_subscriptions(
        &mut self,
        subscriptions: Arc<Subscriptions>,
        remarks: impl Fn(&Subscriptions) -> Vec<String> + Send + 'static,
    ) {
        let path = subscriptions.path().to_owned();
        self.watches.push(Watch::new(path, move || subscriptions.reload().map(|()| remarks(&subscriptions))));
    }

    /// Has a file looked after, and `reread` called when it changes; it fails with a sentence that says why not.
    pub(crate) fn watch_file(
        &mut self,
        path: PathBuf,
        mut reread: impl FnMut() -> Result<(), String> + Send + 'static,
    ) {
        let reread = move || reread().map(|()| Vec::new());
        self.watches.push(Watch::new(path, reread));
    }

    /// What an environment variable says. An empty one counts as unset.
    pub(crate) fn variable(&self, variable: &str) -> Option<String> {
        (self.environment)(variable).filter(|value| !value.is_empty())
    }

    /// A secret from an environment variable. An empty one counts as unset.
    pub fn secret_env(&mut self, name: &str, variable: &str) -> Secret {
        let value = self.variable(variable).unwrap_or_else(|| {
            self.problem(format!("the environment variable {variable} is not set (the secret named value `{name}`)"));
            String::new()
        });
        Secret::new(value)
    }

    /// A secret from a file; a line break at its end is no part of it.
    pub fn secret_file(&mut self, name: &str, file: &str) -> Secret {
        let path = self.path(file);
        let text = read(&path).unwrap_or_else(|error| {
            self.problem(format!("{}: {error} (the secret named value `{name}`)", path.display()));
            String::new()
        });
        Secret::new(text)
    }

    /// A value from an environment variable that has to be set.
    pub fn env<T: FromText + Default>(&mut self, name: &str, variable: &str) -> T {
        match self.variable(variable) {
            Some(text) => self.parsed(name, variable, &text).unwrap_or_default(),
            None => {
                self.problem(format!("the environment variable {variable} is not set (the named value `{name}`)"));
                T::default()
            }
        }
    }

    /// A value from an environment variable, with a default.
    pub fn env_or<T: FromText>(&mut self, name: &str, variable: &str, default: T) -> T {
        match self.variable(variable) {
            Some(text) => self.parsed(name, variable, &text).unwrap_or(default),
            None => default,
        }
    }

    fn parsed<T: FromText>(&mut self, name: &str, variable: &str, text: &str) -> Option<T> {
        let value = T::from_text(text);
        if value.is_none() {
            let expected = T::EXPECTED;
            self.problem(format!("the environment variable {variable} is not {expected} (the named value `{name}`)"));
        }
        value
    }

    /// A value from a file that has to be there. A line break at its end is no part of it.
    pub fn file<T>(&mut self, name: &'static str, file: &str, reload: Reload) -> Reloaded<T>
    where
        T: FromText + Clone + Default + Send + Sync + 'static,
    {
        self.reloaded(name, file, None, reload)
    }

    /// A value from a file, with a default for when the file isn't there. A line break at its end is no part of it.
    pub fn file_or<T>(&mut self, name: &'static str, file: &str, default: T, reload: Reload) -> Reloaded<T>
    where
        T: FromText + Clone + Default + Send + Sync + 'static,
    {
        self.reloaded(name, file, Some(default), reload)
    }

    fn reloaded<T>(&mut self, name: &'static str, file: &str, default: Option<T>, reload: Reload) -> Reloaded<T>
    where
        T: FromText + Clone + Default + Send + Sync + 'static,
    {
        let path = self.path(file);
        let value = read_value(name, &path, default.as_ref(), reload.fits()).unwrap_or_else(|problem| {
            self.problem(problem);
            T::default()
        });
        let reloaded = Reloaded::new(value);
        if reload != Reload::Never {
            let (target, watched) = (reloaded.clone(), path.clone());
            // The default is for a start without the file; one that goes away meanwhile is a mistake.
            let read = move || read_value(name, &watched, None, reload.fits()).map(|value| target.set(value));
            self.watch_file(path, read);
        }
        reloaded
    }
}

fn read(path: &Path) -> std::io::Result<String> {
    let mut text = std::fs::read_to_string(path)?;
    text.truncate(text.trim_end_matches(['\r', '\n']).len());
    Ok(text)
}

fn read_value<T: FromText + Clone>(name: &str, path: &Path, default: Option<&T>, fits: &[Fit]) -> Result<T, String> {
    match read(path) {
        Ok(text) => {
            let value = T::from_text(&text).ok_or_else(|| format!("is not {}", T::EXPECTED));
            let fitting = value.and_then(|value| match fits.iter().find_map(|fit| fit.problem(&text)) {
                Some(problem) => Err(problem.to_owned()),
                None => Ok(value),
            });
            fitting.map_err(|problem| format!("{}: the text {problem} (the named value `{name}`)", path.display()))
        }
        Err(error) => match default {
            Some(default) if error.kind() == std::io::ErrorKind::NotFound => Ok(default.clone()),
            _ => Err(format!("{}: {error} (the named value `{name}`)", path.display())),
        },
    }
}
