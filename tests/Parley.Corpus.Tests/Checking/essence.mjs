// What an answer says, read from its wire form alone: text, thoughts, tool calls, finish, usage. Independent of Parley, so that a mistake which it makes in both directions is seen.
const FINISH = {
  stop: 'stop', eos: 'stop', end_turn: 'stop', stop_sequence: 'stop', pause_turn: 'length', compaction: 'stop', STOP: 'stop', load: 'stop', unload: 'stop',
  tool_calls: 'tools', tool_call: 'tools', function_call: 'tools', tool_use: 'tools',
  length: 'length', max_tokens: 'length', model_length: 'length', model_context_window_exceeded: 'length', MAX_TOKENS: 'length',
  content_filter: 'filter', refusal: 'filter', SAFETY: 'filter', RECITATION: 'filter', BLOCKLIST: 'filter', PROHIBITED_CONTENT: 'filter', SPII: 'filter', IMAGE_SAFETY: 'filter', LANGUAGE: 'filter', MODEL_ARMOR: 'filter', content_filtered: 'filter', guardrail_intervened: 'filter',
  COMPLETE: 'stop', STOP_SEQUENCE: 'stop', TOOL_CALL: 'tools', ERROR: 'error', TIMEOUT: 'error',
  error: 'error', MALFORMED_FUNCTION_CALL: 'error', UNEXPECTED_TOOL_CALL: 'error', MISSING_THOUGHT_SIGNATURE: 'error', malformed_model_output: 'error', malformed_tool_use: 'error',
};
const GEMINI_FINISH_NUMBERS = [null, 'STOP', 'MAX_TOKENS', 'SAFETY', 'RECITATION', 'OTHER', 'LANGUAGE', 'BLOCKLIST', 'PROHIBITED_CONTENT', 'SPII', 'MALFORMED_FUNCTION_CALL', 'IMAGE_SAFETY', 'UNEXPECTED_TOOL_CALL'];
const parse = text => { try { return JSON.parse(text); } catch { return undefined; } };
const str = value => typeof value === 'string' ? value : '';

class Saying {
  text = ''; thoughts = ''; calls = new Map(); finish = null; input = null; output = null; error = null; complete = true;
  call(key, name) { if (!this.calls.has(key)) this.calls.set(key, { name: '', args: '', value: undefined }); const call = this.calls.get(key); if (name) call.name ||= name; return call; }
  ends(word) { if (word !== null && word !== undefined && word !== '') this.finish = FINISH[word] ?? 'stop'; }
  fails(error) { this.error = typeof error === 'string' ? error : error?.message ?? JSON.stringify(error); }
  result() {
    const calls = [...this.calls.values()].filter(call => call.name).map(({ name, args, value }) => `${name} ${JSON.stringify(value ?? (args.trim() === '' ? {} : parse(args))) ?? args}`);
    const finish = calls.length && (this.finish === 'stop' || this.finish === null) ? 'tools' : !calls.length && this.finish === 'tools' ? 'stop' : this.finish;
    return { ...this, calls, finish };
  }
}

function sseEvents(text) {
  const events = []; let event = null; let data = null;
  for (const line of text.replace(/^\ufeff/, '').split(/\r\n|\n|\r/)) {
    if (line === '') { if (data !== null) events.push({ event, data }); event = data = null; continue; }
    const colon = line.indexOf(':'); const field = colon < 0 ? line : line.slice(0, colon); const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (field === 'event') event = value; else if (field === 'data') data = data === null ? value : data + '\n' + value; else if (field === 'error') { event = 'error'; data = value; }
  }
  if (data !== null) events.push({ event, data });
  return events;
}
const documents = response => response.sse !== undefined ? sseEvents(response.sse).map(e => parse(e.data)).filter(v => v && typeof v === 'object')
  : response.ndjson !== undefined ? response.ndjson.split('\n').filter(l => l.trim()).map(parse).filter(Boolean) : Array.isArray(response.body) ? response.body : [response.body];

