// What every client is asked to do, and how it tells: one line of JSON for each feature.
//
// Environment: LLM_URL, a service that speaks the OpenAI API; AZURE_URL, one that speaks Azure OpenAI's; KEY; LIMITED_KEY,
// whose calls are used up; ASTRAY_KEY, whose calls go to a backend that is away.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { z } from "zod";

export const { LLM_URL, AZURE_URL, KEY, LIMITED_KEY, ASTRAY_KEY } = process.env;
export const API_VERSION = "2024-10-21";
export const MODEL = "gpt-4o";
export const EMBEDDING_MODEL = "text-embedding-3-small";
export const IMAGE_MODEL = "dall-e-3";
export const WEATHER = "What is the weather in Oslo?";
export const CAPITAL = "Name the capital of France.";

/** What a structured answer must hold. */
export const City = z.object({ city: z.string(), population: z.number().int() });

/** The arguments of the tool. */
export const Place = z.object({ city: z.string() });

export const TOOL = {
  type: "function",
  function: {
    name: "get_weather",
    description: "The weather in a city",
    parameters: { type: "object", properties: { city: { type: "string" } }, required: ["city"] },
  },
};

export const weather = ({ city }) => `7 degrees in ${city}`;

/** A text that has something in it. */
export function said(text) {
  assert.equal(typeof text, "string");
  assert.ok(text.trim(), "no text");
}

/** What came in more than one part. */
export function streamed(parts) {
  const full = parts.filter(Boolean);
  assert.ok(full.length > 1, JSON.stringify(parts));
  said(full.join(""));
}

/** A call of the tool, with what its schema wants. */
export function asked(name, given) {
  const { city } = typeof given === "string" ? JSON.parse(given) : given;
  assert.equal(name, "get_weather");
  assert.equal(typeof city, "string");
}

/** A structured answer. */
export const named = (city) => assert.ok(City.parse(city).city);

/** Two vectors of one length. */
export function vectors(found) {
  assert.equal(found.length, 2);
  assert.ok(found[0].length > 0 && found[0].length === found[1].length);
  assert.ok(found.flat().every((number) => typeof number === "number"));
}

/** A picture in base 64. */
export const picture = (text) => assert.ok(Buffer.from(text, "base64").length > 8, text);

/** The items of a stream. */
export async function items(stream) {
  const found = [];
  for await (const item of stream) found.push(item);
  return found;
}

// What refuses a call, and with which status: the key, a path behind the URL, the model. The gateway refuses the first of
// each; the upstream refuses by the name of the model.
const REFUSALS = {
  401: [[401, { key: "not-the-key" }]],
  404: [[404, { path: "/nowhere" }], [404, { model: "missing" }]],
  429: [[429, { key: LIMITED_KEY }], [429, { model: "busy" }]],
  "5xx": [[502, { key: ASTRAY_KEY }], [500, { model: "broken" }], [503, { model: "down" }]],
};

/** The checks of errors: `ask({ key, path, model })` must end with the class that `classes` has for the feature. */
export function refusals(ask, classes, status = (error) => error.status, retryAfter) {
  const check = (feature) => async () => {
    const names = new Set();
    for (const [expected, how] of REFUSALS[feature]) {
      const ended = Promise.resolve(ask({ key: KEY, path: "", model: MODEL, ...how }));
      const error = await ended.then(() => assert.fail(`${JSON.stringify(how)}: answered`), (error) => error);
      const { isInstance = (error) => error instanceof classes[feature] } = classes[feature];
      assert.ok(isInstance(error), `${JSON.stringify(how)}: ${error?.constructor?.name} ${error?.message}`);
      assert.equal(status(error), expected, JSON.stringify(how));
      if (expected === 429 && retryAfter) assert.ok(Number(retryAfter(error)) > 0, `${JSON.stringify(how)}: no Retry-After`);
      names.add(error.constructor.name);
    }
    return [...names].sort().join(", ");
  };
  return Object.fromEntries(Object.keys(REFUSALS).map((feature) => [feature, check(feature)]));
}

const versionOf = (name) =>
  JSON.parse(readFileSync(new URL(`node_modules/${name}/package.json`, import.meta.url))).version;

/** Runs the checks of clients, each a name, its package and a check by feature; exits with 1 where one failed. */
export async function report(...clients) {
  let failed = 0;
  for (const [client, name, checks] of clients) {
    for (const [feature, check] of Object.entries(checks)) {
      const line = { client, version: versionOf(name), feature };
      try {
        Object.assign(line, { ok: true, detail: (await check()) ?? "" });
      } catch (error) {
        failed += 1;
        Object.assign(line, { ok: false, detail: String(error?.stack ?? error) });
      }
      console.log(JSON.stringify(line));
    }
  }
  process.exit(failed ? 1 : 0);
}
