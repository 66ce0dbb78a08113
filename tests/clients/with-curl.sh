#!/usr/bin/env bash
# curl, which prints what came and makes of an error's status its own exit code, 22.
#
# Environment as for the others: LLM_URL, AZURE_URL, KEY, LIMITED_KEY, ASTRAY_KEY. One line of JSON for each feature.
set -u
version="of the system"

# Posts a body to a path: ask PATH BODY [KEY].
ask() {
    curl --silent --show-error --no-buffer --fail-with-body --max-time 20 "$base$1" --data "$2" \
        --header "$header${3:-$KEY}" --header "content-type: application/json" 2>&1
}

# The path of an operation: as it is, or below its deployment.
place() {
    if [ "$client" = "curl, Azure OpenAI" ]; then echo "/openai/deployments/$2$1?api-version=2024-10-21"; else echo "$1"; fi
}

say() { echo "{\"model\":\"$1\",\"messages\":[{\"role\":\"user\",\"content\":\"$2\"}]${3:-}}"; }

# A line of the report: tell FEATURE HELD DETAIL.
tell() {
    printf '{"client":"%s","version":"%s","feature":"%s","ok":%s,"detail":"%s"}\n' "$client" "$version" "$1" "$2" "$3"
}

# Whether an answer holds what is looked for: holds FEATURE ANSWER TEXT...
holds() {
    local feature=$1 answer=$2 text
    shift 2
    for text; do
        if [[ $answer != *"$text"* ]]; then
            tell "$feature" false "no $(tr -d '\\"' <<<"$text") in $(tr -d '\\"\n' <<<"$answer" | head -c 300)"
            return
        fi
    done
    tell "$feature" true ""
}

# Whether calls are refused with a status: refused FEATURE "STATUS PATH MODEL KEY"...
refused() {
    local feature=$1 status path model key answer code
    shift
    for call; do
        read -r status path model key <<<"$call"
        answer=$(ask "$path" "$(say "$model" hello)" "$key")
        code=$?
        if [ $code != 22 ] || [[ $answer != *"error: $status"* ]] || [[ $answer != *'"message"'* ]]; then
            tell "$feature" false "$code: $(tr -d '\\"\n' <<<"$answer" | head -c 300)"
            return
        fi
    done
    tell "$feature" true "exit code 22"
}

city='{"type":"object","properties":{"city":{"type":"string"},"population":{"type":"integer"}},"required":["city","population"]}'
place_of='{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}'
tool=",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"get_weather\",\"parameters\":$place_of}}]"
form=",\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"city\",\"schema\":$city}}"

checks() {
    local chat
    chat=$(place /chat/completions gpt-4o)
    holds chat "$(ask "$chat" "$(say gpt-4o hello)")" '"content":' '"total_tokens":'
    holds stream "$(ask "$chat" "$(say gpt-4o hello ',"stream":true')")" 'data: {' 'chat.completion.chunk' 'data: [DONE]'
    holds tools "$(ask "$chat" "$(say gpt-4o 'What is the weather in Oslo?' "$tool")")" '"tool_calls"' 'get_weather'
    holds structured "$(ask "$chat" "$(say gpt-4o 'Name the capital of France.' "$form")")" '\"city\"' '\"population\"'
    holds embeddings "$(ask "$(place /embeddings text-embedding-3-small)" \
        '{"model":"text-embedding-3-small","input":["one","two"]}')" '"embedding":['
    holds images "$(ask "$(place /images/generations dall-e-3)" \
        '{"model":"dall-e-3","prompt":"a pixel","response_format":"b64_json"}')" '"b64_json":'
    refused 401 "401 $chat gpt-4o not-the-key"
    refused 404 "404 $elsewhere gpt-4o $KEY" "404 $(place /chat/completions missing) missing $KEY"
    refused 429 "429 $chat gpt-4o $LIMITED_KEY" "429 $(place /chat/completions busy) busy $KEY"
    refused 5xx "502 $chat gpt-4o $ASTRAY_KEY" "500 $(place /chat/completions broken) broken $KEY" "503 $(place /chat/completions down) down $KEY"
}

client="curl, OpenAI" base=$LLM_URL header="authorization: Bearer "
elsewhere=/nowhere
checks
client="curl, Azure OpenAI" base=$AZURE_URL header="api-key: "
elsewhere=$(place /chat/completions unlisted)
checks
