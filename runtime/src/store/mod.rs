//! What calls share beyond their own: the counters that limits are decided by, in this process, or in a Redis that the
//! replicas of a gateway share.
//!
//! A decision is one step: it looks and counts at once, under a lock that is never held across an await, or in one round
//! trip to Redis. This stage never says how a refusal looks, and never waits for a Redis that is known to be away.

mod budget;
mod calendar;
mod fixed;
mod memory;
#[cfg(feature = "redis")]
mod redis;
mod reservation;
mod shelf;
mod sliding;
mod sync;

use std::fmt;
use std::sync::Arc;

use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::gauge::Gauge;
use ring::digest::{SHA256, digest};

use crate::fault::{Fault, Flow};
use crate::text::hex;
use crate::token::Issuers;

pub(crate) use budget::{Ask, Grant, PeriodLimit, Refused, Terms};
pub(crate) use calendar::Calendar;
pub(crate) use fixed::{Allowance, Period};
use memory::Memory;
pub use memory::Place;
#[cfg(feature = "redis")]
pub use redis::RedisSettings;
pub(crate) use reservation::{Reservation, Unit};
pub(crate) use sliding::{Cost, Rate};

/// What is done with a call while the counters can't be asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum OnOutage {
    /// It goes on, uncounted.
    #[default]
    FailOpen,
    /// It is refused with 503.
    FailClosed,
}

/// What the calls of a gateway share.
pub struct State {
    counters: Arc<Counters>,
    /// Places are held by calls of this process, so they are counted here in any case.
    places: Arc<Memory>,
    health: Health,
    on_outage: OnOutage,
    issuers: Issuers,
}

enum Counters {
    Memory(Box<Memory>),
    #[cfg(feature = "redis")]
    Redis(Box<redis::Redis>),
}

/// How the counters do, for the metrics.
#[derive(Debug, Clone, Default)]
pub(crate) struct Health {
    /// 1 while they can be asked.
    pub(crate) up: Gauge,
    /// Decisions that could not be asked for.
    pub(crate) outages: Counter,
    /// Bytes of calls that they could not be told of, and that there was no room to keep.
    pub(crate) unsettled: Counter,
    /// Tokens of such calls.
    pub(crate) unsettled_tokens: Counter,
    /// Money of such calls, in billionths.
    pub(crate) unsettled_money: Counter,
}

/// What came of asking for a share of a limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Decision {
    /// Whether the share was given, and counted.
    pub(crate) admitted: bool,
    /// What is left of the limit.
    pub(crate) remaining: u64,
    /// How long until the share may be had, in microseconds; `None`: it can't be had at all.
    pub(crate) wait: Option<u64>,
    /// Names the span of time that the share was counted in, for a later change of it.
    pub(crate) ticket: i64,
}

/// The counters could not be asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Outage;

impl fmt::Debug for State {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.debug_struct("State").field("on_outage", &self.on_outage).finish_non_exhaustive()
    }
}

impl State {
    /// Counts in this process. A restart forgets.
    #[must_use]
    pub fn memory() -> Self {
        Self::of(Counters::Memory(Box::default()), Health::default(), OnOutage::default())
    }

    /// Counts in a Redis, together with all gateways of the same name that use it. A gateway starts without it too.
    #[cfg(feature = "redis")]
    pub fn redis(start: &mut crate::Start, settings: RedisSettings) -> Self {
        let (health, on_outage) = (Health::default(), settings.on_outage);
        start.health = Some(health.clone());
        let counters = match redis::Redis::new(settings, health.clone()) {
            Ok(redis) => Counters::Redis(Box::new(redis)),
            Err(problem) => {
                start.problem(format!("state in Redis: {problem}"));
                Counters::Memory(Box::default())
            }
        };
        Self::of(counters, health, on_outage)
    }

    fn of(counters: Counters, health: Health, on_outage: OnOutage) -> Self {
        Self { counters: Arc::new(counters), places: Arc::default(), health, on_outage, issuers: Issuers::default() }
    }

    /// Asks for a share of a rate.
    pub(crate) async fn take(&self, name: &Name<'_>, rate: Rate, cost: Cost) -> Result<Decision, Outage> {
        match &*self.counters {
            Counters::Memory(memory) => Ok(memory.take(&name.text(), rate, cost)),
            #[cfg(feature = "redis")]
            Counters::Redis(redis) => redis.take(&name.text(), rate, cost).await,
        }
    }

    /// Counts a share of a rate that was used already, or what is left of it.
    pub(crate) async fn count(&self, name: &Name<'_>, rate: Rate, cost: u64) {
        let Ok(decision) = self.take(name, rate, Cost::counted(cost)).await else {
            self.health.outages.inc();
            return;
        };
        if !decision.admitted && decision.remaining > 0 {
            // Nobody is refused any more.
            let _ = self.take(name, rate, Cost::counted(decision.remaining)).await;
        }
    }

