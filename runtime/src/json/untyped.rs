//! Values that came as text without a type: parameters, fields of forms, plain text. What a check asks for says what the
//! text is read as, so that one set of rules serves JSON and all else.
//!
//! Such values stand in a notation beside JSON: [`MARK`] before a string says that the string may be read as another
//! scalar too, or as an array of it alone; before an object, that the object may be read as the array of its values.
//! JSON stands in it as it is, and keeps its types. A client's JSON is never read as the notation.

use std::borrow::Cow;

use super::cursor::{Check, Checked, Json, Kind, Stop};
use super::decimal::Decimal;
use super::literal::Literal;
use super::number::Numeric;
use super::outcome::{Passed, Rejected, read};
use super::union::ByType;
use crate::text::json_string;

/// Stands before a value that has no type of its own. No JSON text holds it outside of strings, nor unescaped in one.
pub(crate) const MARK: char = '\u{1}';

const MARK_BYTE: u8 = 1;

/// Appends a text without a type.
pub(crate) fn push_text(to: &mut String, text: &str) {
    to.push(MARK);
    json_string(to, text);
}

/// Checks a value in the notation.
///
/// # Errors
/// As [`check`](super::check) has them.
pub(crate) fn check_untyped(notation: &str, check: Check) -> Result<Passed, Rejected> {
    read(notation, true, check)
}

impl<'b> Json<'b> {
    /// Whether a value without a type stands here.
    #[inline]
    pub(super) fn is_marked(&self) -> bool {
        self.untyped && self.peek() == MARK_BYTE
    }

    /// The type of a value that begins as none in JSON does.
    #[cold]
    pub(super) fn odd_kind(&mut self) -> Result<Kind, Stop> {
        if !self.is_marked() {
            self.syntax("a value")?;
        }
        Ok(Kind::Untyped)
    }

    /// Reads the next value, which isn't of the type that was asked for, as that type if it has none. True: the value
    /// can be read by the functions for that type. False: noted as a violation, and passed over.
    #[cold]
    pub(super) fn expect_untyped(&mut self, kind: Kind) -> Result<bool, Stop> {
        if self.may_be(kind)? {
            // What is left of a string or an object reads as JSON; the others are read with their mark.
            self.at += usize::from(matches!(kind, Kind::String | Kind::Object));
            return Ok(true);
        }
        self.wrong_type(kind.types())?;
        Ok(false)
    }

    /// Whether the next value is of this type or may be read so.
    pub(super) fn may_be(&mut self, kind: Kind) -> Result<bool, Stop> {
        let found = self.kind()?;
        if found != Kind::Untyped {
            return Ok(found == kind);
        }
        let text = self.untyped_text()?;
        Ok(match kind {
            Kind::String => text.is_some(),
            Kind::Object => text.is_none(),
            Kind::Array => true,
            Kind::Null => text.is_some_and(|text| text.is_empty()),
            Kind::Boolean => text.is_some_and(|text| matches!(&*text, "true" | "false")),
            Kind::Number => text.is_some_and(|text| Decimal::parse(&text).is_some()),
            Kind::Untyped => true,
        })
    }

    /// The text that stands here without a type; `None` for an object. The cursor doesn't move.
    fn untyped_text(&mut self) -> Result<Option<Cow<'b, str>>, Stop> {
        let at = self.at;
        self.at += 1;
        let text = if self.peek() == b'"' { Some(self.string_token()?.decoded()) } else { None };
        self.at = at;
        Ok(text)
    }

    /// Passes over a text without a type.
    #[cold]
    pub(super) fn untyped_token(&mut self) -> Result<Cow<'b, str>, Stop> {
        self.at += 1;
        Ok(self.string_token()?.decoded())
    }

    /// A number that keeps the rules, where the next value isn't a JSON number.
    #[cold]
    pub(super) fn untyped_number(&mut self, rules: &Numeric) -> Checked {
        if self.kind()? != Kind::Untyped || !self.may_be(Kind::Number)? {
            return self.wrong_type(rules.types());
        }
        let start = self.at;
        let text = self.untyped_token()?;
        let Some(value) = Decimal::parse(&text) else { return self.syntax("a number") };
        for (keyword, limit) in rules.broken(value) {
            self.violate(start, keyword, limit)?;
        }
        Ok(())
    }

    /// What the check accepts; else an empty text is null.
    #[cold]
    pub(super) fn untyped_nullable(&mut self, check: Check) -> Checked {
        if !self.may_be(Kind::Null)? {
            return check(self);
        }
        if self.trial(check)? { Ok(()) } else { self.skip() }
    }

    /// Whether a text without a type is one of these values.
    #[cold]
    pub(super) fn untyped_among(&mut self, values: &[Literal]) -> Result<bool, Stop> {
        let text = self.untyped_text()?;
        self.skip()?;
        let Some(text) = text else { return Ok(false) };
        let number = Decimal::parse(&text);
        Ok(values.iter().any(|value| match value {
            Literal::String(known) => *known == text,
            Literal::Number(known) => super::literal::same_number(known, number),
            Literal::Bool(truth) => text == if *truth { "true" } else { "false" },
            Literal::Null => text.is_empty(),
            Literal::Json(_) => false,
        }))
    }

    /// A value without a type, read as one of the types that have a check: the first that passes.
    #[cold]
    pub(super) fn untyped_by_type(&mut self, rules: &ByType) -> Checked {
        let slots = [
            (Kind::Null, rules.null),
            (Kind::Boolean, rules.boolean),
            (Kind::Number, rules.number),
            (Kind::String, rules.string),
            (Kind::Object, rules.object),
        ];
        let mut likely = None;
        for (kind, check) in slots {
            let Some(check) = check else { continue };
            if self.may_be(kind)? {
                if self.trial(check)? {
                    return Ok(());
                }
                likely = likely.or(Some(check));
            }
        }
        match (rules.array, likely) {
            (Some(array), _) if self.trial(array)? => Ok(()),
            // Again, to note what is wrong with it.
            (_, Some(check)) => self.nested(check),
            (Some(array), None) if !self.may_be(Kind::String)? => self.nested(array),
            (_, None) => self.wrong_type(rules.types()),
        }
    }

    /// The items of a value without a type: those of an object are its values, a text is one itself.
    #[cold]
    pub(super) fn each_untyped_item(&mut self, mut each: impl FnMut(&mut Self) -> Checked) -> Checked {
        if self.untyped_text()?.is_some() {
            return each(self);
        }
        self.at += 1;
        self.each_member(|json, _| each(json))
    }
}
