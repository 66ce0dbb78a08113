//! The names that every expression knows: `request`, `response`, `operation` and the rest.

use std::collections::BTreeSet;

use super::{Absent, Checker, Found};
use crate::diagnostic::{Code, Diagnostic, did_you_mean};
use crate::expression::ast::{Kind, Node};
use crate::expression::environment::Body;
use crate::expression::members::{Alternative, Shape};
use crate::expression::typed::{Fact, Read, Root, Value, What};
use crate::expression::types::Type;
use crate::schema::Rule;
use crate::source::Span;

/// A part of a call that is only looked into by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Base {
    Headers { response: bool },
    Query,
    Parameters,
    Variables,
    Attributes,
}

/// The first names, and what may stand behind each of them.
const ROOTS: &[(&str, &[&str])] = &[
    ("request", &["body", "headers", "id", "ip", "method", "params", "path", "query"]),
    ("response", &["body", "headers", "status"]),
    ("operation", &["id"]),
    ("api", &["name"]),
    ("product", &["id"]),
    ("error", &["message", "policy", "reason", "section", "source"]),
    ("subscription", &["attributes", "id", "name"]),
    ("usage", &USAGE),
    ("jwt", &[]),
    ("variables", &[]),
];

/// The counts of tokens that a backend may report, as the access log calls them, and what they cost.
const USAGE: [&str; 11] = [
    "cache_write_tokens",
    "cached_tokens",
    "completion_audio_tokens",
    "completion_image_tokens",
    "completion_tokens",
    "cost",
    "prompt_audio_tokens",
    "prompt_image_tokens",
    "prompt_tokens",
    "reasoning_tokens",
    "total_tokens",
];

