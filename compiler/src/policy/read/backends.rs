//! `backends`.

use std::collections::BTreeMap;
use std::time::Duration;

use super::Reader;
use super::fields::Fields;
use crate::diagnostic::{Code, Diagnostic, did_you_mean};
use crate::policy::catalogue::refused_header;
use crate::policy::format;
use crate::policy::model::{Backend, BackendServer, Credentials, Piece, Spanned, Target, Text, Timeouts};
use crate::source::{Member, Node};

impl Reader<'_> {
    /// Reads all of them; APIs that name them are read later.
    pub(super) fn backends(&mut self, node: &Node) -> BTreeMap<String, Backend> {
        let mut backends = BTreeMap::new();
        let Some(object) = self.object(node, "`backends`") else { return backends };
        for member in object.sorted() {
            self.backends.insert(member.key.to_string(), member.key_span);
            if let Some(backend) = self.backend(member) {
                backends.insert(member.key.to_string(), backend);
            }
        }
        self.resolve_members(&backends);
        backends
    }

    /// The name of a backend that exists.
    pub(super) fn backend_name(&mut self, node: &Node) -> Option<Spanned<String>> {
        let name = self.plain(node, "`backend`")?;
        if !self.known_backend(&name) {
            return None;
        }
        self.used_backends.insert(name.value.clone());
        Some(name)
    }

    /// The name of a backend that is nothing but a URL; the same for the same URL.
    pub(super) fn backend_of_url(&mut self, node: &Node, what: &str) -> Option<Spanned<String>> {
        let url = self.url(node, what)?;
        let name = Spanned::new(name_of(&url), node.span);
        let known = self.url_backends.get(&name.value).and_then(|known| match &known.target {
            Target::Server(server) => Some(&server.url),
            Target::Pool(_) => None,
        });
        let other =
            known.is_some_and(|known| !known.pieces.iter().zip(&url.pieces).all(|(one, other)| alike(one, other)));
        if other || self.backends.contains_key(&name.value) {
            let message = format!("another backend is called `{}`, as this one would be", name.value);
            let help = "declare it under `backends`, and name it as `backend-id`";
            self.say(Diagnostic::at(Code::GW0420, node.span, message).help(help));
            return None;
        }
        let server = BackendServer {
            url,
            credentials: Credentials::default(),
            timeout: Timeouts::default(),
            circuit_breaker: Vec::new(),
        };
        let backend = Backend { name: name.clone(), target: Target::Server(server) };
        self.url_backends.entry(name.value.clone()).or_insert(backend);
        Some(name)
    }

    /// Whether there is such a backend; says so if not.
    pub(super) fn known_backend(&mut self, name: &Spanned<String>) -> bool {
        if self.backends.contains_key(&name.value) {
            return true;
        }
        let help = match did_you_mean(&name.value, self.backends.keys().map(String::as_str)) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "declare it under `backends`".to_owned(),
        };
        self.say(Diagnostic::at(Code::GW0419, name.span, format!("there is no backend `{}`", name.value)).help(help));
        false
    }

    /// Says which ones no API names, and no pool that an API names.
    pub(super) fn unused_backends(&mut self, backends: &BTreeMap<String, Backend>) {
        let used = backends.values().filter(|backend| self.used_backends.contains(&backend.name.value));
        let members = used.filter_map(|backend| match &backend.target {
            Target::Pool(pool) => Some(pool.members.iter().map(|member| member.backend.value.clone())),
            Target::Server(_) => None,
        });
        let members: Vec<String> = members.flatten().collect();
        self.used_backends.extend(members);
        let all: Vec<_> = self.backends.iter().map(|(name, span)| (name.clone(), *span)).collect();
        for (name, span) in all.into_iter().filter(|(name, _)| !self.used_backends.contains(name)).collect::<Vec<_>>() {
            let message = format!("nothing is sent to the backend `{name}`");
            self.say(
                Diagnostic::at(Code::GW0421, span, message)
                    .help(format!("remove it, or write `backend: {name}` at an API")),
            );
        }
    }

    fn backend(&mut self, member: &Member) -> Option<Backend> {
        let name = self.name(&member.key, member.key_span, "a backend");
        let fields = self.fields(&member.value, &format::BACKEND)?;
        let Some(pool) = fields.member("pool") else {
            let server = self.server_of(&fields).map(Target::Server);
            return Some(Backend { name: name?, target: server? });
        };
        for other in ["url", "credentials", "timeout", "circuit-breaker"].iter().filter_map(|key| fields.member(key)) {
            let message = format!("`{}` can't stand beside `pool`", other.key);
            let diagnostic = Diagnostic::at(Code::GW0417, other.key_span, message).label(pool.key_span, "a pool");
            self.say(diagnostic.help("each member of the pool is a backend with settings of its own"));
        }
        let pool = self.pool(&pool.value).map(Target::Pool);
        Some(Backend { name: name?, target: pool? })
    }

    fn server_of(&mut self, fields: &Fields<'_>) -> Option<BackendServer> {
        let url = fields.require(self, "url", "write `url: https://...`").and_then(|node| self.url(node, "`url`"));
        let credentials = fields.get("credentials").and_then(|node| self.credentials(node)).unwrap_or_default();
        let timeout = fields.get("timeout").and_then(|node| self.timeouts(node)).unwrap_or_default();
        let circuit_breaker = fields.get("circuit-breaker").map(|node| self.circuit_breaker(node)).unwrap_or_default();
        Some(BackendServer { url: url?, credentials, timeout, circuit_breaker })
    }

    /// Whether the gateway lets anyone set this header; says so if not.
    pub(in crate::policy) fn is_settable(&mut self, name: &Spanned<String>) -> bool {
        if !self.is_header_name(name) {
            return false;
        }
        if let Some(reason) = refused_header(&name.value) {
            let message = format!("the header `{}` can't be set: {reason}", name.value);
            self.say(Diagnostic::at(Code::GW0416, name.span, message).help("choose another header"));
            return false;
        }
        true
    }

    /// Whether a header can be called so; says so if not.
    pub(in crate::policy) fn is_header_name(&mut self, name: &Spanned<String>) -> bool {
        let good = super::scalars::is_token(&name.value);
        if !good {
            let message = format!("`{}` is no name of a header", name.value);
            self.invalid(name.span, message, "write letters, digits and hyphens, without spaces and colons");
        }
        good
    }

    /// Whether the text can stand in a header; says so if not. HTTP leaves open what other characters mean there (RFC
    /// 9110, section 5.5).
    pub(in crate::policy) fn is_header_value(&mut self, text: &Text) -> bool {
        let ascii = text.pieces.iter().all(|piece| !matches!(piece, Piece::Literal(literal) if !literal.is_ascii()));
        if !ascii {
            let message = "the value of a header holds a character that is not ASCII";
            self.invalid(text.span, message, "percent-encode it");
        }
        ascii
    }

    fn timeouts(&mut self, node: &Node) -> Option<Timeouts> {
        let fields = self.fields(node, &format::TIMEOUT)?;
        let mut read = |key: &str, default: Duration| {
            let node = fields.get(key)?;
            Some(self.duration(node, &format!("`{key}`")).map_or(default, |duration| duration.value))
        };
        let default = Timeouts::default();
        Some(Timeouts {
            connect: read("connect", default.connect).unwrap_or(default.connect),
            headers: read("headers", default.headers).unwrap_or(default.headers),
            idle: read("idle", default.idle).unwrap_or(default.idle),
        })
    }
}

/// The name of a backend that is nothing but a URL: the words of it.
fn name_of(url: &Text) -> String {
    let text: String = url
        .pieces
        .iter()
        .map(|piece| match piece {
            Piece::Literal(text) => text.strip_prefix("https://").unwrap_or(text),
            Piece::NamedValue { name, .. } => name,
            Piece::Expression(_) => "",
        })
        .collect();
    let words = text.split(|char: char| !char.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    format!("to-{}", words.map(str::to_ascii_lowercase).collect::<Vec<_>>().join("-"))
}

/// Whether two pieces are written alike, wherever they stand.
fn alike(one: &Piece, other: &Piece) -> bool {
    match (one, other) {
        (Piece::NamedValue { name: one, .. }, Piece::NamedValue { name: other, .. }) => one == other,
        (one, other) => one == other,
    }
}