    /// Asks for a share of a quota. A call's bytes are only known later: [`State::meter`] adds them.
    pub(crate) async fn spend(&self, name: &Name<'_>, quota: Allowance, cost: u64) -> Result<Decision, Outage> {
        match &*self.counters {
            Counters::Memory(memory) => Ok(memory.spend(&name.text(), quota, cost)),
            #[cfg(feature = "redis")]
            Counters::Redis(redis) => redis.spend(&name.text(), quota, cost).await,
        }
    }

    /// Asks for a part of a budget. Where it was given, the reservation is to be settled when the call has ended.
    pub(crate) async fn reserve(
        &self,
        name: &Name<'_>,
        terms: Terms,
        ask: Ask,
    ) -> Result<(Grant, Option<Reservation>), Outage> {
        let name = name.text();
        match &*self.counters {
            Counters::Memory(memory) => {
                let grant = memory.reserve(&name, terms, ask);
                let reserved = grant.refused.is_none();
                Ok((grant, reserved.then(|| Reservation::new(self.counters.clone(), name, terms, &grant))))
            }
            #[cfg(feature = "redis")]
            Counters::Redis(redis) => redis.reserve(self.counters.clone(), name, terms, ask).await,
        }
    }

    /// What adds a call's bytes to the quota that it was counted in.
    pub(crate) fn meter(&self, name: &Name<'_>, quota: Allowance, ticket: i64) -> Meter {
        #[cfg(not(feature = "redis"))]
        let _ = quota;
        Meter {
            counters: self.counters.clone(),
            name: name.text(),
            #[cfg(feature = "redis")]
            length: quota.period.length,
            ticket,
        }
    }

    /// Takes one of `most` places, which is given back when the value is dropped. `None`: all are taken.
    pub(crate) fn enter(&self, name: &Name<'_>, most: u64) -> Option<Place> {
        Place::take(&self.places, name.text(), most)
    }

    /// Who makes the tokens that callers bear.
    pub(crate) fn issuers(&self) -> &Issuers {
        &self.issuers
    }

    /// What becomes of a call whose limit could not be asked for.
    ///
    /// # Errors
    /// 503 where the gateway fails closed.
    pub(crate) fn unmetered(&self, policy: &'static str) -> Flow {
        self.health.outages.inc();
        match self.on_outage {
            OnOutage::FailOpen => Ok(()),
            OnOutage::FailClosed => Err(unavailable(policy)),
        }
    }
}

#[cold]
fn unavailable(policy: &'static str) -> Fault {
    let message = "The gateway can't count this call at the moment.";
    let fault = Fault::new(http::StatusCode::SERVICE_UNAVAILABLE, "counters_unavailable", message);
    fault.retry_after(std::time::Duration::from_secs(1)).by(policy)
}

/// Adds the bytes of a call to its quota, once they are known.
pub(crate) struct Meter {
    counters: Arc<Counters>,
    name: String,
    /// How long the period is; 0: it doesn't end.
    #[cfg(feature = "redis")]
    length: i64,
    ticket: i64,
}

impl Meter {
    /// Nobody waits for it; bytes that can't be told to Redis now are told later.
    pub(crate) fn settle(self, bytes: u64) {
        match &*self.counters {
            Counters::Memory(memory) => memory.charge(&self.name, self.ticket, bytes),
            #[cfg(feature = "redis")]
            Counters::Redis(redis) => redis.charge(&self.name, (self.ticket, self.length), bytes),
        }
    }
}

impl fmt::Debug for Meter {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.debug_struct("Meter").field("name", &self.name).finish_non_exhaustive()
    }
}

/// The name of one counter: the policy that counts, and what it tells callers apart by.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Name<'n> {
    /// The policy's own, unique in the gateway.
    pub(crate) counter: &'n str,
    /// The key.
    pub(crate) key: &'n str,
}

/// Longer keys are replaced by their digest, so that no caller decides how much memory a counter takes.
const LONGEST: usize = 64;

impl Name<'_> {
    pub(crate) fn text(&self) -> String {
        let mut text = String::with_capacity(self.counter.len() + 1 + LONGEST);
        text.push_str(self.counter);
        if self.key.len() <= LONGEST {
            text.push('=');
            text.push_str(self.key);
        } else {
            // Another mark, so that nobody's key is somebody else's digest.
            text.push('#');
            digest(&SHA256, self.key.as_bytes()).as_ref().iter().for_each(|byte| hex(&mut text, *byte));
        }
        text
    }
}

#[cfg(test)]
mod tests;
