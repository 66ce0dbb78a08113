//! What is said about one policy.

use crate::policy::model::{Arguments, SectionKind};
use crate::policy::read::Reader;

/// What is said about one policy. An entry says what it departs in from [`Entry::DEFAULT`].
#[derive(Debug)]
pub struct Entry {
    /// Its name in the gateway file; in upper camel case that of its type in the runtime.
    pub name: &'static str,
    /// Other names of it.
    pub aliases: &'static [&'static str],
    /// What it does, in one line.
    pub doc: &'static str,
    /// What its page says beside the attributes: statuses, and where it departs from Azure API Management; in Markdown.
    pub notes: &'static str,
    /// Where it may stand. The runtime's type has a method for each of them.
    pub sections: &'static [SectionKind],
    /// What it is in the gateway file and in emitted code.
    pub form: Form,
    /// Its attributes, without `id`, which all policies have. Each is a field of the runtime's type.
    pub attributes: &'static [Attribute],
    /// The attribute that stands for all where a value stands in place of the object.
    pub scalar: Option<&'static str>,
    /// What it looks at.
    pub reads: &'static [Part],
    /// What it changes.
    pub writes: &'static [Part],
    /// What it sets, where two of them in one section would undo each other.
    pub sets: Option<Sets>,
    /// Whether a call always ends with it.
    pub ends: bool,
    /// Whether it holds back the whole answer; with an attribute `buffer` it does so to a stream only where that is true.
    pub holds_answer: bool,
    /// Its attributes that edit members of a body of JSON, which is read whole for them; the answer is then held back too.
    pub edits: &'static [&'static str],
    /// Whether it checks parameters in the place of the gateway's own check, which then comes behind the policies.
    pub checks_parameters: bool,
    /// Whether in `inbound` it checks the body in the place of the gateway's own check.
    pub checks_body: bool,
    /// Whether its methods wait for something; that for `on-error` never does.
    pub awaits: bool,
    /// Whether its methods take the state that all calls share.
    pub state: bool,
    /// The crate and the type in it, for a policy of the user's own.
    pub own: Option<OwnType>,
    /// Whether it counts: its type has a field `counter`, which names its counters among all of the gateway.
    pub counts: bool,
    /// Whether what it counts are tokens of language models, of which only calls with a body have any.
    pub counts_tokens: bool,
    /// Whether calls that pass it are known to be somebody's.
    pub identifies: bool,
    /// What it limits, if it is a limiter.
    pub limits: Option<Limits>,
    /// Attributes that are decided on the answer where `increment-after-response` is true; a part of it then runs in `outbound`.
    pub settles: &'static [&'static str],
    /// Whether policies may stand below it under `do`, around which its type then stands, by a method `enter`.
    pub wraps: bool,
    /// The answers that it gives in the place of the backend's.
    pub refusals: &'static [Refusal],
    /// Whether it says who of other origins may call: it is asked before all others, and alone on a preflight.
    pub cross_origin: bool,
    /// What it tells others, where no secret may stand.
    pub tells: &'static [Tells],
    /// What its attributes must be beyond their kinds. Says what is wrong, and gives whether all is well.
    pub(in crate::policy) check: fn(&mut Reader<'_>, &Arguments) -> bool,
}

impl Entry {
    pub(super) const DEFAULT: Self = Self {
        name: "",
        aliases: &[],
        doc: "",
        notes: "",
        form: Form::Type,
        sections: &SectionKind::ALL,
        attributes: &[],
        scalar: None,
        reads: &[],
        writes: &[],
        sets: None,
        ends: false,
        holds_answer: false,
        edits: &[],
        checks_parameters: false,
        checks_body: false,
        awaits: false,
        state: false,
        own: None,
        counts: false,
        counts_tokens: false,
        identifies: false,
        limits: None,
        settles: &[],
        wraps: false,
        refusals: &[],
        cross_origin: false,
        tells: &[],
        check: |_, _| true,
    };

    /// Whether it edits members of a body, by which of its attributes were written.
    #[must_use]
    pub fn edits(&self, is_written: impl Fn(&str) -> bool) -> bool {
        self.edits.iter().any(|name| is_written(name))
    }

