"""The official PyPI `openai` SDK against a gateway, unmodified but for base URL and key.

Environment: GATEWAY_URL, to which the SDK adds `/openai/deployments/...`; GATEWAY_KEY;
GATEWAY_CHECKS (optional): the names of the checks to run, with commas between.
Runs each check with AzureOpenAI and with AsyncAzureOpenAI. Prints `ok NAME` or
`FAIL NAME reason` for each; exit code 1 if one failed.
"""

import asyncio
import inspect
import io
import json
import os
import sys
import wave

from openai import AsyncAzureOpenAI, AuthenticationError, AzureOpenAI, BadRequestError
from pydantic import BaseModel

MODEL = "gpt-4o"
TOOLS = [
    {
        "type": "function",
        "function": {
            "name": "get_weather",
            "parameters": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]},
        },
    }
]


class City(BaseModel):
    """What the structured answer must hold."""

    city: str
    population: int


def connect(kind, key):
    """A client of the given class; it never retries, so that each answer is seen."""
    return kind(
        azure_endpoint=os.environ["GATEWAY_URL"], api_key=key, api_version="2024-10-21", max_retries=0, timeout=20
    )


async def settle(value):
    """One code path for both clients: awaits what the asynchronous one returns."""
    return await value if inspect.isawaitable(value) else value


async def items(stream):
    """The chunks of a stream of either client."""
    if hasattr(stream, "__aiter__"):
        async for item in stream:
            yield item
    else:
        for item in stream:
            yield item


def say(content):
    return [{"role": "user", "content": content}]


def silence():
    """A tenth of a second of silence as a WAV file."""
    out = io.BytesIO()
    with wave.open(out, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        sound.writeframes(bytes(1600))
    return ("silence.wav", out.getvalue(), "audio/wav")


async def chat(client):
    messages = [{"role": "system", "content": "Be brief."}, *say("hello \U0001f44b")]
    answer = await settle(
        client.chat.completions.create(model=MODEL, messages=messages, temperature=0.5, max_tokens=50)
    )
    assert answer.choices[0].message.content.startswith("Hello from the upstream"), answer
    assert answer.usage.total_tokens == 21, answer.usage


async def streamed_chat(client):
    stream = await settle(
        client.chat.completions.create(
            model=MODEL, messages=say("hello"), stream=True, stream_options={"include_usage": True}
        )
    )
    text, chunks, usage = "", 0, None
    async for chunk in items(stream):
        chunks += 1
        usage = chunk.usage or usage
        if chunk.choices:
            text += chunk.choices[0].delta.content or ""
    assert text.startswith("Hello from the upstream") and text.endswith("holds."), text
    assert chunks > 3, f"{chunks} chunks"
    assert usage is not None and usage.total_tokens == 21, usage


async def tools(client):
    messages = say("What is the weather in Oslo?")
    asked = await settle(client.chat.completions.create(model=MODEL, messages=messages, tools=TOOLS))
    message = asked.choices[0].message
    call = message.tool_calls[0]
    assert json.loads(call.function.arguments) == {"city": "Oslo"}, call
    messages += [message, {"role": "tool", "tool_call_id": call.id, "content": '{"degrees":7}'}]
    answer = await settle(client.chat.completions.create(model=MODEL, messages=messages, tools=TOOLS))
    assert "7 degrees" in answer.choices[0].message.content, answer


async def structured_output(client):
    answer = await settle(
        client.chat.completions.parse(
            model=MODEL, messages=say("Name the capital of France."), response_format=City
        )
    )
    assert answer.choices[0].message.parsed == City(city="Paris", population=2100000), answer


async def embeddings(client):
    answer = await settle(client.embeddings.create(model="text-embedding-3-small", input=["one", "two"]))
    assert [item.embedding for item in answer.data] == [[0.25, -0.5, 0.75]] * 2, answer


async def token_embeddings(client):
    answer = await settle(client.embeddings.create(model="text-embedding-3-small", input=[[40, 41], [42]]))
    assert len(answer.data) >= 1, answer


async def images(client):
    answer = await settle(
        client.images.generate(model="dall-e-3", prompt="a pixel", n=1, response_format="b64_json")
    )
    assert answer.data[0].b64_json.startswith("iVBOR"), answer


async def transcription(client):
    answer = await settle(client.audio.transcriptions.create(model="whisper", file=silence()))
    assert answer.text == "good morning", answer


async def translation(client):
    answer = await settle(client.audio.translations.create(model="whisper", file=silence(), prompt="greeting"))
    assert answer.text == "good evening", answer


async def wrong_key(client):
    try:
        await settle(
            connect(type(client), "not-the-key").chat.completions.create(model=MODEL, messages=say("hello"))
        )
    except AuthenticationError as error:
        assert error.status_code == 401, error
    else:
        raise AssertionError("a wrong key was admitted")


async def wrong_body(client):
    try:
        await settle(client.chat.completions.create(model=MODEL, messages="hello", temperature=9))
    except BadRequestError as error:
        assert error.body and error.body["message"], error
    else:
        raise AssertionError("a wrong body was taken")


CHECKS = [
    chat,
    streamed_chat,
    tools,
    structured_output,
    embeddings,
    token_embeddings,
    images,
    transcription,
    translation,
    wrong_key,
    wrong_body,
]


async def main():
    wanted = os.environ.get("GATEWAY_CHECKS")
    failed = 0
    for kind in (AzureOpenAI, AsyncAzureOpenAI):
        client = connect(kind, os.environ["GATEWAY_KEY"])
        for check in CHECKS:
            name = check.__name__.replace("_", " ")
            if wanted and name not in wanted.split(","):
                continue
            try:
                await check(client)
                print(f"ok {kind.__name__} {name}", flush=True)
            except Exception as error:  # every failure is a line, whatever its kind
                failed += 1
                reason = f"{type(error).__name__}: {error}".replace("\n", " ")
                print(f"FAIL {kind.__name__} {name} {reason}", flush=True)
        await settle(client.close())
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
