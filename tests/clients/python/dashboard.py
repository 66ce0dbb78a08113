"""Reads dashboards of Grafana, files on the command line: by the models that Grafana publishes of them, and their queries by a parser
of PromQL.

Prints a line of JSON for each metric that a query names: the metric, and the labels that the query looks at. Ends with 1 and a
sentence where a dashboard has something that Grafana's models don't know, or a query that is none.
"""

import json
import sys

import promql_parser
from grafana_foundation_sdk.cog import plugins
from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.models.dashboard import Dashboard

plugins.register_default_plugins()


def lost(given, read, place=""):
    """What of a value is not there, or is another, once Grafana's models have read it."""
    if isinstance(given, dict) and isinstance(read, dict):
        for name, value in given.items():
            if name not in read:
                yield f"{place}/{name}"
            else:
                yield from lost(value, read[name], f"{place}/{name}")
    elif isinstance(given, list) and isinstance(read, list) and len(given) == len(read):
        for index, (one, other) in enumerate(zip(given, read)):
            yield from lost(one, other, f"{place}/{index}")
    elif given != read:
        yield place


def selected(expr, labels):
    """The metrics of a query, each with the labels that are looked at, those of the groups around it among them."""
    if isinstance(expr, promql_parser.VectorSelector):
        yield expr.name, labels | {matcher.name for matcher in expr.matchers.matchers}
        return
    if isinstance(expr, promql_parser.AggregateExpr) and expr.modifier is not None:
        labels = labels | set(expr.modifier.labels)
    below = [getattr(expr, name, None) for name in ("expr", "lhs", "rhs", "vector_selector")]
    for part in below + list(getattr(expr, "args", [])):
        if isinstance(part, promql_parser.Expr):
            yield from selected(part, labels)


def read(path):
    with open(path, encoding="utf-8") as file:
        given = json.load(file)
    kept = json.loads(JSONEncoder().encode(Dashboard.from_json(given)))
    for place in lost(given, kept):
        raise ValueError(f"{path}: Grafana's models don't know {place}")
    for panel in given["panels"]:
        for target in panel.get("targets", []):
            query = target["expr"].replace("$__rate_interval", "5m")
            try:
                yield from selected(promql_parser.parse(query), set())
            except ValueError as error:
                raise ValueError(f"{path}: {query}: {error}") from None


try:
    for path in sys.argv[1:]:
        for metric, labels in read(path):
            print(json.dumps([metric, sorted(labels)]))
except (KeyError, TypeError, ValueError) as error:
    sys.exit(f"{type(error).__name__}: {error}")
