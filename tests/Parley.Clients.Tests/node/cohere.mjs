import { CohereClient, CohereClientV2 } from 'cohere-ai';
import { addPiece, answered, callAt, laneOf, thinks } from './told.mjs';

const open = (gateway, ask) => new CohereClientV2({ environment: gateway, token: 'sk-caller', maxRetries: 0, headers: laneOf(ask) });

/** What is no chat, in either version of the API: the client's own answer. */
export async function call(gateway, { operation, version, params }) {
  const settings = { environment: gateway, token: 'sk-caller', maxRetries: 0 };
  const client = version === 1 ? new CohereClient(settings) : new CohereClientV2(settings);
  return client[operation](params);
}

export async function ask(gateway, ask, nextRound) {
  const client = open(gateway, ask);
  const messages = ask.system ? [{ role: 'system', content: ask.system }] : [];
  for (const turn of ask.turns) messages.push({ role: turn.role, content: contentOf(turn) });
  for (let model = ask.model; ; model = ask.nextModel ?? model) {
    const told = nextRound();
    const params = paramsOf(ask, model, messages);
    const message = ask.stream ? await stream(client, params, told, ask) : takeReply(told, await client.chat(params, options));
    if (!message) return;
    if (!ask.results || told.calls.length === 0) return;
    messages.push(message);
    for (const call of answered(ask, told)) messages.push({ role: 'tool', toolCallId: call.id, content: ask.results[call.name] });
  }
}

const options = { maxRetries: 0 };

async function stream(client, params, told, ask) {
  const leaving = new AbortController();
  const message = { role: 'assistant' };
  let last = null;
  try {
    for await (const event of await client.chatStream(params, { ...options, abortSignal: leaving.signal })) {
      take(told, message, event);
      last = event;
      if (ask.leaveAfterText && told.textPieces) {
        told.left = true;
        leaving.abort();
        return null;
      }
    }
  } catch (error) {
    if (!told.left) throw error;
    return null;
  }
  if (last?.type !== 'message-end') throw new Error('the stream ended without message-end');
  if (told.calls.length) message.toolCalls = told.calls.map(call => ({ id: call.id, type: 'function', function: { name: call.name, arguments: call.arguments } }));
  return message;
}

/** The client raises nothing for an error within a stream: its users find it at the end of the message. */
function take(told, message, { type, index, delta }) {
  if (type === 'content-start') (message.content ??= [])[index] = { ...delta.message.content };
  else if (type === 'content-delta') takePiece(told, message.content[index], delta.message.content);
  else if (type === 'tool-plan-delta') takePlan(told, message, delta.message.toolPlan);
  else if (type === 'tool-call-start') callAt(told, index, delta.message.toolCalls.id, delta.message.toolCalls.function.name);
  else if (type === 'tool-call-delta') addPiece(told.calls[index], delta.message.toolCalls.function.arguments);
  // Cohere streams nothing for a call without arguments.
  else if (type === 'tool-call-end') told.calls[index].arguments ||= '{}';
  else if (type === 'message-end') {
    if (delta.error) throw new Error(delta.error);
    takeEnd(told, delta);
  }
}

function takePiece(told, content, { text, thinking }) {
  if (text) {
    told.textPieces++;
    told.text += text;
    content.text += text;
  }
  if (thinking) {
    told.reasoning += thinking;
    content.thinking += thinking;
  }
}

function takePlan(told, message, piece) {
  told.reasoning += piece;
  message.toolPlan = (message.toolPlan ?? '') + piece;
}

function takeReply(told, { message, ...end }) {
  for (const { text, thinking } of message.content ?? []) {
    told.text += text ?? '';
    told.reasoning += thinking ?? '';
  }
  told.reasoning += message.toolPlan ?? '';
  for (const call of message.toolCalls ?? []) told.calls.push({ id: call.id, name: call.function.name, arguments: call.function.arguments, pieces: [] });
  takeEnd(told, end);
  return message;
}

function takeEnd(told, { finishReason, usage }) {
  told.finish = finishReason;
  told.usageEvents++;
  told.usage = { input: usage.tokens.inputTokens, cached: usage.cachedTokens ?? 0, output: usage.tokens.outputTokens, reasoning: usage.tokens.reasoning_tokens ?? 0 };
}

function contentOf(turn) {
  const url = turn.imageUrl ?? (turn.imageData && `data:${turn.imageType};base64,${turn.imageData}`);
  return url ? [{ type: 'text', text: turn.text }, { type: 'image_url', imageUrl: { url } }] : turn.text;
}

function paramsOf(ask, model, messages) {
  const params = { model, messages };
  if (ask.maxTokens) params.maxTokens = ask.maxTokens;
  if (ask.temperature !== null) params.temperature = ask.temperature;
  if (ask.stop.length) params.stopSequences = ask.stop;
  if (thinks(ask, model)) params.thinking = { type: 'enabled', tokenBudget: 2048 };
  if (ask.form) params.responseFormat = { type: 'json_object', jsonSchema: ask.form };
  // The API names no tool: who wants a certain one offers only that.
  const named = ask.toolChoice?.startsWith('named:') ? ask.toolChoice.slice(6) : null;
  const tools = ask.tools.filter(tool => !named || tool.name === named);
  if (tools.length) params.tools = tools.map(tool => ({ type: 'function', function: { name: tool.name, description: tool.description, parameters: tool.schema ?? { type: 'object', properties: {} } } }));
  if (named || ask.toolChoice === 'required') params.toolChoice = 'REQUIRED';
  if (ask.toolChoice === 'none') params.toolChoice = 'NONE';
  return params;
}
