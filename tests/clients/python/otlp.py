"""A receiver of OTLP over HTTP: prints the port that it listens on, then a line of JSON for each export that it takes.

Reads what comes by the messages that OpenTelemetry publishes. The first argument is how many milliseconds it takes for each.
"""

import base64
import json
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from google.protobuf.json_format import MessageToDict
from opentelemetry.proto.collector.logs.v1 import logs_service_pb2 as logs
from opentelemetry.proto.collector.metrics.v1 import metrics_service_pb2 as metrics
from opentelemetry.proto.collector.trace.v1 import trace_service_pb2 as traces

KINDS = {
    "/v1/logs": (logs.ExportLogsServiceRequest, logs.ExportLogsServiceResponse),
    "/v1/traces": (traces.ExportTraceServiceRequest, traces.ExportTraceServiceResponse),
    "/v1/metrics": (metrics.ExportMetricsServiceRequest, metrics.ExportMetricsServiceResponse),
}
# Each signal comes by a connection of its own, and a thread: their lines must not mix.
PRINTING = threading.Lock()
DELAY = float(sys.argv[1]) / 1000 if len(sys.argv) > 1 else 0


def told(part):
    """The message with its ids in hexadecimal digits, as people write them."""
    if isinstance(part, list):
        return [told(item) for item in part]
    if not isinstance(part, dict):
        return part
    ids = ("traceId", "spanId", "parentSpanId")
    return {name: base64.b64decode(value).hex() if name in ids else told(value) for name, value in part.items()}


class Receiver(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        request, response = KINDS[self.path]
        message = request()
        message.ParseFromString(body)
        time.sleep(DELAY)
        line = {"path": self.path, "headers": {name.lower(): value for name, value in self.headers.items()}}
        line["message"] = told(MessageToDict(message))
        with PRINTING:
            print(json.dumps(line), flush=True)
        answer = response().SerializeToString()
        self.send_response(200)
        self.send_header("content-type", "application/x-protobuf")
        self.send_header("content-length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_):
        pass


server = ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
print(server.server_port, flush=True)
server.serve_forever()
