//! JSONPath (RFC 9535) from text: everything but function calls.

mod filter;

/// A path from the root of a document.
#[derive(Debug)]
pub(super) struct Path(pub(super) Vec<Segment>);

#[derive(Debug)]
pub(super) struct Segment {
    /// `..`: applies to every value below, and to the value itself.
    pub(super) descendant: bool,
    pub(super) selectors: Vec<Selector>,
}

#[derive(Debug)]
pub(super) enum Selector {
    Name(String),
    Wildcard,
    Index(i64),
    Slice { start: Option<i64>, end: Option<i64>, step: i64 },
    Filter(Logical),
}

/// What a filter asks of each child.
#[derive(Debug)]
pub(super) enum Logical {
    Any(Vec<Logical>),
    All(Vec<Logical>),
    Not(Box<Logical>),
    Exists(Query),
    Compare(Operand, Comparison, Operand),
}

/// A path within a filter.
#[derive(Debug)]
pub(super) struct Query {
    /// `$`, else `@`.
    pub(super) from_root: bool,
    pub(super) segments: Vec<Segment>,
}

#[derive(Debug)]
pub(super) enum Operand {
    Null,
    Bool(bool),
    Number(String),
    Text(String),
    /// Selects one value at most.
    Query(Query),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Comparison {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// Why a text is no path, and the byte of it where that shows.
#[derive(Debug)]
pub(super) struct PathError {
    pub(super) at: usize,
    pub(super) message: String,
}

/// How deep brackets, parentheses and `!` may stand in one another.
const MAX_NESTING: usize = 32;
/// The largest index: what JSON's readers hold exactly.
const MAX_INDEX: i64 = (1 << 53) - 1;

impl Path {
    pub(super) fn parse(text: &str) -> Result<Self, PathError> {
        let mut parser = Parser { text, at: 0, nesting: 0 };
        if !parser.take("$") {
            return Err(parser.error("a JSONPath begins with `$`"));
        }
        let segments = parser.segments()?;
        match parser.peek() {
            None => Ok(Self(segments)),
            Some(_) => Err(parser.error("expected `.`, `[` or the end of the path")),
        }
    }
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
    nesting: usize,
}

impl Parser<'_> {
    fn segments(&mut self) -> Result<Vec<Segment>, PathError> {
        let mut segments = Vec::new();
        loop {
            let before = self.at;
            self.space();
            let descendant = self.take("..");
            let selectors = if self.peek() == Some('[') {
                self.bracketed()?
            } else if descendant || self.take(".") {
                vec![if self.take("*") { Selector::Wildcard } else { Selector::Name(self.shorthand()?) }]
            } else {
                self.at = before;
                return Ok(segments);
            };
            segments.push(Segment { descendant, selectors });
        }
    }

    fn shorthand(&mut self) -> Result<String, PathError> {
        let rest = &self.text[self.at..];
        let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_' || !c.is_ascii())).unwrap_or(rest.len());
        if end == 0 || rest.starts_with(|c: char| c.is_ascii_digit()) {
            return Err(self.error("expected a name; other than letters, digits and `_`, write ['name']"));
        }
        self.at += end;
        Ok(rest[..end].to_owned())
    }

    fn bracketed(&mut self) -> Result<Vec<Selector>, PathError> {
        self.enter()?;
        self.at += 1;
        let mut selectors = Vec::new();
        loop {
            self.space();
            selectors.push(self.selector()?);
            self.space();
            if self.take("]") {
                self.nesting -= 1;
                return Ok(selectors);
            }
            if !self.take(",") {
                return Err(self.error("expected `,` or `]`"));
            }
        }
    }

    fn selector(&mut self) -> Result<Selector, PathError> {
        match self.peek() {
            Some('\'' | '"') => Ok(Selector::Name(self.string()?)),
            Some('*') => {
                self.at += 1;
                Ok(Selector::Wildcard)
            }
            Some('?') => {
                self.at += 1;
                self.space();
                Ok(Selector::Filter(self.logical()?))
            }
            Some('-' | ':' | '0'..='9') => self.index_or_slice(),
            _ => Err(self.error("expected a quoted name, `*`, an index, a slice or a filter `?`")),
        }
    }

    fn index_or_slice(&mut self) -> Result<Selector, PathError> {
        let start = self.optional_integer()?;
        let behind = self.at;
        self.space();
        if !self.take(":") {
            self.at = behind;
            return start.map(Selector::Index).ok_or_else(|| self.error("expected an index"));
        }
        self.space();
        let end = self.optional_integer()?;
        self.space();
        let mut step = None;
        if self.take(":") {
            self.space();
            step = self.optional_integer()?;
        }
        Ok(Selector::Slice { start, end, step: step.unwrap_or(1) })
    }

    fn optional_integer(&mut self) -> Result<Option<i64>, PathError> {
        let rest = &self.text[self.at..];
        let digits = rest.strip_prefix('-').unwrap_or(rest);
        let count = digits.bytes().take_while(u8::is_ascii_digit).count();
        let length = count + rest.len() - digits.len();
        if length == 0 {
            return Ok(None);
        }
        let plain = rest[..length] == *"0" || (count > 0 && !digits.starts_with('0'));
        match rest[..length].parse::<i64>() {
            Ok(value) if plain && value.abs() <= MAX_INDEX => {
                self.at += length;
                Ok(Some(value))
            }
            _ => Err(self.error("this is no index: digits without leading zeros, up to 2^53")),
        }
    }

    /// Reads a quoted text; the escapes are JSON's, and the quote itself.
    fn string(&mut self) -> Result<String, PathError> {
        let open = self.at;
        let Some(quote @ ('\'' | '"')) = self.peek() else { return Err(self.error("expected a quoted text")) };
        self.at += 1;
        let mut text = String::new();
        loop {
            let Some(c) = self.peek() else {
                self.at = open;
                return Err(self.error("this quote is never closed"));
            };
            self.at += c.len_utf8();
            match c {
                _ if c == quote => return Ok(text),
                '\\' => text.push(self.escape(quote)?),
                '\0'..='\u{1f}' => return Err(self.error("a control character must be escaped")),
                _ => text.push(c),
            }
        }
    }

    fn escape(&mut self, quote: char) -> Result<char, PathError> {
        let found = self.peek();
        let simple = match found {
            Some('b') => '\u{8}',
            Some('f') => '\u{c}',
            Some('n') => '\n',
            Some('r') => '\r',
            Some('t') => '\t',
            Some(c @ ('/' | '\\')) => c,
            Some(c) if c == quote => c,
            Some('u') => {
                self.at += 1;
                return self.unicode();
            }
            _ => return Err(self.error("unknown escape")),
        };
        self.at += 1;
        Ok(simple)
    }

    fn unicode(&mut self) -> Result<char, PathError> {
        let first = self.four_digits()?;
        let mut units = vec![first];
        if (0xD800..0xDC00).contains(&first) && self.take("\\u") {
            units.push(self.four_digits()?);
        }
        match char::decode_utf16(units).collect::<Result<Vec<char>, _>>().as_deref() {
            Ok([c]) => Ok(*c),
            _ => Err(self.error("half of a surrogate pair")),
        }
    }

    fn four_digits(&mut self) -> Result<u16, PathError> {
        let digits = self.text.get(self.at..self.at + 4).filter(|digits| digits.bytes().all(|b| b.is_ascii_hexdigit()));
        match digits.and_then(|digits| u16::from_str_radix(digits, 16).ok()) {
            Some(unit) => {
                self.at += 4;
                Ok(unit)
            }
            None => Err(self.error("`\\u` needs four hexadecimal digits")),
        }
    }

    fn enter(&mut self) -> Result<(), PathError> {
        self.nesting += 1;
        if self.nesting > MAX_NESTING { Err(self.error("nested too deeply")) } else { Ok(()) }
    }

    fn peek(&self) -> Option<char> {
        self.text[self.at..].chars().next()
    }

    fn take(&mut self, expected: &str) -> bool {
        let found = self.text[self.at..].starts_with(expected);
        self.at += if found { expected.len() } else { 0 };
        found
    }

    fn space(&mut self) {
        while matches!(self.peek(), Some(' ' | '\t' | '\n' | '\r')) {
            self.at += 1;
        }
    }

    fn error(&self, message: &str) -> PathError {
        PathError { at: self.at, message: message.to_owned() }
    }
}
