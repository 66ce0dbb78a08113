//! `pool`: several backends behind one name.

use std::collections::BTreeMap;

use super::Reader;
use super::fields::{Fields, transposed};
use crate::diagnostic::{Code, Diagnostic};
use crate::policy::format::{self, ATTEMPTS, MOST};
use crate::policy::model::{BackOff, Backend, Condition, Failover, Member, Pool, SessionAffinity, Target};
use crate::source::Node;

impl Reader<'_> {
    pub(super) fn pool(&mut self, node: &Node) -> Option<Pool> {
        let fields = self.fields(node, &format::POOL)?;
        let help = "write `members: [{ backend: NAME, priority: 1, weight: 1 }]`";
        let members = fields.require(self, "members", help).and_then(|node| self.members(node));
        let retry = fields.get("retry").map(|node| self.retry(node));
        let affinity = fields.get("session-affinity").map(|node| self.session_affinity(node));
        // What was said and is wrong makes no pool.
        Some(Pool { members: members?, retry: transposed(retry)?, session_affinity: transposed(affinity)? })
    }

    fn members(&mut self, node: &Node) -> Option<Vec<Member>> {
        let items = self.items(node, "`members`")?;
        if items.is_empty() {
            self.invalid(node.span, "a pool needs a member", "write `{ backend: NAME }` for each");
            return None;
        }
        let mut members: Vec<Member> = Vec::new();
        for item in items {
            let Some(member) = self.member(item) else { continue };
            match members.iter().find(|earlier| earlier.backend.value == member.backend.value) {
                Some(earlier) => self.twice("the member", &member.backend, earlier.backend.span),
                None => members.push(member),
            }
        }
        (members.len() == items.len()).then_some(members)
    }

    fn member(&mut self, node: &Node) -> Option<Member> {
        let fields = self.fields(node, &format::MEMBER)?;
        let help = "write `backend: NAME` of a key of `backends`";
        let backend = fields.require(self, "backend", help).and_then(|node| self.plain(node, "`backend`"));
        let mut share = |key: &str| {
            let Some(node) = fields.get(key) else { return Some(1) };
            let count = self.count(node, &format!("`{key}`"))?;
            if count.value > MOST {
                let message = format!("`{key}` can't be more than {MOST}");
                self.invalid(count.span, message, format!("write a whole number from 1 to {MOST}"));
                return None;
            }
            Some(count.value)
        };
        let (priority, weight) = (share("priority"), share("weight"));
        Some(Member { backend: backend?, priority: priority?, weight: weight? })
    }

    fn retry(&mut self, node: &Node) -> Option<Failover> {
        let fields = self.fields(node, &format::RETRY)?;
        let help = "write `attempts: 3`: how often a call is sent at most, the first time included";
        let attempts = fields.require(self, "attempts", help).and_then(|node| self.count(node, "`attempts`"));
        let attempts = attempts.filter(|attempts| {
            let good = (2..=ATTEMPTS).contains(&attempts.value);
            if !good {
                let message = format!("`attempts` must be a whole number from 2 to {ATTEMPTS}");
                self.invalid(attempts.span, message, "it counts the first time too; leave `retry` out for one attempt");
            }
            good
        });
        let when = fields.get("when").map(|node| self.failures(node));
        let max_body = fields.get("max-body").map(|node| self.size(node, "`max-body`").map(|size| size.value));
        let default =
            || vec![Condition::Status(429), Condition::Statuses(500, 599), Condition::Connect, Condition::Timeout];
        let when = transposed(when).map(|when| when.unwrap_or_else(default));
        let max_body = transposed(max_body).map(|size| size.unwrap_or(MAX_BODY));
        let fast = fields.get("first-fast-retry").map(|node| self.boolean(node, "`first-fast-retry`"));
        let (back_off, fast) = (self.back_off(&fields), transposed(fast));
        Some(Failover {
            attempts: attempts?.value,
            when: when?,
            max_body: max_body?,
            back_off: back_off?,
            first_fast_retry: fast?.unwrap_or_default(),
        })
    }

    /// `interval`, `delta` and `max-interval`: each goes only with those before it.
    fn back_off(&mut self, fields: &Fields<'_>) -> Option<BackOff> {
        let mut time = |key: &str| {
            let time = fields.get(key).map(|node| self.duration(node, &format!("`{key}`")));
            transposed(time.map(|time| time.map(|time| time.value)))
        };
        let [interval, delta, most] = ["interval", "delta", "max-interval"].map(&mut time);
        match (interval?, delta?, most?) {
            (None, None, None) => Some(BackOff::Doubled),
            (Some(interval), None, None) => Some(BackOff::Fixed(interval)),
            (Some(interval), Some(delta), None) => Some(BackOff::Linear(interval, delta)),
            (Some(interval), Some(delta), Some(most)) => Some(BackOff::Exponential(interval, delta, most)),
            (None, _, _) => {
                let _ = fields.require(self, "interval", "write the first wait: `interval: 1s`");
                None
            }
            (Some(_), None, Some(_)) => {
                let _ = fields.require(self, "delta", "write by how much the wait grows: `delta: 500ms`");
                None
            }
        }
    }

    fn session_affinity(&mut self, node: &Node) -> Option<SessionAffinity> {
        let fields = self.fields(node, &format::SESSION_AFFINITY)?;
        let cookie = fields.require(self, "cookie", "write the cookie's name: `cookie: SessionId`");
        let cookie = cookie.and_then(|node| self.token(node, "`cookie`"));
        let secure = fields.get("secure").map(|node| self.boolean(node, "`secure`"));
        Some(SessionAffinity { cookie: cookie?.value, secure: transposed(secure)?.unwrap_or_default() })
    }

    /// Whether each member of each pool is a backend that is no pool itself; says so if not.
    pub(super) fn resolve_members(&mut self, backends: &BTreeMap<String, Backend>) {
        for backend in backends.values() {
            let Target::Pool(pool) = &backend.target else { continue };
            for member in &pool.members {
                // One that is declared and not in the model was refused already.
                let known = self.known_backend(&member.backend);
                let target = backends.get(&member.backend.value).map(|backend| &backend.target);
                if known && matches!(target, Some(Target::Pool(_))) {
                    let message = format!("the member `{}` is a pool itself", member.backend.value);
                    let diagnostic = Diagnostic::at(Code::GW0405, member.backend.span, message);
                    self.say(diagnostic.help("list its members here, with priorities of their own"));
                }
            }
        }
    }
}

/// What is kept of a body to be sent again, unless the gateway file says otherwise.
const MAX_BODY: u64 = 4 << 20;
