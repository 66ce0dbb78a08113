"""A second upstream that Gatewright did not write: llmock on a loopback port, which speaks OpenAI's API below `/v1`.

Prints `listening on PORT`. Ends with standard input. The name of a model asks for an error, as in ../node/upstream.mjs.
It asks nobody for a key.
"""

import os
import sys

from llmock.scenarios import Fail, Match
from llmock.testing import LLMockServer

ERRORS = [("missing", 404, None), ("busy", 429, 7.0), ("broken", 500, None), ("down", 503, None)]

with LLMockServer(port=int(os.environ.get("PORT", "0"))) as server:
    for model, status, retry_after in ERRORS:
        server.state.scenarios.add(Fail(status, retry_after=retry_after, times=None, match=Match(model=model)))
    print(f"listening on {server.port}", flush=True)
    sys.stdin.read()
