"""The official SDK, in its four classes."""

from openai import AsyncAzureOpenAI, AsyncOpenAI, AzureOpenAI, OpenAI

from features import *


def connect(kind, key=KEY, path=""):
    settings = {"api_key": key, "max_retries": 0, "timeout": 20}
    if "Azure" in kind.__name__:
        return kind(azure_endpoint=AZURE_URL + path, api_version=API_VERSION, **settings)
    return kind(base_url=LLM_URL + path, **settings)


def say(content):
    return [{"role": "user", "content": content}]


def checks(kind):
    client = connect(kind)
    chats = client.chat.completions

    async def chat():
        answer = await settle(chats.create(model=MODEL, messages=say("hello")))
        said(answer.choices[0].message.content)
        assert answer.usage.total_tokens > 0, answer.usage

    async def stream():
        options = {"stream": True, "stream_options": {"include_usage": True}}
        chunks = await items(await settle(chats.create(model=MODEL, messages=say("hello"), **options)))
        streamed([chunk.choices[0].delta.content for chunk in chunks if chunk.choices])
        assert chunks[-1].usage.total_tokens > 0, chunks[-1]
        # The helper puts the events together again.
        helper = chats.stream(model=MODEL, messages=say("hello"))
        if hasattr(helper, "__aenter__"):
            async with helper as events:
                deltas = [event.delta async for event in events if event.type == "content.delta"]
                whole = await events.get_final_completion()
        else:
            with helper as events:
                deltas = [event.delta for event in events if event.type == "content.delta"]
                whole = events.get_final_completion()
        assert "".join(deltas) == whole.choices[0].message.content, whole

    async def tools():
        messages = say(WEATHER)
        message = (await settle(chats.create(model=MODEL, messages=messages, tools=[TOOL]))).choices[0].message
        call = message.tool_calls[0]
        asked(call.function.name, call.function.arguments)
        messages += [message, {"role": "tool", "tool_call_id": call.id, "content": get_weather("Oslo")}]
        answer = await settle(chats.create(model=MODEL, messages=messages, tools=[TOOL]))
        said(answer.choices[0].message.content)

    async def structured():
        answer = await settle(chats.parse(model=MODEL, messages=say(CAPITAL), response_format=City))
        named(answer.choices[0].message.parsed)

    async def embeddings():
        answer = await settle(client.embeddings.create(model=EMBEDDING_MODEL, input=["one", "two"]))
        vectors([item.embedding for item in answer.data])

    async def images():
        answer = await settle(client.images.generate(model=IMAGE_MODEL, prompt="a pixel", response_format="b64_json"))
        picture(answer.data[0].b64_json)

    def ask(key, path, model):
        return connect(kind, key, path).chat.completions.create(model=model, messages=say("hello"))

    features = {"chat": chat, "stream": stream, "tools": tools, "structured": structured}
    return features | {"embeddings": embeddings, "images": images} | sdk_refusals(ask)


kinds = [OpenAI, AsyncOpenAI, AzureOpenAI, AsyncAzureOpenAI]
report(*((f"openai (Python), {kind.__name__}", "openai", checks(kind)) for kind in kinds))
