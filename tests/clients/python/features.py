"""What every client is asked to do, and how it tells: one line of JSON for each feature.

Environment: LLM_URL, a service that speaks the OpenAI API; AZURE_URL, one that speaks Azure OpenAI's; KEY; LIMITED_KEY,
whose calls are used up; ASTRAY_KEY, whose calls go to a backend that is away.
"""

import asyncio
import base64
import inspect
import json
import os
import sys
from importlib.metadata import version

from pydantic import BaseModel

LLM_URL = os.environ["LLM_URL"]
AZURE_URL = os.environ["AZURE_URL"]
KEY = os.environ["KEY"]
API_VERSION = "2024-10-21"
MODEL = "gpt-4o"
EMBEDDING_MODEL = "text-embedding-3-small"
IMAGE_MODEL = "dall-e-3"
WEATHER = "What is the weather in Oslo?"
CAPITAL = "Name the capital of France."

# What refuses a call, and with which status: the key, a path behind the URL, the model. The gateway refuses the first of
# each; the upstream refuses by the name of the model.
REFUSALS = {
    "401": [(401, {"key": "not-the-key"})],
    "404": [(404, {"path": "/nowhere"}), (404, {"model": "missing"})],
    "429": [(429, {"key": os.environ["LIMITED_KEY"]}), (429, {"model": "busy"})],
    "5xx": [(502, {"key": os.environ["ASTRAY_KEY"]}), (500, {"model": "broken"}), (503, {"model": "down"})],
}


class City(BaseModel):
    """What a structured answer must hold."""

    city: str
    population: int


TOOL = {
    "type": "function",
    "function": {
        "name": "get_weather",
        "description": "The weather in a city",
        "parameters": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]},
    },
}


def get_weather(city: str) -> str:
    """The weather in a city."""
    return f"7 degrees in {city}"


def said(text):
    """A text that has something in it."""
    assert isinstance(text, str) and text.strip(), repr(text)


def streamed(parts):
    """What came in more than one part."""
    parts = [part for part in parts if part]
    assert len(parts) > 1, parts
    said("".join(parts))


def asked(name, arguments):
    """A call of the tool, with what its schema wants."""
    arguments = json.loads(arguments) if isinstance(arguments, str) else arguments
    assert name == "get_weather" and isinstance(arguments["city"], str), (name, arguments)


def named(city):
    """A structured answer."""
    assert isinstance(city, City) and city.city, city


def vectors(found, count=2):
    """Vectors of one length."""
    assert len(found) == count and len({len(vector) for vector in found}) == 1 and found[0], found
    assert all(isinstance(number, float) for vector in found for number in vector)


def picture(text):
    """A picture in base 64."""
    assert len(base64.b64decode(text, validate=True)) > 8, text


async def settle(value):
    """Awaits what must be awaited."""
    return await value if inspect.isawaitable(value) else value


async def items(stream):
    """What a stream holds, whichever way it is read."""
    if hasattr(stream, "__aiter__"):
        return [item async for item in stream]
    return list(stream)


def refusals(ask, wanted, status=lambda error: error.status_code, retry_after=None):
    """The checks of errors: `ask(key, path, model)` must end with the class that `wanted` has for the feature."""

    def check(feature):
        async def run():
            names = []
            for expected, how in REFUSALS[feature]:
                call = {"key": KEY, "path": "", "model": MODEL, **how}
                try:
                    await settle(ask(**call))
                except wanted[feature] as error:
                    assert status(error) == expected, f"{how}: {status(error)}"
                    if expected == 429 and retry_after:
                        assert int(retry_after(error)) > 0, f"{how}: no Retry-After"
                    names.append(type(error).__name__)
                else:
                    raise AssertionError(f"{how}: answered")
            return ", ".join(sorted(set(names)))

        return run

    return {feature: check(feature) for feature in REFUSALS}


def sdk_refusals(ask):
    """The checks of errors of a client that raises what the official SDK below it raises, or its own kinds of that."""
    import openai

    wanted = {
        "401": openai.AuthenticationError,
        "404": openai.NotFoundError,
        "429": openai.RateLimitError,
        "5xx": openai.InternalServerError,
    }
    return refusals(ask, wanted, retry_after=lambda error: error.response.headers["retry-after"])


async def _all(clients):
    failed = 0
    for client, package, checks in clients:
        for feature, check in checks.items():
            line = {"client": client, "version": version(package), "feature": feature}
            try:
                detail = await asyncio.wait_for(settle(check()), 60)
                line |= {"ok": True, "detail": detail or ""}
            except Exception as error:  # every failure is a line, whatever its kind
                failed += 1
                line |= {"ok": False, "detail": f"{type(error).__name__}: {error}"}
            print(json.dumps(line), flush=True)
    return failed


def report(*clients):
    """Runs the checks of clients, each a name, its package and a check by feature; exits with 1 where one failed."""
    sys.exit(1 if asyncio.run(_all(clients)) else 0)
