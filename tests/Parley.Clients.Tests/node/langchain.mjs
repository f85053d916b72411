import { AIMessage, HumanMessage, SystemMessage, ToolMessage } from '@langchain/core/messages';
import { ChatOpenAI } from '@langchain/openai';
import { addPiece, answered, callAt, laneOf, thinks } from './told.mjs';

const roles = { user: HumanMessage, assistant: AIMessage, system: SystemMessage };

export async function ask(gateway, ask, nextRound) {
  const messages = ask.system ? [new SystemMessage(ask.system)] : [];
  for (const turn of ask.turns) messages.push(new roles[turn.role]({ content: contentOf(turn) }));
  for (let model = ask.model; ; model = ask.nextModel ?? model) {
    const told = nextRound();
    const client = clientOf(gateway, ask, model);
    const message = ask.form ? await shaped(client, messages, ask) : ask.stream ? await stream(client, messages, told, ask) : await client.invoke(messages);
    if (!message) return;
    take(told, message, ask.stream);
    if (!ask.results || told.calls.length === 0) return;
    messages.push(message);
    for (const call of answered(ask, told)) messages.push(new ToolMessage({ tool_call_id: call.id, content: ask.results[call.name] }));
  }
}

function clientOf(gateway, ask, model) {
  const client = new ChatOpenAI({
    model,
    apiKey: 'sk-caller',
    maxRetries: 0,
    streamUsage: ask.usage,
    configuration: { baseURL: `${gateway}v1`, defaultHeaders: laneOf(ask) },
    ...(ask.maxTokens ? { maxTokens: ask.maxTokens } : {}),
    ...(ask.temperature === null ? {} : { temperature: ask.temperature }),
    ...(ask.stop.length ? { stop: ask.stop } : {}),
    ...(thinks(ask, model) ? { modelKwargs: { reasoning_effort: 'medium' } } : {}),
  });
  if (!ask.tools.length) return client;
  const tools = ask.tools.map(tool => ({ type: 'function', function: { name: tool.name, description: tool.description, parameters: tool.schema ?? { type: 'object', properties: {} } } }));
  return client.bindTools(tools, ask.toolChoice ? { tool_choice: ask.toolChoice.replace('named:', '') } : {});
}

/** An answer after a schema, which the client must have read as such. */
async function shaped(client, messages, ask) {
  const { raw, parsed } = await client.withStructuredOutput(ask.form, { name: 'answer', method: 'jsonSchema', strict: true, includeRaw: true }).invoke(messages);
  if (JSON.stringify(parsed) !== JSON.stringify(JSON.parse(raw.content))) throw new Error('the parsed output differs');
  return raw;
}

async function stream(client, messages, told, ask) {
  const leaving = new AbortController();
  let message = null;
  try {
    for await (const chunk of await client.stream(messages, { signal: leaving.signal })) {
      message = message?.concat(chunk) ?? chunk;
      takeChunk(told, chunk);
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
  return message;
}

function takeChunk(told, chunk) {
  if (chunk.content) {
    told.text += chunk.content;
    told.textPieces++;
  }
  for (const part of chunk.tool_call_chunks ?? []) addPiece(callAt(told, part.index, part.id, part.name), part.args);
  if (chunk.usage_metadata) told.usageEvents++;
}

function take(told, message, streamed) {
  if (streamed && message.content !== told.text) throw new Error(`the folded text is ${message.content}`);
  told.text = message.content;
  told.reasoning = message.additional_kwargs.reasoning_content ?? '';
  told.calls = message.tool_calls.map((call, index) => ({ id: call.id, name: call.name, arguments: JSON.stringify(call.args), pieces: told.calls[index]?.pieces ?? [] }));
  told.finish = message.response_metadata.finish_reason;
  const usage = message.usage_metadata;
  told.usage = usage && {
    input: usage.input_tokens,
    cached: usage.input_token_details?.cache_read ?? 0,
    output: usage.output_tokens,
    reasoning: usage.output_token_details?.reasoning ?? 0,
  };
}

function contentOf(turn) {
  const url = turn.imageUrl ?? (turn.imageData && `data:${turn.imageType};base64,${turn.imageData}`);
  return url ? [{ type: 'text', text: turn.text }, { type: 'image_url', image_url: { url } }] : turn.text;
}
