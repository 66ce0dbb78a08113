//! Pools: several servers behind one backend, by priority and weight; failover to another before the answer begins.
//!
//! A pool never tries again once the head of an answer was handed on.

mod affinity;
mod back_off;
mod schedule;

use std::sync::Arc;
use std::time::Duration;

use http::{Response, StatusCode};
use tokio::time::Instant;

use super::answer::Answer;
use super::backend::{Server, respond, unavailable};
use super::breaker::Permit;
use super::condition::{Outcome, When};
use super::failure::Failure;
use super::replay::Replay;
use crate::call::Call;
use crate::fault::Flow;
use schedule::Schedule;

pub use affinity::SessionAffinity;
pub use back_off::BackOff;

/// When a call is sent again, to another member where there is one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Failover {
    /// How often a call is sent at most, the first time included.
    pub attempts: u32,
    /// After what.
    pub when: &'static [When],
    /// How many bytes of a body are kept for it; a larger one is sent once.
    pub max_body: u64,
    /// How long passes before it goes back to a member that it has tried, where that asks for no other wait.
    pub back_off: BackOff,
    /// Whether the second attempt doesn't wait.
    pub first_fast_retry: bool,
}

impl Failover {
    /// Two attempts. What the gateway file leaves out is like this.
    pub const DEFAULT: Self = Self {
        attempts: 2,
        when: &[When::Status(429), When::Statuses(500, 599), When::Connect, When::Timeout],
        max_body: 4 << 20,
        back_off: BackOff::Doubled,
        first_fast_retry: false,
    };

    fn wait(self, attempts: u32) -> Duration {
        if self.first_fast_retry && attempts == 1 { Duration::ZERO } else { self.back_off.wait(attempts) }
    }
}

/// Several servers behind one name.
#[derive(Debug)]
pub(crate) struct Pool {
    name: &'static str,
    members: Vec<Member>,
    /// One a priority, the first one first.
    schedules: Vec<Schedule>,
    retry: Option<Failover>,
    affinity: Option<SessionAffinity>,
}

#[derive(Debug)]
struct Member {
    server: Arc<Server>,
    /// What stands in the cookie of a session that goes to it.
    token: String,
}

/// A member that takes the next attempt.
struct Chosen<'p> {
    index: usize,
    permit: Option<Permit<'p>>,
}

/// What one call has found out of the members: since when each may be tried, and `None` for those that it hasn't tried.
type Tried = Vec<Option<Instant>>;

/// No call waits longer than this for another attempt, where its back-off isn't longer.
const PATIENCE: Duration = Duration::from_secs(2);

impl Pool {
    /// Members with their priority (the least is the first to be called) and weight.
    pub(crate) fn new(
        name: &'static str,
        members: Vec<(Arc<Server>, u32, u32)>,
        retry: Option<Failover>,
        affinity: Option<SessionAffinity>,
    ) -> Self {
        let mut priorities: Vec<u32> = members.iter().map(|(_, priority, _)| *priority).collect();
        priorities.sort_unstable();
        priorities.dedup();
        let schedule = |wanted: u32| {
            let all = members.iter().enumerate();
            let of = all.filter(|(_, (_, priority, _))| *priority == wanted);
            Schedule::new(&of.map(|(index, (_, _, weight))| (index, *weight)).collect::<Vec<_>>())
        };
        let schedules = priorities.into_iter().map(schedule).collect();
        let member =
            |(server, _, _): (Arc<Server>, u32, u32)| Member { token: affinity::token(name, server.name()), server };
        Self { name, members: members.into_iter().map(member).collect(), schedules, retry, affinity }
    }

