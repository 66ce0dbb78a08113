//! The cursor over a body, and what every check is made of: look at the next value, pass over it, note a violation.

use super::listing::{Listing, Step};
use super::noted::Noted;
use super::number::Numeric;
use super::outcome::{Limit, Rejected, Types, Violation};
use super::text::Text;
use super::{Array, Object};

/// How deep arrays and objects may nest.
pub const MAX_DEPTH: usize = 128;

/// How deep checks may call one another without reading a byte between; a schema that is its own branch runs into it.
const MAX_TRIALS: usize = 256;

/// The check stops here; the cursor knows why.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stop;

/// Whether to go on.
pub type Checked = Result<(), Stop>;

/// A schema: reads one value and moves the cursor past it.
pub type Check = fn(&mut Json<'_>) -> Checked;

/// How a trial went.
pub(super) enum Attempt {
    Passed,
    /// It stopped so many bytes behind the start of the value; 0 for a value of the wrong type.
    Failed {
        read: usize,
    },
}

/// Why the cursor stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    Violation,
    Syntax { offset: usize, expected: &'static str },
    TooDeep,
    TooCostly,
}

impl Fault {
    /// The refusal that needs no list.
    pub(super) fn rejected(self) -> Option<Rejected> {
        match self {
            Fault::Violation => None,
            Fault::Syntax { offset, expected } => Some(Rejected::Syntax { offset, expected }),
            Fault::TooDeep => Some(Rejected::TooDeep),
            Fault::TooCostly => Some(Rejected::TooCostly),
        }
    }
}

/// The type of a value, told by its first byte.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Null,
    Boolean,
    Number,
    String,
    Array,
    Object,
    /// None: a text, or members, that came without one.
    Untyped,
}

impl Kind {
    pub(super) const fn types(self) -> Types {
        match self {
            Kind::Null => Types::NULL,
            Kind::Boolean => Types::BOOLEAN,
            Kind::Number => Types::NUMBER,
            Kind::String => Types::STRING,
            Kind::Array => Types::ARRAY,
            Kind::Object => Types::OBJECT,
            Kind::Untyped => Types::ANY,
        }
    }
}

/// A string that was passed over once. A union looks ahead for the member that decides, and the branch then reads the
/// same bytes again: in a chat the message's text often stands before its role, and a picture before its type.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Kept {
    /// Behind its opening quote. No string starts at 0.
    pub(super) start: usize,
    /// Where its closing quote stands.
    pub(super) end: usize,
    pub(super) escaped: bool,
}

/// A cursor over one JSON body.
#[derive(Debug)]
pub struct Json<'b> {
    pub(super) text: &'b str,
    pub(super) at: usize,
    pub(super) depth: usize,
    pub(super) unknown: u32,
    pub(super) fault: Fault,
    /// Whether values may stand in it that have no type.
    pub(super) untyped: bool,
    /// Bytes that trials may still read.
    budget: usize,
    trials: usize,
    /// The longest string of what is being read twice.
    pub(super) kept: Kept,
    /// Present where somebody wants to know.
    pub(super) noted: Option<Box<Noted>>,
    /// Present on the second reading, and not inside of a trial.
    listing: Option<Box<Listing>>,
}

impl<'b> Json<'b> {
    pub(super) fn new(text: &'b str) -> Self {
        let budget = text.len().saturating_mul(64).saturating_add(64 * 1024);
        Json {
            text,
            at: 0,
            depth: 0,
            unknown: 0,
            fault: Fault::Violation,
            untyped: false,
            budget,
            trials: 0,
            kept: Kept::default(),
            noted: None,
            listing: None,
        }
    }

    pub(super) fn listing(text: &'b str) -> Self {
        Json { listing: Some(Box::default()), ..Json::new(text) }
    }

    pub(super) fn noting(self, noted: Noted) -> Self {
        Json { noted: Some(Box::new(noted)), ..self }
    }

    /// Whether values may stand in the text that have no type.
    pub(super) fn untyped(self, untyped: bool) -> Self {
        Json { untyped, ..self }
    }

    pub(super) fn into_violations(self) -> Vec<Violation> {
        self.listing.map(|listing| listing.into_violations()).unwrap_or_default()
    }

    /// The check over the whole text: one value between whitespace.
    pub(super) fn whole(&mut self, check: Check) -> Checked {
        check(self)?;
        self.space();
        if self.at < self.text.len() { self.syntax("the end of the text") } else { Ok(()) }
    }

