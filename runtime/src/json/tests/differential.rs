//! The same schema twice, as JSON Schema and as checks: an independent validator has to agree on every instance.

use jsonschema::Validator;
use proptest::prelude::{any as arbitrary, *};
use serde_json::{Value, json};

use super::{any, *};

/// A schema in both forms, and instances to start mutations from.
pub(super) struct Case {
    schema: Value,
    pub(super) check: Check,
    pub(super) seeds: Value,
}

fn open(json: &mut Json<'_>) -> Checked {
    json.object(&Object::of(const { &[required("a", integer), required("type", kind_a)] }))
}

fn closed(json: &mut Json<'_>) -> Checked {
    json.object(&Object::of(const { &[optional("b", string), required("type", kind_b)] }).others(Others::Refuse))
}

fn kind_a(json: &mut Json<'_>) -> Checked {
    json.enumeration(&[Literal::String("a")])
}

fn kind_b(json: &mut Json<'_>) -> Checked {
    json.enumeration(&[Literal::String("b"), Literal::String("\"é")])
}

fn tree(json: &mut Json<'_>) -> Checked {
    json.by_type(&ByType {
        null: Some(null),
        array: Some(|json| json.array(&Array::of(tree).max_items(3))),
        object: Some(|json| json.object(&Object::ANY.others(Others::Check(tree)))),
        ..ByType::NONE
    })
}

static TEXT_PATTERN: Pattern = Pattern::new("^[ab\"é]");
static PATTERNED: [(Pattern, Check); 1] = [(Pattern::new("^x"), string)];

