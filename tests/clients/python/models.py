"""The official OpenAI SDK before a gateway that has models: what it lists, and what it may call."""

import json
import os

import openai

URL = os.environ["LLM_URL"]


def say(**line):
    print(json.dumps(line))


def chat(client, model):
    return client.chat.completions.create(model=model, messages=[{"role": "user", "content": "Hello"}])


def transcribe(client, model):
    return client.audio.transcriptions.create(model=model, file=("a.wav", b"RIFF sound"))


pro = openai.OpenAI(base_url=URL, api_key=os.environ["PRO_KEY"], max_retries=0)
free = openai.OpenAI(base_url=URL, api_key=os.environ["FREE_KEY"], max_retries=0)

say(listed=[model.id for model in pro.models.list()])
one = pro.models.retrieve("gpt-4o-latest")
say(retrieved=one.id, owned_by=one.owned_by)
answer = chat(free, "gpt-4o-latest")
say(chat=answer.choices[0].message.content, model=answer.model)
edited = free.images.edit(model="gpt-4o-latest", image=("a.png", b"RIFF sound"), prompt="A cat")
say(heard=transcribe(free, "gpt-4o-latest").text, edited=edited.data[0].b64_json)
for call in (chat, transcribe):
    for model in ("paid", "unknown"):
        try:
            call(free, model)
        except openai.APIStatusError as error:
            say(refused=type(error).__name__, code=error.code)
