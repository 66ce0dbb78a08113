// The official npm `openai` SDK against a gateway, unmodified but for base URL and key.
//
// Environment: GATEWAY_URL, to which the SDK adds `/openai/deployments/...`; GATEWAY_KEY;
// GATEWAY_CHECKS (optional): the names of the checks to run, with commas between.
// Prints `ok NAME` or `FAIL NAME reason` for each check; exit code 1 if one failed.
import assert from "node:assert/strict";
import { AuthenticationError, AzureOpenAI, BadRequestError, toFile } from "openai";
import { zodResponseFormat } from "openai/helpers/zod";
import { z } from "zod";

const connect = (apiKey) =>
  new AzureOpenAI({ endpoint: process.env.GATEWAY_URL, apiKey, apiVersion: "2024-10-21", maxRetries: 0, timeout: 20_000 });
const client = connect(process.env.GATEWAY_KEY);
const model = "gpt-4o";
const say = (content) => [{ role: "user", content }];

/** A tenth of a second of silence: 8 kHz, mono, 16 bits. */
function silence() {
  const samples = 1600;
  const wav = Buffer.alloc(44 + samples);
  wav.write("RIFF", 0);
  wav.writeUInt32LE(36 + samples, 4);
  wav.write("WAVEfmt ", 8);
  wav.writeUInt32LE(16, 16);
  wav.writeUInt16LE(1, 20);
  wav.writeUInt16LE(1, 22);
  wav.writeUInt32LE(8000, 24);
  wav.writeUInt32LE(16000, 28);
  wav.writeUInt16LE(2, 32);
  wav.writeUInt16LE(16, 34);
  wav.write("data", 36);
  wav.writeUInt32LE(samples, 40);
  return toFile(wav, "silence.wav", { type: "audio/wav" });
}

const tools = [
  {
    type: "function",
    function: {
      name: "get_weather",
      parameters: { type: "object", properties: { city: { type: "string" } }, required: ["city"] },
    },
  },
];

const checks = {
  async chat() {
    const answer = await client.chat.completions.create({
      model,
      messages: [{ role: "system", content: "Be brief." }, ...say("hello \u{1F44B}")],
      temperature: 0.5,
      max_tokens: 50,
    });
    assert.match(answer.choices[0].message.content, /^Hello from the upstream/);
    assert.equal(answer.usage.total_tokens, 21);
  },

  async "streamed chat"() {
    const stream = await client.chat.completions.create({
      model,
      messages: say("hello"),
      stream: true,
      stream_options: { include_usage: true },
    });
    let [text, chunks, usage] = ["", 0, null];
    for await (const chunk of stream) {
      chunks += 1;
      text += chunk.choices[0]?.delta?.content ?? "";
      usage = chunk.usage ?? usage;
    }
    assert.match(text, /^Hello from the upstream.*holds\.$/);
    assert.ok(chunks > 3, `${chunks} chunks`);
    assert.equal(usage?.total_tokens, 21);
  },

  async tools() {
    const messages = say("What is the weather in Oslo?");
    const asked = await client.chat.completions.create({ model, messages, tools, tool_choice: "auto" });
    const [call] = asked.choices[0].message.tool_calls;
    assert.deepEqual(JSON.parse(call.function.arguments), { city: "Oslo" });
    messages.push(asked.choices[0].message, { role: "tool", tool_call_id: call.id, content: '{"degrees":7}' });
    const answer = await client.chat.completions.create({ model, messages, tools });
    assert.match(answer.choices[0].message.content, /7 degrees/);
  },

  async "structured output"() {
    const City = z.object({ city: z.string(), population: z.number().int() });
    const answer = await client.chat.completions.parse({
      model,
      messages: say("Name the capital of France."),
      response_format: zodResponseFormat(City, "city"),
    });
    assert.deepEqual(answer.choices[0].message.parsed, { city: "Paris", population: 2100000 });
  },

  async embeddings() {
    // Without a format this SDK asks for base64 and decodes the answer; aimock answers with numbers whatever is asked.
    const answer = await client.embeddings.create({
      model: "text-embedding-3-small",
      input: ["one", "two"],
      encoding_format: "float",
    });
    assert.equal(answer.data.length, 2);
    assert.deepEqual(Array.from(answer.data[1].embedding), [0.25, -0.5, 0.75]);
  },

  async images() {
    const answer = await client.images.generate({ model: "dall-e-3", prompt: "a pixel", n: 1, response_format: "b64_json" });
    assert.match(answer.data[0].b64_json, /^iVBOR/);
  },

  async transcription() {
    const answer = await client.audio.transcriptions.create({ model: "whisper", file: await silence() });
    assert.equal(answer.text, "good morning");
  },

  async translation() {
    const answer = await client.audio.translations.create({ model: "whisper", file: await silence(), prompt: "greeting" });
    assert.equal(answer.text, "good evening");
  },

  async "wrong key"() {
    const refused = connect("not-the-key").chat.completions.create({ model, messages: say("hello") });
    await assert.rejects(refused, (error) => error instanceof AuthenticationError && error.status === 401);
  },

  async "wrong body"() {
    const refused = client.chat.completions.create({ model, messages: "hello", temperature: 9 });
    await assert.rejects(refused, (error) => error instanceof BadRequestError && error.error?.message?.length > 0);
  },
};

const wanted = process.env.GATEWAY_CHECKS?.split(",") ?? Object.keys(checks);
let failed = 0;
for (const [name, check] of Object.entries(checks).filter(([name]) => wanted.includes(name))) {
  try {
    await check();
    console.log(`ok ${name}`);
  } catch (error) {
    failed += 1;
    console.log(`FAIL ${name} ${String(error?.message ?? error).replaceAll("\n", " ")}`);
  }
}
process.exit(failed ? 1 : 0);
