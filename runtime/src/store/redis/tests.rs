//! The scripts of budgets over thousands of runs of four gateways each, in a real Redis whose clock the test moves: calls come,
//! end and fail, gateways die, answers of Redis get lost, gateways lose their way to it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use prometheus_client::metrics::counter::Counter;
use redis::{Client, Commands, Connection, Script};

use super::leases::{HOLDS, Lease, Settlement};
use super::scripts::{self, Granted};
use crate::store::Unit;
use crate::store::budget::tests::{Random, terms};
use crate::store::budget::{Ask, Grant, Moment, Refused, Terms, slot_length};

const SECOND: u64 = 1_000_000;
/// How often a gateway renews its leases.
const RENEWED: u64 = 5 * SECOND;
const GATEWAYS: usize = 4;
/// How many runs are made with the other tests; all of them take two minutes.
const SOME: u64 = 1_000;
const ALL: u64 = 10_000;

/// A Redis of a test's own.
struct Server(Child);

impl Server {
    /// `None` where none is installed, which is said, and must not be so where CI runs.
    fn start() -> Option<(Self, Connection)> {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let mut command = Command::new("redis-server");
        command.args(["--port", &port.to_string(), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]);
        let Ok(child) = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn() else {
            assert!(std::env::var_os("CI").is_none(), "redis-server is not installed");
            eprintln!("skipped: redis-server is not installed");
            return None;
        };
        let server = Self(child);
        let client = Client::open(format!("redis://127.0.0.1:{port}/")).unwrap();
        let until = Instant::now() + Duration::from_secs(15);
        loop {
            match client.get_connection() {
                Ok(connection) => return Some((server, connection)),
                Err(error) => assert!(Instant::now() < until, "{error}"),
            }
            std::thread::sleep(Duration::from_millis(10));
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // One that has ended already is no fault.
        let _ = self.0.kill().and_then(|()| self.0.wait());
    }
}

/// The scripts, which look at a clock that is set.
struct Scripts {
    reserve: Script,
    settle: Script,
    renew: Script,
}

impl Scripts {
    fn new() -> Self {
        let timed = |script: &str| {
            let moved =
                script.replace("redis.call('TIME')", "{redis.call('GET', 'seconds'), redis.call('GET', 'micros')}");
            assert_ne!(moved, script, "it looks at the clock");
            Script::new(&moved)
        };
        Self {
            reserve: timed(include_str!("reserve.lua")),
            settle: timed(include_str!("settle.lua")),
            renew: timed(include_str!("renew.lua")),
        }
    }
}

#[derive(Debug, Clone, Copy)]
enum State {
    Running,
    /// It has ended, and its gateway has not heard that Redis knows.
    Untold {
        used: u64,
        again: bool,
    },
    Ended {
        used: u64,
    },
    /// Its gateway is dead, or never heard that it was admitted.
    Lost,
}

#[derive(Debug)]
struct Call {
    gateway: usize,
    amount: u64,
    moment: Moment,
    lease: Lease,
    /// Until when the lease holds; 0: Redis knows what was used.
    holds: u64,
    state: State,
}

impl Call {
    /// What Redis has to keep for it.
    fn reserved(&self, now: u64) -> u64 {
        if self.holds > now { self.amount } else { 0 }
    }

    /// What Redis has been told that it used.
    fn told(&self) -> u64 {
        match self.state {
            State::Ended { used } | State::Untold { used, .. } if self.holds == 0 => used,
            _ => 0,
        }
    }

    /// What it comes to: what it used, or may yet use.
    fn counts(&self, now: u64) -> u64 {
        match self.state {
            State::Running => self.amount,
            State::Ended { used } | State::Untold { used, .. } => used,
            State::Lost => self.reserved(now),
        }
    }
}

/// What becomes of a message.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Fate {
    Answered,
    /// Redis never gets it.
    Lost,
    /// Its answer never comes.
    Unanswered,
}

