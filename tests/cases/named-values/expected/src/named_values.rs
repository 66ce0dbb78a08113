//! Named values: what the gateway file leaves to its environment.

use gatewright_runtime::{Fit, Reload, Reloaded, Secret, Start};

/// `count`
pub const COUNT: i64 = 1000;

/// `flag`
pub const FLAG: bool = true;

/// `ratio`
pub const RATIO: f64 = 1.5;

/// `text`
pub const TEXT: &str = "plain";

/// The values that are read at start.
pub struct NamedValues {
    /// `env`
    pub env: String,
    /// `env-default`
    pub env_default: i64,
    /// `env-ratio`
    pub env_ratio: f64,
    /// `file`
    pub file: Reloaded<String>,
    /// `file-default`
    pub file_default: Reloaded<String>,
    /// `secret`
    pub secret: Secret,
    /// `secret-file`
    pub secret_file: Secret,
    /// `type`
    pub type_: bool,
    /// `watched`
    pub watched: Reloaded<String>,
}

impl NamedValues {
    /// Reads them; what is missing is named.
    pub fn load(start: &mut Start) -> Self {
        Self {
            env: start.env("env", "ONE"),
            env_default: start.env_or("env-default", "TWO", 5),
            env_ratio: start.env_or("env-ratio", "THREE", 2.0),
            file: start.file("file", "banner.txt", Reload::Never),
            file_default: start.file_or("file-default", "banner.txt", "hello".to_owned(), Reload::Never),
            secret: start.secret_env("secret", "SECRET"),
            secret_file: start.secret_file("secret-file", "secret.txt"),
            type_: start.env_or("type", "TYPE", false),
            watched: start.file_or("watched", "banner.txt", "hello".to_owned(), Reload::WhereFit(&[Fit::Head])),
        }
    }
}
