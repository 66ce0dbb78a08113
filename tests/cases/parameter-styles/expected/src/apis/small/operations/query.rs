//! `GET /query`

use gatewright_runtime::{Call, Flow, Operation, RequestBody, Streaming, Style, json, parameter};
use gatewright_runtime::json::{Array, ByType, Checked, Json, Literal, Numeric, Pattern, Text};
use gatewright_runtime::parameter::{List, OneOf, Parameter, Separator};
use crate::apis::small::{API, schemas};
use crate::apis::small::parameters::Sort;

/// `query`, for the router and the log.
pub static OPERATION: Operation = Operation {
    id: "query",
    api: &API,
    method: "GET",
    path: "/query",
    parameters: Parameters::check,
    body: RequestBody::NONE,
    streaming: Streaming::Never,
};

/// What the caller says beside the body.
#[derive(Clone, Debug)]
pub struct Parameters {
    /// `code`, in the query
    pub code: Option<String>,
    /// `limit`, in the query
    pub limit: Option<i64>,
    /// `piped`, in the query
    pub piped: Option<Vec<i64>>,
    /// `reserved`, in the query
    pub reserved: Option<String>,
    /// `sizes`, in the query
    pub sizes: Option<Vec<i64>>,
    /// `sort`, in the query
    pub sort: Option<Sort>,
    /// `spaced`, in the query
    pub spaced: Option<Vec<i64>>,
    /// `tags`, in the query
    pub tags: Option<Vec<String>>,
    /// `unit`, in the query
    pub unit: Option<f64>,
}

impl Parameters {
    /// Reads and checks them.
    pub fn read(call: &mut Call) -> Flow<Self> {
        Ok(Self {
            code: parameter::query_optional(
                call,
                "code",
                &Text::ANY
                    .min_length(2)
                    .max_length(4)
                    .pattern({
                        static PATTERN: Pattern = Pattern::new("^[a-z]+$");
                        &PATTERN
                    }),
            )?,
            limit: parameter::query_optional(
                call,
                "limit",
                &Numeric::INTEGER.at_least("1").at_most("100"),
            )?,
            piped: parameter::query_optional(
                call,
                "piped",
                &List {
                    items: Numeric::INTEGER.at_least("1").at_most("9"),
                    min_items: 0,
                    max_items: Some(3),
                    separator: Separator::Within('|'),
                },
            )?,
            reserved: parameter::query_optional(
                call,
                "reserved",
                &Text::ANY.max_length(8),
            )?,
            sizes: parameter::query_optional(
                call,
                "sizes",
                &List {
                    items: Numeric::INTEGER.at_least("1").at_most("9"),
                    min_items: 0,
                    max_items: Some(3),
                    separator: Separator::Within(','),
                },
            )?,
            sort: parameter::query_optional(call, "sort", &OneOf)?,
            spaced: parameter::query_optional(
                call,
                "spaced",
                &List {
                    items: Numeric::INTEGER.at_least("1").at_most("9"),
                    min_items: 0,
                    max_items: Some(3),
                    separator: Separator::Within(' '),
                },
            )?,
            tags: parameter::query_optional(
                call,
                "tags",
                &List {
                    items: Text::ANY.max_length(3),
                    min_items: 0,
                    max_items: Some(2),
                    separator: Separator::Repeated,
                },
            )?,
            unit: parameter::query_optional(
                call,
                "unit",
                &Numeric::NUMBER.multiple_of("0.5"),
            )?,
        })
    }
    /// Checks them.
    pub fn check(call: &mut Call) -> Flow {
        parameter::check(call, CHECKED)?;
        Self::read(call).map(drop)
    }
}

/// Parameters that are checked by their schemas.
const CHECKED: &[Parameter] = &[
    Parameter::query("colour", Style::Turns(','), schemas::colour::check),
    Parameter::query("either", Style::Text, parameter_either),
    Parameter::query("filter", Style::Deep, schemas::filter::check),
    Parameter::query("flag", Style::Text, json::boolean).allow_empty(),
    Parameter::query("json", Style::Json, schemas::filter::check),
    Parameter::query("kinds", Style::List(','), parameter_kinds),
    Parameter::query(
        "level",
        Style::Text,
        |json| json.enumeration(&[Literal::Number("1"), Literal::Number("2")]),
    ),
    Parameter::query("none", Style::Text, |json| json.nullable(json::integer)),
    Parameter::query(
        "unique",
        Style::Repeated,
        |json| json.array(&Array::of(json::integer).unique_items()),
    ),
];

fn parameter_either(json: &mut Json<'_>) -> Checked {
    json.by_type(
        &ByType {
            number: Some(|json| json.number(&Numeric::INTEGER.at_most("9"))),
            string: Some(|json| json.enumeration(&[Literal::String("all")])),
            ..ByType::NONE
        },
    )
}

fn parameter_kinds(json: &mut Json<'_>) -> Checked {
    json.array(
        &Array::of(|json| {
            json.enumeration(&[Literal::String("a"), Literal::String("b")])
        }),
    )
}