/// One run: a budget, its gateways, their calls.
struct World<'s> {
    scripts: &'s Scripts,
    redis: &'s mut Connection,
    seed: u64,
    random: Random,
    terms: Terms,
    keys: [String; 2],
    /// Microseconds since 1970.
    now: u64,
    renewed: u64,
    /// Whether a gateway can't reach Redis.
    away: [bool; GATEWAYS],
    calls: Vec<Call>,
}

impl<'s> World<'s> {
    fn new(scripts: &'s Scripts, redis: &'s mut Connection, seed: u64) -> Self {
        let mut random = Random(seed);
        let terms = terms(&mut random);
        let keys = [format!("budget:{seed}"), format!("leases:{seed}")];
        // 2026-11-21T23:50:00Z: an hour, a day and a week end soon.
        let now = 1_795_305_000 * SECOND;
        let (away, calls) = ([false; GATEWAYS], Vec::new());
        let mut world = Self { scripts, redis, seed, random, terms, keys, now, renewed: now, away, calls };
        world.set_clock();
        world
    }

    fn one_of<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[usize::try_from(self.random.below(choices.len() as u64)).unwrap()]
    }

    fn seconds(&self) -> i64 {
        i64::try_from(self.now / SECOND).unwrap()
    }

    fn set_clock(&mut self) {
        let (seconds, micros) = (self.now / SECOND, self.now % SECOND);
        let _: () = self.redis.mset(&[("seconds", seconds), ("micros", micros)]).unwrap();
    }

    /// Lets time pass; gateways renew leases meanwhile, and tell again what they have not heard an answer to.
    fn pass(&mut self, micros: u64) {
        let end = self.now + micros;
        if micros > SECOND {
            (0..self.calls.len()).for_each(|index| self.tell(index, Fate::Answered));
        }
        while self.now < end {
            self.now = end.min(self.renewed + RENEWED);
            self.set_clock();
            if self.now == self.renewed + RENEWED {
                self.renewed = self.now;
                (0..GATEWAYS)
                    .filter(|gateway| !self.away[*gateway])
                    .collect::<Vec<_>>()
                    .into_iter()
                    .for_each(|gateway| self.renew(gateway));
            }
        }
    }

    fn renew(&mut self, gateway: usize) {
        let until = self.now + HOLDS;
        let running = |call: &&mut Call| call.gateway == gateway && matches!(call.state, State::Running);
        let renewed = self.calls.iter_mut().filter(running).map(|call| {
            call.holds = until;
            call.lease.member.clone()
        });
        let members: Vec<String> = renewed.collect();
        if !members.is_empty() {
            let _: i64 = scripts::renew(&self.scripts.renew, &self.keys, &members).invoke(self.redis).unwrap();
        }
    }

    fn reserve(&mut self, gateway: usize, ask: Ask, fate: Fate) -> Grant {
        let name = format!("{gateway}-{}", self.calls.len());
        let call = scripts::reserve(&self.scripts.reserve, &self.keys, (self.terms, ask), &name, self.seconds());
        let grant = scripts::granted(call.invoke::<Granted>(self.redis).unwrap());
        if grant.refused.is_none() {
            let lease = Lease { keys: self.keys.clone(), member: format!("{name}:{}", grant.amount) };
            let state = if fate == Fate::Answered { State::Running } else { State::Lost };
            let (amount, moment, holds) = (grant.amount, grant.moment, self.now + HOLDS);
            self.calls.push(Call { gateway, amount, moment, lease, holds, state });
        }
        grant
    }

    /// Tells Redis what a call has used that has ended, unless it has said that it knows.
    fn tell(&mut self, index: usize, fate: Fate) {
        let call = &mut self.calls[index];
        let State::Untold { used, again } = call.state else { return };
        let fate = if self.away[call.gateway] { Fate::Lost } else { fate };
        if fate != Fate::Lost {
            let told = scripts::used(self.terms, (call.amount, call.moment), used);
            let settlement = Settlement {
                lease: call.lease.clone(),
                used: told,
                again,
                unit: Unit::Tokens,
                overshoot: Counter::default(),
            };
            let _: u64 = scripts::settle(&self.scripts.settle, &settlement).invoke(self.redis).unwrap();
            call.holds = 0;
        }
        call.state = if fate == Fate::Answered { State::Ended { used } } else { State::Untold { used, again: true } };
    }

    /// A call ends; it has used what was reserved, or less.
    fn end(&mut self, index: usize, fate: Fate) {
        let amount = self.calls[index].amount;
        let part = self.random.below(amount + 1);
        let used = self.one_of(&[0, amount, part]);
        self.calls[index].state = State::Untold { used, again: false };
        self.tell(index, fate);
    }

    /// A gateway dies, and what it hasn't told with it; another one takes its place.
    fn die(&mut self, gateway: usize) {
        for call in self.calls.iter_mut().filter(|call| call.gateway == gateway) {
            call.state = match call.state {
                State::Ended { used } | State::Untold { used, .. } if call.holds == 0 => State::Ended { used },
                _ => State::Lost,
            };
        }
        self.away[gateway] = false;
    }

    fn running(&self) -> Vec<usize> {
        (0..self.calls.len()).filter(|index| matches!(self.calls[*index].state, State::Running)).collect()
    }

    /// What calls come to that were admitted in the window, made longer by so much, or in the period.
    fn sum(&self, quota: bool, longer: u64, of: impl Fn(&Call) -> u64) -> u64 {
        let counts = |call: &&Call| match (self.terms.rate, self.terms.quota) {
            (_, Some(limit)) if quota => call.moment.seconds == limit.period.begins(self.seconds()),
            (Some(rate), _) => call.moment.micros + rate.period + longer > self.now,
            _ => false,
        };
        self.calls.iter().filter(counts).map(of).sum()
    }

    /// The limits: of the quota, or of the rate.
    fn limits(&self) -> impl Iterator<Item = (bool, u64)> + use<> {
        let (rate, quota) = (self.terms.rate.map(|rate| rate.limit), self.terms.quota.map(|quota| quota.limit));
        [(false, rate), (true, quota)].into_iter().filter_map(|(quota, limit)| Some((quota, limit?)))
    }

    fn slot(&self) -> u64 {
        self.terms.rate.map_or(0, slot_length)
    }

    /// What is kept for calls, in Redis and by what it has to be.
    fn open(&mut self) -> (u64, u64) {
        let open: Option<u64> = self.redis.hget(&self.keys[0], "open").unwrap();
        (open.unwrap_or_default(), self.calls.iter().map(|call| call.reserved(self.now)).sum())
    }

    /// Ends all, and holds what is left against what was used.
    fn finish(&mut self) {
        let seed = self.seed;
        self.away = [false; GATEWAYS];
        self.running().into_iter().for_each(|index| self.end(index, Fate::Answered));
        self.pass(HOLDS + SECOND);
        let grant = self.reserve(0, Ask::exactly(1), Fate::Answered);
        self.running().into_iter().for_each(|index| self.end(index, Fate::Answered));
        let (open, _) = self.open();
        assert_eq!(open, 0, "seed {seed}: leaked");
        for (quota, limit) in self.limits() {
            let left = if quota { grant.left.1 } else { grant.left.0 } + grant.amount;
            let used =
                |longer| {
                    limit.saturating_sub(
                        self.sum(quota, longer, |call| if call.moment == grant.moment { 0 } else { call.told() }),
                    )
                };
            let (least, most) = (used(self.slot()), used(0));
            assert!(
                (least..=most).contains(&left),
                "seed {seed}: {left} left, not {least} to {most}: {:?}",
                self.calls
            );
        }
    }
}

