#!/usr/bin/env python3
"""Transcribe a published OpenAPI document, leaving out its prose.

    python3 transcribe.py --title "My title" PUBLISHED.json > openapi.json

What decides whether a request is valid stays exactly as published, and in the
published order: paths, parameters, schemas and their names, `nullable`,
`default`, `enum`, `discriminator`, and the two extensions that change a
schema's meaning (`x-ms-enum`, `x-ms-discriminator-value`). So do the names that
a reader of the document sees: operation ids and security schemes.

What people wrote to be read goes: descriptions, summaries, titles, examples,
links to documentation, contact and licence. So do all other extensions. OpenAPI
demands a title and a description of each response; these get words of our own.

The published file's own contradictions are kept. Mending them is the compiler's
work, and a mended transcription would hide that it does it.

`openapi.json` beside this script was made from the Azure OpenAI inference API,
version 2024-10-21, with the title that it bears.
"""

import argparse
import json
import sys

# Members that hold prose, wherever an OpenAPI object or a schema has them.
PROSE = {"description", "summary", "title", "example", "examples", "externalDocs"}

# Members that map names, chosen by the document's author, to objects. A name
# in them is never prose: a schema may well have a property `description`.
NAME_MAPS = {
    "callbacks", "content", "dependentSchemas", "$defs", "definitions", "encoding", "flows",
    "headers", "links", "parameters", "paths", "patternProperties", "properties",
    "requestBodies", "responses", "schemas", "securitySchemes", "variables", "webhooks",
}

# Members whose value is data and is copied untouched.
DATA = {"const", "default", "discriminator", "enum", "required", "scopes", "security"}

# Extensions that a schema's meaning depends on.
EXTENSIONS = {"x-ms-enum", "x-ms-discriminator-value"}


def unique(pairs):
    """Build an object, refusing equal keys: one of them would be lost."""
    members = dict(pairs)
    if len(members) != len(pairs):
        names = [name for name, _ in pairs]
        twice = sorted({name for name in names if names.count(name) > 1})
        raise ValueError(f"equal keys in one object: {', '.join(twice)}")
    return members


def transcribe(node):
    """Copy an OpenAPI object or a schema, without its prose."""
    if isinstance(node, list):
        return [transcribe(item) for item in node]
    if not isinstance(node, dict):
        return node
    copy = {}
    for name, value in node.items():
        if name in PROSE or (name.startswith("x-") and name not in EXTENSIONS):
            continue
        if name in DATA:
            copy[name] = value
        elif name == "responses" and isinstance(value, dict):
            copy[name] = {code: response(code, item) for code, item in value.items()}
        elif name in NAME_MAPS and isinstance(value, dict):
            copy[name] = {key: transcribe(item) for key, item in value.items()}
        else:
            copy[name] = transcribe(value)
    return copy


def response(code, node):
    """Copy a response, with the description that OpenAPI demands."""
    if "$ref" in node:
        return transcribe(node)
    words = {"200": "The result.", "default": "An error."}
    return {"description": words.get(code, f"Status {code}.")} | transcribe(node)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("published", help="an OpenAPI 3 document in JSON")
    parser.add_argument("--title", required=True, help="info.title of the transcription")
    arguments = parser.parse_args()

    with open(arguments.published, encoding="utf-8") as file:
        published = json.load(file, object_pairs_hook=unique)
    copy = transcribe(published)
    copy["info"] = {"title": arguments.title, "version": published["info"]["version"]}

    # Only prose needs more than ASCII, so what is left of it shows a gap above.
    text = json.dumps(copy, indent=2, ensure_ascii=False)
    if not text.isascii():
        sys.exit("transcribe.py: text outside ASCII was left in the transcription")
    print(text)


if __name__ == "__main__":
    main()