pub(super) fn cases() -> Vec<Case> {
    let open_schema = json!({
        "type": "object", "required": ["a", "type"], "properties": { "a": { "type": "integer" }, "type": { "const": "a" } }
    });
    let closed_schema = json!({
        "type": "object", "required": ["type"], "additionalProperties": false,
        "properties": { "b": { "type": "string" }, "type": { "enum": ["b", "\"é"] } }
    });
    let objects = json!([{ "type": "a", "a": 1, "x": 2 }, { "type": "b", "b": "x" }, { "type": "\"é" }]);
    let case = |schema: Value, seeds: Value, check: Check| Case { schema, check, seeds };
    vec![
        case(
            json!({ "type": "string", "minLength": 2, "maxLength": 3, "pattern": "^[ab\"é]" }),
            json!(["ab", "éé🦀"]),
            |json| json.text(&Text::ANY.min_length(2).max_length(3).pattern(&TEXT_PATTERN)),
        ),
        case(json!({ "type": "integer", "minimum": -1, "exclusiveMaximum": 100 }), json!([1, 99, 2.0]), |json| {
            json.number(&Numeric::INTEGER.at_least("-1").below("1e2"))
        }),
        case(
            json!({ "type": "number", "exclusiveMinimum": 0, "maximum": 100, "multipleOf": 0.5 }),
            json!([0.5, 100]),
            |json| json.number(&Numeric::NUMBER.above("0").at_most("100").multiple_of("0.5")),
        ),
        case(
            json!({ "enum": ["a", "\"é", 1, 0.5, null, true, { "a": [1], "b": "x" }, []] }),
            json!(["a", 1, 1.0, { "b": "x", "a": [1.0] }, []]),
            |json| {
                json.enumeration(&[
                    Literal::String("a"),
                    Literal::String("\"é"),
                    Literal::Number("1"),
                    Literal::Number("0.5"),
                    Literal::Null,
                    Literal::Bool(true),
                    Literal::Json(r#"{"a":[1],"b":"x"}"#),
                    Literal::Json("[]"),
                ])
            },
        ),
        case(
            json!({
                "type": "object", "required": ["a"], "additionalProperties": false, "minProperties": 2, "maxProperties": 3,
                "properties": { "a": { "type": "integer" }, "b": { "type": ["string", "null"] }, "x1": true, "\"é": false }
            }),
            json!([{ "a": 1, "b": null }, { "a": 1, "b": "x", "x1": [] }]),
            |json| {
                const MEMBERS: &[Member] = &[
                    optional("\"é", never),
                    required("a", integer),
                    optional("b", |json| json.nullable(string)),
                    optional("x1", any),
                ];
                json.object(&Object::of(MEMBERS).others(Others::Refuse).min_properties(2).max_properties(3))
            },
        ),
        case(
            json!({
                "type": "object", "properties": { "x": { "maxLength": 1 } }, "patternProperties": { "^x": { "type": "string" } },
                "propertyNames": { "maxLength": 2 }, "additionalProperties": { "type": "number" }
            }),
            json!([{ "x": "a", "x1": "ab", "a": 1 }]),
            |json| {
                const MEMBERS: &[Member] = &[optional("x", |json| json.text_if(&Text::ANY.max_length(1)))];
                json.object(&Object {
                    patterns: &PATTERNED,
                    names: Some(|json| json.text(&Text::ANY.max_length(2))),
                    ..Object::of(MEMBERS).others(Others::Check(number))
                })
            },
        ),
        case(
            json!({ "type": "array", "uniqueItems": true, "minItems": 1, "maxItems": 3 }),
            json!([[1, 1.0], [{ "a": 1, "b": [2] }, { "b": [2.0], "a": 1.0 }], ["a", "b", null], [[], {}, 0]]),
            |json| json.array(&Array::ANY.unique_items().min_items(1).max_items(3)),
        ),
        case(
            json!({
                "type": "array", "prefixItems": [{ "type": "string" }, { "type": ["integer", "string"] }],
                "items": { "type": "number" }, "contains": { "type": "integer" }, "minContains": 1, "maxContains": 2
            }),
            json!([["a", 1, 0.5, 2], ["a", "b", 1]]),
            |json| {
                const INTEGER_OR_STRING: Check =
                    |json| json.by_type(&ByType { number: Some(integer), string: Some(string), ..ByType::NONE });
                json.array(&Array {
                    prefix: &[string, INTEGER_OR_STRING],
                    contains: Some(Contains { check: integer, min: 1, max: Some(2) }),
                    ..Array::of(number)
                })
            },
        ),
        case(
            json!({ "anyOf": [{ "type": "string", "maxLength": 1 }, { "type": "array", "items": { "type": "integer" } }, open_schema] }),
            json!(["a", [1, 2], { "type": "a", "a": 1 }]),
            |json| {
                json.any_of(&[|json| json.text(&Text::ANY.max_length(1)), |json| json.array(&Array::of(integer)), open])
            },
        ),
        case(
            json!({ "oneOf": [{ "type": "integer" }, { "minimum": 1 }, { "type": "array", "minItems": 1 }, open_schema] }),
            json!([0.5, 0, 2, [1], { "type": "a", "a": 1 }]),
            |json| {
                json.one_of(&[
                    integer,
                    |json| json.number_if(&Numeric::ANY.at_least("1")),
                    |json| json.array(&Array::ANY.min_items(1)),
                    open,
                ])
            },
        ),
        case(
            json!({ "allOf": [
                { "type": "object", "minProperties": 1 }, { "not": { "type": "object", "required": ["b"] } },
                { "if": { "required": ["x"] }, "then": { "required": ["a"] }, "else": { "maxProperties": 2 } }
            ] }),
            json!([{ "x": 1, "a": 2 }, { "type": 1 }]),
            |json| {
                const HAS_A: Check = |json| json.object_if(&Object::of(const { &[required("a", any)] }));
                const HAS_X: Check = |json| json.object_if(&Object::of(const { &[required("x", any)] }));
                json.all_of(&[
                    |json| json.object(&Object::ANY.min_properties(1)),
                    |json| json.not(|json| json.object(&Object::of(const { &[required("b", any)] }))),
                    |json| json.when(HAS_X, HAS_A, |json| json.object_if(&Object::ANY.max_properties(2))),
                ])
            },
        ),
        case(json!({ "oneOf": [open_schema, closed_schema] }), objects.clone(), |json| {
            json.by_member(&ByMember { branches: &[("a", open), ("b", closed), ("\"é", closed)], ..ByMember::NONE })
        }),
        case(
            json!({
                "type": "object", "if": { "required": ["a"] }, "then": open_schema,
                "else": { "if": { "required": ["b"] }, "then": closed_schema, "else": false }
            }),
            objects,
            |json| {
                let branches: &[(&str, Check)] = &[("a", open), ("b", closed)];
                json.by_presence(&ByPresence { keyword: "anyOf", branches, absent: None })
            },
        ),
        case(
            json!({
                "type": ["null", "array", "object"], "maxItems": 3, "items": { "$ref": "#" }, "additionalProperties": { "$ref": "#" }
            }),
            json!([[[null], { "a": [] }], { "a": { "b": [null, {}, []] } }]),
            tree,
        ),
    ]
}

/// Values from small sets, so that different ones often meet.
pub(super) fn value(texts: &'static [&'static str], names: &'static [&'static str]) -> BoxedStrategy<Value> {
    let numbers = prop::sample::select(vec![
        json!(0),
        json!(1),
        json!(1.0),
        json!(-1),
        json!(0.5),
        json!(1.5),
        json!(2),
        json!(100),
    ]);
    let leaf = prop_oneof![
        Just(Value::Null),
        arbitrary::<bool>().prop_map(Value::Bool),
        numbers,
        prop::sample::select(texts).prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 16, 4, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::Array),
            prop::collection::vec((prop::sample::select(names), inner), 0..5).prop_map(|members| {
                Value::Object(members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
            }),
        ]
    })
    .boxed()
}

