//! The connection to Redis: one, shared by all calls. While there is none, calls are told so at once, and one task in the
//! background tries to get one.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use redis::aio::MultiplexedConnection;
use redis::{AsyncConnectionConfig, Client, RedisError, Script, ScriptInvocation};

use super::super::{Health, Outage};
use super::Answered;
use super::leases::{Lease, Leases, RENEWED, Settlement};
use super::owed::{Debt, Owed};
use super::scripts;
use crate::telemetry::new_id;

/// How long the first further attempt waits, and the longest wait.
const PAUSES: [Duration; 2] = [Duration::from_millis(50), Duration::from_secs(1)];

pub(super) struct Link {
    client: Client,
    timeout: Duration,
    health: Health,
    /// With a number, so that a call which failed on an older one doesn't drop the newer.
    connection: RwLock<Option<(u64, MultiplexedConnection)>>,
    mending: AtomicBool,
    owed: Owed,
    charge: Script,
    pub(super) leases: Leases,
    settle: Script,
    renew: Script,
}

impl Link {
    pub(super) fn new(url: &str, timeout: Duration, health: Health) -> Result<Arc<Self>, String> {
        let client = Client::open(url).map_err(|error| format!("the URL can't be used: {}", error.category()))?;
        Ok(Arc::new(Self {
            client,
            timeout,
            connection: RwLock::new(None),
            mending: AtomicBool::new(false),
            owed: Owed::new(health.unsettled.clone()),
            charge: Script::new(include_str!("charge.lua")),
            leases: Leases::new(
                new_id().to_str().unwrap_or_default().to_owned(),
                [health.unsettled_tokens.clone(), health.unsettled_money.clone()],
            ),
            settle: Script::new(include_str!("settle.lua")),
            renew: Script::new(include_str!("renew.lua")),
            health,
        }))
    }

    /// Runs a script and waits for what it answers.
    pub(super) async fn ask<T: Answered>(self: &Arc<Self>, call: &ScriptInvocation<'_>) -> Result<T, Outage> {
        let current = self.connection.read().unwrap_or_else(PoisonError::into_inner).clone();
        let Some((number, mut connection)) = current else {
            self.mend();
            return Err(Outage);
        };
        call.invoke_async(&mut connection).await.map_err(|error: RedisError| self.lost(number, &error))
    }

    /// Tells Redis in the background of bytes, now or when it is back.
    pub(super) fn owe(self: &Arc<Self>, debt: Debt, bytes: u64) {
        self.owed.add(debt, bytes);
        self.settle();
    }

    /// Renews a lease as long as its call runs.
    pub(super) fn holds(self: &Arc<Self>, lease: &Lease) {
        self.leases.opened(lease);
        let Ok(runtime) = tokio::runtime::Handle::try_current() else { return };
        if !self.leases.renewing.take() {
            return;
        }
        let link = Arc::downgrade(self);
        runtime.spawn(async move {
            loop {
                tokio::time::sleep(RENEWED).await;
                let Some(link) = link.upgrade() else { return };
                link.renew().await;
                if link.leases.renewing.give_back(|| link.leases.is_idle()) {
                    return;
                }
            }
        });
    }

    async fn renew(self: &Arc<Self>) {
        for (keys, members) in self.leases.open() {
            let call = scripts::renew(&self.renew, &keys, &members);
            if self.ask::<i64>(&call).await.is_err() {
                return;
            }
        }
    }

    /// Tells Redis in the background what the call of a lease has used, now or when it is back.
    pub(super) fn ended(self: &Arc<Self>, settlement: Settlement) {
        self.leases.ended(settlement);
        self.settle();
    }

    /// Tells Redis in the background of all that it is owed.
    fn settle(self: &Arc<Self>) {
        let current = self.connection.read().unwrap_or_else(PoisonError::into_inner).clone();
        let (Some((number, mut connection)), Ok(runtime)) = (current, tokio::runtime::Handle::try_current()) else {
            return self.mend();
        };
        let link = self.clone();
        runtime.spawn(async move {
            while let Some((debt, bytes)) = link.owed.take() {
                let mut call = link.charge.key(&debt.key);
                call.arg(debt.begins).arg(debt.ends).arg(i64::try_from(bytes).unwrap_or(i64::MAX));
                let told: Result<(), RedisError> = call.invoke_async(&mut connection).await;
                let Err(error) = told else { continue };
                if link.is_lost(number, &error) {
                    return link.owed.add(debt, bytes);
                }
                // What Redis refuses in words it would refuse again.
                link.owed.lost(bytes);
            }
            while let Some(settlement) = link.leases.owed() {
                match scripts::settle(&link.settle, &settlement).invoke_async::<u64>(&mut connection).await {
                    Ok(overshoot) => drop(settlement.overshoot.inc_by(overshoot)),
                    Err(error) if link.is_lost(number, &error) => {
                        return link.leases.owe(Settlement { again: true, ..settlement });
                    }
                    Err(_) => link.leases.lost(&settlement),
                }
            }
        });
    }

    fn lost(self: &Arc<Self>, number: u64, error: &RedisError) -> Outage {
        let _ = self.is_lost(number, error);
        Outage
    }

    /// Whether a connection is good no more; then somebody is to get another.
    fn is_lost(self: &Arc<Self>, number: u64, error: &RedisError) -> bool {
        // What Redis refuses in words came over a connection that is good, unless it is a replica by now.
        let lost = error.is_io_error()
            || error.is_timeout()
            || error.is_unrecoverable_error()
            || error.code() == Some("READONLY");
        if lost {
            let mut current = self.connection.write().unwrap_or_else(PoisonError::into_inner);
            if current.as_ref().is_some_and(|(now, _)| *now == number) {
                *current = None;
                self.health.up.set(0);
            }
            drop(current);
            self.mend();
        }
        lost
    }

    /// Sees to it that somebody is getting a connection.
    pub(super) fn mend(self: &Arc<Self>) {
        let Ok(runtime) = tokio::runtime::Handle::try_current() else { return };
        if self.mending.swap(true, Ordering::AcqRel) {
            return;
        }
        let link = Arc::downgrade(self);
        runtime.spawn(async move {
            let mut pause = PAUSES[0];
            // A gateway that ended needs no connection.
            while let Some(link) = link.upgrade() {
                if link.connect().await.is_ok() {
                    link.mending.store(false, Ordering::Release);
                    link.settle();
                    return;
                }
                drop(link);
                tokio::time::sleep(pause).await;
                pause = PAUSES[1].min(pause * 2);
            }
        });
    }

    async fn connect(&self) -> Result<(), RedisError> {
        let config = AsyncConnectionConfig::new()
            .set_connection_timeout(Some(self.timeout))
            .set_response_timeout(Some(self.timeout));
        let connection = self.client.get_multiplexed_async_connection_with_config(&config).await?;
        let mut current = self.connection.write().unwrap_or_else(PoisonError::into_inner);
        let number = current.as_ref().map_or(0, |(number, _)| *number);
        *current = Some((number + 1, connection));
        self.health.up.set(1);
        Ok(())
    }
}
