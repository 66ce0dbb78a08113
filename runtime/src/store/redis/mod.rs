//! Counters in a Redis that several gateways share. A decision is one script, so one round trip, and Redis runs scripts one
//! after the other. Times are those of Redis, so that gateways whose clocks differ agree.

mod link;
mod owed;

use std::sync::Arc;
use std::time::Duration;

use redis::{FromRedisValue, Script};

use super::fixed::Allowance;
use super::sliding::{PARTS, Rate};
use super::{Decision, Health, OnOutage, Outage};
use crate::secret::Secret;
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
        })
    }

    pub(super) async fn take(&self, name: &str, rate: Rate, cost: u64) -> Result<Decision, Outage> {
        let mut call = self.take.key(self.key("rate", name));
        call.arg(rate.limit).arg(rate.period).arg(rate.period / PARTS).arg(cost);
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
