//! `GET /things/{ids}`

use gatewright_runtime::{Call, Flow, Operation, RequestBody, Streaming, parameter};
use gatewright_runtime::json::{Numeric, Text};
use gatewright_runtime::parameter::{Boolean, List, OneOf, Separator};
use crate::apis::small::API;
use crate::apis::small::parameters::Kind;

/// `get`, for the router and the log.
pub static OPERATION: Operation = Operation {
    id: "get",
    api: &API,
    method: "GET",
    path: "/things/{ids}",
    parameters: Parameters::check,
    body: RequestBody::NONE,
    streaming: Streaming::Never,
};

/// What the caller says beside the body.
#[derive(Clone, Debug)]
pub struct Parameters {
    /// `ids`, in the path
    pub ids: Vec<i64>,
    /// `csv`, in the query
    pub csv: Option<Vec<String>>,
    /// `kind`, in the query
    pub kind: Option<Kind>,
    /// `limit`, in the query
    pub limit: Option<i64>,
    /// `multi`, in the query
    pub multi: Option<Vec<f64>>,
    /// `odd`, in the query
    pub odd: Option<i64>,
    /// `pipes`, in the query
    pub pipes: Option<Vec<bool>>,
    /// `ssv`, in the query
    pub ssv: Option<Vec<i64>>,
    /// `tsv`, in the query
    pub tsv: Option<String>,
    /// `untyped`, in the query
    pub untyped: Option<String>,
    /// `count`, in the headers
    pub count: Option<i64>,
}

impl Parameters {
    /// Reads and checks them.
    pub fn read(call: &mut Call) -> Flow<Self> {
        Ok(Self {
            ids: parameter::path(
                call,
                "ids",
                &List {
                    items: Numeric::INTEGER,
                    min_items: 0,
                    max_items: None,
                    separator: Separator::Within(','),
                },
            )?,
            csv: parameter::query_optional(
                call,
                "csv",
                &List {
                    items: Text::ANY,
                    min_items: 0,
                    max_items: Some(3),
                    separator: Separator::Within(','),
                },
            )?,
            kind: parameter::query_optional(call, "kind", &OneOf)?,
            limit: parameter::query_optional(
                call,
                "limit",
                &Numeric::INTEGER.at_least("-2147483648").at_most("100"),
            )?,
            multi: parameter::query_optional(
                call,
                "multi",
                &List {
                    items: Numeric::NUMBER,
                    min_items: 0,
                    max_items: None,
                    separator: Separator::Repeated,
                },
            )?,
            odd: parameter::query_optional(call, "odd", &Numeric::INTEGER)?,
            pipes: parameter::query_optional(
                call,
                "pipes",
                &List {
                    items: Boolean,
                    min_items: 0,
                    max_items: None,
                    separator: Separator::Within('|'),
                },
            )?,
            ssv: parameter::query_optional(
                call,
                "ssv",
                &List {
                    items: Numeric::INTEGER,
                    min_items: 0,
                    max_items: None,
                    separator: Separator::Within(' '),
                },
            )?,
            tsv: parameter::query_optional(call, "tsv", &Text::ANY)?,
            untyped: parameter::query_optional(call, "untyped", &Text::ANY)?,
            count: parameter::header_optional(
                call,
                "count",
                &Numeric::INTEGER.above("0"),
            )?,
        })
    }
    /// Checks them.
    pub fn check(call: &mut Call) -> Flow {
        Self::read(call).map(drop)
    }
}
