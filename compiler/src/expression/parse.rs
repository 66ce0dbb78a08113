//! Text to tree, by the parser of the `cel` crate. Macros come back from it as loops; they are recognized here.

use std::ops::Range;

use cel::common::ast::{ComprehensionExpr, EntryExpr, Expr, IdedExpr, LiteralValue, SourceInfo, operators};
use cel::parser::Parser;

use super::ast::{Each, Kind, Literal, Node, Operator};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{Places, Span};

/// How deep an expression may nest.
const MAX_DEPTH: u16 = 64;

/// How deep its tree may be: a chain of operators is as deep as it is long.
const MAX_NODES: u16 = 96;

/// The room that the parser gets, in bytes.
const STACK: usize = 64 * 1024 * 1024;

/// How long an expression may be, in bytes. The parser's work grows faster than the text.
const MAX_LENGTH: usize = 8 * 1024;

/// The tree of an expression. `places` are those of `text` in its file.
pub(super) fn tree(text: &str, places: &Places) -> Result<Node, Diagnostic> {
    let span = places.whole();
    if text.trim().is_empty() {
        let help = "write an expression, or `$${` for the characters";
        return Err(Diagnostic::at(Code::GW0701, span, "the expression is empty").help(help));
    }
    if text.len() > MAX_LENGTH {
        let message = format!("the expression is longer than {MAX_LENGTH} bytes");
        return Err(Diagnostic::at(Code::GW0701, span, message).help("write a policy of your own in Rust"));
    }
    // The parser calls itself for each operator of a chain, so it gets room, and what it can't read can't end the compiler.
    std::thread::scope(|scope| {
        let reading = std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, || read(text, places));
        match reading.map(std::thread::ScopedJoinHandle::join) {
            Ok(Ok(read)) => read,
            _ => Err(unread(span, "it can't be read")),
        }
    })
}

fn read(text: &str, places: &Places) -> Result<Node, Diagnostic> {
    let span = places.whole();
    let places = Characters::of(text, places);
    let parser = Parser::new().max_recursion_depth(MAX_DEPTH).error_recovery_limit(1).enable_ident_escape_syntax(true);
    match parser.parse_with_source_info(text) {
        Ok((root, info)) => Reader { places, info }.node(&root, MAX_NODES),
        Err(errors) => {
            let first = errors.errors.into_iter().next();
            let (place, reason) = match first {
                Some(error) => (places.at_line(text, error.pos), plain(&error.msg)),
                None => (span, "it can't be read".to_owned()),
            };
            Err(unread(place, &reason))
        }
    }
}

fn unread(span: Span, reason: &str) -> Diagnostic {
    let help = "texts stand in quotes; `gatewright explain GW0701` says more";
    Diagnostic::at(Code::GW0701, span, format!("this is no expression of CEL: {reason}")).help(help)
}

/// The parser's reason in one line of plain words.
fn plain(reason: &str) -> String {
    let line = reason.lines().next().unwrap_or_default();
    if line.contains("Context") {
        return "something is missing".to_owned();
    }
    let line = line.split(" expecting ").next().unwrap_or(line).replace('\'', "`");
    line.strip_prefix("Syntax error: ").unwrap_or(&line).to_owned()
}

/// Where the characters of an expression stand in its file.
struct Characters<'p> {
    places: &'p Places,
    /// The offset of each character in bytes, and the length.
    offsets: Vec<usize>,
}

impl<'p> Characters<'p> {
    fn of(text: &str, places: &'p Places) -> Self {
        Self { places, offsets: text.char_indices().map(|(at, _)| at).chain([text.len()]).collect() }
    }

    /// The place of some characters.
    fn at(&self, characters: Range<usize>) -> Span {
        let offset = |index: usize| self.offsets.get(index).or(self.offsets.last()).copied().unwrap_or_default();
        self.places.at(offset(characters.start)..offset(characters.end))
    }

    /// The place of the character at a line and a column, both from one.
    fn at_line(&self, text: &str, (line, column): (isize, isize)) -> Span {
        let (Ok(line), Ok(column)) = (usize::try_from(line - 1), usize::try_from(column - 1)) else {
            return self.places.whole();
        };
        let before: usize = text.split_inclusive('\n').take(line).map(|line| line.chars().count()).sum();
        let at = (before + column).min(text.chars().count());
        self.at(at..at + 1)
    }
}

