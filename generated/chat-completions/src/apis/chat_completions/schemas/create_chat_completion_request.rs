//! `CreateChatCompletionRequest`

use gatewright_runtime::json;
use gatewright_runtime::json::{
    Array, ByType, Checked, Json, Literal, Member, Numeric, Object, Others, optional, required,
};
use crate::apis::chat_completions::schemas;

/// Checks a value against `CreateChatCompletionRequest`.
pub fn check(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[
        optional("audio", |json| json.nullable(audio)),
        optional(
            "frequency_penalty",
            |json| json.nullable(|json| json.number(&Numeric::NUMBER.at_least("-2").at_most("2"))),
        ),
        optional("function_call", schemas::function_call_choice::check),
        optional("functions", |json| json.array(&Array::of(schemas::function::check).min_items(1).max_items(128))),
        optional(
            "logit_bias",
            |json| json.nullable(|json| json.object(&Object::ANY.others(Others::Check(json::number)))),
        ),
        optional("logprobs", |json| json.nullable(json::boolean)),
        optional("max_completion_tokens", |json| json.nullable(json::integer)),
        optional("max_tokens", |json| json.nullable(json::integer)),
        required("messages", |json| json.array(&Array::of(schemas::message::check).min_items(1))),
        optional("metadata", schemas::metadata::check),
        optional("modalities", |json| json.nullable(|json| json.array(&Array::of(json::string)))),
        required("model", json::string),
        optional("n", |json| json.nullable(|json| json.number(&Numeric::INTEGER.at_least("1").at_most("128")))),
        optional("parallel_tool_calls", |json| json.nullable(json::boolean)),
        optional("prediction", |json| json.nullable(prediction)),
        optional(
            "presence_penalty",
            |json| json.nullable(|json| json.number(&Numeric::NUMBER.at_least("-2").at_most("2"))),
        ),
        optional("prompt_cache_key", |json| json.nullable(json::string)),
        optional("reasoning_effort", |json| json.nullable(json::string)),
        optional("response_format", schemas::response_format::check),
        optional("safety_identifier", |json| json.nullable(json::string)),
        optional("seed", |json| json.nullable(|json| {
            json.number(&Numeric::INTEGER.at_least("-9223372036854775808").at_most("9223372036854775807"))
        })),
        optional("service_tier", |json| json.nullable(json::string)),
        optional("stop", stop),
        optional("store", |json| json.nullable(json::boolean)),
        optional("stream", |json| json.nullable(json::boolean)),
        optional("stream_options", |json| json.nullable(stream_options)),
        optional("temperature", |json| json.nullable(|json| json.number(&Numeric::NUMBER.at_least("0").at_most("2")))),
        optional("tool_choice", schemas::tool_choice::check),
        optional("tools", |json| json.array(&Array::of(schemas::tool::check))),
        optional(
            "top_logprobs",
            |json| json.nullable(|json| json.number(&Numeric::INTEGER.at_least("0").at_most("20"))),
        ),
        optional("top_p", |json| json.nullable(|json| json.number(&Numeric::NUMBER.at_least("0").at_most("1")))),
        optional("user", json::string),
        optional("verbosity", |json| json.nullable(json::string)),
        optional("web_search_options", |json| json.nullable(web_search_options)),
    ];
    json.object(&Object::of(MEMBERS))
}

fn audio(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[
        required("format", json::string),
        required("voice", |json| json.by_type(&ByType {
            string: Some(json::string),
            object: Some(|json| json.object(&Object::ANY)),
            ..ByType::NONE
        })),
    ];
    json.object(&Object::of(MEMBERS))
}

fn prediction(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[
        required("content", schemas::text_content::check),
        required("type", |json| json.enumeration(&[Literal::String("content")])),
    ];
    json.object(&Object::of(MEMBERS))
}

fn stop(json: &mut Json<'_>) -> Checked {
    json.by_type(&ByType {
        null: Some(json::null),
        string: Some(json::string),
        array: Some(|json| json.array(&Array::of(json::string).min_items(1).max_items(4))),
        ..ByType::NONE
    })
}

fn stream_options(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[
        optional("include_obfuscation", json::boolean),
        optional("include_usage", json::boolean),
    ];
    json.object(&Object::of(MEMBERS))
}

fn web_search_options(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[
        optional("search_context_size", json::string),
        optional("user_location", |json| json.nullable(|json| json.object(&Object::ANY))),
    ];
    json.object(&Object::of(MEMBERS))
}