    /// Its name in the gateway file.
    pub(crate) fn name(&self) -> &'static str {
        self.name
    }

    /// Sends a call to a member, and to others as long as `retry` says so.
    pub(crate) async fn send(&self, call: &mut Call) -> Flow<crate::Response> {
        let pinned = self.pinned(call);
        let mut tried = self.tried(call);
        let mut chosen = self.first(pinned, &tried).map_err(|wait| unavailable(self.name, wait))?;
        let mut body = match self.retry {
            Some(retry) => Replay::new(call.take_body(), retry.max_body),
            None => Replay::once(call.take_body()),
        };
        let mut attempt = 1;
        loop {
            let Chosen { index, permit } = chosen;
            let Some(member) = self.members.get(index) else { return Err(unavailable(self.name, Duration::ZERO)) };
            let ended = member.server.attempt(call, body.take()).await;
            let (outcome, now) = (Outcome::of(&ended), Instant::now());
            if let Some(permit) = permit {
                permit.settle(outcome, now);
            }
            if let Some(retry) = self.retry.filter(|retry| attempt < retry.attempts)
                && outcome.meets(retry.when) == Some(true)
                && body.is_left()
            {
                let back_off = retry.wait(attempt);
                if let Some(ready) = tried.get_mut(index) {
                    *ready = Some(now + outcome.retry_after.unwrap_or(back_off));
                }
                if let Some(next) = self.next(&tried, back_off.max(PATIENCE)).await {
                    if let Ok(answer) = ended {
                        answer.into_body().discard().await;
                    }
                    chosen = next;
                    attempt += 1;
                    continue;
                }
            }
            return self.finish(call, index, pinned, ended);
        }
    }

    fn finish(
        &self,
        call: &Call,
        index: usize,
        pinned: Option<usize>,
        ended: Result<Response<Answer>, Failure>,
    ) -> Flow<crate::Response> {
        let Some(member) = self.members.get(index) else { return Err(unavailable(self.name, Duration::ZERO)) };
        let mut response = respond(call, ended.map_err(|failure| failure.into_fault(member.server.name()))?);
        let status = response.status();
        // Nobody wants to come back to a member that fails.
        let well = !status.is_server_error() && status != StatusCode::TOO_MANY_REQUESTS;
        if let Some(affinity) = self.affinity.filter(|_| well && pinned != Some(index)) {
            affinity.set(response.headers_mut(), &member.token, call.api().prefix);
        }
        Ok(response)
    }

    /// The member that the call's session goes to.
    fn pinned(&self, call: &mut Call) -> Option<usize> {
        let token = self.affinity?.take(call.headers_mut())?;
        self.members.iter().position(|member| member.token == token)
    }

    /// The members that this call has gone to before it came to this pool, by a policy that sends it again.
    fn tried(&self, call: &mut Call) -> Tried {
        let now = Instant::now();
        let record = call.record_mut();
        let before = |member: &Member| record.as_ref().is_some_and(|record| record.has_tried(member.server.name()));
        self.members.iter().map(|member| before(member).then_some(now)).collect()
    }

    /// The member for the first attempt: that of the session, else the one whose turn it is in the first priority that
    /// has any which is not left alone. Those that this call has tried come last.
    fn first(&self, pinned: Option<usize>, tried: &Tried) -> Result<Chosen<'_>, Duration> {
        let now = Instant::now();
        let mut wait = None::<Duration>;
        for again in [false, true] {
            if again && tried.iter().all(Option::is_none) {
                break;
            }
            let turns = self.schedules.iter().flat_map(Schedule::turns);
            let is_turn = |index: &usize| tried.get(*index).is_some_and(Option::is_some) == again;
            for index in pinned.into_iter().chain(turns).filter(is_turn) {
                match self.admit(index, now) {
                    Ok(chosen) => return Ok(chosen),
                    Err(longer) => wait = Some(wait.map_or(longer, |wait| wait.min(longer))),
                }
            }
        }
        for breaker in self.members.iter().filter_map(|member| member.server.breaker()) {
            breaker.refused();
        }
        Err(wait.unwrap_or_default())
    }

    /// The member for another attempt: one that this call hasn't tried, as if those that it has tried were left alone;
    /// else, after a while, the one that may be tried again first.
    async fn next(&self, tried: &Tried, patience: Duration) -> Option<Chosen<'_>> {
        let untried = |index: &usize| matches!(tried.get(*index), Some(None));
        let mut turns = self.schedules.iter().flat_map(Schedule::turns).filter(untried);
        let now = Instant::now();
        if let Some(chosen) = turns.find_map(|index| self.admit(index, now).ok()) {
            return Some(chosen);
        }
        let mut again: Vec<(Instant, usize)> =
            tried.iter().enumerate().filter_map(|(index, ready)| Some(((*ready)?, index))).collect();
        again.sort_unstable();
        for (ready, index) in again {
            if ready.saturating_duration_since(now) > patience {
                break;
            }
            if self.is_left_alone(index, ready) {
                continue;
            }
            tokio::time::sleep_until(ready).await;
            if let Ok(chosen) = self.admit(index, Instant::now()) {
                return Some(chosen);
            }
        }
        None
    }

    fn admit(&self, index: usize, now: Instant) -> Result<Chosen<'_>, Duration> {
        let permit = match self.members.get(index).and_then(|member| member.server.breaker()) {
            Some(breaker) => Some(breaker.admit(now)?),
            None => None,
        };
        Ok(Chosen { index, permit })
    }

    fn is_left_alone(&self, index: usize, at: Instant) -> bool {
        let breaker = self.members.get(index).and_then(|member| member.server.breaker());
        breaker.is_some_and(|breaker| !breaker.admits(at))
    }
}