#[test]
fn gateways_that_share_a_budget_never_pass_it_and_never_refuse_what_fits() {
    shared(SOME);
}

#[test]
#[ignore = "ten thousand runs take two minutes"]
fn so_they_do_in_ten_thousand_runs() {
    shared(ALL);
    lost(ALL);
}

#[test]
fn what_was_used_is_told_however_long_a_gateway_could_not_reach_redis() {
    lost(SOME);
}

/// Calls of gateways that always find their way to Redis, whose answers get lost.
fn shared(runs: u64) {
    let Some((_server, mut redis)) = Server::start() else { return };
    let scripts = Scripts::new();
    let (mut admitted, mut refused) = (0, 0);
    for seed in 0..runs {
        let mut world = World::new(&scripts, &mut redis, seed);
        for _ in 0..25 {
            let pass = [0, 1, world.random.below(SECOND), world.random.below(20 * SECOND)];
            let pass = world.one_of(&pass);
            world.pass(pass);
            let gateway = world.one_of(&[0, 1, 2, 3]);
            let fate = world.one_of(&[Fate::Answered, Fate::Answered, Fate::Answered, Fate::Lost, Fate::Unanswered]);
            let running = world.running();
            match world.random.below(12) {
                0 => world.die(gateway),
                1..=5 if !running.is_empty() => {
                    let index = world.one_of(&running);
                    world.end(index, fate);
                }
                _ => {
                    let least = 1 + world.random.below(300);
                    let most = least + world.random.below(500);
                    let ask = world.one_of(&[Ask::exactly(least), Ask::between(least, most)]);
                    let before: Vec<(bool, u64)> = world
                        .limits()
                        .map(|(quota, limit)| {
                            let kept: u64 = world.calls.iter().map(|call| call.reserved(world.now)).sum();
                            (quota, limit.saturating_sub(kept + world.sum(quota, world.slot(), Call::told)))
                        })
                        .collect();
                    let grant = world.reserve(gateway, ask, fate);
                    let left = |quota| before.iter().find(|(of, _)| *of == quota).map(|(_, left)| *left);
                    match grant.refused {
                        None => {
                            admitted += 1;
                            assert!(
                                (ask.least..=ask.most).contains(&grant.amount),
                                "seed {seed}: {grant:?} for {ask:?}"
                            );
                            for (quota, limit) in world.limits() {
                                let all = world.sum(quota, 0, |call| call.counts(world.now));
                                assert!(all <= limit, "seed {seed}: {all} of {limit} (quota: {quota})");
                            }
                        }
                        Some(by) => {
                            refused += 1;
                            let left = left(by == Refused::ByPeriod).unwrap();
                            assert!(left < ask.least, "seed {seed}: {left} is left, {} was refused", ask.least);
                        }
                    }
                    let (open, kept) = world.open();
                    assert_eq!(open, kept, "seed {seed}");
                }
            }
        }
        world.finish();
    }
    assert!(admitted > 10 * runs / 4 && refused > runs / 4, "{admitted} admitted, {refused} refused");
}

/// Calls of gateways that lose their way to it for longer than a lease holds.
fn lost(runs: u64) {
    let Some((_server, mut redis)) = Server::start() else { return };
    let scripts = Scripts::new();
    for seed in 0..runs {
        let mut world = World::new(&scripts, &mut redis, seed);
        for _ in 0..25 {
            let pass = [0, 1, world.random.below(SECOND), world.random.below(40 * SECOND)];
            let pass = world.one_of(&pass);
            world.pass(pass);
            let gateway = world.one_of(&[0, 1, 2, 3]);
            let fate = world.one_of(&[Fate::Answered, Fate::Lost, Fate::Unanswered]);
            let running = world.running();
            match world.random.below(8) {
                0 => world.away[gateway] ^= true,
                1..=3 if !running.is_empty() => {
                    let index = world.one_of(&running);
                    world.end(index, fate);
                }
                _ if world.away[gateway] => {}
                _ => {
                    let amount = world.random.below(300);
                    world.reserve(gateway, Ask::at_least(amount), fate);
                }
            }
        }
        world.finish();
    }
}
