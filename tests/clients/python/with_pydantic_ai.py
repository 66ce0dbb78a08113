"""Pydantic AI."""

from pydantic_ai import Agent, Embedder, NativeOutput, ToolOutput
from pydantic_ai.exceptions import ModelHTTPError
from pydantic_ai.embeddings.openai import OpenAIEmbeddingModel
from pydantic_ai.models.openai import OpenAIChatModel
from pydantic_ai.providers.azure import AzureProvider
from pydantic_ai.providers.openai import OpenAIProvider

from features import *


def to(azure, key=KEY, path=""):
    if azure:
        provider = AzureProvider(azure_endpoint=AZURE_URL + path, api_version=API_VERSION, api_key=key)
    else:
        provider = OpenAIProvider(base_url=LLM_URL + path, api_key=key)
    # It leaves retries to the SDK below.
    provider.client.max_retries = 0
    return provider


def connect(azure, key=KEY, path="", model=MODEL, **more):
    return Agent(OpenAIChatModel(model, provider=to(azure, key, path)), **more)


def checks(azure):
    async def chat():
        answer = await connect(azure).run("hello")
        said(answer.output)
        assert answer.usage.total_tokens > 0, answer.usage

    async def stream():
        async with connect(azure).run_stream("hello") as answer:
            streamed([part async for part in answer.stream_text(delta=True, debounce_by=None)])

    async def tools():
        calls = []

        def get_weather(city: str) -> str:
            """The weather in a city."""
            calls.append(city)
            return f"7 degrees in {city}"

        said((await connect(azure, tools=[get_weather]).run(WEATHER)).output)
        assert len(calls) == 1 and isinstance(calls[0], str), calls

    async def structured():
        named((await connect(azure, output_type=NativeOutput(City)).run(CAPITAL)).output)
        named((await connect(azure, output_type=ToolOutput(City)).run(CAPITAL)).output)

    async def embeddings():
        embedder = Embedder(OpenAIEmbeddingModel(EMBEDDING_MODEL, provider=to(azure)))
        vectors([list(vector) for vector in (await embedder.embed_documents(["one", "two"])).embeddings])

    def ask(key, path, model):
        return connect(azure, key, path, model).run("hello")

    features = {"chat": chat, "stream": stream, "tools": tools, "structured": structured, "embeddings": embeddings}
    return features | refusals(ask, dict.fromkeys(REFUSALS, ModelHTTPError))


report(
    ("Pydantic AI, OpenAIProvider", "pydantic-ai-slim", checks(False)),
    ("Pydantic AI, AzureProvider", "pydantic-ai-slim", checks(True)),
)