struct Reader<'p> {
    places: Characters<'p>,
    info: SourceInfo,
}

impl Reader<'_> {
    /// The place of a token, as the parser has it.
    fn token(&self, id: u64) -> Span {
        match self.info.offset_for(id) {
            Some((start, stop)) => self.places.at(start as usize..stop as usize + 1),
            None => self.places.places.whole(),
        }
    }

    fn node(&self, expression: &IdedExpr, depth: u16) -> Result<Node, Diagnostic> {
        let token = self.token(expression.id);
        let Some(depth) = depth.checked_sub(1) else {
            let help = "set a variable before, and use that";
            return Err(Diagnostic::at(Code::GW0701, token, "the expression nests too deep").help(help));
        };
        let boxed = |expression: &IdedExpr| self.node(expression, depth).map(Box::new);
        let kind = match &expression.expr {
            Expr::Literal(literal) => Kind::Literal(value(literal)),
            Expr::Ident(name) => Kind::Name(name.trim_start_matches('.').to_owned()),
            Expr::Select(select) if select.test => Kind::Has(boxed(&select.operand)?, select.field.clone()),
            Expr::Select(select) => Kind::Select(boxed(&select.operand)?, select.field.clone()),
            Expr::List(list) => {
                Kind::List(list.elements.iter().map(|item| self.node(item, depth)).collect::<Result<_, _>>()?)
            }
            Expr::Map(map) => {
                let mut entries = Vec::new();
                for entry in &map.entries {
                    if let EntryExpr::MapEntry(entry) = &entry.expr {
                        entries.push((self.node(&entry.key, depth)?, self.node(&entry.value, depth)?));
                    }
                }
                Kind::Map(entries)
            }
            Expr::Comprehension(each) => self.each(each, token, depth)?,
            Expr::Call(call) => {
                let arguments: Vec<Node> =
                    call.args.iter().map(|argument| self.node(argument, depth)).collect::<Result<_, _>>()?;
                match &call.target {
                    Some(on) => Kind::Call { function: call.func_name.clone(), on: Some(boxed(on)?), arguments },
                    None => operation(&call.func_name, arguments),
                }
            }
            Expr::Struct(message) => {
                let text = format!("there is no message type `{}`", message.type_name);
                return Err(Diagnostic::at(Code::GW0702, token, text).help("write a map: `{\"key\": value}`"));
            }
            Expr::Unspecified => return Err(unread(token, "it can't be read")),
        };
        let mut span = around(token, &kind);
        if let (Expr::Select(select), Some((_, stop))) = (&expression.expr, self.info.offset_for(expression.id)) {
            // The parser notes the place of the dot alone.
            let stop = stop as usize + 1;
            let member = self.places.at(stop..stop + select.field.chars().count());
            span.end = span.end.max(member.end);
        }
        Ok(Node { span, kind })
    }

    /// The macro that a loop was made from: the parser knows `all`, `exists`, `exists_one`, `map` and `filter`.
    fn each(&self, each: &ComprehensionExpr, token: Span, depth: u16) -> Result<Kind, Diagnostic> {
        let Expr::Call(step) = &each.loop_step.expr else {
            return Err(unread(token, "this is no macro"));
        };
        let condition = (step.func_name == operators::CONDITIONAL).then(|| step.args.first()).flatten();
        let added = |add: &IdedExpr| match &add.expr {
            Expr::Call(add) => match &add.args.get(1)?.expr {
                Expr::List(list) => list.elements.first().cloned(),
                _ => None,
            },
            _ => None,
        };
        let (kind, filter, body) = match &each.accu_init.expr {
            Expr::Literal(LiteralValue::Boolean(all)) => {
                let kind = if **all { Each::All } else { Each::Exists };
                (kind, None, step.args.get(1).cloned())
            }
            Expr::Literal(_) => (Each::ExistsOne, None, condition.cloned()),
            _ => match condition {
                None => (Each::Map, None, added(&each.loop_step)),
                Some(condition) => {
                    let body = step.args.get(1).and_then(added);
                    match &body {
                        Some(IdedExpr { expr: Expr::Ident(name), .. }) if *name == each.iter_var => {
                            (Each::Filter, None, Some(condition.clone()))
                        }
                        _ => (Each::Map, Some(condition), body),
                    }
                }
            },
        };
        let Some(body) = body else { return Err(unread(token, "this is no macro")) };
        Ok(Kind::Each {
            each: kind,
            over: Box::new(self.node(&each.iter_range, depth)?),
            variable: each.iter_var.clone(),
            filter: filter.map(|filter| self.node(filter, depth).map(Box::new)).transpose()?,
            body: Box::new(self.node(&body, depth)?),
        })
    }
}

