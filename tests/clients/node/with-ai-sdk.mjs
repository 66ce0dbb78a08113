// The Vercel AI SDK, with its providers for OpenAI and for Azure.
import { createAzure } from "@ai-sdk/azure";
import { createOpenAI } from "@ai-sdk/openai";
import { APICallError, embedMany, generateImage, generateText, Output, stepCountIs, streamText, tool } from "ai";
import * as f from "./features.mjs";

const openai = ({ key = f.KEY, path = "" } = {}) => createOpenAI({ baseURL: f.LLM_URL + path, apiKey: key });
const azure = ({ key = f.KEY, path = "" } = {}) =>
  createAzure({
    baseURL: `${f.AZURE_URL + path}/openai`,
    apiKey: key,
    apiVersion: f.API_VERSION,
    useDeploymentBasedUrls: true,
  });
const weather = tool({ description: "The weather in a city", inputSchema: f.Place, execute: f.weather });

function checks(connect) {
  const provider = connect();
  const model = provider.chat(f.MODEL);
  const settings = { model, maxRetries: 0 };
  return {
    chat: async () => f.said((await generateText({ ...settings, prompt: "hello" })).text),
    stream: async () => f.streamed(await f.items(streamText({ ...settings, prompt: "hello" }).textStream)),
    async tools() {
      const wanted = { ...settings, prompt: f.WEATHER, tools: { get_weather: weather }, stopWhen: stepCountIs(3) };
      const { steps, text } = await generateText(wanted);
      f.asked(steps[0].toolCalls[0].toolName, steps[0].toolCalls[0].input);
      f.said(text);
    },
    async structured() {
      f.named((await generateText({ ...settings, prompt: f.CAPITAL, output: Output.object({ schema: f.City }) })).output);
    },
    async embeddings() {
      const embedder = provider.embedding(f.EMBEDDING_MODEL);
      f.vectors((await embedMany({ model: embedder, values: ["one", "two"], maxRetries: 0 })).embeddings);
    },
    async images() {
      f.picture((await generateImage({ model: provider.image(f.IMAGE_MODEL), prompt: "a pixel", maxRetries: 0 })).image.base64);
    },
    ...f.refusals(
      ({ model, ...how }) => generateText({ model: connect(how).chat(model), prompt: "hello", maxRetries: 0 }),
      { 401: APICallError, 404: APICallError, 429: APICallError, "5xx": APICallError },
      (error) => error.statusCode,
      (error) => error.responseHeaders["retry-after"],
    ),
  };
}

await f.report(
  ["Vercel AI SDK, @ai-sdk/openai", "@ai-sdk/openai", checks(openai)],
  ["Vercel AI SDK, @ai-sdk/azure", "@ai-sdk/azure", checks(azure)],
);
