import { GoogleGenAI } from '@google/genai';
import { answered, laneOf, thinks } from './told.mjs';

const open = (gateway, ask) => new GoogleGenAI({ apiKey: 'sk-caller', httpOptions: { baseUrl: gateway, headers: laneOf(ask) } });

/** The models, each asked for by its name. */
export async function list(gateway) {
  const client = open(gateway, {});
  const names = [];
  for await (const { name } of await client.models.list()) names.push((await client.models.get({ model: name })).name.replace('models/', ''));
  return names;
}

export async function ask(gateway, ask, nextRound) {
  const client = open(gateway, ask);
  const contents = ask.turns.map(turn => ({ role: turn.role === 'assistant' ? 'model' : 'user', parts: partsOf(turn) }));
  for (let model = ask.model; ; model = ask.nextModel ?? model) {
    const told = nextRound();
    const left = new AbortController();
    const params = { model, contents, config: { ...configOf(ask, model), abortSignal: left.signal } };
    const parts = ask.stream ? await stream(client, params, told, ask, left) : takeReply(told, await client.models.generateContent(params));
    if (!ask.results || told.calls.length === 0) return;
    contents.push({ role: 'model', parts });
    contents.push({ role: 'user', parts: answered(ask, told).map(call => ({ functionResponse: { ...(call.id ? { id: call.id } : {}), name: call.name, response: { output: ask.results[call.name] } } })) });
  }
}

async function stream(client, params, told, ask, left) {
  const parts = [];
  for await (const reply of await client.models.generateContentStream(params)) {
    parts.push(...takeReply(told, reply));
    if (ask.leaveAfterText && told.text) {
      told.left = true;
      left.abort();
      break;
    }
  }
  return parts;
}

function takeReply(told, reply) {
  const candidate = reply.candidates?.[0];
  const parts = candidate?.content?.parts ?? [];
  for (const part of parts) {
    if (part.text && part.thought) told.reasoning += part.text;
    else if (part.text) {
      told.text += part.text;
      told.textPieces++;
    }
  }
  for (const call of reply.functionCalls ?? []) told.calls.push({ id: call.id ?? null, name: call.name, arguments: JSON.stringify(call.args ?? {}), pieces: [] });
  told.finish = candidate?.finishReason ?? told.finish;
  const usage = reply.usageMetadata;
  if (usage) {
    told.usageEvents++;
    told.usage = {
      input: usage.promptTokenCount ?? 0,
      cached: usage.cachedContentTokenCount ?? 0,
      output: (usage.candidatesTokenCount ?? 0) + (usage.thoughtsTokenCount ?? 0),
      reasoning: usage.thoughtsTokenCount ?? 0,
    };
  }
  return parts;
}

function partsOf(turn) {
  const parts = [{ text: turn.text }];
  if (turn.imageUrl) parts.push({ fileData: { fileUri: turn.imageUrl, mimeType: turn.imageType } });
  else if (turn.imageData) parts.push({ inlineData: { mimeType: turn.imageType, data: turn.imageData } });
  return parts;
}

function configOf(ask, model) {
  const config = {};
  if (ask.system) config.systemInstruction = ask.system;
  if (ask.maxTokens) config.maxOutputTokens = ask.maxTokens;
  if (ask.temperature !== null) config.temperature = ask.temperature;
  if (ask.stop.length) config.stopSequences = ask.stop;
  if (thinks(ask, model)) config.thinkingConfig = { includeThoughts: true, thinkingBudget: 2048 };
  if (ask.form) Object.assign(config, { responseMimeType: 'application/json', responseJsonSchema: ask.form });
  if (ask.tools.length) config.tools = [{ functionDeclarations: ask.tools.map(tool => ({ name: tool.name, description: tool.description, ...argumentsOf(tool.schema) })) }];
  if (ask.toolChoice) config.toolConfig = { functionCallingConfig: choiceOf(ask.toolChoice) };
  return config;
}

function choiceOf(choice) {
  if (choice.startsWith('named:')) return { mode: 'ANY', allowedFunctionNames: [choice.slice(6)] };
  return { mode: { auto: 'AUTO', none: 'NONE', required: 'ANY' }[choice] };
}

/** Google's own schema knows few keywords; whoever needs more gives JSON Schema as it is. */
function argumentsOf(schema) {
  if (!schema) return {};
  return 'additionalProperties' in schema ? { parametersJsonSchema: schema } : { parameters: upper(schema) };
}

/** A schema in Google's spelling: types in capitals. */
function upper(schema) {
  const own = { ...schema, type: schema.type.toUpperCase() };
  if (schema.properties) own.properties = Object.fromEntries(Object.entries(schema.properties).map(([name, inner]) => [name, upper(inner)]));
  if (schema.items) own.items = upper(schema.items);
  return own;
}
