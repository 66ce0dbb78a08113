//! Counters in a Redis that several gateways share. A decision is one script, so one round trip, and Redis runs scripts one
//! after the other. Times are those of Redis, so that gateways whose clocks differ agree.

mod leases;
mod link;
mod owed;
mod scripts;
#[cfg(test)]
mod tests;
mod turn;

use std::sync::Arc;
use std::time::Duration;

use prometheus_client::metrics::counter::Counter;
use redis::{FromRedisValue, Script};

use super::budget::{Ask, Grant, Moment, Terms};
use super::fixed::Allowance;
use super::memory::seconds;
use super::reservation::{Reservation, Unit};
use super::sliding::{Cost, PARTS, Rate};
use super::{Counters, Decision, Health, OnOutage, Outage};
use crate::secret::Secret;
pub(crate) use leases::Lease;
use leases::Settlement;
use link::Link;
use owed::Debt;

/// What the gateway file says of its Redis.
#[derive(Debug)]
pub struct RedisSettings {
    /// `redis://` or `rediss://`, host, port, and perhaps a user, a password and a number of a database.
    pub url: Secret,
    /// What names begin with: the gateway's name, which its replicas share.
    pub prefix: &'static str,
    /// What is done with calls while it can't be asked.
    pub on_outage: OnOutage,
    /// How long an answer may take. Then it counts as away.
    pub timeout: Duration,
}

impl RedisSettings {
    /// What stands where the gateway file says nothing: fails open, half a second for an answer.
    #[must_use]
    pub fn new(prefix: &'static str, url: Secret) -> Self {
        Self { url, prefix, on_outage: OnOutage::FailOpen, timeout: Duration::from_millis(500) }
    }
}

/// The counters in a Redis.
pub(super) struct Redis {
    link: Arc<Link>,
    prefix: &'static str,
    take: Script,
    spend: Script,
    reserve: Script,
}

/// What a script of a decision answers: admitted, remaining, wait (-1 for never), ticket.
type Answer = (bool, u64, i64, i64);

impl Redis {
    /// Begins to connect. Fails with a sentence for a URL that is none, without the URL: it may hold a password.
    pub(super) fn new(settings: RedisSettings, health: Health) -> Result<Self, String> {
        let RedisSettings { url, prefix, timeout, .. } = settings;
        let link = Link::new(url.expose(), timeout, health)?;
        link.mend();
        Ok(Self {
            link,
            prefix,
            take: Script::new(include_str!("take.lua")),
            spend: Script::new(include_str!("spend.lua")),
            reserve: Script::new(include_str!("reserve.lua")),
        })
    }

    pub(super) async fn take(&self, name: &str, rate: Rate, cost: Cost) -> Result<Decision, Outage> {
        let mut call = self.take.key(self.key("rate", name));
        call.arg(rate.limit).arg(rate.period).arg(rate.period / PARTS).arg(cost.share).arg(u8::from(cost.counts));
        self.link.ask(&call).await.map(decision)
    }

    pub(super) async fn spend(&self, name: &str, quota: Allowance, cost: u64) -> Result<Decision, Outage> {
        let limit = |limit: Option<u64>| limit.and_then(|limit| i64::try_from(limit).ok()).unwrap_or(-1);
        let mut call = self.spend.key(self.key("spent", name));
        call.arg(quota.period.length).arg(quota.period.anchor);
        call.arg(limit(quota.calls)).arg(limit(quota.bytes)).arg(cost);
        self.link.ask(&call).await.map(decision)
    }

    /// Nobody waits for it; where Redis is away it is told later.
    pub(super) fn charge(&self, name: &str, (begins, length): (i64, i64), bytes: u64) {
        let ends = if length > 0 { begins.saturating_add(length) } else { -1 };
        self.link.owe(Debt { key: self.key("spent", name), begins, ends }, bytes);
    }

    pub(super) async fn reserve(
        &self,
        counters: Arc<Counters>,
        name: String,
        terms: Terms,
        ask: Ask,
    ) -> Result<(Grant, Option<Reservation>), Outage> {
        let lease = self.link.leases.name();
        let keys = [self.key("budget", &name), self.key("leases", &name)];
        let call = scripts::reserve(&self.reserve, &keys, (terms, ask), &lease, seconds());
        let grant = scripts::granted(self.link.ask(&call).await?);
        let reservation = grant.refused.is_none().then(|| {
            let lease = Lease { keys, member: format!("{lease}:{}", grant.amount) };
            self.link.holds(&lease);
            Reservation::new(counters, name, terms, &grant).leased(lease)
        });
        Ok((grant, reservation))
    }

    /// Nobody waits for it; where Redis is away it is told later.
    pub(super) fn settle(
        &self,
        lease: Lease,
        terms: Terms,
        (amount, admitted): (u64, Moment),
        (used, unit, overshoot): (u64, Unit, &Counter),
    ) {
        let used = scripts::used(terms, (amount, admitted), used);
        self.link.ended(Settlement { lease, used, unit, again: false, overshoot: overshoot.clone() });
    }

    fn key(&self, kind: &str, name: &str) -> String {
        format!("gatewright:{}:{kind}:{name}", self.prefix)
    }
}

fn decision((admitted, remaining, wait, ticket): Answer) -> Decision {
    Decision { admitted, remaining, wait: u64::try_from(wait).ok(), ticket }
}

/// What a script may answer with.
trait Answered: FromRedisValue + Send {}

impl<T: FromRedisValue + Send> Answered for T {}
