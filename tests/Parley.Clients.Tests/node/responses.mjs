import OpenAI from 'openai';
import { addPiece, answered, laneOf, thinks } from './told.mjs';
import { openai } from './openai.mjs';

export const { list } = openai;

export async function ask(gateway, ask, nextRound) {
  const client = new OpenAI({ baseURL: `${gateway}v1`, apiKey: 'sk-caller', maxRetries: 0, defaultHeaders: laneOf(ask) });
  const input = inputOf(ask);
  for (let model = ask.model; ; model = ask.nextModel ?? model) {
    const told = nextRound();
    const params = paramsOf(ask, model, input);
    const response = ask.stream ? await stream(client, params, told, ask) : await whole(client, params, told, ask);
    if (!ask.results || told.calls.length === 0) return;
    input.push(...response.output.map(plain));
    for (const call of answered(ask, told)) input.push({ type: 'function_call_output', call_id: call.id, output: ask.results[call.name] });
  }
}

async function whole(client, params, told, ask) {
  const response = ask.form ? await client.responses.parse(params) : await client.responses.create(params);
  told.text = response.output_text;
  takeItems(response.output, told);
  if (ask.form && JSON.stringify(response.output_parsed) !== JSON.stringify(JSON.parse(told.text))) throw new Error('the parsed output differs');
  return finish(response, told);
}

async function stream(client, params, told, ask) {
  const events = client.responses.stream(params);
  let number = 0;
  for await (const event of events) {
    // On the fast lane the numbers are the provider's own, and what the gateway adds behind them has none; wherever they come from, there is no gap.
    if (event.sequence_number !== undefined && event.sequence_number !== number++) throw new Error(`${event.type} has the number ${event.sequence_number}, not ${number - 1}`);
    take(event, told);
    if (ask.leaveAfterText && told.text) {
      told.left = true;
      events.abort();
      return null;
    }
  }
  const response = await events.finalResponse();
  const calls = [];
  takeItems(response.output, { calls });
  // The last event repeats what the pieces said.
  if (response.output_text !== told.text) throw new Error(`the folded text is ${response.output_text}`);
  if (calls.map(call => call.arguments).join('|') !== told.calls.map(call => call.arguments).join('|')) throw new Error('the folded calls differ');
  told.usageEvents = response.usage ? 1 : 0;
  return finish(response, told);
}

function take(event, told) {
  switch (event.type) {
    case 'response.output_text.delta':
      if (!event.delta) return;
      told.text += event.delta;
      told.textPieces++;
      return;
    case 'response.reasoning_summary_text.delta':
    case 'response.reasoning_text.delta':
      told.reasoning += event.delta;
      return;
    case 'response.output_item.added':
      if (event.item.type === 'function_call') told.calls.push({ id: event.item.call_id, name: event.item.name, arguments: '', pieces: [], item: event.item.id });
      return;
    case 'response.function_call_arguments.delta':
      addPiece(told.calls.find(call => call.item === event.item_id), event.delta);
      return;
  }
}

function takeItems(output, told) {
  for (const item of output) {
    if (item.type === 'function_call') told.calls.push({ id: item.call_id, name: item.name, arguments: item.arguments, pieces: [] });
    if (item.type === 'reasoning') told.reasoning += [...item.summary, ...(item.content ?? [])].map(piece => piece.text).join('');
  }
}

/** The client adds what it parsed to its items; OpenAI refuses that in a request. */
function plain({ parsed_arguments, ...item }) {
  return item.content ? { ...item, content: item.content.map(({ parsed, ...part }) => part) } : item;
}

function finish(response, told) {
  told.finish = response.status === 'completed' ? 'completed' : response.incomplete_details?.reason ?? response.status;
  told.usage = response.usage && {
    input: response.usage.input_tokens,
    cached: response.usage.input_tokens_details.cached_tokens,
    output: response.usage.output_tokens,
    reasoning: response.usage.output_tokens_details.reasoning_tokens,
  };
  return response;
}

function inputOf(ask) {
  return ask.turns.map(turn => {
    const image = turn.imageUrl ?? (turn.imageData && `data:${turn.imageType};base64,${turn.imageData}`);
    return { role: turn.role, content: image ? [{ type: 'input_text', text: turn.text }, { type: 'input_image', image_url: image, detail: 'auto' }] : turn.text };
  });
}

function paramsOf(ask, model, input) {
  const params = { model, input, store: false };
  if (ask.system) params.instructions = ask.system;
  if (ask.maxTokens) params.max_output_tokens = ask.maxTokens;
  if (ask.temperature !== null) params.temperature = ask.temperature;
  if (thinks(ask, model)) params.reasoning = { effort: 'medium', summary: 'auto' };
  if (ask.form) params.text = { format: { type: 'json_schema', name: 'answer', schema: ask.form, strict: true } };
  if (ask.tools.length) params.tools = ask.tools.map(tool => ({ type: 'function', name: tool.name, description: tool.description, strict: false, parameters: tool.schema ?? { type: 'object', properties: {} } }));
  if (ask.toolChoice) params.tool_choice = ask.toolChoice.startsWith('named:') ? { type: 'function', name: ask.toolChoice.slice(6) } : ask.toolChoice;
  return params;
}
