//! `Thing`

use gatewright_runtime::json;
use gatewright_runtime::json::{
    Array, Check, Checked, Contains, Evaluated, Json, Member, Object, Others, Pattern, optional,
    required,
};
use crate::apis::small::schemas;

/// Checks a value against `Thing`.
pub fn check(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[
        optional("either", either),
        optional("list", list),
        optional("plain", plain),
    ];
    json.object(&Object::of(MEMBERS))
}

fn either(json: &mut Json<'_>) -> Checked {
    json.all_of(&[schemas::base::check, either_option, either_option_2])
}

fn either_option(json: &mut Json<'_>) -> Checked {
    json.any_of(&[either_option_option, either_option_option_2])
}

fn either_option_option(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[required("a", json::string)];
    json.object_if(&Object::of(MEMBERS))
}

fn either_option_option_2(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[required("b", json::any)];
    static PATTERNS: [(Pattern, Check); 1] = [(Pattern::new("^b"), json::string)];
    json.object_if(&Object::of(MEMBERS).patterns(&PATTERNS))
}

fn either_option_2(json: &mut Json<'_>) -> Checked {
    static PATTERNS: [Pattern; 1] = [Pattern::new("^b")];
    static EVALUATED: Evaluated = Evaluated {
        members: &["id"],
        conditional: &[
            (
                either_option_2_condition,
                Evaluated {
                    members: &["a"],
                    ..Evaluated::NONE
                },
            ),
            (
                either_option_2_condition_2,
                Evaluated {
                    patterns: &[&PATTERNS[0]],
                    ..Evaluated::NONE
                },
            ),
        ],
        ..Evaluated::NONE
    };
    json.unevaluated_members(&EVALUATED, Others::Check(json::boolean))
}

fn either_option_2_condition(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[required("a", json::string)];
    json.object_if(&Object::of(MEMBERS))
}

fn either_option_2_condition_2(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[required("b", json::any)];
    static PATTERNS: [(Pattern, Check); 1] = [(Pattern::new("^b"), json::string)];
    json.object_if(&Object::of(MEMBERS).patterns(&PATTERNS))
}

fn list(json: &mut Json<'_>) -> Checked {
    json.all_of(
        &[
            |json| {
                json
                    .array_if(
                        &Array::ANY
                            .prefix(&[json::string])
                            .contains(Contains::of(json::null)),
                    )
            },
            list_option,
        ],
    )
}

fn list_option(json: &mut Json<'_>) -> Checked {
    static EVALUATED: Evaluated = Evaluated {
        first: 1,
        contains: &[json::null],
        ..Evaluated::NONE
    };
    json.unevaluated_items(&EVALUATED, Others::Check(json::integer))
}

fn plain(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[optional("id", json::string)];
    json.object(&Object::of(MEMBERS).others(Others::Refuse))
}
