// The official SDK, in its two classes.
import assert from "node:assert/strict";
import OpenAI, { AuthenticationError, AzureOpenAI, InternalServerError, NotFoundError, RateLimitError } from "openai";
import { zodFunction, zodResponseFormat } from "openai/helpers/zod";
import * as f from "./features.mjs";

const classes = { 401: AuthenticationError, 404: NotFoundError, 429: RateLimitError, "5xx": InternalServerError };
const say = (content) => [{ role: "user", content }];

function connect(kind, { key = f.KEY, path = "" } = {}) {
  const settings = { apiKey: key, maxRetries: 0, timeout: 20_000 };
  return kind === AzureOpenAI
    ? new AzureOpenAI({ endpoint: f.AZURE_URL + path, apiVersion: f.API_VERSION, ...settings })
    : new OpenAI({ baseURL: f.LLM_URL + path, ...settings });
}

function checks(kind) {
  const client = connect(kind);
  const chats = client.chat.completions;
  const { MODEL: model } = f;
  return {
    async chat() {
      const answer = await chats.create({ model, messages: say("hello") });
      f.said(answer.choices[0].message.content);
      assert.ok(answer.usage.total_tokens > 0);
    },
    async stream() {
      const options = { stream: true, stream_options: { include_usage: true } };
      const chunks = await f.items(await chats.create({ model, messages: say("hello"), ...options }));
      f.streamed(chunks.map((chunk) => chunk.choices[0]?.delta?.content));
      assert.ok(chunks.at(-1).usage.total_tokens > 0);
      // The helper puts the chunks together again.
      const helper = chats.stream({ model, messages: say("hello") });
      const parts = [];
      helper.on("content", (part) => parts.push(part));
      assert.equal(await helper.finalContent(), parts.join(""));
    },
    async tools() {
      const messages = say(f.WEATHER);
      const { message } = (await chats.create({ model, messages, tools: [f.TOOL] })).choices[0];
      const [call] = message.tool_calls;
      f.asked(call.function.name, call.function.arguments);
      messages.push(message, { role: "tool", tool_call_id: call.id, content: f.weather({ city: "Oslo" }) });
      f.said((await chats.create({ model, messages, tools: [f.TOOL] })).choices[0].message.content);
      // The helper calls the function itself.
      const tool = zodFunction({ name: "get_weather", parameters: f.Place, function: f.weather });
      f.said(await chats.runTools({ model, messages: say(f.WEATHER), tools: [tool] }).finalContent());
    },
    async structured() {
      const response_format = zodResponseFormat(f.City, "city");
      f.named((await chats.parse({ model, messages: say(f.CAPITAL), response_format })).choices[0].message.parsed);
    },
    async embeddings() {
      const wanted = { model: f.EMBEDDING_MODEL, input: ["one", "two"], encoding_format: "float" };
      f.vectors((await client.embeddings.create(wanted)).data.map((item) => item.embedding));
    },
    async images() {
      const wanted = { model: f.IMAGE_MODEL, prompt: "a pixel", response_format: "b64_json" };
      f.picture((await client.images.generate(wanted)).data[0].b64_json);
    },
    ...f.refusals(
      ({ model, ...how }) => connect(kind, how).chat.completions.create({ model, messages: say("hello") }),
      classes,
      (error) => error.status,
      (error) => error.headers.get("retry-after"),
    ),
  };
}

await f.report(...[OpenAI, AzureOpenAI].map((kind) => [`openai (JavaScript), ${kind.name}`, "openai", checks(kind)]));