    /// The attributes that are fields of its type: all but the condition of a loop.
    #[must_use]
    pub fn fields(&self) -> &'static [Attribute] {
        match (self.form, self.attributes) {
            (Form::Loop, [_, fields @ ..]) => fields,
            (_, all) => all,
        }
    }

    /// The name of its type in the runtime.
    #[must_use]
    pub fn type_name(&self) -> String {
        camel(self.name)
    }
}

/// An attribute that others than a backend are told.
#[derive(Clone, Copy, Debug)]
pub struct Tells {
    /// Its name.
    pub attribute: &'static str,
    /// What it stands in.
    pub whom: &'static str,
    /// The sections in which it is told; none for all.
    pub only: &'static [SectionKind],
}

impl Tells {
    /// What the caller is told, in whatever section.
    pub(super) const fn caller(attribute: &'static str) -> Self {
        Self { attribute, whom: "the answer", only: &[] }
    }

    /// What the caller is told where an answer is shaped, and the backend where a request is.
    pub(super) const fn behind(attribute: &'static str) -> Self {
        Self { attribute, whom: "the answer", only: &[SectionKind::Outbound, SectionKind::OnError] }
    }
}

/// What a policy is in the gateway file and in emitted code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// An object of attributes; a struct of the runtime.
    Type,
    /// A list of conditions with policies below them; `if` and `else`.
    Branches,
    /// The name of policies that stand elsewhere; a call of their function.
    Fragment,
    /// An object of attributes and of policies below it, with a condition; a struct of the runtime, and a `loop`.
    Loop,
}

/// The condition of a policy of the form [`Form::Loop`], which is the first of its attributes.
pub(super) const AGAIN: Attribute =
    Attribute::required("condition", AttributeKind::Bool, "whether the call is to be sent again");

/// A condition of a policy of the form [`Form::Branches`].
pub static WHEN: Attribute = Attribute::required("when", AttributeKind::Bool, "the policies below run if it holds");

/// The type of a policy that the runtime doesn't have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OwnType {
    /// The crate's name in Rust.
    pub of: &'static str,
    /// The path of the type in the crate.
    pub path: &'static str,
}

/// `set-header` -> `SetHeader`, also for the words of a choice.
#[must_use]
pub fn camel(name: &str) -> String {
    let part = |part: &str| match part.split_at_checked(1) {
        Some((first, rest)) => format!("{}{rest}", first.to_ascii_uppercase()),
        None => String::new(),
    };
    let camel: String = name.split('-').map(part).collect();
    if camel.starts_with(|first: char| first.is_ascii_digit()) { format!("V{camel}") } else { camel }
}

/// One attribute of a policy.
#[derive(Debug, PartialEq)]
pub struct Attribute {
    /// Its key; in snake case that of its field in the runtime.
    pub name: &'static str,
    /// The key under which a list may stand as a single value.
    pub singular: Option<&'static str>,
    /// What it takes.
    pub kind: AttributeKind,
    /// Whether it must be there.
    pub required: bool,
    /// What holds where it is absent, as one would write it; for what is not required and has none the field is an
    /// `Option`.
    pub default: Option<&'static str>,
    /// What the text of a named value in it must be beyond its type.
    pub fit: Option<Fit>,
    /// What it says, in one line.
    pub doc: &'static str,
}

/// What the text of a named value must be beyond its type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fit {
    /// What the head of a message can hold.
    Head,
    /// A number above zero.
    Positive,
    /// The status of an answer, from 200 to 599.
    Status,
}

impl Attribute {
    /// One that must be there.
    pub const fn required(name: &'static str, kind: AttributeKind, doc: &'static str) -> Self {
        Self { name, singular: None, kind, required: true, default: None, fit: None, doc }
    }

    /// One that has a default.
    pub const fn or(name: &'static str, kind: AttributeKind, default: &'static str, doc: &'static str) -> Self {
        Self { name, singular: None, kind, required: false, default: Some(default), fit: None, doc }
    }

    /// One that may be absent.
    pub const fn optional(name: &'static str, kind: AttributeKind, doc: &'static str) -> Self {
        Self { name, singular: None, kind, required: false, default: None, fit: None, doc }
    }

