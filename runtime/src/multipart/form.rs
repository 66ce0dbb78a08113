//! The fields of a form, checked as their parts end.

use std::collections::BTreeMap;

use super::field::FieldKind;
use super::scan::{Event, Scan};
use super::{Field, MOST_VALUE, Malformed, head};
use crate::fault::Fault;
use crate::json::{self, Check, Limit, Passed, Rejected, Types, Violation, check_untyped};
use crate::media_type::MediaType;
use crate::style::{Coding, Sent, Style, Tree, steps};
use crate::text::json_string;

/// Enough to correct a form by.
const MOST_VIOLATIONS: usize = 20;

/// The most bytes of values that are kept until the form ends.
const MOST_GATHERED: usize = 1 << 20;

/// The most parts of a form.
const MOST_PARTS: usize = 1000;

/// A form as far as it has come.
pub(crate) struct Form {
    scan: Scan,
    fields: Fields,
}

impl Form {
    /// A form whose delimiters begin with these bytes.
    /// `whole` checks it as one object in the end.
    pub(crate) fn new(delimiter: Vec<u8>, declared: &'static [Field], whole: Option<Check>) -> Self {
        let fields = Fields {
            declared,
            whole,
            seen: vec![0; declared.len()],
            parts: 0,
            part: Part::Unread,
            gathered: Vec::new(),
            gathered_bytes: 0,
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
    /// The check of the form as one object.
    whole: Option<Check>,
    /// How many parts of each came.
    seen: Vec<u64>,
    parts: usize,
    part: Part,
    /// Values that make one with others: which declared field they belong to, and the name that they came under.
    gathered: Vec<(Option<usize>, String, String)>,
    gathered_bytes: usize,
    violations: Vec<Violation>,
    unknown_values: u32,
}

/// The part that is being read.
enum Part {
    /// A file, or a field that isn't declared.
    Unread,
    Value {
        /// The declared field.
        field: Option<usize>,
        name: String,
        value: Vec<u8>,
    },
}

impl Fields {
    fn on(&mut self, event: Event<'_>) -> Result<(), Malformed> {
        match event {
            Event::Part(lines, _) => self.begin(lines)?,
            Event::Data(data) => {
                if let Part::Value { value, .. } = &mut self.part {
                    // One byte over the limit tells that it is over.
                    let room = (MOST_VALUE + 1).saturating_sub(value.len());
                    value.extend_from_slice(data.get(..room.min(data.len())).unwrap_or_default());
                }
            }
            Event::PartEnd => {
                if let Part::Value { field, name, value } = std::mem::replace(&mut self.part, Part::Unread) {
                    self.end(field, name, value);
                }
            }
            Event::Close => self.close(),
        }
        Ok(())
    }

    fn begin(&mut self, lines: &[u8]) -> Result<(), Malformed> {
        self.parts += 1;
        if self.parts > MOST_PARTS {
            return Err(Malformed("it has more than 1000 parts"));
        }
        let head = head::read(lines)?;
        self.part = Part::Unread;
        let Ok(name) = String::from_utf8(head.name) else { return Ok(()) };
        let (first, _) = steps(&name);
        let exact = self.declared.iter().position(|field| field.name == name);
        let bracketed = || self.declared.iter().position(|field| field.name == first && field.takes_brackets());
        let Some(index) = exact.or_else(bracketed) else {
            match self.whole {
                Some(_) if head.is_file => self.gather(None, name, String::new()),
                Some(_) => self.part = Part::Value { field: None, name, value: Vec::new() },
                None => {}
            }
            return Ok(());
        };
        let (Some(field), Some(seen)) = (self.declared.get(index), self.seen.get_mut(index)) else { return Ok(()) };
        *seen += 1;
        match field.kind {
            FieldKind::One(..) | FieldKind::Files(_, Some(1)) if *seen == 2 => {
                self.violate(pointer(field), "duplicate_member", None);
            }
            FieldKind::Files(_, Some(most)) if *seen > most => {
                self.violate(pointer(field), "maxItems", Some(Limit::Count(most)));
            }
            _ => {}
        }
        let given = head.media_type.and_then(|value| std::str::from_utf8(value).ok()).map(MediaType::read);
        if let Some(given) = given.filter(|_| !field.media_types.is_empty())
            && !field.media_types.iter().any(|range| given.rank(range).is_some())
        {
            self.violate(pointer(field), "contentType", Some(Limit::Names(field.media_types)));
        }
        if !field.is_file() {
            self.part = Part::Value { field: Some(index), name, value: Vec::new() };
        } else if self.whole.is_some() {
            self.gather(Some(index), name, String::new());
        }
        Ok(())
    }

    /// A part that holds a value ended.
    fn end(&mut self, index: Option<usize>, name: String, value: Vec<u8>) {
        let field = index.and_then(|index| self.declared.get(index));
        let at = || field.map_or_else(|| below(&name), pointer);
        if value.len() > MOST_VALUE {
            return self.violate(at(), "maxLength", Some(Limit::Count(MOST_VALUE as u64)));
        }
        let Ok(text) = String::from_utf8(value) else {
            return self.violate(at(), "type", Some(Limit::Types(Types::STRING)));
        };
        let Some(field) = field else { return self.gather(None, name, text) };
        if self.whole.is_some() && matches!(field.kind, FieldKind::One(..)) {
            self.gather(index, name.clone(), text.clone());
        }
        match field.kind {
            FieldKind::Files(..) => {}
            FieldKind::One(Style::Json, check) => self.checked(field, json::check(text.as_bytes(), check)),
            FieldKind::One(style, check) => {
                let mut notation = String::with_capacity(text.len() + 16);
                let written = Sent::new(&[&text], Coding::Plain).write(style, &mut notation);
                let checked = written.map_err(|violation| Rejected::Violations(vec![violation]));
                self.checked(field, checked.and_then(|()| check_untyped(&notation, check)));
            }
            FieldKind::All(..) => self.gather(index, name, text),
        }
    }

    /// Keeps a value until the form ends.
    fn gather(&mut self, field: Option<usize>, name: String, text: String) {
        self.gathered_bytes += text.len();
        if self.gathered_bytes > MOST_GATHERED {
            return self.violate(below(&name), "maxLength", Some(Limit::Count(MOST_GATHERED as u64)));
        }
        self.gathered.push((field, name, text));
    }

    /// The form is closed: checks what several parts make, and that nothing is missing.
    fn close(&mut self) {
        let gathered = std::mem::take(&mut self.gathered);
        for (index, (field, seen)) in self.declared.iter().zip(self.seen.clone()).enumerate() {
            if seen == 0 {
                if field.required {
                    self.violate(String::new(), "required", Some(Limit::Text(field.name)));
                }
                continue;
            }
            match field.kind {
                FieldKind::Files(least, _) if seen < least => {
                    self.violate(pointer(field), "minItems", Some(Limit::Count(least)));
                }
                FieldKind::All(style, check) => {
                    let mut tree = Tree::default();
                    for (_, name, text) in gathered.iter().filter(|(of, ..)| *of == Some(index)) {
                        let way = if name == field.name { Vec::new() } else { steps(name).1 };
                        tree.add(&way, text);
                    }
                    let mut notation = String::new();
                    // Plain text can't fail to be decoded; and what was too long is refused already.
                    if !tree.is_empty() && tree.write(style, Coding::Plain, &mut notation).is_ok() {
                        self.checked(field, check_untyped(&notation, check));
                    }
                }
                _ => {}
            }
        }
        // What a field breaks, the whole breaks too.
        if let Some(whole) = self.whole.filter(|_| self.violations.is_empty()) {
            let notation = self.notation(&gathered);
            self.judged("", check_untyped(&notation, whole));
        }
    }

    /// The form as one object, in the notation of values without types.
    fn notation(&self, gathered: &[(Option<usize>, String, String)]) -> String {
        let mut members: BTreeMap<&str, (Style, Tree<'_>)> = BTreeMap::new();
        for (index, name, text) in gathered {
            let field = index.and_then(|index| self.declared.get(index));
            let (member, way) = match field {
                Some(field) if name == field.name => (field.name, Vec::new()),
                _ => steps(name),
            };
            let style = match field.map(|field| field.kind) {
                Some(FieldKind::One(style, _) | FieldKind::All(style, _)) => style,
                _ => Style::Repeated,
            };
            members.entry(member).or_insert_with(|| (style, Tree::default())).1.add(&way, text);
        }
        let mut notation = String::from("{");
        for (name, (style, tree)) in &members {
            if notation.len() > 1 {
                notation.push(',');
            }
            json_string(&mut notation, name);
            notation.push(':');
            let before = notation.len();
            // What a field's own style can't read was refused by its own check.
            if tree.write(*style, Coding::Plain, &mut notation).is_err() {
                notation.truncate(before);
                notation.push_str("null");
            }
        }
        notation.push('}');
        notation
    }

    fn checked(&mut self, field: &Field, checked: Result<Passed, Rejected>) {
        self.judged(&pointer(field), checked);
    }

    /// Notes what came of the check of what stands at this pointer.
    fn judged(&mut self, at: &str, checked: Result<Passed, Rejected>) {
        match checked {
            Ok(passed) => self.unknown_values = self.unknown_values.saturating_add(passed.unknown_values),
            Err(Rejected::Violations(violations)) => {
                for Violation { pointer, keyword, limit } in violations {
                    self.violate(format!("{at}{pointer}"), keyword, limit);
                }
            }
            Err(Rejected::Syntax { .. } | Rejected::TooDeep | Rejected::TooCostly) => {
                self.violate(at.to_owned(), "contentMediaType", Some(Limit::Text("application/json")));
            }
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
    below(field.name)
}

fn below(name: &str) -> String {
    format!("/{}", name.replace('~', "~0").replace('/', "~1"))
}
