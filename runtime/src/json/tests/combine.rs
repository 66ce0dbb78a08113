//! Schemas over the same value.

use super::*;

fn short(json: &mut Json<'_>) -> Checked {
    json.text(&Text::ANY.max_length(2))
}

fn long(json: &mut Json<'_>) -> Checked {
    json.text(&Text::ANY.min_length(2))
}

fn person(json: &mut Json<'_>) -> Checked {
    json.object(&Object::of(const { &[required("age", integer), required("name", string)] }))
}

fn company(json: &mut Json<'_>) -> Checked {
    json.object(&Object::of(const { &[required("name", string), required("tax", string)] }).others(Others::Refuse))
}

fn open(json: &mut Json<'_>) -> Checked {
    json.open_enumeration(&[Literal::String("a")])
}

#[test]
fn any_of() {
    fn text_or_party(json: &mut Json<'_>) -> Checked {
        json.any_of(&[short, |json| json.array(&Array::of(integer)), |json| json.array(&Array::of(string)), company])
    }
    table(
        text_or_party,
        &[
            (r#""ab""#, "passed 0"),
            ("[1,2]", "passed 0"),
            (r#"["a","b"]"#, "passed 0"),
            (r#"{"name":"n","tax":"t"}"#, "passed 0"),
            // No branch takes the type: none is nearer than another.
            ("7", " anyOf"),
            // One branch came furthest: what it misses is listed too.
            (r#""abc""#, " anyOf;  maxLength 2"),
            (r#"["a",2]"#, r#" anyOf; /1 type "string""#),
            (r#"[1,"b",null]"#, r#" anyOf; /1 type "integer"; /2 type "integer""#),
            // Two came equally far.
            ("[true]", " anyOf"),
            (r#"{"name":"n","hidden":1}"#, r#" anyOf;  required "tax"; /* additionalProperties"#),
        ],
    );
    fn counted(json: &mut Json<'_>) -> Checked {
        json.any_of(&[
            |json| json.array(&Array { prefix: &[open, open], items: never, ..Array::ANY }),
            |json| json.array(&Array::of(open)),
        ])
    }
    // What a failed branch counted doesn't stay.
    table(counted, &[(r#"["x","y"]"#, "passed 2"), (r#"["x","y","z"]"#, "passed 3")]);
}

#[test]
fn one_of() {
    fn either(json: &mut Json<'_>) -> Checked {
        json.one_of(&[short, long, person, company])
    }
    table(
        either,
        &[
            (r#""a""#, "passed 0"),
            (r#""abc""#, "passed 0"),
            (r#""ab""#, " oneOf"),
            (r#"{"name":"n","tax":"t"}"#, "passed 0"),
            (r#"{"name":"n","age":1}"#, "passed 0"),
            (r#"{"name":"n","tax":"t","age":1}"#, "passed 0"),
            (r#"{"name":"n","tax":1}"#, r#" oneOf;  required "age""#),
            ("7", " oneOf"),
        ],
    );
    fn counted(json: &mut Json<'_>) -> Checked {
        json.one_of(&[
            string_array,
            |json| json.array(&Array::of(open).min_items(2)),
            |json| json.array(&Array::of(integer)),
        ])
    }
    fn string_array(json: &mut Json<'_>) -> Checked {
        json.array(&Array::of(open).max_items(1))
    }
    table(counted, &[(r#"["x"]"#, "passed 1"), (r#"["x","y"]"#, "passed 2"), ("[1]", "passed 0")]);
    fn items(json: &mut Json<'_>) -> Checked {
        json.array(&Array::of(either))
    }
    table(items, &[(r#"["ab","a","cd"]"#, "/0 oneOf; /2 oneOf")]);
}

#[test]
fn all_of() {
    fn both(json: &mut Json<'_>) -> Checked {
        json.all_of(&[person, person, company, |json| json.object(&Object::ANY.max_properties(2))])
    }
    table(
        both,
        &[
            (r#"{"name":"n","age":1,"tax":"t"}"#, r#" maxProperties 2; /* additionalProperties"#),
            // A rule that two of them have is listed once.
            (
                r#"{"name":1,"name":2}"#,
                r#" required "age";  required "tax"; /name type "string"; /name duplicate_member"#,
            ),
            ("3", r#" type "object""#),
        ],
    );
    fn counted(json: &mut Json<'_>) -> Checked {
        json.all_of(&[|json| json.array(&Array::of(open)), array, |json| json.array(&Array::of(open))])
    }
    table(counted, &[(r#"["x","a","y"]"#, "passed 2")]);
    fn nothing(json: &mut Json<'_>) -> Checked {
        json.all_of(&[])
    }
    table(nothing, &[("[1]", "passed 0"), ("[1", r#"Syntax { offset: 2, expected: "`,` or `]`" }"#)]);
}

#[test]
fn not_and_when() {
    fn no_text(json: &mut Json<'_>) -> Checked {
        json.not(string)
    }
    table(
        no_text,
        &[
            ("1", "passed 0"),
            (r#"["a"]"#, "passed 0"),
            (r#""a""#, " not"),
            (r#""a"#, r#"Syntax { offset: 2, expected: "`\"`, an escape or a character" }"#),
        ],
    );
    fn no_open(json: &mut Json<'_>) -> Checked {
        json.not(|json| json.array(&Array::of(open).min_items(5)))
    }
    table(no_open, &[(r#"["x"]"#, "passed 0")]);
    fn conditional(json: &mut Json<'_>) -> Checked {
        json.when(string, short, |json| json.array(&Array::of(open)))
    }
    table(
        conditional,
        &[(r#""ab""#, "passed 0"), (r#""abc""#, " maxLength 2"), (r#"["x"]"#, "passed 1"), ("1", r#" type "array""#)],
    );
}

#[test]
fn nested_trials_list_nothing_twice() {
    fn inner(json: &mut Json<'_>) -> Checked {
        json.any_of(&[company, |json| json.one_of(&[company, string])])
    }
    fn outer(json: &mut Json<'_>) -> Checked {
        json.all_of(&[inner, inner])
    }
    table(
        outer,
        &[
            (r#"{"name":1,"tax":2}"#, r#" anyOf; /name type "string"; /tax type "string""#),
            (r#"{"tax":"t","name":"n"}"#, "passed 0"),
        ],
    );
    fn members(json: &mut Json<'_>) -> Checked {
        json.object(&Object::of(
            const { &[optional("a", inner), optional("b", |json| json.not(inner)), optional("c", integer)] },
        ))
    }
    table(
        members,
        &[(
            r#"{"c":"x","b":"text","a":{"name":"n","tax":1}}"#,
            r#"/c type "integer"; /b not; /a anyOf; /a/tax type "string""#,
        )],
    );
}

#[test]
fn a_schema_that_is_its_own_branch_ends() {
    fn any(json: &mut Json<'_>) -> Checked {
        json.any_of(&[any])
    }
    fn all(json: &mut Json<'_>) -> Checked {
        json.all_of(&[all])
    }
    fn not(json: &mut Json<'_>) -> Checked {
        json.not(not)
    }
    fn when(json: &mut Json<'_>) -> Checked {
        json.when(string, when, when)
    }
    for endless in [any as Check, all, not, when] {
        assert_eq!(check(b"1", endless), Err(Rejected::TooDeep));
    }
}

#[test]
fn trials_have_a_budget() {
    // Each level tries itself twice before it fails: 2^depth readings without the budget.
    fn tree(json: &mut Json<'_>) -> Checked {
        json.by_type(&ByType {
            array: Some(|json| {
                json.any_of(&[|json| json.array(&Array::of(tree)), |json| json.array(&Array::of(tree).max_items(9))])
            }),
            null: Some(null),
            ..ByType::NONE
        })
    }
    let body = |depth: usize, leaf: &str| format!("{}{leaf}{}", "[".repeat(depth), "]".repeat(depth));
    assert_eq!(verdict(&body(100, "null"), tree), "passed 0");
    let start = std::time::Instant::now();
    assert_eq!(verdict(&body(100, "1"), tree), "TooCostly");
    assert!(start.elapsed().as_secs() < 5);
    // Within the budget the violation is found.
    assert_eq!(verdict("[1]", tree), " anyOf");
}
