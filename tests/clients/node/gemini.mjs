// What Gemini's page on the OpenAI API documents, with the official SDK.
import assert from "node:assert/strict";
import OpenAI from "openai";
import { zodResponseFormat } from "openai/helpers/zod";
import * as f from "./features.mjs";

const client = new OpenAI({ baseURL: f.LLM_URL, apiKey: f.KEY, maxRetries: 0, timeout: 20_000 });
const chats = client.chat.completions;
const model = "gemini-2.5-flash";
const pixel = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==";
const say = (content) => [{ role: "user", content }];
const create = (content, more) => chats.create({ model, messages: say(content), ...more });

function text(answer) {
  f.said(answer.choices[0].message.content);
  return answer.choices[0].message;
}

const samples = {
  async chat() {
    const messages = [{ role: "system", content: "You are a helper." }, ...say("Explain to me how AI works")];
    text(await chats.create({ model, messages, n: 1 }));
  },
  async "reasoning effort"() {
    for (const reasoning_effort of ["none", "minimal", "low", "medium", "high"]) {
      text(await create("Explain to me how AI works", { reasoning_effort }));
    }
  },
  async "thinking config"() {
    const google = { thinking_config: { thinking_budget: 800, include_thoughts: true } };
    const message = text(await create("Explain to me how AI works", { extra_body: { google } }));
    assert.ok(message.content.startsWith("<thought>"));
    assert.equal(message.extra_content.google.thought, true);
  },
  async "cached content"() {
    const google = { cached_content: "cachedContents/0000aaaa1111bbbb", some_later_member: [1.5, null] };
    text(await create("Summarize the video", { extra_body: { google } }));
  },
  async streaming() {
    const chunks = await f.items(await create("Hello!", { stream: true, stream_options: { include_usage: true } }));
    f.streamed(chunks.map((chunk) => chunk.choices[0]?.delta?.content));
    assert.equal(chunks.at(-1).usage.total_tokens, 21);
  },
  async "function calling"() {
    const messages = say("What's the weather like in Chicago today?");
    const wanted = { model, tools: [f.TOOL], tool_choice: "auto" };
    const { message } = (await chats.create({ messages, ...wanted })).choices[0];
    const [call] = message.tool_calls;
    f.asked(call.function.name, call.function.arguments);
    assert.equal(call.extra_content.google.thought_signature, "c2lnbmF0dXJl");
    // The signature goes back with the call.
    messages.push(message, { role: "tool", tool_call_id: call.id, content: JSON.stringify({ degrees: 7 }) });
    text(await chats.create({ messages, ...wanted }));
  },
  async "image in"() {
    const picture = { type: "image_url", image_url: { url: `data:image/png;base64,${pixel}` } };
    text(await create([{ type: "text", text: "What is in this image?" }, picture]));
  },
  async "image generation"() {
    const wanted = { model: "imagen-4.0-generate-001", prompt: "a sheepadoodle", response_format: "b64_json", n: 1 };
    f.picture((await client.images.generate(wanted)).data[0].b64_json);
  },
  async "audio in"() {
    const sound = { type: "input_audio", input_audio: { data: Buffer.alloc(1600).toString("base64"), format: "wav" } };
    text(await create([{ type: "text", text: "Transcribe this audio" }, sound]));
  },
  async "structured output"() {
    const response_format = zodResponseFormat(f.City, "city");
    f.named((await chats.parse({ model, messages: say(f.CAPITAL), response_format })).choices[0].message.parsed);
  },
  async embeddings() {
    const wanted = { model: "gemini-embedding-001", encoding_format: "float" };
    assert.equal((await client.embeddings.create({ input: "Your text", ...wanted })).data.length, 1);
    f.vectors((await client.embeddings.create({ input: ["one", "two"], ...wanted })).data.map((item) => item.embedding));
  },
  async batch() {
    const place = { endpoint: "/v1/chat/completions", completion_window: "24h" };
    const made = await client.batches.create({ input_file_id: "files/abc-123", ...place });
    assert.equal((await client.batches.retrieve(made.id)).status, "completed");
    assert.deepEqual((await f.items(await client.batches.list({ limit: 10 }))).map((item) => item.id), [made.id]);
    assert.equal((await client.batches.cancel(made.id)).status, "cancelling");
  },
  async models() {
    const ids = (await f.items(await client.models.list())).map((model) => model.id);
    assert.equal((await client.models.retrieve("gemini-2.5-flash")).id, "models/gemini-2.5-flash");
    assert.equal((await client.models.retrieve(ids[0])).id, "models/gemini-2.5-flash");
  },
};

await f.report(["openai (JavaScript)", "openai", samples]);
