//! `Thing`

use gatewright_runtime::json;
use gatewright_runtime::json::{
    Array, Checked, Json, Literal, Member, Numeric, Object, Others, Pattern, Text, optional,
    required,
};

/// Checks a value against `Thing`.
pub fn check(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[
        optional("default_here", |json| json.number(&Numeric::INTEGER.at_least("1"))),
        optional("inner", inner),
        optional("kind", kind),
        optional("nested", nested),
        optional("never", never),
        required("number", |json| json.number(&Numeric::INTEGER.at_least("1").at_most("20"))),
        optional("tags", tags),
        optional("text", text),
    ];
    json.object(&Object::of(MEMBERS).min_properties(1))
}

fn inner(json: &mut Json<'_>) -> Checked {
    json.all_of(&[inner_object, inner_object_2])
}

fn inner_object(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[optional("early", json::boolean)];
    json.object(&Object::of(MEMBERS).others(Others::Refuse))
}

fn inner_object_2(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[required("late", json::boolean)];
    json.object(&Object::of(MEMBERS))
}

fn kind(json: &mut Json<'_>) -> Checked {
    json.all_of(&[
        |json| json.enumeration(&[Literal::String("a"), Literal::String("b"), Literal::String("c")]),
        |json| json.enumeration(&[Literal::String("b"), Literal::String("c"), Literal::Number("1")]),
    ])
}

fn nested(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[
        required("a", |json| json.number(&Numeric::INTEGER.at_least("1").at_most("9"))),
        required("b", json::string),
    ];
    json.object(&Object::of(MEMBERS))
}

fn never(json: &mut Json<'_>) -> Checked {
    json.all_of(&[json::string, json::integer])
}

fn tags(json: &mut Json<'_>) -> Checked {
    json.array(&Array::of(|json| json.text(&Text::ANY.max_length(2))).min_items(1).max_items(4))
}

fn text(json: &mut Json<'_>) -> Checked {
    json.all_of(&[
        |json| json.text(&Text::ANY.min_length(3).max_length(8).pattern({
            static PATTERN: Pattern = Pattern::new("z$");
            &PATTERN
        })),
        |json| json.text(&Text::ANY.pattern({
            static PATTERN: Pattern = Pattern::new("^a");
            &PATTERN
        })),
    ])
}