// ---- OpenAI
function openAiContent(saying, content) {
  if (typeof content === 'string') saying.text += content;
  else if (Array.isArray(content)) for (const chunk of content) { if (chunk.type === 'text') saying.text += chunk.text; else if (chunk.type === 'thinking') saying.thoughts += (chunk.thinking ?? []).map(t => str(t.text)).join(''); }
  else if (content && typeof content === 'object') saying.text += JSON.stringify(content);
}
function openAiMessage(saying, message) {
  openAiContent(saying, message.content);
  saying.thoughts += str(message.reasoning_content) || str(message.reasoning);
  if (message.refusal) saying.text += message.refusal;
  if (message.audio?.transcript) saying.text += message.audio.transcript;
  (message.tool_calls ?? []).forEach((tool, i) => {
    const named = tool.function?.name ?? tool.custom?.name;
    const call = saying.call(Number.isInteger(tool.index) ? tool.index : saying.lastStreamed && !tool.id ? saying.lastStreamed : `id:${tool.id ?? i}`, named);
    const args = tool.function?.arguments ?? tool.custom?.input;
    if (args && typeof args === 'object') call.value = args; else call.args += str(args);
  });
  if (message.function_call) { const call = saying.call('function', message.function_call.name); call.args += str(message.function_call.arguments); }
}
function openAiUsage(saying, usage) {
  if (!usage || !Number.isInteger(usage.prompt_tokens)) return;
  const written = usage.completion_tokens ?? 0;
  saying.input = usage.prompt_tokens;
  const thoughts = usage.completion_tokens_details?.reasoning_tokens ?? 0;
  const beyond = Number.isInteger(usage.total_tokens) ? usage.total_tokens - usage.prompt_tokens - written : 0;
  // Mistral leaves sound out of prompt_tokens, xAI and Google's OpenAI API the thoughts out of completion_tokens; the total has them. Vercel leaves them out of both.
  if (beyond > 0 && beyond === usage.prompt_tokens_details?.audio_tokens) { saying.input += beyond; saying.output = written; }
  else saying.output = written + (beyond > 0 ? beyond : thoughts > written ? thoughts : 0);
}
function openAi(saying, response) {
  const streamed = response.sse !== undefined;
  for (const doc of documents(response)) {
    if (doc.error && !doc.choices?.length || doc.choices === undefined && doc.message && doc.code) { saying.fails(doc.error ?? doc); continue; }
    for (const choice of doc.choices ?? []) {
      if (choice.index > 0) continue;
      if (choice.error) saying.fails(choice.error);
      openAiMessage(saying, (streamed ? choice.delta : choice.message) ?? {});
      const isCut = choice.finish_reason === 'tool_calls' && /^(max_output_tokens|max_tokens|length)$/i.test(choice.native_finish_reason ?? '');
      saying.ends(isCut ? 'length' : choice.finish_reason ?? choice.finish_details?.type);
    }
    openAiUsage(saying, doc.usage ?? doc.x_groq?.usage);
  }
  if (streamed) saying.complete = sseEvents(response.sse).some(e => e.data.trim() === '[DONE]') || saying.finish !== null;
}

// ---- OpenAI Responses
function responsesItem(saying, item, key) {
  if (item.type === 'message') for (const part of item.content ?? []) saying.text += str(part.text) + str(part.refusal);
  else if (item.type === 'reasoning') saying.thoughts += [...item.summary ?? [], ...item.content ?? []].map(piece => str(piece.text)).filter(Boolean).join('\n\n');
  else if (item.type === 'function_call') saying.call(key, item.name).args = str(item.arguments);
  else if (item.type === 'custom_tool_call') saying.call(key, item.name).args = str(item.input);
}
function responsesEnd(saying, response) {
  (response.output ?? []).forEach((item, i) => responsesItem(saying, item, i));
  saying.ends(response.status === 'incomplete' ? { max_output_tokens: 'length', content_filter: 'content_filter' }[response.incomplete_details?.reason] ?? 'stop' : 'stop');
  if (Number.isInteger(response.usage?.input_tokens)) { saying.input = response.usage.input_tokens; saying.output = response.usage.output_tokens; }
}
/** A stream is read from its pieces: what the last event repeats must be the same, which the checker looks at. Items that did not come in pieces are taken from where they are whole. */
function responses(saying, response) {
  if (response.sse === undefined) { if (response.body.error) saying.fails(response.body.error); return responsesEnd(saying, response.body); }
  saying.complete = false;
  const seen = new Map(); const piece = (doc, kind) => { const list = seen.get(doc.output_index) ?? []; seen.set(doc.output_index, list); const place = `${kind}${doc.summary_index ?? doc.content_index}`; if (kind && list.length && list.at(-1) !== place) saying.thoughts += '\n\n'; list.push(place); };
  for (const doc of documents(response)) {
    if (doc.type === 'error') saying.fails(doc.error ?? doc);
    else if (doc.type === 'response.failed') saying.fails(doc.response.error ?? 'failed');
    else if (doc.type === 'response.output_text.delta' || doc.type === 'response.refusal.delta') { piece(doc, ''); saying.text += doc.delta; }
    else if (doc.type === 'response.reasoning_summary_text.delta') { piece(doc, 's'); saying.thoughts += doc.delta; }
    else if (doc.type === 'response.reasoning_text.delta') { piece(doc, 'c'); saying.thoughts += doc.delta; }
    else if (doc.type === 'response.output_item.done' && !seen.has(doc.output_index)) { seen.set(doc.output_index, ['']); responsesItem(saying, doc.item, doc.output_index); }
    else if (/^response\.(completed|incomplete|cancelled)$/.test(doc.type)) { saying.complete = true; responsesEnd(saying, { ...doc.response, output: [] }); }
  }
}

