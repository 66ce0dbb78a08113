//! Who makes tokens: found by OpenID Connect Discovery 1.0, section 4, with keys that are kept and asked for again.
//!
//! Keys are fetched when the first call needs them, and anew after an hour; sooner where a token names a key that is not
//! among them, since issuers rotate their keys, but not more often than the pace allows: callers choose what they name. While
//! an issuer is away, the keys that are known stay good. One fetch is on its way at a time, and belongs to no call.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use http::Method;
use serde::Deserialize;
use tokio::sync::watch;
use tokio::time::Instant;

use super::Key;
use crate::upstream::{Ask, ServerUrl, fetch};

/// How often an issuer is asked.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Pace {
    /// Keys that are older are fetched anew.
    pub(crate) refresh: Duration,
    /// This long passes at least between two fetches.
    pub(crate) pause: Duration,
}

impl Default for Pace {
    fn default() -> Self {
        Self { refresh: Duration::from_secs(3600), pause: Duration::from_secs(30) }
    }
}

/// The issuers that policies have named so far, by the URLs of their descriptions.
#[derive(Debug, Default)]
pub(crate) struct Issuers {
    pace: Pace,
    known: Mutex<HashMap<String, Arc<Source>>>,
}

/// What an issuer says of itself.
#[derive(Debug)]
pub(crate) struct Issuer {
    /// Who its tokens say made them.
    pub(crate) name: String,
    pub(crate) keys: Vec<Key>,
}

#[derive(Debug)]
struct Source {
    url: String,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    found: Option<(Arc<Issuer>, Instant)>,
    /// When it was last asked, whatever came of it.
    asked: Option<Instant>,
    flight: Option<watch::Receiver<bool>>,
}

#[derive(Deserialize)]
struct Description {
    issuer: String,
    jwks_uri: String,
}

impl Issuers {
    #[cfg(test)]
    pub(crate) fn paced(pace: Pace) -> Self {
        Self { pace, ..Self::default() }
    }

    /// An issuer with its keys. `missing` says that a key is wanted that was not among them. `None`: it can't be asked, and
    /// nothing is known of it.
    pub(crate) async fn find(&self, url: &str, missing: bool) -> Option<Arc<Issuer>> {
        let source = {
            let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
            let source = known.entry(url.to_owned()).or_insert_with(|| Arc::new(Source::new(url)));
            source.clone()
        };
        if let Some(mut flight) = source.depart(self.pace, missing) {
            // It may have landed already.
            flight.wait_for(|landed| *landed).await.ok();
        }
        source.state().found.as_ref().map(|(issuer, _)| issuer.clone())
    }
}

impl Source {
    fn new(url: &str) -> Self {
        Self { url: url.to_owned(), state: Mutex::default() }
    }

    /// Held for a look or a note, never while anything is waited for.
    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The fetch that has to be waited for, if any. Keys that are merely old are used while they are fetched anew.
    fn depart(self: &Arc<Self>, pace: Pace, missing: bool) -> Option<watch::Receiver<bool>> {
        let mut state = self.state();
        let now = Instant::now();
        let since = |then: Instant| now.saturating_duration_since(then);
        let due = match &state.found {
            None => true,
            Some((_, at)) => missing || since(*at) >= pace.refresh,
        };
        let may = state.asked.is_none_or(|asked| since(asked) >= pace.pause);
        if due && may && state.flight.is_none() {
            state.asked = Some(now);
            let (sender, receiver) = watch::channel(false);
            state.flight = Some(receiver);
            let source = self.clone();
            tokio::spawn(async move {
                let found = described(&source.url).await;
                source.land(found);
                // Nobody may wait any more.
                sender.send(true).ok();
            });
        }
        state.flight.clone().filter(|_| missing || state.found.is_none())
    }

    fn land(&self, found: Option<Issuer>) {
        let mut state = self.state();
        state.flight = None;
        if let Some(found) = found {
            state.found = Some((Arc::new(found), Instant::now()));
        }
    }
}

async fn described(url: &str) -> Option<Issuer> {
    let description: Description = serde_json::from_slice(&get(url).await?).ok()?;
    let keys = Key::set(&get(&description.jwks_uri).await?)?;
    Some(Issuer { name: description.issuer, keys })
}

async fn get(url: &str) -> Option<Bytes> {
    let (place, query) = url.split_once('?').map_or((url, None), |(place, query)| (place, Some(query)));
    let server = ServerUrl::parse(place, None).ok()?;
    let path = if server.base.is_empty() { "/" } else { &server.base };
    let target = query.map_or_else(|| path.to_owned(), |query| format!("{path}?{query}"));
    let ask = Ask { method: Method::GET, target, headers: Vec::new(), body: Bytes::new() };
    let answer = fetch(&server, ask).await.ok()?;
    answer.status().is_success().then(|| answer.into_body())
}
