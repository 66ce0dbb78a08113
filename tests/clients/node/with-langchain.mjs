// LangChain for JavaScript.
import assert from "node:assert/strict";
import { HumanMessage, ToolMessage } from "@langchain/core/messages";
import { tool } from "@langchain/core/tools";
import { AzureChatOpenAI, AzureOpenAIEmbeddings, ChatOpenAI, OpenAIEmbeddings } from "@langchain/openai";
import { AuthenticationError, InternalServerError, NotFoundError, RateLimitError } from "openai";
import * as f from "./features.mjs";

const classes = { 401: AuthenticationError, 404: NotFoundError, 429: RateLimitError, "5xx": InternalServerError };
const weather = tool(f.weather, { name: "get_weather", description: "The weather in a city", schema: f.Place });

function connect(kind, { key = f.KEY, path = "", model = f.MODEL, ...more } = {}) {
  const settings = { maxRetries: 0, timeout: 20_000, model, ...more };
  if (kind.name.startsWith("Azure")) {
    return new kind({
      azureOpenAIBasePath: `${f.AZURE_URL + path}/openai/deployments`,
      azureOpenAIApiDeploymentName: model,
      azureOpenAIApiKey: key,
      azureOpenAIApiVersion: f.API_VERSION,
      ...settings,
    });
  }
  return new kind({ apiKey: key, configuration: { baseURL: f.LLM_URL + path }, ...settings });
}

function checks(kind, embedder) {
  const llm = connect(kind);
  return {
    async chat() {
      const answer = await llm.invoke("hello");
      f.said(answer.content);
      assert.ok(answer.usage_metadata.total_tokens > 0);
    },
    stream: async () => f.streamed((await f.items(await llm.stream("hello"))).map((part) => part.content)),
    async tools() {
      const bound = llm.bindTools([weather]);
      const messages = [new HumanMessage(f.WEATHER)];
      const answer = await bound.invoke(messages);
      const [call] = answer.tool_calls;
      f.asked(call.name, call.args);
      messages.push(answer, new ToolMessage({ content: await weather.invoke(call.args), tool_call_id: call.id }));
      f.said((await bound.invoke(messages)).content);
    },
    structured: async () => f.named(await llm.withStructuredOutput(f.City, { method: "jsonSchema" }).invoke(f.CAPITAL)),
    async embeddings() {
      const found = connect(embedder, { model: f.EMBEDDING_MODEL, encodingFormat: "float" });
      f.vectors(await found.embedDocuments(["one", "two"]));
    },
    ...f.refusals(
      (how) => connect(kind, how).invoke("hello"),
      classes,
      (error) => error.status,
      (error) => error.headers.get("retry-after"),
    ),
  };
}

const kinds = [[ChatOpenAI, OpenAIEmbeddings], [AzureChatOpenAI, AzureOpenAIEmbeddings]];
await f.report(...kinds.map(([kind, other]) => [`LangChain (JavaScript), ${kind.name}`, "@langchain/openai", checks(kind, other)]));