impl<'e> Checker<'_, 'e> {
    /// The part of a call that a node stands for, if it is one that is looked into by name.
    pub(super) fn base(&self, node: &Node) -> Option<Base> {
        let path = node.path()?;
        if self.locals.iter().any(|local| Some(&local.name.as_str()) == path.first()) {
            return None;
        }
        Some(match path.as_slice() {
            ["request", "headers"] => Base::Headers { response: false },
            ["response", "headers"] => Base::Headers { response: true },
            ["request", "query"] => Base::Query,
            ["request", "params"] => Base::Parameters,
            ["variables"] => Base::Variables,
            ["subscription", "attributes"] => Base::Attributes,
            _ => return None,
        })
    }

    /// Whether a node is a name that is no value by itself, only what stands below it.
    pub(super) fn is_root(&self, node: &Node) -> bool {
        let Some([root]) = node.path().as_deref().and_then(|path| <[&str; 1]>::try_from(path).ok()) else {
            return false;
        };
        ROOTS.iter().any(|(known, members)| *known == root && !members.is_empty())
            && !self.locals.iter().any(|local| local.name == root)
    }

    /// What a path of known names stands for. `None`: it is none. `Some(None)` comes with a message.
    pub(super) fn looked_up(&mut self, node: &Node) -> Option<Option<Found<'e>>> {
        let path = node.path()?;
        let (first, rest) = path.split_first()?;
        if self.locals.iter().any(|local| local.name == *first) {
            return None;
        }
        let (_, members) = ROOTS.iter().find(|(root, _)| root == first)?;
        if let Some(base) = self.base(node) {
            if base == (Base::Headers { response: true }) && !self.answered(node) {
                return Some(None);
            }
            let message = format!("`{}` is looked up by name", path.join("."));
            self.say(Code::GW0702, node.span, message, format!("write `{}[\"name\"]`", path.join(".")));
            return Some(None);
        }
        match rest {
            [] if *first == "jwt" && !self.environment.claims => {
                let message = "no policy that runs before takes a token";
                self.say(Code::GW0706, node.span, message, "validate the token before its claims are read");
                Some(None)
            }
            [] if *first == "jwt" => Some(self.claims()),
            [] => {
                let all: Vec<String> = members.iter().map(|member| format!("`{first}.{member}`")).collect();
                let message = format!("`{first}` is no value by itself");
                self.say(Code::GW0702, node.span, message, format!("write one of {}", all.join(", ")));
                Some(None)
            }
            [_] if *first == "jwt" || *first == "variables" => None,
            [member] => Some(self.fact(node, first, member, members)),
            _ => None,
        }
    }

    fn fact(&mut self, node: &Node, root: &str, member: &str, members: &[&str]) -> Option<Found<'e>> {
        let fact = match (root, member) {
            ("request", "body") => return self.body(node),
            ("request", "method") => Fact::Method,
            ("request", "path") => Fact::Path,
            ("request", "id") => Fact::Id,
            ("request", "ip") => Fact::Address,
            ("operation", "id") => Fact::Operation,
            ("api", "name") => Fact::Api,
            ("product", "id") => Fact::Product,
            ("subscription", "id") => Fact::Subscription,
            ("subscription", "name") => Fact::SubscriptionName,
            ("response", "body") => return self.answer_body(node),
            ("usage", _) if members.contains(&member) => return self.usage(node, member),
            ("response", "status") => {
                if !self.answered(node) {
                    return None;
                }
                Fact::Status
            }
            ("error", _) if members.contains(&member) && !self.environment.error => {
                let message = format!("there is no error in `{}`", self.environment.section);
                self.say(Code::GW0706, node.span, message, "move the policy to `on-error`");
                return None;
            }
            ("error", "message") => Fact::ErrorMessage,
            ("error", "policy") => Fact::ErrorPolicy,
            ("error", "reason") => Fact::ErrorReason,
            ("error", "section") => Fact::ErrorSection,
            ("error", "source") => Fact::ErrorSource,
            _ => {
                let message = format!("`{root}` has no `{member}`");
                let help = match did_you_mean(member, members.iter().copied()) {
                    Some(near) => format!("did you mean `{root}.{near}`?"),
                    None => {
                        let all: Vec<String> = members.iter().map(|member| format!("`{root}.{member}`")).collect();
                        format!("there are {}", all.join(", "))
                    }
                };
                self.say(Code::GW0703, node.span, message, help);
                return None;
            }
        };
        let product = self.environment.product;
        let subscribed = product.is_some_and(|product| product.subscribed)
            || self.environment.operations.iter().all(|view| view.subscribed);
        let reason = match fact {
            Fact::Subscription | Fact::SubscriptionName if !subscribed => "a call needs no subscription here",
            Fact::Product if product.is_none() => "a subscription may be for an API, or for all",
            Fact::ErrorPolicy => "what failed may be no policy, or one without an `id`",
            _ => "",
        };
        let read = Read::Fact(fact);
        let absent =
            (!reason.is_empty() && !self.is_proven(&read)).then(|| Absent { reason: reason.to_owned(), span: None });
        let ty = if fact == Fact::Status { Type::Int } else { Type::String };
        Some(Found { value: Value { ty, what: What::Read(read) }, shape: None, absent })
    }

    /// Says so where there is no answer yet.
    pub(super) fn answered(&mut self, node: &Node) -> bool {
        self.is_answered(node, "move the policy to `outbound` or `on-error`")
    }

    fn is_answered(&mut self, node: &Node, help: &str) -> bool {
        if self.environment.response {
            self.reads.response = true;
            return true;
        }
        let message = format!("there is no answer yet in `{}`", self.environment.section);
        self.say(Code::GW0706, node.span, message, help);
        false
    }

    fn claims(&mut self) -> Option<Found<'e>> {
        self.reads.claims = true;
        let shape = self.anything();
        self.json(Root::Claims, String::new(), shape, "jwt", None)
    }

    /// A JSON value of which nothing is known.
    pub(super) fn anything(&self) -> Shape<'e> {
        let named = self.environment.operations.first().map(|view| view.named);
        named.map(Shape::anything).unwrap_or_default()
    }

    fn body(&mut self, node: &Node) -> Option<Found<'e>> {
        let mut shape = Shape::default();
        let mut some = false;
        for view in self.environment.operations {
            match &view.body {
                Body::None => shape.absent = true,
                Body::Any => {
                    some = true;
                    shape.absent = true;
                    shape.alternatives.push(Alternative { rule: &Rule::Any, named: view.named });
                }
                Body::Json { rule, certain, .. } => {
                    some = true;
                    shape.absent |= !certain;
                    shape.alternatives.push(Alternative { rule, named: view.named });
                }
            }
        }
        if !some {
            let view = self.environment.operations.first();
            let message = match view {
                Some(view) => format!("`{}` has no body of JSON", view.id),
                None => "there is no operation here".to_owned(),
            };
            let diagnostic = Diagnostic::at(Code::GW0703, node.span, message)
                .help("declare the policy at the operations that have one");
            self.diagnostics.push(match view.and_then(|view| view.span) {
                Some(span) => diagnostic.label(span, "the operation"),
                None => diagnostic,
            });
            return None;
        }
        let span = self.body_span();
        self.json(Root::Body, String::new(), shape, "the body", span)
    }

    /// A count of tokens, as the backend reports it at the end of its answer.
    fn usage(&mut self, node: &Node, member: &str) -> Option<Found<'e>> {
        if !self.answer_is_there(node) {
            return None;
        }
        if member == "cost" && !self.environment.priced {
            let message = "nothing says what models cost";
            let help = "declare `prices: { file: prices.yaml, currency: USD }` at the top of the gateway file";
            self.say(Code::GW0703, node.span, message, help);
            return None;
        }
        let read = Read::Usage(member.to_owned());
        let reason = "the backend may not report it";
        let absent = (!self.is_proven(&read)).then(|| Absent { reason: reason.to_owned(), span: None });
        Some(Found { value: Value { ty: Type::Int, what: What::Read(read) }, shape: None, absent })
    }

    /// Says so where there is no backend's answer to be held back.
    fn answer_is_there(&mut self, node: &Node) -> bool {
        if !self.is_answered(node, "move the policy to `outbound`") {
            return false;
        }
        if self.environment.error {
            let message = "the answer is the gateway's own in `on-error`, and tells of the error";
            self.say(Code::GW0706, node.span, message, "read `error.reason` or `error.message`");
            return false;
        }
        self.reads.answer = true;
        true
    }

    /// The body of the backend's answer, by the schemas of all answers that the document declares. It is never checked
    /// before, so whatever is in it may be absent.
    fn answer_body(&mut self, node: &Node) -> Option<Found<'e>> {
        if !self.answer_is_there(node) {
            return None;
        }
        let mut shape = Shape { absent: true, ..Shape::default() };
        for view in self.environment.operations {
            match view.answer {
                Some(answer) => {
                    let rules = answer.rules.iter();
                    shape.alternatives.extend(rules.map(|rule| Alternative { rule, named: &answer.named }));
                }
                None => shape.alternatives.push(Alternative { rule: &Rule::Any, named: view.named }),
            }
        }
        self.json(Root::Answer, String::new(), shape, "the answer", None)
    }

    /// Where the spec has the operation whose answer an expression reads.
    pub(super) fn answer_span(&self) -> Option<Span> {
        self.environment.operations.iter().find_map(|view| view.answer?.span.or(view.span))
    }

    /// Where the spec has the JSON value that a look-up leads into.
    pub(super) fn root_span(&self, of: &Root) -> Option<Span> {
        match of {
            Root::Body => self.body_span(),
            Root::Answer => self.answer_span(),
            _ => None,
        }
    }

    /// Where the spec has the body that an expression reads.
    pub(super) fn body_span(&self) -> Option<Span> {
        self.environment.operations.iter().find_map(|view| match &view.body {
            Body::Json { span, .. } => *span,
            _ => None,
        })
    }

    /// A part of a JSON value, by its shape.
    pub(super) fn json(
        &mut self,
        of: Root,
        pointer: String,
        mut shape: Shape<'e>,
        name: &str,
        span: Option<Span>,
    ) -> Option<Found<'e>> {
        let read_of_answer = of == Root::Answer;
        let read = Read::Member { of, pointer };
        if self.is_proven(&read) {
            shape.absent = false;
        }
        let reason = match name {
            "jwt" => "a token may lack it, and a call may have no token".to_owned(),
            _ if read_of_answer => "the backend may leave it out, and answers are not checked".to_owned(),
            _ => "the spec doesn't ask for it, or lets it be null".to_owned(),
        };
        let absent = shape.absent.then_some(Absent { reason, span });
        let value = Value { ty: shape.ty(), what: What::Read(read) };
        Some(Found { value, shape: Some(shape), absent })
    }

    pub(super) fn unknown_name(&mut self, node: &Node, name: &str) {
        let locals: Vec<String> = self.locals.iter().map(|local| local.name.clone()).collect();
        let names: BTreeSet<&str> =
            ROOTS.iter().map(|(root, _)| *root).chain(locals.iter().map(String::as_str)).collect();
        let help = match did_you_mean(name, names.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => {
                format!("there are {}; a text stands in quotes", names.iter().copied().collect::<Vec<_>>().join(", "))
            }
        };
        self.say(Code::GW0703, node.span, format!("there is no `{name}`"), help);
    }

    /// What is read of the body, so that it is there before.
    pub(super) fn note(&mut self, read: &Read) {
        match read {
            Read::Member { of: Root::Body, pointer } => {
                let shorter = |known: &String| {
                    pointer.strip_prefix(known.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
                };
                if !self.reads.body.iter().any(shorter) {
                    self.reads.body.insert(pointer.clone());
                }
            }
            Read::Variable(name) | Read::Member { of: Root::Variable(name), .. } => {
                self.reads.variables.insert(name.clone());
            }
            _ => {}
        }
    }

    /// Whether a node is a literal key, and which one.
    pub(super) fn literal_key(key: &Node) -> Option<&str> {
        match &key.kind {
            Kind::Literal(crate::expression::ast::Literal::String(text)) => Some(text),
            _ => None,
        }
    }
}