    /// The byte under the cursor; 0 at the end, which no grammar rule accepts.
    #[inline(always)]
    pub(super) fn peek(&self) -> u8 {
        self.text.as_bytes().get(self.at).copied().unwrap_or(0)
    }

    #[inline(always)]
    pub(super) fn space(&mut self) {
        // Compact bodies have none: one comparison.
        if self.peek() <= b' ' {
            self.more_space();
        }
    }

    #[inline(never)]
    fn more_space(&mut self) {
        while matches!(self.peek(), b' ' | b'\n' | b'\r' | b'\t') {
            self.at += 1;
        }
    }

    /// Moves to the next value and tells its type.
    #[inline(always)]
    pub(super) fn kind(&mut self) -> Result<Kind, Stop> {
        self.space();
        Ok(match self.peek() {
            b'"' => Kind::String,
            b'{' => Kind::Object,
            b'[' => Kind::Array,
            b'-' | b'0'..=b'9' => Kind::Number,
            b't' | b'f' => Kind::Boolean,
            b'n' => Kind::Null,
            _ => self.odd_kind()?,
        })
    }

    /// Moves to the next value. False when it has another type: noted as a violation, and passed over.
    #[inline(always)]
    pub(super) fn expect(&mut self, kind: Kind) -> Result<bool, Stop> {
        if self.kind()? == kind {
            return Ok(true);
        }
        self.expect_untyped(kind)
    }

    /// Notes that the next value has none of these types, and passes over it.
    #[cold]
    pub(super) fn wrong_type(&mut self, types: Types) -> Checked {
        self.refuse("type", Some(Limit::Types(types)))
    }

    /// Notes a violation of the next value, and passes over it.
    #[cold]
    pub(super) fn refuse(&mut self, keyword: &'static str, limit: Option<Limit>) -> Checked {
        self.space();
        self.violate(self.at, keyword, limit)?;
        self.skip()
    }

    /// Notes a violation of the value that starts at `offset`. The first reading stops here.
    #[cold]
    pub(super) fn violate(&mut self, offset: usize, keyword: &'static str, limit: Option<Limit>) -> Checked {
        self.fault = Fault::Violation;
        let room = self.listing.as_mut().is_some_and(|listing| listing.add(offset, keyword, limit));
        if room { Ok(()) } else { Err(Stop) }
    }

    #[cold]
    pub(super) fn syntax(&mut self, expected: &'static str) -> Checked {
        self.fault = Fault::Syntax { offset: self.at, expected };
        Err(Stop)
    }

    #[cold]
    pub(super) fn too_deep(&mut self) -> Checked {
        self.fault = Fault::TooDeep;
        Err(Stop)
    }

    /// Runs the check on a member or an item, one step down the pointer.
    #[inline(always)]
    pub(super) fn below(&mut self, step: Step, check: impl FnOnce(&mut Self) -> Checked) -> Checked {
        match &mut self.listing {
            None => check(self),
            Some(listing) => {
                listing.path.push(step);
                check(self)?;
                if let Some(listing) = &mut self.listing {
                    listing.path.pop();
                }
                Ok(())
            }
        }
    }

    /// Whether the check passes on the next value. True: the cursor stands behind the value. False: it hasn't moved.
    /// Nothing is noted. Stops when the text itself is at fault.
    pub(super) fn trial(&mut self, check: Check) -> Result<bool, Stop> {
        Ok(matches!(self.attempt(check)?, Attempt::Passed))
    }

    /// As [`Json::trial`], and how far a check came that failed.
    pub(super) fn attempt(&mut self, check: Check) -> Result<Attempt, Stop> {
        let (at, depth, unknown, trials) = (self.at, self.depth, self.unknown, self.trials);
        let listing = self.listing.take();
        self.look_ahead(at);
        self.trials += 1;
        let outcome = if trials < MAX_TRIALS { check(self) } else { self.too_deep() };
        self.listing = listing;
        self.trials = trials;
        let read = self.at.saturating_sub(at);
        match outcome {
            Err(Stop) if self.fault != Fault::Violation => return Err(Stop),
            Err(Stop) => (self.at, self.depth, self.unknown) = (at, depth, unknown),
            Ok(()) => {}
        }
        self.spend(read)?;
        Ok(if outcome.is_ok() { Attempt::Passed } else { Attempt::Failed { read } })
    }