/// Puts `new` in the place of some part of the value, or beside it; `path` decides.
pub(super) fn mutate(value: &mut Value, path: &[usize], name: &str, new: Value) {
    match (value, path) {
        (Value::Array(items), [step, rest @ ..]) if step % (items.len() + 1) < items.len() => {
            let at = step % (items.len() + 1);
            mutate(&mut items[at], rest, name, new);
        }
        (Value::Array(items), [_, ..]) => items.push(new),
        (Value::Object(members), [step, rest @ ..]) if step % (members.len() + 2) < members.len() => {
            let at = step % (members.len() + 2);
            mutate(members.values_mut().nth(at).unwrap(), rest, name, new);
        }
        (Value::Object(members), [step, ..]) if step % (members.len() + 2) == members.len() => {
            let first = members.keys().next().cloned().unwrap_or_default();
            members.remove(&first);
        }
        (Value::Object(members), [_, ..]) => drop(members.insert(name.to_owned(), new)),
        (place, _) => *place = new,
    }
}

/// Writes the value with spaces and escapes where the dice say so.
pub(super) fn write(value: &Value, dice: &mut u64, to: &mut String) {
    let mut roll = |sides: u64| {
        *dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (*dice >> 33) % sides
    };
    if roll(4) == 0 {
        to.push_str([" ", "\n", "\t", "\r\n"][roll(4) as usize]);
    }
    match value {
        Value::String(text) => {
            to.push('"');
            for char in text.chars() {
                if roll(4) == 0 || matches!(char, '"' | '\\') || char < ' ' {
                    let units = char.encode_utf16(&mut [0; 2]).to_vec();
                    units.iter().for_each(|unit| to.push_str(&format!("\\u{unit:04x}")));
                } else {
                    to.push(char);
                }
            }
            to.push('"');
        }
        Value::Array(items) => {
            to.push('[');
            for (index, item) in items.iter().enumerate() {
                to.push_str(if index > 0 { "," } else { "" });
                write(item, dice, to);
            }
            to.push(']');
        }
        Value::Object(members) => {
            to.push('{');
            for (index, (name, value)) in members.iter().enumerate() {
                to.push_str(if index > 0 { "," } else { "" });
                write(&Value::from(name.as_str()), dice, to);
                to.push_str(" :");
                write(value, dice, to);
            }
            to.push('}');
        }
        scalar => to.push_str(&scalar.to_string()),
    }
}

const TEXTS: &[&str] = &["", "a", "b", "ab", "é🦀a", "\"é", "abcd", "text"];
const NAMES: &[&str] = &["a", "b", "x", "x1", "xlong", "type", "\"é"];

/// What the validator and the checks say of the case's instances, each as JSON text.
fn agree(case: &Case, validator: &Validator, instance: &Value, dice: u64) {
    let mut body = String::new();
    write(instance, &mut dice.clone(), &mut body);
    let verdict = check(body.as_bytes(), case.check);
    assert_eq!(verdict.is_ok(), validator.is_valid(instance), "{} {body} {verdict:?}", case.schema);
    if let Err(rejected) = verdict {
        let Rejected::Violations(list) = rejected else { panic!("{body} {rejected:?}") };
        assert!((1..=20).contains(&list.len()), "{body} {list:?}");
        let distinct = list.iter().enumerate().all(|(index, one)| !list[..index].contains(one));
        assert!(distinct, "{body} {list:?}");
    }
}

#[test]
fn an_independent_validator_agrees() {
    let cases: Vec<(Case, Validator)> = cases()
        .into_iter()
        .map(|case| {
            let validator =
                jsonschema::options().with_draft(jsonschema::Draft::Draft202012).build(&case.schema).unwrap();
            (case, validator)
        })
        .collect();
    // The schemas accept most of what they start from, or the comparison would say little.
    let accepted = |(case, validator): &(Case, Validator)| {
        case.seeds.as_array().unwrap().iter().any(|seed| validator.is_valid(seed))
    };
    assert!(cases.iter().all(accepted));
    let config = ProptestConfig { cases: 1500, failure_persistence: None, ..ProptestConfig::default() };
    let inputs = (
        value(TEXTS, NAMES),
        prop::collection::vec(arbitrary::<usize>(), 0..4),
        arbitrary::<usize>(),
        arbitrary::<u64>(),
    );
    proptest!(config, |((new, path, pick, dice) in inputs)| {
        for (case, validator) in &cases {
            agree(case, validator, &new, dice);
            let seeds = case.seeds.as_array().unwrap();
            let mut instance = seeds[pick % seeds.len()].clone();
            agree(case, validator, &instance, dice);
            mutate(&mut instance, &path, NAMES[pick % NAMES.len()], new.clone());
            agree(case, validator, &instance, dice);
        }
    });
}