    /// A list, which may stand as a single value under another key. Its field is a list that may be empty.
    pub const fn list(name: &'static str, singular: &'static str, doc: &'static str) -> Self {
        Self {
            name,
            singular: Some(singular),
            kind: AttributeKind::Texts,
            required: false,
            default: None,
            fit: None,
            doc,
        }
    }

    /// The same where a named value must be more than of its type.
    #[must_use]
    pub const fn fits(self, fit: Fit) -> Self {
        Self { fit: Some(fit), ..self }
    }

    /// Whether the runtime's field is an `Option`.
    #[must_use]
    pub fn is_option(&self) -> bool {
        let list = matches!(self.kind, AttributeKind::Texts | AttributeKind::Rows(_));
        !self.required && self.default.is_none() && !list
    }
}

/// What an attribute takes, and the type of its field in the runtime.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum AttributeKind {
    /// A name that is known at compile time: `&'static str`.
    Name,
    /// The name of a variable that the policy may set, to text: `&'static str`.
    Kept,
    /// The name of a variable that the policy may set, to a whole number: `&'static str`.
    Count,
    /// The name of a header that may be set, in lower case: `&'static str`.
    Header,
    /// Text with named values: `&str`.
    Text,
    /// An amount of money: a number above zero with nine decimals at most, or such text: `&str`.
    Amount,
    /// Such text in several lines: `&str`.
    Lines,
    /// Text that is JSON once what is computed stands in it: `&str`.
    Json,
    /// Such texts, at least one: `&[&str]`.
    Texts,
    /// One of some words: an enum of the runtime.
    Choice(&'static Choice),
    /// A truth value, or a named value that is one: `bool`.
    Bool,
    /// A whole number from 0, or a named value that is one: `u64`.
    Integer,
    /// A number, or a named value that is one: `f64`.
    Number,
    /// A duration with its unit: `Duration`.
    Duration,
    /// A size with its unit, in bytes: `u64`.
    Size,
    /// The value of the variable that the attribute `name` names: text, a number, a truth value, or what an expression comes
    /// to: `Variable`.
    Variable,
    /// A duration with its unit, or `0s` for one without an end: `Duration`.
    Period,
    /// A path with `{parameter}`s of the operation: `&str`.
    Template,
    /// A key of `backends`: `&Backend`.
    Backend,
    /// The URL of a server that is no key of `backends`: `&Backend`.
    Url,
    /// Values by their names: a list of a type of the runtime.
    Rows(&'static Row),
    /// An object of further attributes: a type of the runtime, whose first field is no `name`.
    Group(&'static Row),
}

impl AttributeKind {
    /// Whether an expression may stand in the place of a value that is written out.
    #[must_use]
    pub fn is_computable(self) -> bool {
        match self {
            Self::Bool | Self::Integer | Self::Number | Self::Duration => true,
            Self::Choice(choice) => choice.computable,
            _ => false,
        }
    }
}

/// A closed set of words.
#[derive(Debug, PartialEq)]
pub struct Choice {
    /// The enum in the runtime; its variants are the words in upper camel case.
    pub of: &'static str,
    /// The words.
    pub words: &'static [&'static str],
    /// Whether an expression may say the word; the enum in the runtime then has a function `named`.
    pub computable: bool,
}

impl Choice {
    /// Words that the gateway file writes out.
    pub(super) const fn of(of: &'static str, words: &'static [&'static str]) -> Self {
        Self { of, words, computable: false }
    }

    /// Periods of the calendar; which one may hang on the call.
    pub(super) const fn periods(of: &'static str) -> Self {
        Self { of, words: &["Hourly", "Daily", "Weekly", "Monthly", "Yearly"], computable: true }
    }
}

/// One of several things with names.
#[derive(Debug, PartialEq)]
pub struct Row {
    /// The struct in the runtime; its first field, `name`, holds the key.
    pub of: &'static str,
    /// Its further fields. A single one may stand as the value itself, else they are the keys of an object.
    pub attributes: &'static [Attribute],
}

/// What a limiter lets through, by the names of its attributes.
#[derive(Clone, Copy, Debug, Default)]
pub struct Limits {
    /// How much.
    pub amount: &'static str,
    /// Of what, as one of them is called.
    pub unit: &'static str,
    /// In which time; none where the name of the amount says it, or it is what runs at once.
    pub period: Option<&'static str>,
    /// Whether that is any stretch of time as long, and not one that begins at a certain moment.
    pub slides: bool,
    /// What calls are told apart by; the subscription where there is none.
    pub key: Option<&'static str>,
    /// A further amount, and the word that says in which period; the other one is then that of a minute.
    pub quota: Option<[&'static str; 2]>,
    /// Limits of APIs beside the whole, by their names, each with those of operations under [`Limits::OPERATIONS`].
    pub apis: Option<&'static str>,
    /// Attributes that change what is counted, so that two limiters can't be compared.
    pub else_counts: &'static [&'static str],
}

impl Limits {
    pub(super) const DEFAULT: Self = Self {
        amount: "",
        unit: "call",
        period: None,
        slides: false,
        key: None,
        quota: None,
        apis: None,
        else_counts: &[],
    };

    /// The attribute of an API's limits that has those of its operations, by their ids.
    pub const OPERATIONS: &'static str = "operations";
}

/// An answer that a policy gives in the place of the backend's.
#[derive(Clone, Copy, Debug)]
pub struct Refusal {
    /// Its status.
    pub status: Status,
    /// What its body may name as the cause; none for an answer that is no error of the gateway's.
    pub codes: &'static [&'static str],
    /// Whether it says in `Retry-After` how long to wait.
    pub waits: bool,
    /// The section in which it gives it; none for all.
    pub only: Option<SectionKind>,
}

impl Refusal {
    /// With a status that is always the same.
    pub const fn fixed(status: u16, codes: &'static [&'static str]) -> Self {
        Self { status: Status::Fixed(status), codes, waits: false, only: None }
    }

    /// The same with `Retry-After`.
    pub const fn waiting(status: u16, codes: &'static [&'static str]) -> Self {
        Self { waits: true, ..Self::fixed(status, codes) }
    }

    /// With the status that an attribute says, or this one where it is absent.
    pub const fn said(attribute: &'static str, status: u16, codes: &'static [&'static str]) -> Self {
        Self { status: Status::Said(attribute, status), codes, waits: false, only: None }
    }

    /// The same in one section alone.
    pub const fn only_in(self, section: SectionKind) -> Self {
        Self { only: Some(section), ..self }
    }
}

