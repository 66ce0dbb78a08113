// An upstream that Gatewright did not write, for OpenAI's API below `/v1` and Azure OpenAI's: aimock on a loopback port.
//
// Prints `listening on PORT`. Ends on SIGTERM, SIGINT or the end of standard input.
// What it received is at `GET /__aimock/journal`. With UPSTREAM_KEY set, only that key is admitted.
import { LLMock } from "@copilotkit/aimock";

const mock = new LLMock({
  host: "127.0.0.1",
  port: Number(process.env.PORT ?? 0),
  chunkSize: 8,
  ...(process.env.UPSTREAM_KEY ? { auth: { apiKeys: [process.env.UPSTREAM_KEY] } } : {}),
});

const pixel =
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==";

/** An error, which the name of the model asks for. */
const refuses = (model, status, message, more = {}) => ({ match: { model }, response: { error: { message }, status, ...more } });

mock.addFixturesFromJSON([
  refuses("missing", 404, "No such model."),
  refuses("busy", 429, "Busy.", { retryAfter: 7 }),
  refuses("broken", 500, "Broken."),
  refuses("down", 503, "Down."),
  {
    match: { userMessage: "weather", hasToolResult: false },
    response: { toolCalls: [{ id: "call_weather", name: "get_weather", arguments: { city: "Oslo" } }] },
  },
  {
    match: { userMessage: "weather", hasToolResult: true },
    response: { content: "It is 7 degrees in Oslo." },
  },
  {
    match: { userMessage: "capital", responseFormat: "json_schema" },
    response: { content: { city: "Paris", population: 2100000 } },
  },
  // Answers in the form of a tool's arguments, as some clients ask for them.
  ...["City", "final_result"].map((name) => ({
    match: { userMessage: "capital", toolName: name },
    response: { toolCalls: [{ id: "call_city", name, arguments: { city: "Paris", population: 2100000 } }] },
  })),
  { match: { userMessage: "overloaded" }, response: { error: { message: "Busy.", code: "429" }, status: 429 } },
  {
    match: { userMessage: "hello", endpoint: "chat" },
    response: {
      content: "Hello from the upstream, with more words than one chunk holds.",
      usage: { prompt_tokens: 9, completion_tokens: 12, total_tokens: 21 },
    },
  },
]);
mock.onEmbedding(/.*/, { embedding: [0.25, -0.5, 0.75] });
mock.onImage(/./, { image: { b64Json: pixel, revisedPrompt: "one pixel" } });
mock.onTranscription({ transcription: { text: "good morning", language: "en", duration: 0.1 } });
mock.onTranslation({ transcription: { text: "good evening", language: "en", duration: 0.1 } });

await mock.start();
console.log(`listening on ${mock.port}`);

const stop = () => mock.stop().finally(() => process.exit(0));
process.once("SIGTERM", stop);
process.once("SIGINT", stop);
process.stdin.once("end", stop).once("close", stop).resume();
