//! `createChatCompletionRequest`

use gatewright_runtime::json;
use gatewright_runtime::json::{
    Array, ByMember, ByType, Checked, Json, Literal, Member, Numeric, Object, Others, Unknown,
    optional, required,
};
use crate::apis::azure_openai::schemas;

/// Checks a value against `createChatCompletionRequest`.
pub fn check(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[
        optional("data_sources", |json| json.array(&Array::of(schemas::azure_chat_extension_configuration::check))),
        optional(
            "frequency_penalty",
            |json| json.nullable(|json| json.number(&Numeric::NUMBER.at_least("-2").at_most("2"))),
        ),
        optional("function_call", function_call),
        optional(
            "functions",
            |json| json.array(&Array::of(schemas::chat_completion_functions::check).min_items(1).max_items(128)),
        ),
        optional(
            "logit_bias",
            |json| json.nullable(|json| json.object(&Object::ANY.others(Others::Check(json::integer)))),
        ),
        optional("logprobs", |json| json.nullable(json::boolean)),
        optional("max_completion_tokens", |json| json.nullable(json::integer)),
        optional("max_tokens", |json| json.nullable(json::integer)),
        required(
            "messages",
            |json| json.array(&Array::of(schemas::chat_completion_request_message::check).min_items(1)),
        ),
        optional("n", |json| json.nullable(|json| json.number(&Numeric::INTEGER.at_least("1").at_most("128")))),
        optional("parallel_tool_calls", |json| json.nullable(schemas::parallel_tool_calls::check)),
        optional(
            "presence_penalty",
            |json| json.nullable(|json| json.number(&Numeric::NUMBER.at_least("-2").at_most("2"))),
        ),
        optional("response_format", response_format),
        optional("seed", |json| json.nullable(|json| {
            json.number(&Numeric::INTEGER.at_least("-9223372036854775808").at_most("9223372036854775807"))
        })),
        optional("stop", stop),
        optional("stream", |json| json.nullable(json::boolean)),
        optional("temperature", |json| json.nullable(|json| json.number(&Numeric::NUMBER.at_least("0").at_most("2")))),
        optional("tool_choice", schemas::chat_completion_tool_choice_option::check),
        optional("tools", |json| json.array(&Array::of(schemas::chat_completion_tool::check))),
        optional(
            "top_logprobs",
            |json| json.nullable(|json| json.number(&Numeric::INTEGER.at_least("0").at_most("20"))),
        ),
        optional("top_p", |json| json.nullable(|json| json.number(&Numeric::NUMBER.at_least("0").at_most("1")))),
        optional("user", json::string),
    ];
    json.object(&Object::of(MEMBERS))
}

fn function_call(json: &mut Json<'_>) -> Checked {
    json.by_type(&ByType {
        string: Some(|json| json.enumeration(&[Literal::String("none"), Literal::String("auto")])),
        object: Some(schemas::chat_completion_function_call_option::check),
        ..ByType::NONE
    })
}

fn response_format(json: &mut Json<'_>) -> Checked {
    json.by_member(&ByMember {
        keyword: "oneOf",
        name: "type",
        branches: &[
            ("json_object", schemas::response_format_json_object::check),
            ("json_schema", schemas::response_format_json_schema::check),
            ("text", schemas::response_format_text::check),
        ],
        unknown: Unknown::Forward,
        ..ByMember::NONE
    })
}

fn stop(json: &mut Json<'_>) -> Checked {
    json.by_type(&ByType {
        null: Some(json::null),
        string: Some(json::string),
        array: Some(|json| json.array(&Array::of(json::string).min_items(1).max_items(4))),
        ..ByType::NONE
    })
}
