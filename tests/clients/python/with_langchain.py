"""LangChain for Python."""

from langchain_core.messages import HumanMessage, ToolMessage
from langchain_core.tools import tool
from langchain_openai import AzureChatOpenAI, AzureOpenAIEmbeddings, ChatOpenAI, OpenAIEmbeddings

from features import *

weather = tool(get_weather)


def connect(kind, key=KEY, path="", model=MODEL, **more):
    settings = {"api_key": key, "max_retries": 0, "timeout": 20, **more}
    if "Azure" in kind.__name__:
        place = {"azure_endpoint": AZURE_URL + path, "azure_deployment": model, "api_version": API_VERSION, "model": model}
        return kind(**place, **settings)
    return kind(base_url=LLM_URL + path, model=model, **settings)


def checks(kind, embedder):
    def settings():
        # Which client it is, is said by its class; the streams of some services end without usage.
        return {"stream_usage": True}

    llm = connect(kind, **settings())

    def chat():
        answer = llm.invoke("hello")
        said(answer.content)
        assert answer.usage_metadata["total_tokens"] > 0, answer

    async def stream():
        streamed([chunk.content for chunk in llm.stream("hello")])
        streamed([chunk.content async for chunk in llm.astream("hello")])

    def tools():
        bound = llm.bind_tools([weather])
        messages = [HumanMessage(WEATHER)]
        answer = bound.invoke(messages)
        call = answer.tool_calls[0]
        asked(call["name"], call["args"])
        messages += [answer, ToolMessage(weather.invoke(call["args"]), tool_call_id=call["id"])]
        said(bound.invoke(messages).content)

    async def structured():
        named(llm.with_structured_output(City, method="json_schema").invoke(CAPITAL))
        named(await llm.with_structured_output(City, method="json_schema").ainvoke(CAPITAL))

    def embeddings():
        # It counts tokens with tables from a network unless it is told to send texts.
        found = connect(embedder, model=EMBEDDING_MODEL, check_embedding_ctx_length=False)
        vectors(found.embed_documents(["one", "two"]))

    def ask(key, path, model):
        return connect(kind, key, path, model).invoke("hello")

    features = {"chat": chat, "stream": stream, "tools": tools, "structured": structured, "embeddings": embeddings}
    return features | sdk_refusals(ask)


kinds = [(ChatOpenAI, OpenAIEmbeddings), (AzureChatOpenAI, AzureOpenAIEmbeddings)]
report(*((f"LangChain (Python), {kind.__name__}", "langchain-openai", checks(kind, other)) for kind, other in kinds))
