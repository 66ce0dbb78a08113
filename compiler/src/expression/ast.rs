//! An expression as it was written: a tree of which each node has its place.

use serde::Serialize;

use crate::source::Span;

/// A part of an expression.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Node {
    /// From the first to the last character that belongs to it, but for closing brackets.
    pub(super) span: Span,
    pub(super) kind: Kind,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Kind {
    Literal(Literal),
    Name(String),
    /// `of.member`
    Select(Box<Node>, String),
    /// `has(of.member)`
    Has(Box<Node>, String),
    /// `of[key]`
    Index(Box<Node>, Box<Node>),
    /// `function(arguments)` or `on.function(arguments)`
    Call {
        function: String,
        on: Option<Box<Node>>,
        arguments: Vec<Node>,
    },
    Not(Box<Node>),
    Negate(Box<Node>),
    Binary(Operator, Box<Node>, Box<Node>),
    Conditional(Box<Node>, Box<Node>, Box<Node>),
    List(Vec<Node>),
    Map(Vec<(Node, Node)>),
    /// `over.all(variable, body)` and its like
    Each {
        each: Each,
        over: Box<Node>,
        variable: String,
        /// Which items count, for a `map` of three arguments.
        filter: Option<Box<Node>>,
        body: Box<Node>,
    },
}

/// A value that is written out.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(super) enum Literal {
    Null,
    Boolean(bool),
    Int(i64),
    Uint(u64),
    Double(f64),
    String(String),
    Bytes(Vec<u8>),
}

/// The operators of two operands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub(super) enum Operator {
    And,
    Or,
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Add,
    Subtract,
    Multiply,
    Divide,
    Modulo,
    In,
}

impl Operator {
    /// As it is written.
    pub(super) fn sign(self) -> &'static str {
        match self {
            Self::And => "&&",
            Self::Or => "||",
            Self::Equal => "==",
            Self::NotEqual => "!=",
            Self::Less => "<",
            Self::LessOrEqual => "<=",
            Self::Greater => ">",
            Self::GreaterOrEqual => ">=",
            Self::Add => "+",
            Self::Subtract => "-",
            Self::Multiply => "*",
            Self::Divide => "/",
            Self::Modulo => "%",
            Self::In => "in",
        }
    }

    /// Whether it asks which of two values comes first.
    pub(super) fn orders(self) -> bool {
        matches!(self, Self::Less | Self::LessOrEqual | Self::Greater | Self::GreaterOrEqual)
    }
}

/// What is done with each item of a list, or each key of a map.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub(super) enum Each {
    All,
    Exists,
    ExistsOne,
    Map,
    Filter,
}

impl Node {
    /// Whether it is such a node, or holds one.
    pub(super) fn any(&self, is: &dyn Fn(&Self) -> bool) -> bool {
        let any = |node: &Self| node.any(is);
        is(self)
            || match &self.kind {
                Kind::Literal(_) | Kind::Name(_) => false,
                Kind::Select(of, _) | Kind::Has(of, _) | Kind::Not(of) | Kind::Negate(of) => any(of),
                Kind::Index(one, other) | Kind::Binary(_, one, other) => any(one) || any(other),
                Kind::Call { on, arguments, .. } => on.iter().any(|on| any(on)) || arguments.iter().any(any),
                Kind::Conditional(condition, one, other) => any(condition) || any(one) || any(other),
                Kind::List(items) => items.iter().any(any),
                Kind::Map(entries) => entries.iter().any(|(key, value)| any(key) || any(value)),
                Kind::Each { over, filter, body, .. } => {
                    any(over) || any(body) || filter.iter().any(|filter| any(filter))
                }
            }
    }

    /// The names of a path without an index: `request.headers.accept`.
    pub(super) fn path(&self) -> Option<Vec<&str>> {
        match &self.kind {
            Kind::Name(name) => Some(vec![name]),
            Kind::Select(of, member) => {
                let mut path = of.path()?;
                path.push(member);
                Some(path)
            }
            _ => None,
        }
    }
}
