//! The rows: each parameter's place, its rules, and whether it must be there.

use super::choice::Word;
use super::value::{List, Scalar, Value};
use crate::json::Check;
use crate::style::{Encoded, Style};

/// A parameter that an operation declares.
#[derive(Debug, Clone, Copy)]
pub struct Parameter {
    pub(super) name: &'static str,
    pub(super) place: Place,
    pub(super) presence: Presence,
    pub(super) rules: Rules,
}

/// Where a parameter travels.
#[derive(Debug, Clone, Copy)]
pub(super) enum Place {
    /// In the path, behind what its style begins with.
    Path(Prefix),
    Query,
    /// The query as a whole, as a form with these fields.
    QueryString(&'static [Encoded]),
    Header,
    Cookie,
}

#[derive(Debug, Clone, Copy)]
pub(super) enum Prefix {
    None,
    /// `.`
    Label,
    /// `;name=`, or `;` where the value is an exploded object.
    Matrix,
}

impl Place {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Path(_) => "path",
            Self::Query | Self::QueryString(_) => "query",
            Self::Header => "header",
            Self::Cookie => "cookie",
        }
    }
}

/// Whether a parameter must be there.
#[derive(Debug, Clone, Copy)]
pub(super) enum Presence {
    Required,
    Optional,
    Default(&'static dyn Word),
}

/// What a parameter must keep.
#[derive(Debug, Clone, Copy)]
pub(super) enum Rules {
    /// Those of one type, or of a list of it: the value is checked where it lies.
    Value(Value),
    /// Those of a schema.
    Schema(Schema),
}

/// A value that is checked by its schema, as JSON is.
#[derive(Debug, Clone, Copy)]
pub(super) struct Schema {
    pub(super) style: Style,
    pub(super) allow_empty: bool,
    pub(super) check: Check,
}

/// A parameter of the path. It is always there; a value that it can't have is answered with 404.
#[must_use]
pub const fn path(name: &'static str, value: Scalar) -> Parameter {
    Parameter::one(name, Place::Path(Prefix::None), value).required()
}

/// A parameter of the query, which may be left out unless [`Parameter::required`] says otherwise.
#[must_use]
pub const fn query(name: &'static str, value: Scalar) -> Parameter {
    Parameter::one(name, Place::Query, value)
}

/// A header, which may be left out unless [`Parameter::required`] says otherwise.
#[must_use]
pub const fn header(name: &'static str, value: Scalar) -> Parameter {
    Parameter::one(name, Place::Header, value)
}

/// A cookie, which may be left out unless [`Parameter::required`] says otherwise.
#[must_use]
pub const fn cookie(name: &'static str, value: Scalar) -> Parameter {
    Parameter::one(name, Place::Cookie, value)
}

impl Parameter {
    const fn one(name: &'static str, place: Place, value: Scalar) -> Self {
        Self { name, place, presence: Presence::Optional, rules: Rules::Value(Value::One(value)) }
    }

    const fn styled(name: &'static str, place: Place, style: Style, check: Check) -> Self {
        let rules = Rules::Schema(Schema { style, allow_empty: false, check });
        Self { name, place, presence: Presence::Optional, rules }
    }

    /// A parameter of the path, by its schema.
    #[must_use]
    pub const fn path(name: &'static str, style: Style, check: Check) -> Self {
        Self::styled(name, Place::Path(Prefix::None), style, check).required()
    }

    /// A parameter of the path behind a `.` (`style: label`), by its schema.
    #[must_use]
    pub const fn label(name: &'static str, style: Style, check: Check) -> Self {
        Self::styled(name, Place::Path(Prefix::Label), style, check).required()
    }

    /// A parameter of the path behind a `;` (`style: matrix`), by its schema.
    #[must_use]
    pub const fn matrix(name: &'static str, style: Style, check: Check) -> Self {
        Self::styled(name, Place::Path(Prefix::Matrix), style, check).required()
    }

    /// A parameter of the query, by its schema.
    #[must_use]
    pub const fn query(name: &'static str, style: Style, check: Check) -> Self {
        Self::styled(name, Place::Query, style, check)
    }

    /// The query as a whole, as a form (`in: querystring`).
    #[must_use]
    pub const fn query_form(name: &'static str, fields: &'static [Encoded], check: Check) -> Self {
        Self::styled(name, Place::QueryString(fields), Style::Deep, check)
    }

    /// The query as a whole, as JSON (`in: querystring`).
    #[must_use]
    pub const fn query_json(name: &'static str, check: Check) -> Self {
        Self::styled(name, Place::QueryString(&[]), Style::Json, check)
    }

    /// A header, by its schema.
    #[must_use]
    pub const fn header(name: &'static str, style: Style, check: Check) -> Self {
        Self::styled(name, Place::Header, style, check)
    }

    /// A cookie, by its schema.
    #[must_use]
    pub const fn cookie(name: &'static str, style: Style, check: Check) -> Self {
        Self::styled(name, Place::Cookie, style, check)
    }

    /// Its name.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// Where it travels: `path`, `query`, `header` or `cookie`.
    #[must_use]
    pub const fn place(&self) -> &'static str {
        self.place.name()
    }

    /// One that must be there.
    #[must_use]
    pub const fn required(mut self) -> Self {
        self.presence = Presence::Required;
        self
    }

    /// Where it is absent from the query or the headers, this goes to the backend.
    #[must_use]
    pub const fn or(mut self, default: &'static dyn Word) -> Self {
        self.presence = Presence::Default(default);
        self
    }

    /// One that passes with an empty text, whatever its schema says (`allowEmptyValue`).
    #[must_use]
    pub const fn allow_empty(mut self) -> Self {
        if let Rules::Schema(schema) = &mut self.rules {
            schema.allow_empty = true;
        }
        self
    }

    /// Several values in one text, with this between them: `,`, a space, `|`.
    #[must_use]
    pub const fn list(self, separator: char) -> Self {
        self.listed(Some(separator))
    }

    /// Several values, the parameter once for each (`style: form`, `explode: true`).
    #[must_use]
    pub const fn repeated(self) -> Self {
        self.listed(None)
    }

    const fn listed(mut self, separator: Option<char>) -> Self {
        if let Rules::Value(Value::One(items)) = self.rules {
            self.rules = Rules::Value(Value::List(List::of(items, separator)));
        }
        self
    }

    /// `minItems` of a list.
    #[must_use]
    pub const fn min_items(mut self, least: u64) -> Self {
        if let Rules::Value(Value::List(list)) = &mut self.rules {
            list.min_items = least;
        }
        self
    }

    /// `maxItems` of a list.
    #[must_use]
    pub const fn max_items(mut self, most: u64) -> Self {
        if let Rules::Value(Value::List(list)) = &mut self.rules {
            list.max_items = Some(most);
        }
        self
    }

    /// `uniqueItems` of a list of texts.
    #[must_use]
    pub const fn unique_items(mut self) -> Self {
        if let Rules::Value(Value::List(list)) = &mut self.rules {
            list.unique_items = true;
        }
        self
    }
}