    /// Runs a check on the very value that the caller checks, so that nothing of the body bounds the recursion.
    pub(super) fn nested(&mut self, check: Check) -> Checked {
        if self.trials >= MAX_TRIALS {
            return self.too_deep();
        }
        self.trials += 1;
        check(self)?;
        self.trials -= 1;
        Ok(())
    }

    /// Begins to read ahead from `start`: a string before it is not met again.
    pub(super) fn look_ahead(&mut self, start: usize) {
        if self.kept.start <= start {
            self.kept = Kept::default();
        }
    }

    /// Pays for bytes that are read more than once.
    pub(super) fn spend(&mut self, bytes: usize) -> Checked {
        // A trial that reads nothing costs something too.
        match self.budget.checked_sub(bytes.saturating_add(8)) {
            Some(left) => {
                self.budget = left;
                Ok(())
            }
            None => {
                self.fault = Fault::TooCostly;
                Err(Stop)
            }
        }
    }

    /// Any value.
    #[inline]
    pub fn any(&mut self) -> Checked {
        self.skip()
    }

    /// `null`
    pub fn null(&mut self) -> Checked {
        if !self.expect(Kind::Null)? {
            return Ok(());
        }
        if self.is_marked() { self.untyped_token().map(drop) } else { self.word("null") }
    }

    /// `true` or `false`
    pub fn boolean(&mut self) -> Checked {
        if self.expect(Kind::Boolean)? { self.boolean_token().map(drop) } else { Ok(()) }
    }

    /// Any string; it isn't decoded.
    #[inline]
    pub fn string(&mut self) -> Checked {
        if self.expect(Kind::String)? { self.string_token().map(drop) } else { Ok(()) }
    }

    /// Any number without a fractional part; `1.0` and `1e2` are.
    pub fn integer(&mut self) -> Checked {
        self.number(&Numeric::INTEGER)
    }

    /// Nothing: the schema `false`.
    pub fn never(&mut self) -> Checked {
        self.refuse("never", None)
    }

    /// The rules hold for strings; any other type passes.
    pub fn text_if(&mut self, rules: &Text) -> Checked {
        if self.may_be(Kind::String)? { self.text(rules) } else { self.skip() }
    }

    /// The rules hold for numbers; any other type passes.
    pub fn number_if(&mut self, rules: &Numeric) -> Checked {
        if self.may_be(Kind::Number)? { self.number(rules) } else { self.skip() }
    }

    /// The rules hold for arrays; any other type passes.
    pub fn array_if(&mut self, rules: &Array) -> Checked {
        if self.kind()? == Kind::Array { self.array(rules) } else { self.skip() }
    }

    /// The rules hold for objects; any other type passes.
    pub fn object_if(&mut self, rules: &Object) -> Checked {
        if self.may_be(Kind::Object)? { self.object(rules) } else { self.skip() }
    }

    /// `null`, or what the check accepts.
    #[inline]
    pub fn nullable(&mut self, check: Check) -> Checked {
        match self.kind()? {
            Kind::Null => self.word("null"),
            Kind::Untyped => self.untyped_nullable(check),
            _ => check(self),
        }
    }
}

/// [`Json::any`] as a [`Check`]. (A method of a type with a lifetime can't be one by itself.)
pub fn any(json: &mut Json<'_>) -> Checked {
    json.any()
}

/// [`Json::null`] as a [`Check`].
pub fn null(json: &mut Json<'_>) -> Checked {
    json.null()
}

/// [`Json::boolean`] as a [`Check`].
pub fn boolean(json: &mut Json<'_>) -> Checked {
    json.boolean()
}

/// [`Json::string`] as a [`Check`].
pub fn string(json: &mut Json<'_>) -> Checked {
    json.string()
}

/// [`Json::integer`] as a [`Check`].
pub fn integer(json: &mut Json<'_>) -> Checked {
    json.integer()
}

/// Any number, as a [`Check`].
pub fn number(json: &mut Json<'_>) -> Checked {
    json.number(&Numeric::NUMBER)
}

/// Any array, as a [`Check`].
pub fn array(json: &mut Json<'_>) -> Checked {
    json.array(&Array::ANY)
}

/// Any object, as a [`Check`].
pub fn object(json: &mut Json<'_>) -> Checked {
    json.object(&Object::ANY)
}

/// [`Json::never`] as a [`Check`].
pub fn never(json: &mut Json<'_>) -> Checked {
    json.never()
}
