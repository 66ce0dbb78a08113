//! `GET /query`

use gatewright_runtime::{Operation, Style, json};
use gatewright_runtime::json::{Array, ByType, Checked, Json, Literal, Numeric, Pattern, Text};
use gatewright_runtime::parameter::{Parameter, names, number, one_of, query, text};
use crate::apis::small::{API, schemas};
use crate::apis::small::parameters::Sort;

pub static OPERATION: Operation = Operation {
    id: "query",
    method: "GET",
    path: "/query",
    parameters: &[
        query(
            "code",
            text(Text::ANY.min_length(2).max_length(4).pattern({
                static PATTERN: Pattern = Pattern::new("^[a-z]+$");
                &PATTERN
            })),
        ),
        Parameter::query("colour", Style::Turns(','), schemas::colour::check),
        Parameter::query("either", Style::Text, parameter_either),
        Parameter::query("filter", Style::Deep, schemas::filter::check),
        Parameter::query("flag", Style::Text, json::boolean).allow_empty(),
        Parameter::query("json", Style::Json, schemas::filter::check),
        query("kinds", names(&["a", "b"])).list(','),
        Parameter::query("level", Style::Text, |json| json.enumeration(&[Literal::Number("1"), Literal::Number("2")])),
        query("limit", number(Numeric::INTEGER.at_least("1").at_most("100"))),
        Parameter::query("none", Style::Text, |json| json.nullable(json::integer)),
        query("piped", number(Numeric::INTEGER.at_least("1").at_most("9"))).list('|').max_items(3),
        query("reserved", text(Text::ANY.max_length(8))),
        query("sizes", number(Numeric::INTEGER.at_least("1").at_most("9"))).list(',').max_items(3),
        query("sort", one_of::<Sort>()),
        query("spaced", number(Numeric::INTEGER.at_least("1").at_most("9"))).list(' ').max_items(3),
        query("tags", text(Text::ANY.max_length(3))).repeated().max_items(2),
        Parameter::query("unique", Style::Repeated, |json| json.array(&Array::of(json::integer).unique_items())),
        query("unit", number(Numeric::NUMBER.multiple_of("0.5"))),
    ],
    ..Operation::of(&API)
};

fn parameter_either(json: &mut Json<'_>) -> Checked {
    json.by_type(&ByType {
        number: Some(|json| json.number(&Numeric::INTEGER.at_most("9"))),
        string: Some(|json| json.enumeration(&[Literal::String("all")])),
        ..ByType::NONE
    })
}
