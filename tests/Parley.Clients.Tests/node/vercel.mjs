import { createAnthropic } from '@ai-sdk/anthropic';
import { createGoogleGenerativeAI } from '@ai-sdk/google';
import { createOpenAI } from '@ai-sdk/openai';
import { generateText, jsonSchema, Output, streamText, tool } from 'ai';
import { addPiece, answered, laneOf, thinks } from './told.mjs';

// Its warnings go to the console for each thing that a dialect lacks.
globalThis.AI_SDK_LOG_WARNINGS = false;

const at = (gateway, path) => ({ baseURL: `${gateway}${path}`, apiKey: 'sk-caller' });

export const openai = driving(gateway => createOpenAI(at(gateway, 'v1')).chat, { openai: { reasoningEffort: 'medium' } });
/** Its default: answers are stored, and later requests refer to their items. */
export const responses = driving(gateway => createOpenAI(at(gateway, 'v1')), { openai: { reasoningEffort: 'medium', reasoningSummary: 'auto', forceReasoning: true } });
/** Of models that it does not know by name it asks for JSON by a tool, unless it is told that they have schemas. */
export const anthropic = driving(gateway => createAnthropic(at(gateway, 'v1')), { anthropic: { thinking: { type: 'enabled', budgetTokens: 2048 } } }, { anthropic: { structuredOutputMode: 'outputFormat' } });
export const google = driving(gateway => createGoogleGenerativeAI(at(gateway, 'v1beta')), { google: { thinkingConfig: { includeThoughts: true, thinkingBudget: 2048 } } });

function driving(open, thinking, shaping) {
  return { ask: (gateway, ask, nextRound) => converse(open(gateway), { thinking, shaping }, ask, nextRound) };
}

async function converse(open, options, ask, nextRound) {
  const messages = ask.turns.map(turn => ({ role: turn.role, content: contentOf(turn) }));
  for (let model = ask.model; ; model = ask.nextModel ?? model) {
    const told = nextRound();
    const params = { ...paramsOf(ask, messages), model: open(model), providerOptions: thinks(ask, model) ? options.thinking : ask.form ? options.shaping : undefined };
    const result = ask.stream ? await stream(params, told, ask) : await generateText(params);
    if (!result) return;
    await take(told, result, ask);
    if (!ask.results || told.calls.length === 0) return;
    messages.push(...(await result.response).messages);
    messages.push({ role: 'tool', content: answered(ask, told).map(call => ({ type: 'tool-result', toolCallId: call.id, toolName: call.name, output: { type: 'text', value: ask.results[call.name] } })) });
  }
}

async function stream(params, told, ask) {
  const leaving = new AbortController();
  // Errors come as parts as well.
  const result = streamText({ ...params, abortSignal: leaving.signal, onError: () => {} });
  for await (const part of result.fullStream) {
    takePart(told, part);
    if (ask.leaveAfterText && told.text) {
      told.left = true;
      leaving.abort();
      return null;
    }
  }
  return result;
}

function takePart(told, part) {
  switch (part.type) {
    case 'text-delta':
      told.text += part.text;
      if (part.text) told.textPieces++;
      return;
    case 'reasoning-delta':
      told.reasoning += part.text;
      return;
    case 'tool-input-delta':
      addPiece(((told.pieces ??= {})[part.id] ??= { arguments: '', pieces: [] }), part.delta);
      return;
    case 'finish-step':
      told.usageEvents++;
      return;
    case 'error':
      throw part.error instanceof Error ? part.error : Object.assign(new Error(JSON.stringify(part.error)), { code: part.error.code });
  }
}

async function take(told, result, ask) {
  const [text, reasoning, calls, raw, unified, usage] = await Promise.all([result.text, result.reasoningText, result.toolCalls, result.rawFinishReason, result.finishReason, result.usage]);
  if (ask.stream && (text !== told.text || (reasoning ?? '') !== told.reasoning)) throw new Error(`the folded text is ${text}, the reasoning ${reasoning}`);
  if (unified === 'other' || unified === 'error') throw new Error(`it takes ${raw} for ${unified}`);
  told.text = text;
  told.reasoning = reasoning ?? '';
  told.calls = calls.map(call => ({ id: call.toolCallId, name: call.toolName, arguments: JSON.stringify(call.input), pieces: told.pieces?.[call.toolCallId]?.pieces ?? [] }));
  // It has no word where a response is complete.
  told.finish = raw ?? 'completed';
  told.stoppedAt = (await result.providerMetadata)?.anthropic?.stopSequence ?? null;
  told.usage = {
    input: usage.inputTokens ?? 0,
    cached: usage.inputTokenDetails.cacheReadTokens ?? 0,
    output: usage.outputTokens ?? 0,
    reasoning: usage.outputTokenDetails.reasoningTokens ?? 0,
  };
  if (ask.form && JSON.stringify(await result.output) !== JSON.stringify(JSON.parse(text))) throw new Error('the parsed output differs');
}

function contentOf(turn) {
  const image = turn.imageUrl ? new URL(turn.imageUrl) : turn.imageData;
  return image ? [{ type: 'text', text: turn.text }, { type: 'image', image, mediaType: turn.imageType }] : turn.text;
}

function paramsOf(ask, messages) {
  const params = { messages, maxRetries: 0, headers: laneOf(ask) };
  if (ask.system) params.system = ask.system;
  if (ask.maxTokens) params.maxOutputTokens = ask.maxTokens;
  if (ask.temperature !== null) params.temperature = ask.temperature;
  if (ask.stop.length) params.stopSequences = ask.stop;
  if (ask.form) params.output = Output.object({ name: 'answer', schema: jsonSchema(ask.form) });
  if (ask.tools.length) params.tools = Object.fromEntries(ask.tools.map(({ name, description, schema }) => [name, tool({ description, inputSchema: jsonSchema(schema ?? { type: 'object', properties: {} }) })]));
  if (ask.toolChoice) params.toolChoice = ask.toolChoice.startsWith('named:') ? { type: 'tool', toolName: ask.toolChoice.slice(6) } : ask.toolChoice;
  return params;
}
