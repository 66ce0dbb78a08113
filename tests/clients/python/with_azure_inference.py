"""The Azure AI Inference SDK."""

from azure.ai.inference import ChatCompletionsClient, EmbeddingsClient
from azure.ai.inference.aio import ChatCompletionsClient as AsyncChatCompletionsClient
from azure.ai.inference.models import (
    AssistantMessage,
    ChatCompletionsToolDefinition,
    FunctionDefinition,
    JsonSchemaFormat,
    SystemMessage,
    ToolMessage,
    UserMessage,
)
from azure.core.credentials import AzureKeyCredential
from azure.core.exceptions import ClientAuthenticationError, HttpResponseError, ResourceNotFoundError

from features import *

CLASSES = {
    "401": ClientAuthenticationError,
    "404": ResourceNotFoundError,
    "429": HttpResponseError,
    "5xx": HttpResponseError,
}


async def complete(kind, messages, key=KEY, path="", model=MODEL, **more):
    """An answer of either client, whole or as the list of its chunks."""
    client = kind(LLM_URL + path, AzureKeyCredential(key), retry_total=0)
    try:
        answer = await settle(client.complete(messages=messages, model=model, **more))
        return await items(answer) if more.get("stream") else answer
    finally:
        await settle(client.close())


def checks(kind):
    async def chat():
        answer = await complete(kind, [SystemMessage("Be brief."), UserMessage("hello")])
        said(answer.choices[0].message.content)
        assert answer.usage.total_tokens > 0, answer.usage

    async def stream():
        chunks = await complete(kind, [UserMessage("hello")], stream=True)
        streamed([chunk.choices[0].delta.content for chunk in chunks if chunk.choices])

    async def tools():
        tool = ChatCompletionsToolDefinition(function=FunctionDefinition(**TOOL["function"]))
        messages = [UserMessage(WEATHER)]
        call = (await complete(kind, messages, tools=[tool])).choices[0].message.tool_calls[0]
        asked(call.function.name, call.function.arguments)
        messages += [AssistantMessage(tool_calls=[call]), ToolMessage(get_weather("Oslo"), tool_call_id=call.id)]
        said((await complete(kind, messages, tools=[tool])).choices[0].message.content)

    async def structured():
        schema = City.model_json_schema() | {"additionalProperties": False}
        form = JsonSchemaFormat(name="city", schema=schema, strict=True)
        answer = await complete(kind, [UserMessage(CAPITAL)], response_format=form)
        named(City.model_validate_json(answer.choices[0].message.content))

    def embeddings():
        client = EmbeddingsClient(LLM_URL, AzureKeyCredential(KEY), retry_total=0)
        vectors([item.embedding for item in client.embed(input=["one", "two"], model=EMBEDDING_MODEL).data])

    async def ask(key, path, model):
        return await complete(kind, [UserMessage("hello")], key, path, model)

    features = {"chat": chat, "stream": stream, "tools": tools, "structured": structured, "embeddings": embeddings}
    return features | refusals(ask, CLASSES, retry_after=lambda error: error.response.headers["retry-after"])


kinds = [("", ChatCompletionsClient), ("Async", AsyncChatCompletionsClient)]
report(*((f"Azure AI Inference, {name}ChatCompletionsClient", "azure-ai-inference", checks(kind)) for name, kind in kinds))
