//! `createCompletionRequest`

use gatewright_runtime::json::{self, Array, ByType, Checked, Json, Member, Numeric, Object, Others, optional, required};

/// Checks a value against `createCompletionRequest`.
pub fn check(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[
        optional("best_of", |json| json.nullable(|json| json.number(&Numeric::INTEGER.at_least("0").at_most("20")))),
        optional("echo", |json| json.nullable(json::boolean)),
        optional(
            "frequency_penalty",
            |json| json.nullable(|json| json.number(&Numeric::NUMBER.at_least("-2").at_most("2"))),
        ),
        optional(
            "logit_bias",
            |json| json.nullable(|json| json.object(&Object::ANY.others(Others::Check(json::integer)))),
        ),
        optional("logprobs", |json| json.nullable(|json| json.number(&Numeric::INTEGER.at_least("0").at_most("5")))),
        optional("max_tokens", |json| json.nullable(|json| json.number(&Numeric::INTEGER.at_least("0")))),
        optional("n", |json| json.nullable(|json| json.number(&Numeric::INTEGER.at_least("1").at_most("128")))),
        optional(
            "presence_penalty",
            |json| json.nullable(|json| json.number(&Numeric::NUMBER.at_least("-2").at_most("2"))),
        ),
        required("prompt", prompt),
        optional("seed", |json| json.nullable(|json| {
            json.number(&Numeric::INTEGER.at_least("-9223372036854775808").at_most("9223372036854775807"))
        })),
        optional("stop", stop),
        optional("stream", |json| json.nullable(json::boolean)),
        optional("suffix", |json| json.nullable(json::string)),
        optional("temperature", |json| json.nullable(|json| json.number(&Numeric::NUMBER.at_least("0").at_most("2")))),
        optional("top_p", |json| json.nullable(|json| json.number(&Numeric::NUMBER.at_least("0").at_most("1")))),
        optional("user", json::string),
    ];
    json.object(&Object::of(MEMBERS))
}

fn prompt(json: &mut Json<'_>) -> Checked {
    json.by_type(
        &ByType { null: Some(json::null), string: Some(json::string), array: Some(prompt_array), ..ByType::NONE },
    )
}

fn prompt_array(json: &mut Json<'_>) -> Checked {
    json.array(&Array::of(prompt_array_item))
}

fn prompt_array_item(json: &mut Json<'_>) -> Checked {
    json.by_type(&ByType {
        number: Some(|json| json.number(&Numeric::INTEGER.at_least("0"))),
        string: Some(json::string),
        array: Some(prompt_array_item_array),
        ..ByType::NONE
    })
}

fn prompt_array_item_array(json: &mut Json<'_>) -> Checked {
    json.array(&Array::of(|json| json.number(&Numeric::INTEGER.at_least("0"))).min_items(1))
}

fn stop(json: &mut Json<'_>) -> Checked {
    json.by_type(&ByType {
        null: Some(json::null),
        string: Some(json::string),
        array: Some(|json| json.array(&Array::of(json::string).min_items(1).max_items(4))),
        ..ByType::NONE
    })
}