// ---- Anthropic
function anthropicBlock(saying, block, key) {
  if (block.type === 'text') saying.text += str(block.text);
  else if (block.type === 'thinking') saying.thoughts += str(block.thinking);
  else if (block.type === 'tool_use') { const call = saying.call(key, block.name); if (Object.keys(block.input ?? {}).length) call.value = block.input; }
}
function anthropicUsage(saying, usage, kept) {
  if (!usage) return;
  for (const [name, value] of Object.entries(usage)) if (value !== null) kept[name] = value;
  saying.input = (kept.input_tokens ?? 0) + (kept.cache_read_input_tokens ?? 0) + (kept.cache_creation_input_tokens ?? 0); saying.output = kept.output_tokens ?? 0;
}
function anthropic(saying, response) {
  if (response.sse === undefined) { const body = response.body; if (body.type === 'error') return saying.fails(body.error); body.content?.forEach((block, i) => anthropicBlock(saying, block, i)); saying.ends(body.stop_reason); return anthropicUsage(saying, body.usage, {}); }
  const kept = {}; saying.complete = false;
  for (const doc of documents(response)) {
    if (doc.type === 'message_start') anthropicUsage(saying, doc.message.usage, kept);
    else if (doc.type === 'content_block_start') anthropicBlock(saying, doc.content_block, doc.index);
    else if (doc.type === 'content_block_delta') { saying.text += str(doc.delta.text); saying.thoughts += str(doc.delta.thinking); if (doc.delta.partial_json && saying.calls.has(doc.index)) saying.calls.get(doc.index).args += doc.delta.partial_json; }
    else if (doc.type === 'message_delta') { saying.ends(doc.delta.stop_reason); anthropicUsage(saying, doc.usage, kept); }
    else if (doc.type === 'message_stop') saying.complete = true;
    else if (doc.type === 'error') saying.fails(doc.error);
  }
}

// ---- Gemini
function gemini(saying, response) {
  for (const doc of documents(response)) {
    if (doc.error) { saying.fails(doc.error); continue; }
    if (doc.promptFeedback?.blockReason) saying.finish = 'filter';
    for (const candidate of doc.candidates ?? []) {
      if (candidate.index > 0) continue;
      for (const part of candidate.content?.parts ?? []) {
        if (part.functionCall) { if (part.functionCall.name) saying.call(saying.calls.size, part.functionCall.name).value = part.functionCall.args ?? {}; }
        else if (part.thought) saying.thoughts += str(part.text); else saying.text += str(part.text);
      }
      saying.ends(Number.isInteger(candidate.finishReason) ? GEMINI_FINISH_NUMBERS[candidate.finishReason] ?? 'OTHER' : candidate.finishReason);
    }
    const usage = doc.usageMetadata;
    if (usage) { if (Number.isInteger(usage.promptTokenCount)) saying.input = usage.promptTokenCount + (usage.toolUsePromptTokenCount ?? 0); saying.output = (usage.candidatesTokenCount ?? 0) + (usage.thoughtsTokenCount ?? 0); }
  }
  saying.complete = saying.finish !== null;
}

// ---- Ollama
function ollama(saying, response) {
  saying.complete = false;
  for (const doc of documents(response)) {
    if (typeof doc.error === 'string') { saying.fails(doc.error); continue; }
    saying.text += str(doc.message?.content) + str(doc.response); saying.thoughts += str(doc.message?.thinking) + str(doc.thinking);
    for (const tool of doc.message?.tool_calls ?? []) saying.call(saying.calls.size, tool.function.name).value = tool.function.arguments ?? {};
    if (doc.done) { saying.complete = true; saying.ends(doc.done_reason ?? 'stop'); saying.input = doc.prompt_eval_count ?? null; saying.output = doc.eval_count ?? null; }
  }
}