/// The status of an answer.
#[derive(Clone, Copy, Debug)]
pub enum Status {
    /// Always the same.
    Fixed(u16),
    /// What the attribute of this name says, or the other one.
    Said(&'static str, u16),
}

/// What a policy sets: later ones of the same section undo it.
#[derive(Debug)]
pub struct Sets {
    /// In words.
    pub what: &'static str,
    /// Whether the attribute `name` tells which.
    pub named: bool,
    /// Whether upper and lower case are the same in that name.
    pub without_case: bool,
    /// The part of a call that policies read it from.
    pub part: Option<Part>,
    /// The member by which expressions read it.
    pub read_as: &'static str,
    /// The names under which it is a credential and nothing else, in lower case.
    pub credentials: &'static [&'static str],
}

impl Sets {
    /// One thing that has no name, and that nothing reads.
    pub(super) const fn one(what: &'static str) -> Self {
        Self { what, named: false, without_case: false, part: None, read_as: "", credentials: &[] }
    }
}

/// A part of a call that policies read or write.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// The path of the request.
    RequestPath,
    /// The query of the request.
    RequestQuery,
    /// The headers of the request in inbound and backend, of the answer in outbound and on-error.
    Headers,
    /// The operation's template parameters.
    Parameters,
    /// The backend that the call goes to.
    Backend,
    /// How the call is sent, which is done behind the policy.
    Sending,
    /// The method of the request.
    RequestMethod,
    /// The body of the request in inbound and backend, of the answer in outbound and on-error; not read, but put in its place.
    Body,
    /// The status of the answer.
    Status,
    /// The statuses that the document declares.
    Answers,
    /// The headers of the answers that the document declares.
    AnswerHeaders,
    /// The contents of the answers that the document declares.
    AnswerContents,
    /// Examples of the answers that the document declares, its own or made from its schemas.
    Examples,
}
