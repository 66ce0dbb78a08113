//! Filters: `?@.deprecated == true && !@.tags`.

use super::{Comparison, Logical, Operand, Parser, PathError, Query, Segment, Selector};

impl Parser<'_> {
    /// Reads `a || b`, which binds weakest.
    pub(super) fn logical(&mut self) -> Result<Logical, PathError> {
        let mut any = vec![self.all()?];
        while self.operator("||") {
            any.push(self.all()?);
        }
        Ok(if any.len() == 1 { any.remove(0) } else { Logical::Any(any) })
    }

    fn all(&mut self) -> Result<Logical, PathError> {
        let mut all = vec![self.basic()?];
        while self.operator("&&") {
            all.push(self.basic()?);
        }
        Ok(if all.len() == 1 { all.remove(0) } else { Logical::All(all) })
    }

    fn operator(&mut self, operator: &str) -> bool {
        self.space();
        let found = self.take(operator);
        self.space();
        found
    }

    fn basic(&mut self) -> Result<Logical, PathError> {
        if self.take("!") {
            self.space();
            let negated = match self.peek() {
                Some('(') => self.group()?,
                _ => Logical::Exists(self.query()?),
            };
            return Ok(Logical::Not(Box::new(negated)));
        }
        if self.peek() == Some('(') {
            return self.group();
        }
        let start = self.at;
        let left = self.operand()?;
        let end = self.at;
        self.space();
        let Some(comparison) = self.comparison() else {
            self.at = end;
            return match left {
                Operand::Query(query) => Ok(Logical::Exists(query)),
                _ => Err(self.error("a literal alone is no condition; compare it")),
            };
        };
        self.space();
        let right_start = self.at;
        let right = self.operand()?;
        for (operand, at) in [(&left, start), (&right, right_start)] {
            if matches!(operand, Operand::Query(query) if !singular(&query.segments)) {
                return Err(PathError { at, message: "what is compared must select one value at most".to_owned() });
            }
        }
        Ok(Logical::Compare(left, comparison, right))
    }

    fn group(&mut self) -> Result<Logical, PathError> {
        self.enter()?;
        self.at += 1;
        self.space();
        let inner = self.logical()?;
        self.space();
        if !self.take(")") {
            return Err(self.error("expected `)`"));
        }
        self.nesting -= 1;
        Ok(inner)
    }

    fn comparison(&mut self) -> Option<Comparison> {
        let operators = [
            ("==", Comparison::Equal),
            ("!=", Comparison::NotEqual),
            ("<=", Comparison::LessOrEqual),
            (">=", Comparison::GreaterOrEqual),
            ("<", Comparison::Less),
            (">", Comparison::Greater),
        ];
        operators.into_iter().find(|(operator, _)| self.take(operator)).map(|(_, comparison)| comparison)
    }

    fn query(&mut self) -> Result<Query, PathError> {
        let from_root = match self.peek() {
            Some('$') => true,
            Some('@') => false,
            Some('a'..='z') => return Err(self.error("function calls are not supported in overlays")),
            _ => return Err(self.error("expected `@` or `$`")),
        };
        self.at += 1;
        Ok(Query { from_root, segments: self.segments()? })
    }

    fn operand(&mut self) -> Result<Operand, PathError> {
        match self.peek() {
            Some('\'' | '"') => Ok(Operand::Text(self.string()?)),
            Some('-' | '0'..='9') => self.number(),
            Some('$' | '@') => Ok(Operand::Query(self.query()?)),
            _ if self.word("true") => Ok(Operand::Bool(true)),
            _ if self.word("false") => Ok(Operand::Bool(false)),
            _ if self.word("null") => Ok(Operand::Null),
            Some('a'..='z') => Err(self.error("function calls are not supported in overlays")),
            _ => Err(self.error("expected `@`, `$`, a text in quotes, a number, true, false or null")),
        }
    }

    fn word(&mut self, word: &str) -> bool {
        let behind = self.text[self.at..].strip_prefix(word).map(|rest| rest.chars().next());
        let found = behind.is_some_and(|next| !next.is_some_and(|c| c.is_ascii_alphanumeric() || c == '_' || c == '('));
        self.at += if found { word.len() } else { 0 };
        found
    }

    fn number(&mut self) -> Result<Operand, PathError> {
        let rest = &self.text[self.at..];
        let length = rest.find(|c: char| !matches!(c, '0'..='9' | '.' | 'e' | 'E' | '+' | '-')).unwrap_or(rest.len());
        let digits = rest[..length].strip_prefix('-').unwrap_or(&rest[..length]);
        let leading_zero = digits.len() > 1 && digits.starts_with('0') && digits.as_bytes()[1].is_ascii_digit();
        let point = digits.contains(".e") || digits.contains(".E") || digits.ends_with('.') || digits.starts_with('.');
        if leading_zero || point || digits.parse::<f64>().is_err() {
            return Err(self.error("this is no number"));
        }
        self.at += length;
        Ok(Operand::Number(rest[..length].to_owned()))
    }
}

/// Whether a path selects one value at most by its form.
fn singular(segments: &[Segment]) -> bool {
    segments.iter().all(|segment| {
        !segment.descendant && matches!(segment.selectors.as_slice(), [Selector::Name(_) | Selector::Index(_)])
    })
}
