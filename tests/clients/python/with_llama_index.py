"""LlamaIndex."""

from llama_index.core.base.llms.types import ChatMessage
from llama_index.core.prompts import PromptTemplate
from llama_index.core.tools import FunctionTool
from llama_index.embeddings.openai import OpenAIEmbedding
from llama_index.llms.azure_openai import AzureOpenAI
from llama_index.llms.openai import OpenAI
from llama_index.llms.openai_like import OpenAILike

from features import *

weather = FunctionTool.from_defaults(get_weather)
# A compatible service is one whose models it doesn't know.
KNOWN = {"is_chat_model": True, "is_function_calling_model": True, "should_use_structured_outputs": True}


def connect(kind, key=KEY, path="", model=MODEL):
    settings = {"api_key": key, "max_retries": 0, "timeout": 20, "model": model}
    if kind is AzureOpenAI:
        place = {"azure_endpoint": AZURE_URL + path, "engine": model, "api_version": API_VERSION}
        # What it asks of a model it asks by the model's name.
        return kind(**{**settings, "model": MODEL}, **place)
    if kind is OpenAI:
        # It takes no name of a model that it doesn't know, but as a member of the body.
        settings |= {"model": MODEL, "additional_kwargs": {"model": model}}
    return kind(api_base=LLM_URL + path, **settings, **(KNOWN if kind is OpenAILike else {}))


def checks(kind):
    llm = connect(kind)

    async def chat():
        said(llm.chat([ChatMessage(role="user", content="hello")]).message.content)
        said((await llm.acomplete("hello")).text)

    async def stream():
        streamed([part.delta for part in llm.stream_chat([ChatMessage(role="user", content="hello")])])
        streamed([part.delta async for part in await llm.astream_complete("hello")])

    def tools():
        answer = llm.chat_with_tools([weather], user_msg=WEATHER)
        call = llm.get_tool_calls_from_response(answer)[0]
        asked(call.tool_name, call.tool_kwargs)
        result = ChatMessage(role="tool", content=get_weather("Oslo"), additional_kwargs={"tool_call_id": call.tool_id})
        history = [ChatMessage(role="user", content=WEATHER), answer.message, result]
        said(llm.chat_with_tools([weather], chat_history=history).message.content)

    def structured():
        named(llm.structured_predict(City, PromptTemplate(CAPITAL)))

    def embeddings():
        place = {"api_base": LLM_URL, "api_key": KEY, "model_name": EMBEDDING_MODEL, "max_retries": 0}
        vectors(OpenAIEmbedding(**place).get_text_embedding_batch(["one", "two"]))

    def ask(key, path, model):
        return connect(kind, key, path, model).chat([ChatMessage(role="user", content="hello")])

    features = {"chat": chat, "stream": stream, "tools": tools, "structured": structured}
    more = {"embeddings": embeddings} if kind is OpenAI else {}
    return features | more | sdk_refusals(ask)


kinds = [
    (OpenAI, "llama-index-llms-openai"),
    (OpenAILike, "llama-index-llms-openai-like"),
    (AzureOpenAI, "llama-index-llms-azure-openai"),
]
report(*((f"LlamaIndex, {kind.__name__}", package, checks(kind)) for kind, package in kinds))
