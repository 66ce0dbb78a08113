"""The OpenAI Agents SDK, with chat completions."""

import agents
from agents import Agent, OpenAIChatCompletionsModel, Runner, function_tool
from openai import AsyncOpenAI

from features import *

agents.set_tracing_disabled(True)
calls = []


@function_tool
def get_weather(city: str) -> str:
    """The weather in a city."""
    calls.append(city)
    return f"7 degrees in {city}"


def agent(key=KEY, path="", model=MODEL, **more):
    client = AsyncOpenAI(base_url=LLM_URL + path, api_key=key, max_retries=0, timeout=20)
    model = OpenAIChatCompletionsModel(model=model, openai_client=client)
    return Agent(name="helper", instructions="Be brief.", model=model, **more)


async def chat():
    said((await Runner.run(agent(), "hello")).final_output)


async def stream():
    run = Runner.run_streamed(agent(), "hello")
    raw = [event.data async for event in run.stream_events() if event.type == "raw_response_event"]
    streamed([event.delta for event in raw if event.type == "response.output_text.delta"])


async def tools():
    answer = await Runner.run(agent(tools=[get_weather]), WEATHER)
    said(answer.final_output)
    assert len(calls) == 1 and isinstance(calls[0], str), calls


async def structured():
    named((await Runner.run(agent(output_type=City), CAPITAL)).final_output)


async def ask(key, path, model):
    return await Runner.run(agent(key, path, model), "hello")


features = {"chat": chat, "stream": stream, "tools": tools, "structured": structured}
report(("OpenAI Agents SDK", "openai-agents", features | sdk_refusals(ask)))
