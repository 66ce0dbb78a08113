//! Members that depend on one another, and what no schema has looked at.

use super::*;

static MATCHING: Pattern = Pattern::new("^x-");

fn has_kind(json: &mut Json<'_>) -> Checked {
    json.object(&Object::of(const { &[required("kind", any)] }))
}

#[test]
fn members_that_ask_for_others() {
    fn card(json: &mut Json<'_>) -> Checked {
        json.dependent(&[("card", has_kind), ("none", never)])
    }
    table(
        card,
        &[
            ("{}", "passed 0"),
            ("[1]", "passed 0"),
            (r#"{"kind":1}"#, "passed 0"),
            (r#"{"card":1,"kind":2}"#, "passed 0"),
            (r#"{"c\u0061rd":1}"#, r#" required "kind""#),
            (r#"{"none":1}"#, " never"),
            (r#"{"inner":{"card":1}}"#, "passed 0"),
        ],
    );
}

#[test]
fn members_that_nothing_looked_at() {
    fn look(json: &mut Json<'_>) -> Checked {
        static EVALUATED: Evaluated = Evaluated {
            members: &["id"],
            patterns: &[&MATCHING],
            conditional: &[(has_kind, Evaluated { members: &["kind"], ..Evaluated::NONE })],
            ..Evaluated::NONE
        };
        json.unevaluated_members(&EVALUATED, Others::Refuse)
    }
    table(
        look,
        &[
            ("7", "passed 0"),
            (r#"{"id":1,"x-any":2,"kind":3}"#, "passed 0"),
            (r#"{"\u0069d":1}"#, "passed 0"),
            (r#"{"id":1,"other":{"id":2}}"#, "/* unevaluatedProperties"),
        ],
    );
}

#[test]
fn items_that_nothing_looked_at() {
    fn look(json: &mut Json<'_>) -> Checked {
        static EVALUATED: Evaluated = Evaluated {
            first: 1,
            contains: &[null],
            conditional: &[(|json| json.array(&Array::ANY.min_items(4)), Evaluated { all: true, ..Evaluated::NONE })],
            ..Evaluated::NONE
        };
        json.unevaluated_items(&EVALUATED, Others::Check(integer))
    }
    table(
        look,
        &[
            (r#"["a",1,null]"#, "passed 0"),
            (r#"["a","b"]"#, r#"/1 type "integer""#),
            (r#"["a","b","c","d"]"#, "passed 0"),
            ("{}", "passed 0"),
        ],
    );
}
