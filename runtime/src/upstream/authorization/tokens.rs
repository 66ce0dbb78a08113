//! The token of one backend: kept, fetched anew before it expires, and by one at a time.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use http::HeaderValue;
use tokio::sync::watch;
use tokio::time::Instant;

use super::grant::Grant;
use crate::telemetry::{OfBackend, Telemetry};

/// A token as it was granted.
#[derive(Clone)]
pub(super) struct Token {
    /// `Bearer` and the token; sensitive.
    pub(super) header: HeaderValue,
    /// How long it holds.
    pub(super) lifetime: Duration,
    /// After what time it should be fetched anew, where the endpoint says so.
    pub(super) refresh: Option<Duration>,
}

/// The token of one backend.
pub(crate) struct Tokens {
    backend: &'static str,
    grant: Grant,
    state: Mutex<State>,
    /// Where fetches that failed are told, once the gateway serves.
    telemetry: OnceLock<Arc<Telemetry>>,
}

#[derive(Default)]
struct State {
    kept: Option<Kept>,
    /// The fetch that is on its way.
    flight: Option<watch::Receiver<Option<Landed>>>,
}

struct Kept {
    header: HeaderValue,
    refresh: Instant,
    expires: Instant,
}

pub(crate) type Landed = Result<HeaderValue, Arc<str>>;

/// A token is fetched anew this long before it expires, or with a fifth of its life left if that is less.
const EARLY: Duration = Duration::from_secs(300);

/// A token is not used this close to its end, since it has to arrive before: at most a tenth of its life.
const MARGIN: Duration = Duration::from_secs(10);

/// Where a token is still good, this long passes between two fetches of the next one that fail.
const PAUSE: Duration = Duration::from_secs(10);

impl fmt::Debug for Tokens {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        // What it holds is a secret.
        to.debug_struct("Tokens").finish_non_exhaustive()
    }
}

impl Tokens {
    pub(super) fn new(backend: &'static str, grant: Grant) -> Arc<Self> {
        Arc::new(Self { backend, grant, state: Mutex::default(), telemetry: OnceLock::new() })
    }

    /// From now on fetches that fail are counted there, and logged where no call tells of them.
    pub(crate) fn report_to(&self, telemetry: &Arc<Telemetry>) {
        // Told once, at start.
        let _ = self.telemetry.set(telemetry.clone());
    }

    /// The token as the value of `Authorization`. A fetch belongs to no call: a caller that leaves ends none.
    pub(crate) async fn bearer(self: &Arc<Self>) -> Landed {
        let mut flight = {
            let mut state = self.lock();
            let now = Instant::now();
            if let Some(kept) = &state.kept
                && now < kept.expires
            {
                let (header, early) = (kept.header.clone(), now >= kept.refresh);
                if early && state.flight.is_none() {
                    state.flight = Some(self.depart());
                }
                return Ok(header);
            }
            state.flight.get_or_insert_with(|| self.depart()).clone()
        };
        let landed = flight.wait_for(Option::is_some).await.map(|landed| landed.clone());
        landed.ok().flatten().unwrap_or_else(|| Err("the fetch of a token was given up".into()))
    }

    fn depart(self: &Arc<Self>) -> watch::Receiver<Option<Landed>> {
        let (sender, receiver) = watch::channel(None);
        let tokens = self.clone();
        tokio::spawn(async move {
            let granted = tokens.grant.token().await;
            let landed = tokens.land(granted);
            // Nobody may wait any more.
            let _ = sender.send(Some(landed));
        });
        receiver
    }

    fn land(&self, granted: Result<Token, String>) -> Landed {
        let mut state = self.lock();
        state.flight = None;
        let now = Instant::now();
        match granted {
            Ok(Token { header, lifetime, refresh }) => {
                let early = lifetime - (lifetime / 5).min(EARLY);
                let refresh = now + refresh.map_or(early, |refresh| refresh.min(early));
                let expires = now + lifetime - (lifetime / 10).min(MARGIN);
                state.kept = Some(Kept { header: header.clone(), refresh, expires });
                Ok(header)
            }
            Err(why) => {
                let mut left = None;
                if let Some(kept) = &mut state.kept {
                    kept.refresh = now + PAUSE;
                    left = kept.expires.checked_duration_since(now);
                }
                drop(state);
                self.tell(&why, left);
                Err(why.into())
            }
        }
    }

    /// Counts a fetch that failed, and logs one that no call waits for, since calls still go out with a token that holds for
    /// this long.
    fn tell(&self, why: &str, left: Option<Duration>) {
        let Some(telemetry) = self.telemetry.get() else { return };
        let backend = self.backend;
        telemetry.metrics.token_failures.get_or_create(&OfBackend { backend }).inc();
        if let Some(left) = left.map(|left| left.as_secs()) {
            telemetry.log.line(|line| {
                line.push_str(&format!(
                    "warning: backend `{backend}`: its token was not renewed, the old one holds for {left} s: {why}\n"
                ));
            });
        }
    }

    /// Held for a look or a note, never while anything is waited for.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
