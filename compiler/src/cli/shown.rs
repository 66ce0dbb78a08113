//! Parts of a linked gateway as lines for people: policies as the gateway file writes them, scopes, what is read of a call.

pub(super) mod models;

use crate::gateway::{
    self, Api, Argument, ByModel, Content, ContentKind, Gateway, Given, Operation, Piece, Policy, Scope, SectionKind,
    Streaming, Target, Typed, Words, met, pipeline,
};
use crate::policy::catalogue::{Form, Part};
use crate::source::Span;

/// A line of a pipeline.
pub(super) struct Line {
    /// Where the policy stands; none for a line that belongs to the one before.
    pub(super) span: Option<Span>,
    /// The policy as the gateway file writes it, or what belongs to it.
    pub(super) text: String,
}

/// A policy, what is read and held back for it, and indented below it what stands there.
pub(super) fn lines(policy: &Policy) -> Vec<Line> {
    let mut lines = vec![Line { span: Some(policy.span), text: self::policy(policy) }];
    let needs = needs(policy);
    lines.extend((!needs.is_empty()).then(|| Line { span: None, text: format!("  reads {}", needs.join(", ")) }));
    for branch in &policy.branches {
        let step = match (&branch.when, policy.entry.form) {
            (Some(when), Form::Loop) => format!("  again while {}", argument(&when.value)),
            (Some(when), _) => format!("  when {}", argument(&when.value)),
            (None, Form::Branches) => "  otherwise".to_owned(),
            (None, _) => String::new(),
        };
        let indent = if step.is_empty() { "  " } else { "    " };
        lines.extend(Some(step).filter(|step| !step.is_empty()).map(|text| Line { span: None, text }));
        let below = branch.policies.iter().flat_map(self::lines);
        lines.extend(below.map(|line| Line { text: format!("{indent}{}", line.text), ..line }));
    }
    lines
}

/// What a policy and its conditions read of a call, without what stands below it.
fn needs(policy: &Policy) -> Vec<String> {
    let reads = gateway::reads(policy);
    let mut needs: Vec<String> =
        policy.entry.reads.iter().filter_map(|part| part_read(*part)).map(str::to_owned).collect();
    if !reads.body.is_empty() {
        let members: Vec<&str> =
            reads.body.iter().map(|pointer| if pointer.is_empty() { "all" } else { pointer }).collect();
        needs.push(format!("{} of the request's body, which is buffered", members.join(" and ")));
    }
    needs.extend(reads.response.then(|| "the head of the answer".to_owned()));
    needs.extend(reads.claims.then(|| "the claims of the token".to_owned()));
    needs.extend(reads.variables.iter().map(|name| format!("the variable {name}")));
    needs.extend(
        (policy.holds_answer() || reads.answer)
            .then(|| "all of the answer, which is held back until its end".to_owned()),
    );
    needs
}

/// A part of a call in words; none for what the document alone knows.
fn part_read(part: Part) -> Option<&'static str> {
    Some(match part {
        Part::RequestPath => "the path",
        Part::RequestQuery => "the query",
        Part::Headers => "headers",
        Part::Parameters => "the parameters",
        Part::Backend => "the backend",
        Part::RequestMethod => "the method",
        Part::Body => "the body, which is buffered",
        Part::Status => "the status",
        Part::Sending | Part::Answers | Part::AnswerHeaders | Part::AnswerContents | Part::Examples => return None,
    })
}

/// A policy on one line: its name, its id, and the attributes that were written.
pub(super) fn policy(policy: &Policy) -> String {
    let id = policy.id.iter().map(|id| format!("id: {id}"));
    let written: Vec<String> = id.chain(policy.arguments.iter().map(given)).collect();
    if written.is_empty() {
        policy.entry.name.to_owned()
    } else {
        format!("{} {{ {} }}", policy.entry.name, written.join(", "))
    }
}

