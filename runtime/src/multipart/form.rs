//! The fields of a form, checked as their parts end.

use super::scan::{Event, Scan};
use super::{Field, FieldCheck, MOST_VALUE, Malformed, head};
use crate::fault::Fault;
use crate::json::{self, Limit, Rejected, Types, Violation};

/// Enough to correct a form by.
const MOST_VIOLATIONS: usize = 20;

/// The most parts of a form.
const MOST_PARTS: usize = 1000;

/// A form as far as it has come.
pub(crate) struct Form {
    scan: Scan,
    fields: Fields,
}

impl Form {
    /// A form whose delimiters begin with these bytes.
    pub(crate) fn new(delimiter: Vec<u8>, declared: &'static [Field]) -> Self {
        let fields = Fields {
            declared,
            seen: vec![false; declared.len()],
            parts: 0,
            part: Part::Unread,
            violations: Vec::new(),
            unknown_values: 0,
        };
        Self { scan: Scan::new(delimiter), fields }
    }

    /// Goes on with a piece of the body.
    ///
    /// # Errors
    /// The body is no form. Broken rules are no error here, so that more of them can be found.
    pub(crate) fn feed(&mut self, piece: &[u8]) -> Result<(), Malformed> {
        let fields = &mut self.fields;
        self.scan.feed(piece, &mut |event| fields.on(event))
    }

    /// Ends the body.
    ///
    /// # Errors
    /// The form isn't closed.
    pub(crate) fn end(&self) -> Result<(), Malformed> {
        if self.scan.ended() { Ok(()) } else { Err(Malformed("it ends before its closing delimiter")) }
    }

    /// Whether a rule is broken so far.
    pub(crate) fn is_refused(&self) -> bool {
        !self.fields.violations.is_empty()
    }

    /// Whether no further violation would be listed.
    pub(crate) fn is_full(&self) -> bool {
        self.fields.violations.len() >= MOST_VIOLATIONS
    }

    /// The answer to the broken rules, if there are any.
    pub(crate) fn take_fault(&mut self) -> Option<Fault> {
        let violations = std::mem::take(&mut self.fields.violations);
        (!violations.is_empty()).then(|| Fault::rejected(Rejected::Violations(violations)))
    }

    /// How many values of open enumerations the document doesn't name.
    pub(crate) fn unknown_values(&self) -> u32 {
        self.fields.unknown_values
    }
}

struct Fields {
    declared: &'static [Field],
    /// Which of them came.
    seen: Vec<bool>,
    parts: usize,
    part: Part,
    violations: Vec<Violation>,
    unknown_values: u32,
}

/// The part that is being read.
enum Part {
    /// A file, or a field that isn't declared.
    Unread,
    Value {
        field: &'static Field,
        value: Vec<u8>,
    },
}

impl Fields {
    fn on(&mut self, event: Event<'_>) -> Result<(), Malformed> {
        match event {
            Event::Part(lines) => self.begin(lines)?,
            Event::Data(data) => {
                if let Part::Value { value, .. } = &mut self.part {
                    // One byte over the limit tells that it is over.
                    let room = (MOST_VALUE + 1).saturating_sub(value.len());
                    value.extend_from_slice(data.get(..room.min(data.len())).unwrap_or_default());
                }
            }
            Event::PartEnd => {
                if let Part::Value { field, value } = std::mem::replace(&mut self.part, Part::Unread) {
                    self.check(field, value);
                }
            }
            Event::Close => {
                for (field, seen) in self.declared.iter().zip(self.seen.clone()) {
                    if field.required && !seen {
                        self.violate(String::new(), "required", Some(Limit::Text(field.name)));
                    }
                }
            }
        }
        Ok(())
    }

    fn begin(&mut self, lines: &[u8]) -> Result<(), Malformed> {
        self.parts += 1;
        if self.parts > MOST_PARTS {
            return Err(Malformed("it has more than 1000 parts"));
        }
        let name = head::field_name(lines)?;
        self.part = Part::Unread;
        let Some(index) = self.declared.iter().position(|field| field.name.as_bytes() == name) else { return Ok(()) };
        let (Some(field), Some(seen)) = (self.declared.get(index), self.seen.get_mut(index)) else { return Ok(()) };
        if std::mem::replace(seen, true) && !field.repeated {
            self.violate(pointer(field), "duplicate_member", None);
        }
        if !matches!(field.check, FieldCheck::File) {
            self.part = Part::Value { field, value: Vec::new() };
        }
        Ok(())
    }

    fn check(&mut self, field: &'static Field, value: Vec<u8>) {
        if value.len() > MOST_VALUE {
            return self.violate(pointer(field), "maxLength", Some(Limit::Count(MOST_VALUE as u64)));
        }
        let Ok(text) = std::str::from_utf8(&value) else {
            return self.violate(pointer(field), "type", Some(Limit::Types(Types::STRING)));
        };
        match &field.check {
            FieldCheck::File => {}
            FieldCheck::Text(rules) => self.scalar(field, json::check_text(text, rules)),
            FieldCheck::Number(rules) => self.scalar(field, json::check_number(text, rules)),
            FieldCheck::Choice(names) if names.contains(&text) => {}
            FieldCheck::Choice(names) => self.violate(pointer(field), "enum", Some(Limit::Names(names))),
            FieldCheck::OpenChoice(names) => {
                self.unknown_values = self.unknown_values.saturating_add(u32::from(!names.contains(&text)));
            }
            FieldCheck::Json(check) => match json::check(&value, *check) {
                Ok(passed) => self.unknown_values = self.unknown_values.saturating_add(passed.unknown_values),
                Err(Rejected::Violations(violations)) => {
                    for Violation { pointer: below, keyword, limit } in violations {
                        self.violate(pointer(field) + &below, keyword, limit);
                    }
                }
                Err(Rejected::Syntax { .. } | Rejected::TooDeep | Rejected::TooCostly) => {
                    self.violate(pointer(field), "contentMediaType", Some(Limit::Text("application/json")));
                }
            },
        }
    }

    fn scalar(&mut self, field: &Field, checked: Result<(), Violation>) {
        if let Err(Violation { keyword, limit, .. }) = checked {
            self.violate(pointer(field), keyword, limit);
        }
    }

    fn violate(&mut self, pointer: String, keyword: &'static str, limit: Option<Limit>) {
        let violation = Violation { pointer, keyword, limit };
        if self.violations.len() < MOST_VIOLATIONS && !self.violations.contains(&violation) {
            self.violations.push(violation);
        }
    }
}

/// The field as a JSON Pointer (RFC 6901) into the form as one object.
fn pointer(field: &Field) -> String {
    format!("/{}", field.name.replace('~', "~0").replace('/', "~1"))
}
