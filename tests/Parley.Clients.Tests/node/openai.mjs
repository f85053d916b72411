import Groq from 'groq-sdk';
import OpenAI from 'openai';
import Together from 'together-ai';
import { z } from 'zod';
import { zodResponseFormat } from 'openai/helpers/zod';
import { addPiece, answered, callAt, laneOf, thinks } from './told.mjs';

const settings = ask => ({ apiKey: 'sk-caller', maxRetries: 0, defaultHeaders: laneOf(ask) });

/** OpenAI's own client, and those of other vendors that are made after it. */
export const openai = driving((gateway, ask) => new OpenAI({ baseURL: `${gateway}v1`, ...settings(ask) }));
export const groq = driving((gateway, ask) => new Groq({ baseURL: gateway, ...settings(ask) }));
export const together = driving((gateway, ask) => new Together({ baseURL: `${gateway}v1`, ...settings(ask) }));

function driving(open) {
  return {
    list: gateway => list(open(gateway, {})),
    call: (gateway, call) => callOperation(open(gateway, {}), call),
    ask: (gateway, ask, nextRound) => converse(open(gateway, ask), ask, nextRound),
  };
}

/** The models, each asked for by its name. */
async function list(client) {
  const names = [];
  for (const { id } of (await client.models.list()).data) names.push((await client.models.retrieve(id)).id);
  return names;
}

/** What is no chat: the client's own answer, or the list of its events. */
async function callOperation(client, { operation, params }) {
  if (operation === 'parse') return parse(client, params);
  if (operation === 'embeddings') return client.embeddings.create(params);
  const completion = await client.completions.create(params);
  if (!params.stream) return completion;
  const chunks = [];
  for await (const chunk of completion) chunks.push(chunk);
  return chunks;
}

/** What the client makes of an answer after a schema of zod. */
async function parse(client, { model, stream }) {
  const params = { model, messages: [{ role: 'user', content: 'Weather?' }], response_format: zodResponseFormat(Weather, 'weather') };
  const completion = stream ? await client.chat.completions.stream(params).finalChatCompletion() : await client.chat.completions.parse(params);
  return completion.choices[0].message.parsed;
}

const Weather = z.object({ city: z.string(), sky: z.enum(['clear', 'grey']).nullable(), highs: z.array(z.number()) });

async function converse(client, ask, nextRound) {
  const messages = messagesOf(ask);
  for (let model = ask.model; ; model = ask.nextModel ?? model) {
    const told = nextRound();
    const params = paramsOf(ask, model, messages);
    const message = ask.stream ? await stream(client, params, told, ask) : await whole(client, params, told);
    if (!ask.results || told.calls.length === 0) return;
    messages.push(message);
    for (const call of answered(ask, told)) messages.push({ role: 'tool', tool_call_id: call.id, content: ask.results[call.name] });
  }
}

async function whole(client, params, told) {
  const completion = await client.chat.completions.create(params);
  const choice = completion.choices[0];
  told.text = choice.message.content ?? '';
  told.reasoning = choice.message.reasoning_content ?? '';
  for (const call of choice.message.tool_calls ?? []) told.calls.push({ id: call.id, name: call.function.name, arguments: call.function.arguments, pieces: [] });
  told.finish = choice.finish_reason;
  told.usage = usageOf(completion.usage);
  return choice.message;
}

async function stream(client, params, told, ask) {
  const asked = { ...params, ...(ask.usage ? { stream_options: { include_usage: true } } : {}) };
  // Groq's client hands out the pieces and puts nothing together.
  const folds = Boolean(client.chat.completions.stream);
  const events = folds ? client.chat.completions.stream(asked) : await client.chat.completions.create({ ...asked, stream: true });
  for await (const chunk of events) {
    if (chunk.choices.length === 0) told.usageEvents++;
    for (const choice of chunk.choices) takeDelta(told, choice);
    told.usage = usageOf(chunk.usage) ?? told.usage;
    if (ask.leaveAfterText && told.text) {
      told.left = true;
      (events.controller ?? events).abort();
      return null;
    }
  }
  return folds ? fold(told, await events.finalChatCompletion()) : messageOf(told);
}

function fold(told, completion) {
  const { message, finish_reason } = completion.choices[0];
  told.finish = finish_reason;
  told.usage = usageOf(completion.usage);
  // The client's own sum of the pieces must be the same.
  if ((message.content ?? '') !== told.text) throw new Error(`the folded text is ${message.content}`);
  const calls = message.tool_calls?.map(({ id, type, function: { name, arguments: text } }) => ({ id, type, function: { name, arguments: text } }));
  return { role: 'assistant', content: message.content, ...(calls?.length ? { tool_calls: calls } : {}) };
}

function messageOf(told) {
  const calls = told.calls.map(({ id, name, arguments: text }) => ({ id, type: 'function', function: { name, arguments: text } }));
  return { role: 'assistant', content: told.text, ...(calls.length ? { tool_calls: calls } : {}) };
}

function takeDelta(told, { delta, finish_reason }) {
  told.finish = finish_reason ?? told.finish;
  if (delta.content) {
    told.text += delta.content;
    told.textPieces++;
  }
  told.reasoning += delta.reasoning_content ?? '';
  for (const part of delta.tool_calls ?? []) addPiece(callAt(told, part.index, part.id, part.function?.name), part.function?.arguments);
}

function usageOf(usage) {
  return usage && {
    input: usage.prompt_tokens,
    cached: usage.prompt_tokens_details?.cached_tokens ?? 0,
    output: usage.completion_tokens,
    reasoning: usage.completion_tokens_details?.reasoning_tokens ?? 0,
  };
}

function messagesOf(ask) {
  const messages = ask.system ? [{ role: 'system', content: ask.system }] : [];
  for (const turn of ask.turns) {
    const image = turn.imageUrl ?? (turn.imageData && `data:${turn.imageType};base64,${turn.imageData}`);
    messages.push({ role: turn.role, content: image ? [{ type: 'text', text: turn.text }, { type: 'image_url', image_url: { url: image } }] : turn.text });
  }
  return messages;
}

function paramsOf(ask, model, messages) {
  const params = { model, messages };
  if (ask.maxTokens) params.max_tokens = ask.maxTokens;
  if (ask.temperature !== null) params.temperature = ask.temperature;
  if (ask.stop.length) params.stop = ask.stop;
  if (thinks(ask, model)) params.reasoning_effort = 'medium';
  if (ask.form) params.response_format = { type: 'json_schema', json_schema: { name: 'answer', schema: ask.form, strict: true } };
  if (ask.tools.length) params.tools = ask.tools.map(tool => ({ type: 'function', function: { name: tool.name, description: tool.description, ...(tool.schema ? { parameters: tool.schema } : {}) } }));
  if (ask.toolChoice) params.tool_choice = ask.toolChoice.startsWith('named:') ? { type: 'function', function: { name: ask.toolChoice.slice(6) } } : ask.toolChoice;
  return params;
}
