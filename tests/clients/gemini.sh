#!/usr/bin/env bash
# What Gemini's page on the OpenAI API documents, with curl.
#
# Environment: LLM_URL, KEY. One line of JSON for each sample.
set -u

# Calls a path, with a body where one is given, and looks for texts in the answer: sample NAME PATH BODY TEXT...
sample() {
    local name=$1 path=$2 body=$3 answer text held=true
    shift 3
    local more=()
    [ -n "$body" ] && more=(--header "content-type: application/json" --data "$body")
    answer=$(curl --silent --show-error --no-buffer --fail-with-body --max-time 20 "$LLM_URL$path" \
        --header "authorization: Bearer $KEY" "${more[@]}" 2>&1) || held=false
    for text; do [[ $answer == *"$text"* ]] || held=false; done
    printf '{"client":"curl","version":"of the system","feature":"%s","ok":%s,"detail":"%s"}\n' \
        "$name" "$held" "$($held || tr -d '\\"\n' <<<"$answer" | head -c 300)"
}

# A chat with the members of a body that follow the model.
chat() {
    local name=$1 members=$2
    shift 2
    sample "$name" /chat/completions "{\"model\": \"gemini-2.5-flash\", $members}" "$@"
}

ask='"messages": [{"role": "user", "content": "Explain to me how AI works"}]'
# Spaces, signs, escapes, members that nobody knows and numbers in odd notations: none may change on the way.
chat chat "$ask, \"unknown\" : { \"a\": 1.50e+1,\"b\":[ ]  ,\"\\u0063\": -0.0 }" '"content":'
chat "reasoning effort" "$ask, \"reasoning_effort\": \"low\"" '"content":'
chat "thinking config" "$ask, \"extra_body\": {\"google\": {\"thinking_config\": {\"thinking_budget\": 800,
    \"include_thoughts\": true}}}" '<thought>' '"extra_content"'
chat "cached content" "$ask, \"extra_body\": {\"google\": {\"cached_content\": \"cachedContents/0000aaaa1111bbbb\"}}" \
    '"content":'
chat streaming "$ask, \"stream\": true, \"stream_options\": {\"include_usage\": true}" 'data: {' '"usage"' 'data: [DONE]'
tool='"tools": [{"type": "function", "function": {"name": "get_weather", "parameters": {"type": "object", "properties":
    {"city": {"type": "string"}}, "required": ["city"]}}}], "tool_choice": "auto"'
chat "function calling" "$ask, $tool" '"tool_calls"' '"thought_signature"'
called='{"role": "assistant", "tool_calls": [{"id": "call_1", "type": "function", "function": {"name": "get_weather",
    "arguments": "{}"}, "extra_content": {"google": {"thought_signature": "c2lnbmF0dXJl"}}}]}'
result='{"role": "tool", "tool_call_id": "call_1", "content": "7"}'
chat "function calling" "\"messages\": [{\"role\": \"user\", \"content\": \"a\"}, $called, $result], $tool" '"content":'
image='{"type": "image_url", "image_url": {"url": "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAA="}}'
chat "image in" "\"messages\": [{\"role\": \"user\", \"content\": [{\"type\": \"text\", \"text\": \"What is it?\"}, $image]}]" \
    '"content":'
sample "image generation" /images/generations \
    '{"model": "imagen-4.0-generate-001", "prompt": "a sheepadoodle", "response_format": "b64_json", "n": 1}' '"b64_json":'
sound='{"type": "input_audio", "input_audio": {"data": "AAAAAAAAAAAA", "format": "wav"}}'
chat "audio in" "\"messages\": [{\"role\": \"user\", \"content\": [{\"type\": \"text\", \"text\": \"Transcribe\"}, $sound]}]" \
    '"content":'
schema='{"type": "object", "properties": {"city": {"type": "string"}, "population": {"type": "integer"}}}'
chat "structured output" "$ask, \"response_format\": {\"type\": \"json_schema\", \"json_schema\": {\"name\": \"city\",
    \"schema\": $schema}}" '\"city\"'
sample embeddings /embeddings '{"model": "gemini-embedding-001", "input": "Your text"}' '"embedding":['
sample batch /batches \
    '{"input_file_id": "files/abc-123", "endpoint": "/v1/chat/completions", "completion_window": "24h"}' '"batches/b-1"'
sample "batch" /batches/batches%2Fb-1 "" '"completed"'
sample models /models "" '"models/gemini-2.5-flash"'
sample models /models/gemini-2.5-flash "" '"models/gemini-2.5-flash"'