fn value(literal: &LiteralValue) -> Literal {
    match literal {
        LiteralValue::Null => Literal::Null,
        LiteralValue::Boolean(value) => Literal::Boolean(**value),
        LiteralValue::Int(value) => Literal::Int(**value),
        LiteralValue::UInt(value) => Literal::Uint(**value),
        LiteralValue::Double(value) => Literal::Double(**value),
        LiteralValue::String(value) => Literal::String(value.inner().to_owned()),
        LiteralValue::Bytes(value) => Literal::Bytes(value.inner().to_vec()),
    }
}

/// A call without a target: an operator by its internal name, else a function.
fn operation(name: &str, arguments: Vec<Node>) -> Kind {
    let operator = match name {
        operators::LOGICAL_AND => Operator::And,
        operators::LOGICAL_OR => Operator::Or,
        operators::EQUALS => Operator::Equal,
        operators::NOT_EQUALS => Operator::NotEqual,
        operators::LESS => Operator::Less,
        operators::LESS_EQUALS => Operator::LessOrEqual,
        operators::GREATER => Operator::Greater,
        operators::GREATER_EQUALS => Operator::GreaterOrEqual,
        operators::ADD => Operator::Add,
        operators::SUBSTRACT => Operator::Subtract,
        operators::MULTIPLY => Operator::Multiply,
        operators::DIVIDE => Operator::Divide,
        operators::MODULO => Operator::Modulo,
        operators::IN => Operator::In,
        _ => return other(name, arguments),
    };
    match <[Node; 2]>::try_from(arguments) {
        Ok([left, right]) => Kind::Binary(operator, Box::new(left), Box::new(right)),
        Err(arguments) => Kind::Call { function: name.to_owned(), on: None, arguments },
    }
}

fn other(name: &str, mut arguments: Vec<Node>) -> Kind {
    let mut next = || (!arguments.is_empty()).then(|| Box::new(arguments.remove(0)));
    let made = match name {
        operators::LOGICAL_NOT => next().map(Kind::Not),
        operators::NEGATE => next().map(Kind::Negate),
        operators::INDEX => match (next(), next()) {
            (Some(of), Some(key)) => Some(Kind::Index(of, key)),
            _ => None,
        },
        operators::CONDITIONAL => match (next(), next(), next()) {
            (Some(condition), Some(one), Some(other)) => Some(Kind::Conditional(condition, one, other)),
            _ => None,
        },
        _ => None,
    };
    made.unwrap_or_else(|| Kind::Call { function: name.to_owned(), on: None, arguments })
}

/// From the first to the last of a token and what belongs to it.
fn around(token: Span, kind: &Kind) -> Span {
    let parts: Vec<Span> = match kind {
        Kind::Literal(_) | Kind::Name(_) => Vec::new(),
        Kind::Select(of, _) | Kind::Has(of, _) | Kind::Not(of) | Kind::Negate(of) => vec![of.span],
        Kind::Index(one, other) | Kind::Binary(_, one, other) => vec![one.span, other.span],
        Kind::Call { on, arguments, .. } => {
            on.iter().map(|on| on.span).chain(arguments.iter().map(|argument| argument.span)).collect()
        }
        Kind::Conditional(condition, one, other) => vec![condition.span, one.span, other.span],
        Kind::List(items) => items.iter().map(|item| item.span).collect(),
        Kind::Map(entries) => entries.iter().flat_map(|(key, value)| [key.span, value.span]).collect(),
        Kind::Each { over, body, .. } => vec![over.span, body.span],
    };
    parts.into_iter().fold(token, |all, part| Span {
        file: all.file,
        start: all.start.min(part.start),
        end: all.end.max(part.end),
    })
}