fn given(given: &Given) -> String {
    format!("{}: {}", given.attribute.name, argument(&given.value))
}

fn argument(value: &Argument) -> String {
    match value {
        Argument::Name(name) | Argument::Backend(name) => text(name),
        Argument::Text(words) => self::words(words),
        Argument::Texts(texts) => format!("[{}]", texts.iter().map(self::words).collect::<Vec<_>>().join(", ")),
        Argument::Choice(word) => (*word).to_owned(),
        Argument::Bool(value) => typed(value, bool::to_string),
        Argument::Integer(value) => typed(value, u64::to_string),
        Argument::Number(value) => typed(value, f64::to_string),
        Argument::Duration(millis) if millis.is_multiple_of(1000) => format!("{}s", millis / 1000),
        Argument::Duration(millis) => format!("{millis}ms"),
        Argument::Size(bytes) => format!("{bytes}B"),
        Argument::Computed(dynamic) => format!("\"${{{}}}\"", dynamic.written.source),
        Argument::Rows(rows) => {
            let row = |(name, row): &(String, Vec<Given>)| match row.as_slice() {
                [] => format!("{name}: ~"),
                [only] => format!("{name}: {}", argument(&only.value)),
                more => format!("{name}: {{ {} }}", more.iter().map(given).collect::<Vec<_>>().join(", ")),
            };
            format!("{{ {} }}", rows.iter().map(row).collect::<Vec<_>>().join(", "))
        }
        Argument::Group(group) => format!("{{ {} }}", group.iter().map(given).collect::<Vec<_>>().join(", ")),
    }
}

fn typed<T>(value: &Typed<T>, literal: impl Fn(&T) -> String) -> String {
    match value {
        Typed::Literal(value) => literal(value),
        Typed::NamedValue(name) => format!("\"{{{{{name}}}}}\""),
    }
}

fn words(words: &Words) -> String {
    let piece = |piece: &Piece| match piece {
        Piece::Literal(text) => text.clone(),
        Piece::NamedValue(name) => format!("{{{{{name}}}}}"),
        Piece::Expression(dynamic) => format!("${{{}}}", dynamic.written.source),
    };
    text(&words.0.iter().map(piece).collect::<String>())
}

/// A text, in quotes unless it is a plain word.
fn text(text: &str) -> String {
    let plain = |char: char| char.is_ascii_alphanumeric() || "-_./".contains(char);
    if !text.is_empty() && text.chars().all(plain) { text.to_owned() } else { format!("{text:?}") }
}

/// A scope in one or two words.
pub(super) fn scope(scope: &Scope, api: &Api) -> String {
    match scope {
        Scope::Gateway => "gateway".to_owned(),
        Scope::Products => "products".to_owned(),
        Scope::Product(name) => format!("product {name}"),
        Scope::Api => "api".to_owned(),
        Scope::Tag(module) => {
            let tag = api.tags.iter().find(|tag| tag.module == *module);
            format!("tag {}", tag.map_or(module.as_str(), |tag| &tag.name))
        }
        Scope::Operation => "operation".to_owned(),
    }
}

/// Whether calls need a key.
pub(super) fn key(gateway: &Gateway, api: &Api) -> &'static str {
    match (api.subscription.required, gateway.opens(api)) {
        (true, true) => "required, but for an open product",
        (true, false) => "required",
        (false, _) => "not required",
    }
}

/// Whether a policy, or one below it, reads the request's body.
fn reads_body(policy: &Policy) -> bool {
    gateway::reads_body(policy) || policy.tree().iter().any(|policy| policy.entry.reads.contains(&Part::Body))
}

