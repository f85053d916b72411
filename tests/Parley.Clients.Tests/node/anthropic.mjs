import Anthropic from '@anthropic-ai/sdk';
import { addPiece, answered, laneOf, thinks } from './told.mjs';

const open = (gateway, ask) => new Anthropic({ baseURL: gateway, apiKey: 'sk-caller', maxRetries: 0, defaultHeaders: laneOf(ask) });

/** The models, each asked for by its name. */
export async function list(gateway) {
  const client = open(gateway, {});
  const names = [];
  for await (const { id } of client.models.list()) names.push((await client.models.retrieve(id)).id);
  return names;
}

export async function ask(gateway, ask, nextRound) {
  const client = open(gateway, ask);
  const messages = ask.turns.map(turn => ({ role: turn.role, content: contentOf(turn) }));
  for (let model = ask.model; ; model = ask.nextModel ?? model) {
    const told = nextRound();
    const params = paramsOf(ask, model, messages);
    const message = ask.stream ? await stream(client, params, told, ask) : await client.messages.create(params);
    if (!message) return;
    takeMessage(told, message, ask.stream);
    if (!ask.results || told.calls.length === 0) return;
    messages.push({ role: 'assistant', content: message.content });
    messages.push({ role: 'user', content: answered(ask, told).map(call => ({ type: 'tool_result', tool_use_id: call.id, content: ask.results[call.name] })) });
  }
}

async function stream(client, params, told, ask) {
  const events = client.messages.stream(params);
  for await (const event of events) {
    if (event.type === 'message_start' && !(event.message.usage.input_tokens > 0)) throw new Error('message_start has no input tokens');
    if (event.type === 'message_delta') told.usageEvents++;
    if (event.type === 'content_block_delta') takeDelta(told, event);
    if (ask.leaveAfterText && told.textPieces) {
      told.left = true;
      events.abort();
      return null;
    }
  }
  return await events.finalMessage();
}

function takeDelta(told, { index, delta }) {
  if (delta.type === 'text_delta') {
    told.textPieces++;
    told.text += delta.text;
  }
  if (delta.type === 'thinking_delta') told.reasoning += delta.thinking;
  if (delta.type === 'input_json_delta') addPiece((told.pieces ??= {})[index] ??= { arguments: '', pieces: [] }, delta.partial_json);
}

function takeMessage(told, message, streamed) {
  const text = message.content.filter(block => block.type === 'text').map(block => block.text).join('');
  const reasoning = message.content.filter(block => block.type === 'thinking').map(block => block.thinking).join('');
  if (streamed && (text !== told.text || reasoning !== told.reasoning)) throw new Error(`the folded message is ${JSON.stringify(message.content)}`);
  told.text = text;
  told.reasoning = reasoning;
  message.content.forEach((block, index) => {
    if (block.type === 'tool_use') told.calls.push({ id: block.id, name: block.name, arguments: JSON.stringify(block.input), pieces: told.pieces?.[index]?.pieces ?? [] });
  });
  told.finish = message.stop_reason;
  told.stoppedAt = message.stop_sequence;
  const { usage } = message;
  const cached = usage.cache_read_input_tokens ?? 0;
  told.usage = {
    input: usage.input_tokens + cached + (usage.cache_creation_input_tokens ?? 0),
    cached,
    output: usage.output_tokens,
    reasoning: usage.output_tokens_details?.thinking_tokens ?? 0,
  };
}

function contentOf(turn) {
  const source = turn.imageUrl ? { type: 'url', url: turn.imageUrl } : turn.imageData && { type: 'base64', media_type: turn.imageType, data: turn.imageData };
  return source ? [{ type: 'text', text: turn.text }, { type: 'image', source }] : turn.text;
}

function paramsOf(ask, model, messages) {
  const params = { model, messages, max_tokens: ask.maxTokens ?? 4096 };
  if (ask.system) params.system = ask.system;
  if (ask.temperature !== null) params.temperature = ask.temperature;
  if (ask.stop.length) params.stop_sequences = ask.stop;
  if (thinks(ask, model)) params.thinking = { type: 'enabled', budget_tokens: 2048 };
  if (ask.form) params.output_config = { format: { type: 'json_schema', schema: ask.form } };
  if (ask.tools.length) params.tools = ask.tools.map(tool => ({ name: tool.name, description: tool.description, input_schema: tool.schema ?? { type: 'object' } }));
  if (ask.toolChoice) params.tool_choice = ask.toolChoice.startsWith('named:') ? { type: 'tool', name: ask.toolChoice.slice(6) } : { type: ask.toolChoice === 'required' ? 'any' : ask.toolChoice };
  return params;
}
