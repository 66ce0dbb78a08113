"""Instructor, in the modes that differ on the wire: a schema for the answer, and a tool."""

import logging

import instructor
from instructor.core.exceptions import InstructorRetryException
from openai import AsyncOpenAI, OpenAI

from features import *

# It logs each call that fails.
logging.disable()
SCHEMA, TOOLS = instructor.Mode.JSON_SCHEMA, instructor.Mode.TOOLS


def connect(kind, mode, key=KEY, path=""):
    client = kind(base_url=LLM_URL + path, api_key=key, max_retries=0, timeout=20)
    return instructor.from_openai(client, mode=mode)


def question(model=MODEL):
    messages = [{"role": "user", "content": CAPITAL}]
    return {"model": model, "messages": messages, "response_model": City, "max_retries": 0}


async def structured():
    named(connect(OpenAI, SCHEMA).create(**question()))
    named(await connect(AsyncOpenAI, SCHEMA).create(**question()))


async def tools():
    named(connect(OpenAI, TOOLS).create(**question()))
    named(await connect(AsyncOpenAI, TOOLS).create(**question()))


def stream():
    parts = list(connect(OpenAI, SCHEMA).create_partial(**question()))
    assert len(parts) > 1 and parts[-1].city, parts


def ask(key, path, model):
    return connect(OpenAI, SCHEMA, key, path).create(**question(model))


def attempt(error):
    """What the SDK below it raised."""
    return error.__cause__


features = {"stream": stream, "tools": tools, "structured": structured} | refusals(
    ask,
    dict.fromkeys(REFUSALS, InstructorRetryException),
    lambda error: attempt(error).status_code,
    lambda error: attempt(error).response.headers["retry-after"],
)
report(("Instructor", "instructor", features))