/// What is read of a request, and what is held back for it.
pub(super) fn body(gateway: &Gateway, api: &Api, operation: &Operation) -> String {
    let kinds = SectionKind::ALL.into_iter();
    let steps = kinds.flat_map(|kind| pipeline(gateway, api, operation, kind));
    let reader = steps.map(|(_, policy)| policy).find(|policy| reads_body(policy));
    let unread = || match reader {
        Some(policy) => format!("buffered, since `{}` reads it", policy.entry.name),
        None => "streamed through, unread".to_owned(),
    };
    let mut text = match operation.body.contents.as_slice() {
        [] => unread(),
        contents => contents.iter().map(|content| self::content(content, &unread())).collect::<Vec<_>>().join("; "),
    };
    let in_form = |content: &Content| matches!(content.kind, ContentKind::Multipart { .. });
    if operation.by_model == Some(ByModel::Body) && operation.body.contents.iter().any(in_form) {
        text += "; forms held until `model` has come";
    }
    if let Some(most) = kept(gateway, api, operation) {
        text += &format!("; up to {} kept to be sent again", met::size(most));
    }
    text
}

/// How much of a body is kept so that a pool can send it again.
fn kept(gateway: &Gateway, api: &Api, operation: &Operation) -> Option<u64> {
    let own = operation.backend.as_deref().unwrap_or(&api.backend);
    let mut fields: Vec<&str> = met::chosen(gateway, api, operation).into_iter().chain([own]).collect();
    let by_model = gateway.backends.iter().find(|backend| backend.ident == own).map(|backend| &backend.target);
    if let Some(Target::ByModel { own, named }) = by_model {
        fields.extend(std::iter::once(own).chain(named).map(String::as_str));
    }
    let kept = fields.into_iter().filter_map(|field| {
        let backend = gateway.backends.iter().find(|backend| backend.ident == field)?;
        match &backend.target {
            Target::Pool(pool) => pool.retry.as_ref().map(|retry| retry.max_body),
            Target::Server(_) | Target::ByModel { .. } => None,
        }
    });
    kept.max()
}

fn content(content: &Content, unread: &str) -> String {
    let done = match &content.kind {
        ContentKind::Unread => unread,
        ContentKind::Json(_) | ContentKind::Text(_) | ContentKind::Form { .. } | ContentKind::Xml { .. } => {
            "buffered, since all of it is checked"
        }
        ContentKind::Range(_) => "buffered and checked where it is JSON or a form",
        ContentKind::Lines(_) => "buffered, since every line is checked",
        ContentKind::Multipart { .. } => "checked field by field, files streamed",
    };
    format!("{} {done}", content.media_type)
}

/// How the answer comes.
pub(super) fn answer(gateway: &Gateway, api: &Api, operation: &Operation) -> String {
    let outbound = pipeline(gateway, api, operation, SectionKind::Outbound);
    if let Some(policy) = outbound
        .iter()
        .flat_map(|(_, policy)| policy.tree())
        .find(|policy| policy.holds_answer() || gateway::reads(policy).answer)
    {
        return format!("held back until its end, since `{}` reads all of it", policy.entry.name);
    }
    match &operation.streaming {
        Streaming::Never => "streamed through, unread".to_owned(),
        Streaming::When(member) => {
            format!("events where `/{member}` of the request is true, each passed on as it comes")
        }
        Streaming::Declared => "events, each passed on as it comes".to_owned(),
    }
}

/// The backend of an operation's calls, and those that policies may choose instead.
pub(super) fn backend(gateway: &Gateway, api: &Api, operation: &Operation) -> String {
    let own = models::own(gateway, operation.backend.as_deref().unwrap_or(&api.backend));
    let chosen = met::chosen(gateway, api, operation);
    // As the gateway file has it, which is not how the field is called.
    let name = |ident: &str| {
        let backend = gateway.backends.iter().find(|backend| backend.ident == ident);
        backend.map_or(ident, |backend| &backend.name).to_owned()
    };
    let others: Vec<String> = chosen.into_iter().filter(|field| *field != own).map(name).collect();
    let own = models::backend(gateway, api, operation).unwrap_or_else(|| name(own));
    if others.is_empty() { own } else { format!("{own}, or {} by policy", others.join(" or ")) }
}
