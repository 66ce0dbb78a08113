//! `admin`, `server`, `subscriptions`, `state`, `repairs`, `runtime`.

use std::collections::BTreeMap;

use super::{Fields, Reader};
use crate::diagnostic::{Code, Diagnostic, did_you_mean};
use crate::policy::format;
use crate::policy::model::{
    Admin, Api, Limits, Origin, Piece, Prices, Repairs, Runtime, Server, Spanned, State, Subscriptions, Text, Tls,
};
use crate::schema::REPAIRS;
use crate::source::{Member, Node};

/// The keys that say where a crate comes from.
const ORIGIN_KEYS: [&str; 4] = ["path", "version", "git", "rev"];

impl Reader<'_> {
    pub(super) fn admin(&mut self, node: &Node) -> Option<Admin> {
        let fields = self.fields(node, &format::ADMIN)?;
        let listen = fields.require(self, "listen", "write `admin: { listen: 127.0.0.1:9901 }`")?;
        Some(Admin { listen: self.address(listen, "`listen`")? })
    }

    pub(super) fn server(&mut self, node: &Node) -> Option<Server> {
        let fields = self.fields(node, &format::SERVER)?;
        let limits = fields.get("limits").and_then(|node| self.limits(node)).unwrap_or_default();
        let drain = fields.get("drain").and_then(|node| self.duration(node, "`drain`"));
        let proxies = fields.get("trusted-proxies").and_then(|node| self.networks(node, "a trusted proxy"));
        let tls = fields.get("tls").and_then(|node| self.tls(node));
        Some(Server { tls, limits, drain, trusted_proxies: proxies.unwrap_or_default() })
    }

    fn tls(&mut self, node: &Node) -> Option<Tls> {
        let fields = self.fields(node, &format::TLS)?;
        let help = "write `tls: { certificate: server.pem, key: server.key }`";
        let certificate = fields.require(self, "certificate", help);
        let key = fields.require(self, "key", help);
        let required = fields
            .get("client-certificate")
            .map(|node| self.choice(node, "server.tls.client-certificate", &format::CLIENT_CERTIFICATES));
        let clients = match fields.get("client-ca") {
            Some(ca) => {
                let ca = self.plain(ca, "`client-ca`")?;
                Some((ca, required.is_none_or(|said| said.is_none_or(|said| said.value))))
            }
            None => {
                if let Some(said) = fields.member("client-certificate") {
                    let message = "nothing says of which authority callers' certificates are";
                    let help = "write `client-ca: callers.pem` beside it";
                    self.say(Diagnostic::at(Code::GW0403, said.key_span, message).help(help));
                }
                None
            }
        };
        let certificate = self.plain(certificate?, "`certificate`")?;
        Some(Tls { certificate, key: self.plain(key?, "`key`")?, clients })
    }

    fn limits(&mut self, node: &Node) -> Option<Limits> {
        let fields = self.fields(node, &format::LIMITS)?;
        Some(Limits {
            body: fields.get("body").and_then(|node| self.size(node, "`body`")),
            connections: fields.get("connections").and_then(|node| self.count(node, "`connections`")),
            headers: fields.get("headers").and_then(|node| self.size(node, "`headers`")),
            header_count: fields.get("header-count").and_then(|node| self.count(node, "`header-count`")),
            header_timeout: fields.get("header-timeout").and_then(|node| self.duration(node, "`header-timeout`")),
            body_idle: fields.get("body-idle").and_then(|node| self.duration(node, "`body-idle`")),
            body_timeout: fields.get("body-timeout").and_then(|node| self.duration(node, "`body-timeout`")),
            answer_idle: fields.get("answer-idle").and_then(|node| self.duration(node, "`answer-idle`")),
            streams: fields.get("streams").and_then(|node| self.count(node, "`streams`")),
            resets: fields.get("resets").and_then(|node| self.count(node, "`resets`")),
            keep_alive: fields.get("keep-alive").and_then(|node| self.duration(node, "`keep-alive`")),
        })
    }

    pub(super) fn subscriptions(&mut self, node: &Node) -> Option<Subscriptions> {
        let fields = self.fields(node, &format::SUBSCRIPTIONS)?;
        let file = fields.require(self, "file", "write `subscriptions: { file: subscriptions.yaml }`")?;
        let attributes = fields.get("attributes").and_then(|node| self.attributes(node)).unwrap_or_default();
        Some(Subscriptions { file: self.plain(file, "`file`")?, attributes })
    }

    pub(super) fn prices(&mut self, node: &Node) -> Option<Prices> {
        let fields = self.fields(node, &format::PRICES)?;
        let help = "write `prices: { file: prices.yaml, currency: USD }`";
        let file = fields.require(self, "file", help);
        let currency = fields.require(self, "currency", help);
        let unknown = match fields.get("unknown") {
            Some(node) => Some(self.plain(node, "`unknown`")?).filter(|unknown| unknown.value != "refuse"),
            None => None,
        };
        let currency = self.plain(currency?, "`currency`")?;
        if !(1..=16).contains(&currency.value.len()) || !currency.value.bytes().all(|byte| byte.is_ascii_alphanumeric())
        {
            let help = "write its code, such as `USD`: up to 16 letters and digits";
            self.invalid(currency.span, format!("`{}` is no currency", currency.value), help);
            return None;
        }
        Some(Prices { file: self.plain(file?, "`file`")?, currency, unknown })
    }

    /// Says which APIs require a key though nobody can have one.
    pub(super) fn unsubscribed(&mut self, apis: &BTreeMap<String, Api>) {
        for api in apis.values().filter(|api| api.subscription.as_ref().is_none_or(|said| said.required)) {
            let message = format!("`{}` requires a subscription key, and there are no subscriptions", api.name.value);
            let help =
                "declare `subscriptions: { file: subscriptions.yaml }`, or write `subscription: { required: false }`";
            self.say(Diagnostic::at(Code::GW0423, api.name.span, message).help(help));
        }
    }

    /// Memory, which is what there is without this key, or Redis.
    pub(super) fn state(&mut self, node: &Node) -> Option<State> {
        let fields = self.fields(node, &format::STATE)?;
        let store =
            fields.one(self, "write `state: { memory: {} }`, or `state: { redis: { url: \"{{redis-url}}\" } }`")?;
        if &*store.key == "memory" {
            self.fields(&store.value, &format::MEMORY)?;
            return Some(State::Memory);
        }
        if &*store.key != "redis" {
            return None;
        }
        let fields = self.fields(&store.value, &format::REDIS)?;
        let url = fields.require(self, "url", "write `url: \"{{redis-url}}\"`, a named value that is a secret")?;
        let url = self.text(url, "`url`")?;
        self.redis_url(&url);
        let outage = fields.get("on-outage").map(|node| self.choice(node, "state.redis.on-outage", &format::OUTAGES));
        let fail_closed = match outage {
            Some(said) => said?.value,
            None => false,
        };
        let timeout = match fields.get("timeout") {
            Some(node) => Some(self.duration(node, "`timeout`")?),
            None => None,
        };
        Some(State::Redis { url, fail_closed, timeout })
    }

    /// A URL that is written out is looked at: it has a scheme of Redis, and no password, which would stand in the
    /// emitted code.
    fn redis_url(&mut self, url: &Text) {
        let [Piece::Literal(text)] = url.pieces.as_slice() else { return };
        let rest = text.strip_prefix("redis://").or_else(|| text.strip_prefix("rediss://"));
        match rest {
            None | Some("") => {
                let message = format!("`{text}` is no URL of a Redis");
                let help = "write `redis://HOST:6379`, or `rediss://HOST:6380` for TLS";
                self.say(Diagnostic::at(Code::GW0422, url.span, message).help(help));
            }
            Some(rest) if rest.contains('@') => {
                let message = "this URL holds a password, so it stands in the emitted code";
                let help = "declare `named-values: { redis-url: { secret: { env: REDIS_URL } } }` and write `\"{{redis-url}}\"` here";
                self.say(Diagnostic::at(Code::GW0413, url.span, message).help(help));
            }
            Some(_) => {}
        }
    }

    pub(super) fn repairs(&mut self, node: &Node) -> Option<Repairs> {
        let fields = self.fields(node, &format::REPAIRS)?;
        let disable = fields.get("disable")?;
        if disable.as_str() == Some("all") {
            return Some(Repairs::AllDisabled);
        }
        if disable.as_array().is_none() {
            self.wrong_kind(disable, "`disable`", "`all` or a list of codes");
            return None;
        }
        let codes = self.plain_list(disable, "a repair")?;
        Some(Repairs::Disabled(codes.into_iter().filter_map(|name| self.repair(&name)).collect()))
    }

    fn repair(&mut self, name: &Spanned<String>) -> Option<Spanned<Code>> {
        let found = REPAIRS.iter().find(|(_, known, code)| *known == name.value || code.name() == name.value);
        if let Some((_, _, code)) = found {
            return Some(Spanned::new(*code, name.span));
        }
        let names = REPAIRS.iter().flat_map(|(_, known, code)| [*known, code.name()]);
        let help = match did_you_mean(&name.value, names) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "write the code of a repair as `compile` shows it, or `disable: all`".to_owned(),
        };
        self.invalid(name.span, format!("there is no repair `{}`", name.value), help);
        None
    }

    pub(super) fn runtime(&mut self, node: &Node) -> Option<Runtime> {
        let help = "write `vendored`, `{ path: DIR }`, `{ version: \"0.1\" }` or `{ git: URL, rev: COMMIT }`";
        match node.as_str() {
            Some("vendored") => return Some(Runtime::Vendored),
            Some(other) => {
                self.invalid(node.span, format!("the runtime can't be taken from `{other}`"), help);
                return None;
            }
            None => {}
        }
        let fields = self.fields(node, &format::RUNTIME)?;
        self.origin(&fields, "the runtime", help).map(Runtime::From)
    }

    /// Where Cargo takes a crate from.
    pub(super) fn origin(&mut self, fields: &Fields<'_>, what: &str, help: &str) -> Option<Origin> {
        let members: Vec<&Member> = ORIGIN_KEYS.iter().filter_map(|key| fields.member(key)).collect();
        if let (Some(git), Some(rev)) = (fields.member("git"), fields.get("rev")) {
            if let Some(other) = fields.member("path").or_else(|| fields.member("version")) {
                self.contradiction(other, git, &format!("{what} comes from one place"));
                return None;
            }
            let rev = self.plain(rev, "`rev`")?;
            if !(7..=40).contains(&rev.value.len()) || !rev.value.bytes().all(|byte| byte.is_ascii_hexdigit()) {
                self.invalid(rev.span, "`rev` must be a commit", "write 7 to 40 hexadecimal digits");
                return None;
            }
            return Some(Origin::Git { url: self.plain(&git.value, "`git`")?, rev });
        }
        let origin = match members.as_slice() {
            [origin] => *origin,
            [] => {
                let message = format!("nothing says where {what} comes from");
                self.say(Diagnostic::at(Code::GW0403, fields.span, message).help(help));
                return None;
            }
            [first, second, ..] => {
                self.contradiction(second, first, &format!("{what} comes from one place"));
                return None;
            }
        };
        match &*origin.key {
            "path" => Some(Origin::Path(self.plain(&origin.value, "`path`")?)),
            "version" => Some(Origin::Version(self.plain(&origin.value, "`version`")?)),
            _ => {
                let message = "`git` and `rev` belong together";
                self.say(
                    Diagnostic::at(Code::GW0403, origin.key_span, message).help("write `{ git: URL, rev: COMMIT }`"),
                );
                None
            }
        }
    }
}
