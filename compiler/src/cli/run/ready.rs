//! What the gateway will need when it starts: said before the build, which may take minutes.

use std::net::TcpListener;
use std::path::Path;

use crate::gateway::{Gateway, ValueSource};

/// All that is missing, in a sentence each: addresses to listen at, by the flags that choose others, environment variables, and
/// files below `config`.
pub(super) fn missing(gateway: &Gateway, addresses: &[(&str, String)], config: &Path) -> Vec<String> {
    taken(addresses).into_iter().chain(variables(gateway)).chain(files(gateway, config)).collect()
}

/// The addresses that are in use.
pub(super) fn taken(addresses: &[(&str, String)]) -> Vec<String> {
    let taken = addresses.iter().filter(|(_, address)| is_taken(address));
    taken.map(|(flag, address)| format!("{address} is in use; choose another address with `{flag} ADDR`")).collect()
}

fn is_taken(address: &str) -> bool {
    TcpListener::bind(address).is_err_and(|error| error.kind() == std::io::ErrorKind::AddrInUse)
}

fn variables(gateway: &Gateway) -> impl Iterator<Item = String> {
    // An empty one counts as unset.
    let is_set = |variable: &str| std::env::var_os(variable).is_some_and(|text| !text.is_empty());
    gateway.named_values.iter().filter_map(move |value| {
        let (variable, what) = match &value.source {
            ValueSource::SecretEnv(variable) => (variable, "secret named value"),
            ValueSource::Env { variable, default: None, .. } => (variable, "named value"),
            _ => return None,
        };
        let sentence = || format!("the environment variable {variable} is not set (the {what} `{}`)", value.name);
        (!is_set(variable)).then(sentence)
    })
}

fn files(gateway: &Gateway, config: &Path) -> impl Iterator<Item = String> {
    let values = gateway.named_values.iter().filter_map(|value| match &value.source {
        ValueSource::SecretFile(path) => Some((path, format!("the secret named value `{}`", value.name))),
        ValueSource::File { path, default: None, .. } => Some((path, format!("the named value `{}`", value.name))),
        _ => None,
    });
    let subscriptions = gateway.settings.subscriptions.iter().map(|path| (path, "the subscriptions".to_owned()));
    let prices = gateway.settings.prices.iter().map(|prices| (&prices.file, "the prices".to_owned()));
    values.chain(subscriptions).chain(prices).filter_map(move |(path, what)| {
        let path = config.join(path);
        (!path.exists()).then(|| format!("there is no file {} ({what})", path.display()))
    })
}