// ---- Bedrock Converse
function converseBlock(saying, block, key) {
  saying.text += str(block.text) + (block.citationsContent?.content ?? []).map(piece => str(piece.text)).join(''); saying.thoughts += str(block.reasoningContent?.reasoningText?.text);
  // What the service runs itself is no call of the caller's.
  if (block.toolUse && block.toolUse.type !== 'server_tool_use') saying.call(key, block.toolUse.name).value = block.toolUse.input;
}
function converseUsage(saying, usage) {
  if (usage) { saying.input = usage.inputTokens + (usage.cacheReadInputTokens ?? 0) + (usage.cacheWriteInputTokens ?? 0); saying.output = usage.outputTokens; }
}
function converse(saying, response) {
  if (response.events === undefined) { const body = response.body; if (!body.output) return saying.fails(body); body.output.message.content.forEach((block, i) => converseBlock(saying, block, i)); saying.ends(body.stopReason); return converseUsage(saying, body.usage); }
  saying.complete = false;
  for (const { headers, payload } of response.events) {
    if (headers[':message-type'] !== 'event') { saying.fails(payload); continue; }
    const delta = payload.delta ?? {}; const key = payload.contentBlockIndex;
    if (payload.start?.toolUse && payload.start.toolUse.type !== 'server_tool_use') saying.call(key, payload.start.toolUse.name);
    saying.text += str(delta.text); saying.thoughts += str(delta.reasoningContent?.text); if (delta.toolUse && saying.calls.has(key)) saying.calls.get(key).args += str(delta.toolUse.input);
    if (headers[':event-type'] === 'messageStop') { saying.ends(payload.stopReason); saying.complete = true; }
    converseUsage(saying, payload.usage);
  }
}
// ---- Cohere
function cohereContent(saying, content) {
  if (typeof content === 'string') saying.text += content;
  else for (const part of Array.isArray(content) ? content : content ? [content] : []) { saying.text += str(part.text); saying.thoughts += str(part.thinking); }
}
function cohereEnd(saying, end) {
  if (end.error) saying.fails(end.error);
  saying.ends(end.finish_reason);
  const { tokens, billed_units: billed } = end.usage ?? {};
  if (!tokens && !billed) return;
  // Newer models count images beside the prompt: then there are more of them than prompt.
  const prompt = tokens?.input_tokens ?? billed.input_tokens;
  saying.input = prompt + (tokens?.image_tokens > prompt ? tokens.image_tokens : 0); saying.output = tokens?.output_tokens ?? billed.output_tokens;
}
function cohere(saying, response) {
  if (response.sse === undefined) {
    const { message, ...end } = response.body;
    if (!message || typeof message === 'string') return saying.fails(end.error ?? message);
    cohereContent(saying, message.content); saying.thoughts += str(message.tool_plan);
    (message.tool_calls ?? []).forEach((tool, i) => { saying.call(i, tool.function.name).args += str(tool.function.arguments); });
    return cohereEnd(saying, end);
  }
  saying.complete = false;
  for (const doc of documents(response)) {
    const message = doc.delta?.message;
    if (doc.type === 'content-start' || doc.type === 'content-delta') cohereContent(saying, message?.content);
    else if (doc.type === 'tool-plan-delta') saying.thoughts += str(message?.tool_plan);
    else if (doc.type === 'tool-call-start' || doc.type === 'tool-call-delta') { const { name, arguments: args } = message?.tool_calls?.function ?? {}; saying.call(doc.index, name).args += str(args); }
    else if (doc.type === 'message-end') { saying.complete = true; cohereEnd(saying, doc.delta); }
    else if (!doc.type) saying.fails(doc);
  }
}

export function essenceOf(wire, response) {
  const saying = new Saying();
  if ((response.status ?? 200) >= 400) { saying.fails(response.body?.error ?? response.body?.[0]?.error ?? response.body?.detail ?? response.body); return saying.result(); }
  const read = wire.startsWith('gemini.') ? gemini : wire.startsWith('ollama.') ? ollama : wire.startsWith('bedrock.') ? converse : wire.startsWith('cohere.') ? cohere : wire === 'anthropic.messages' ? anthropic : wire === 'openai.responses' ? responses : openAi;
  read(saying, response);
  return saying.result();
}
