//! `Thing`

use gatewright_runtime::json;
use gatewright_runtime::json::{
    Array, ByType, Check, Checked, Contains, Json, Literal, Member, Numeric, Object, Pattern,
    Text, optional, required,
};
use crate::apis::small::schemas;

/// Checks a value against `Thing`.
pub fn check(json: &mut Json<'_>) -> Checked {
    json.all_of(&[object, option])
}

fn object(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[
        optional("again", schemas::thing::check),
        optional("by_name", object_by_name),
        optional("card", json::string),
        optional("chosen", object_chosen),
        optional("encoded", json::string),
        optional("named", schemas::definitions_name::check),
        optional("named_later", schemas::defs_name::check),
        optional("never", json::never),
        optional("nothing", json::null),
        optional("older_pair", |json| json.array(&Array::of(json::integer).prefix(&[json::string]))),
        optional(
            "one_has",
            |json| json.array(&Array::ANY.contains(Contains::of(|json| json.enumeration(&[Literal::Number("1")])))),
        ),
        optional("owner", json::string),
        optional("pair", |json| json.array_if(&Array::of(json::boolean).prefix(&[json::string, json::integer]))),
        optional("same", |json| json.enumeration(&[Literal::Json("{\"a\":1}")])),
        optional("several", object_several),
    ];
    json.object(&Object::of(MEMBERS))
}

fn object_by_name(json: &mut Json<'_>) -> Checked {
    static PATTERNS: [(Pattern, Check); 1] = [(Pattern::new("^x-"), json::integer)];
    json.object(&Object::ANY.patterns(&PATTERNS).names(|json| json.text(&Text::ANY.pattern({
        static PATTERN: Pattern = Pattern::new("^[a-z-]+$");
        &PATTERN
    }))))
}

fn object_chosen(json: &mut Json<'_>) -> Checked {
    json.when(json::string, |json| json.text_if(&Text::ANY.max_length(3)), json::boolean)
}

fn object_several(json: &mut Json<'_>) -> Checked {
    json.by_type(&ByType {
        number: Some(|json| json.number(&Numeric::INTEGER.above("0"))),
        string: Some(|json| json.text(&Text::ANY.min_length(2))),
        ..ByType::NONE
    })
}

fn option(json: &mut Json<'_>) -> Checked {
    json.dependent(&[("card", option_with_card), ("owner", option_with_owner)])
}

fn option_with_card(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[required("owner", json::any)];
    json.object(&Object::of(MEMBERS))
}

fn option_with_owner(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[required("named", json::any)];
    json.object(&Object::of(MEMBERS))
}
