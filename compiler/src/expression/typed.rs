//! A checked expression: every part has a type, and every look-up is known to be good at its place.

use std::collections::BTreeSet;

use serde::Serialize;

use super::ast::{Each, Literal, Operator};
use super::types::Type;

/// A checked expression.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Typed {
    /// As it was written.
    pub source: String,
    /// What it reads of the call.
    pub reads: Reads,
    pub(super) value: Value,
}

impl Typed {
    /// Its type.
    #[must_use]
    pub fn ty(&self) -> &Type {
        &self.value.ty
    }
}

/// What an expression reads of a call, so that it is there before.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Reads {
    /// JSON pointers of the members of the request's body, the shortest that hold what is read.
    pub body: BTreeSet<String>,
    /// Whether the head of the answer is read.
    pub response: bool,
    /// Whether the body of the answer is read, so that it is held back.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub answer: bool,
    /// Whether the claims of a token are read.
    pub claims: bool,
    /// The variables.
    pub variables: BTreeSet<String>,
}

impl Reads {
    /// Adds what another expression reads.
    pub fn extend(&mut self, other: &Reads) {
        self.body.extend(other.body.iter().cloned());
        self.variables.extend(other.variables.iter().cloned());
        self.response |= other.response;
        self.answer |= other.answer;
        self.claims |= other.claims;
    }
}

/// A part of a checked expression.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(super) struct Value {
    pub(super) ty: Type,
    pub(super) what: What,
}

impl Value {
    /// The same value where the context tells what an empty list or map would hold.
    pub(super) fn settled(mut self, ty: &Type) -> Self {
        let Some(common) = self.ty.common(ty) else { return self };
        match (&mut self.what, &common) {
            (What::List(items), Type::List(item)) => {
                *items = std::mem::take(items).into_iter().map(|value| value.settled(item)).collect();
            }
            (What::Map(entries), Type::Map(key, value)) => {
                let settled = |(one, other): (Value, Value)| (one.settled(key), other.settled(value));
                *entries = std::mem::take(entries).into_iter().map(settled).collect();
            }
            (What::Default(_, fallback), _) => fallback.settle(&common),
            (What::Conditional(_, one, other), _) | (What::Binary(Operator::Add, one, other), Type::List(_)) => {
                one.settle(&common);
                other.settle(&common);
            }
            (What::Index(of, _), _) => {
                let whole = match &of.ty {
                    Type::Map(key, _) => Type::Map(key.clone(), Box::new(common.clone())),
                    _ => Type::List(Box::new(common.clone())),
                };
                of.settle(&whole);
            }
            (What::Each { each: Each::Map, body, .. }, Type::List(item)) => body.settle(item),
            _ => {}
        }
        self.ty = common;
        self
    }

    fn settle(&mut self, ty: &Type) {
        let value = std::mem::replace(self, Self { ty: Type::Null, what: What::Literal(Literal::Null) });
        *self = value.settled(ty);
    }
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub(super) enum What {
    Literal(Literal),
    /// Strings, one behind the other.
    Concat(Vec<Value>),
    /// A fact that every call has, or a look-up that was proven.
    Read(Read),
    /// Whether a look-up finds something.
    Has(Read),
    /// A look-up, or what stands for it.
    Default(Read, Box<Value>),
    /// What a macro goes through.
    Local(String),
    Not(Box<Value>),
    Negate(Box<Value>),
    Binary(Operator, Box<Value>, Box<Value>),
    Conditional(Box<Value>, Box<Value>, Box<Value>),
    List(Vec<Value>),
    Map(Vec<(Value, Value)>),
    Index(Box<Value>, Box<Value>),
    Call(Function, Vec<Value>),
    Each {
        each: Each,
        over: Box<Value>,
        variable: String,
        filter: Option<Box<Value>>,
        body: Box<Value>,
    },
}

/// A look-up in the call.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(super) enum Read {
    /// What every call has.
    Fact(Fact),
    /// A header of the request, or of the answer.
    Header { response: bool, name: Box<Value> },
    /// A query parameter.
    Query(Box<Value>),
    /// A declared parameter, by name.
    Parameter(String),
    /// A variable, by name.
    Variable(String),
    /// An attribute of the subscription, by name.
    Attribute(String),
    /// A count of tokens, by name.
    Usage(String),
    /// A part of a JSON value.
    Member { of: Root, pointer: String },
}

/// Where a JSON value comes from.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(super) enum Root {
    /// The request's body.
    Body,
    /// The body of the backend's answer.
    Answer,
    /// The claims of the caller's token.
    Claims,
    /// A variable that holds JSON.
    Variable(String),
    /// What a macro goes through.
    Local(String),
}

/// What is known of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub(super) enum Fact {
    Method,
    Path,
    Id,
    Address,
    Operation,
    Api,
    Product,
    Subscription,
    SubscriptionName,
    Status,
    ErrorSource,
    ErrorReason,
    ErrorMessage,
    ErrorSection,
    ErrorPolicy,
}

/// The functions, each with its types resolved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub(super) enum Function {
    Size,
    StartsWith,
    EndsWith,
    Contains,
    Matches,
    LowerAscii,
    UpperAscii,
    Trim,
    Replace,
    Split,
    Join,
    Substring,
    IndexOf,
    ToInt,
    ToUint,
    ToDouble,
    ToString,
    ToBoolean,
    ToBytes,
    ToTimestamp,
    ToDuration,
    FullYear,
    Month,
    Date,
    DayOfMonth,
    DayOfWeek,
    DayOfYear,
    Hours,
    Minutes,
    Seconds,
    Milliseconds,
}
