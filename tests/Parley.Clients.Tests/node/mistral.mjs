import { Mistral } from '@mistralai/mistralai';
import { addPiece, answered, callAt, laneOf } from './told.mjs';

const open = gateway => new Mistral({ serverURL: gateway, apiKey: 'sk-caller' });

/** The models, each asked for by its name. */
export async function list(gateway) {
  const client = open(gateway);
  const names = [];
  for (const { id } of (await client.models.list()).data) names.push((await client.models.retrieve({ modelId: id })).id);
  return names;
}

/** What is no chat: the client's own answer. */
export async function call(gateway, { operation, params }) {
  const client = open(gateway);
  return operation === 'embeddings' ? client.embeddings.create(params) : client.fim.complete(params);
}

export async function ask(gateway, ask, nextRound) {
  const client = open(gateway);
  const messages = messagesOf(ask);
  const leaving = new AbortController();
  const options = { headers: laneOf(ask), signal: leaving.signal };
  for (let model = ask.model; ; model = ask.nextModel ?? model) {
    const told = nextRound();
    const params = paramsOf(ask, model, messages);
    const message = ask.stream ? await stream(await client.chat.stream(params, options), told, ask, leaving) : takeReply(told, await client.chat.complete(params, options));
    if (!message || !ask.results || told.calls.length === 0) return;
    messages.push(message);
    for (const call of answered(ask, told)) messages.push({ role: 'tool', toolCallId: call.id, content: ask.results[call.name] });
  }
}

function takeReply(told, { choices: [{ message, finishReason }], usage }) {
  told.text = message.content ?? '';
  for (const call of message.toolCalls ?? []) told.calls.push({ id: call.id, name: call.function.name, arguments: call.function.arguments, pieces: [] });
  told.finish = finishReason;
  told.usage = usageOf(usage);
  return message;
}

async function stream(events, told, ask, leaving) {
  for await (const { data } of events) {
    if (data.usage) told.usageEvents++;
    told.usage = usageOf(data.usage) ?? told.usage;
    for (const choice of data.choices) takeDelta(told, choice);
    if (ask.leaveAfterText && told.text) {
      told.left = true;
      leaving.abort();
      return null;
    }
  }
  if (!told.finish) throw new Error('the stream ended without a reason');
  const toolCalls = told.calls.map(({ id, name, arguments: text }) => ({ id, type: 'function', function: { name, arguments: text } }));
  return { role: 'assistant', content: told.text, ...(toolCalls.length ? { toolCalls } : {}) };
}

function takeDelta(told, { delta, finishReason }) {
  if (delta.content) {
    told.text += delta.content;
    told.textPieces++;
  }
  // A piece without an id has the client's own word for none.
  for (const { index, id, function: { name, arguments: text } } of delta.toolCalls ?? []) addPiece(callAt(told, index, id === 'null' ? null : id, name), text);
  told.finish = finishReason ?? told.finish;
}

function usageOf(usage) {
  return usage && {
    input: usage.promptTokens,
    cached: usage.prompt_tokens_details?.cached_tokens ?? 0,
    output: usage.completionTokens,
    reasoning: usage.completion_tokens_details?.reasoning_tokens ?? 0,
  };
}

function messagesOf(ask) {
  const messages = ask.system ? [{ role: 'system', content: ask.system }] : [];
  for (const turn of ask.turns) {
    const imageUrl = turn.imageUrl ?? (turn.imageData && `data:${turn.imageType};base64,${turn.imageData}`);
    messages.push({ role: turn.role, content: imageUrl ? [{ type: 'text', text: turn.text }, { type: 'image_url', imageUrl }] : turn.text });
  }
  return messages;
}

function paramsOf(ask, model, messages) {
  const params = { model, messages };
  if (ask.maxTokens) params.maxTokens = ask.maxTokens;
  if (ask.temperature !== null) params.temperature = ask.temperature;
  if (ask.stop.length) params.stop = ask.stop;
  if (ask.form) params.responseFormat = { type: 'json_schema', jsonSchema: { name: 'answer', schemaDefinition: ask.form, strict: true } };
  if (ask.tools.length) params.tools = ask.tools.map(tool => ({ type: 'function', function: { name: tool.name, description: tool.description, parameters: tool.schema ?? { type: 'object', properties: {} } } }));
  if (ask.toolChoice) params.toolChoice = ask.toolChoice.startsWith('named:') ? { type: 'function', function: { name: ask.toolChoice.slice(6) } } : ask.toolChoice;
  return params;
}
