"""What Gemini's page on the OpenAI API documents, with the official SDK."""

import base64
import json

from openai import OpenAI

from features import *

client = OpenAI(base_url=LLM_URL, api_key=KEY, max_retries=0, timeout=20)
MODEL = "gemini-2.5-flash"
PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
SOUND = base64.b64encode(bytes(1600)).decode()


def say(content):
    return [{"role": "user", "content": content}]


def create(content, **more):
    return client.chat.completions.create(model=MODEL, messages=say(content), **more)


def text(answer):
    said(answer.choices[0].message.content)
    return answer.choices[0].message


def chat():
    messages = [{"role": "system", "content": "You are a helper."}, *say("Explain to me how AI works")]
    text(client.chat.completions.create(model=MODEL, messages=messages, n=1))


def reasoning_effort():
    for effort in ("none", "minimal", "low", "medium", "high"):
        text(create("Explain to me how AI works", reasoning_effort=effort))


def thinking_config():
    google = {"thinking_config": {"thinking_budget": 800, "include_thoughts": True}}
    message = text(create("Explain to me how AI works", extra_body={"extra_body": {"google": google}}))
    assert message.content.startswith("<thought>"), message
    assert message.extra_content["google"]["thought"] is True, message


def cached_content():
    google = {"cached_content": "cachedContents/0000aaaa1111bbbb", "some_later_member": [1.0, 2e3, None]}
    text(create("Summarize the video", extra_body={"extra_body": {"google": google}}))


def streaming():
    chunks = list(create("Hello!", stream=True, stream_options={"include_usage": True}))
    streamed([chunk.choices[0].delta.content for chunk in chunks if chunk.choices])
    assert chunks[-1].usage.total_tokens == 21, chunks[-1]


def function_calling():
    messages = say("What's the weather like in Chicago today?")
    wanted = {"model": MODEL, "tools": [TOOL], "tool_choice": "auto"}
    message = client.chat.completions.create(messages=messages, **wanted).choices[0].message
    call = message.tool_calls[0]
    asked(call.function.name, call.function.arguments)
    assert call.extra_content["google"]["thought_signature"] == "c2lnbmF0dXJl", call
    # The signature goes back with the call.
    result = {"role": "tool", "tool_call_id": call.id, "content": json.dumps({"degrees": 7})}
    text(client.chat.completions.create(messages=[*messages, message, result], **wanted))


def image_in():
    picture_of = {"type": "image_url", "image_url": {"url": f"data:image/png;base64,{PIXEL}"}}
    text(create([{"type": "text", "text": "What is in this image?"}, picture_of]))


def image_generation():
    wanted = {"model": "imagen-4.0-generate-001", "prompt": "a sheepadoodle", "response_format": "b64_json", "n": 1}
    picture(client.images.generate(**wanted).data[0].b64_json)


def audio_in():
    sound = {"type": "input_audio", "input_audio": {"data": SOUND, "format": "wav"}}
    text(create([{"type": "text", "text": "Transcribe this audio"}, sound]))


def structured_output():
    answer = client.chat.completions.parse(model=MODEL, messages=say(CAPITAL), response_format=City)
    named(answer.choices[0].message.parsed)


def embeddings():
    wanted = {"model": "gemini-embedding-001", "encoding_format": "float"}
    vectors([item.embedding for item in client.embeddings.create(input="Your text", **wanted).data], 1)
    vectors([item.embedding for item in client.embeddings.create(input=["one", "two"], **wanted).data])


def batch():
    place = {"endpoint": "/v1/chat/completions", "completion_window": "24h"}
    made = client.batches.create(input_file_id="files/abc-123", **place)
    assert client.batches.retrieve(made.id).status == "completed"
    assert [item.id for item in client.batches.list(limit=10)] == [made.id]
    assert client.batches.cancel(made.id).status == "cancelling"


def models():
    ids = [model.id for model in client.models.list()]
    assert client.models.retrieve("gemini-2.5-flash").id == "models/gemini-2.5-flash"
    assert client.models.retrieve(ids[0]).id == ids[0] == "models/gemini-2.5-flash", ids


SAMPLES = [
    chat,
    reasoning_effort,
    thinking_config,
    cached_content,
    streaming,
    function_calling,
    image_in,
    image_generation,
    audio_in,
    structured_output,
    embeddings,
    batch,
    models,
]
report(("openai (Python)", "openai", {sample.__name__.replace("_", " "): sample for sample in SAMPLES}))
