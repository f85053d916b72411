// Judges requests that Parley writes: the members that the vendors document, their types, the order of turns, calls and results in pairs.
// The vendors' schemas bind the members but not the order; their wording is in the API references, not repeated here.
const isObj = v => v !== null && typeof v === 'object' && !Array.isArray(v);
const isStr = v => typeof v === 'string';
const isJson = text => { try { return isObj(JSON.parse(text)); } catch { return false; } };
const words = text => new Set(text.split(' '));

class Judge {
  breaches = [];
  demand(holds, rule, msg) { if (!holds) this.breaches.push({ rule, level: 'must', msg: String(msg).slice(0, 240) }); return !!holds; }
  members(node, known, place) { if (!this.demand(isObj(node), 'req.object', `${place} is ${JSON.stringify(node)}`)) return false; for (const name of Object.keys(node)) this.demand(known.has(name), 'req.foreign_member', `${place}.${name}`); return true; }
  range(value, from, to, place) { if (value !== undefined) this.demand(typeof value === 'number' && value >= from && value <= to, 'req.range', `${place}=${value}`); }
  oneOf(value, choices, place) { this.demand(choices.includes(value), 'req.enum', `${place}=${JSON.stringify(value)}`); }
}

// ---- OpenAI
const OPENAI = words('messages model store reasoning_effort metadata frequency_penalty logit_bias logprobs top_logprobs max_tokens max_completion_tokens n modalities prediction audio presence_penalty response_format seed service_tier stop stream stream_options temperature top_p tools tool_choice parallel_tool_calls user functions function_call web_search_options verbosity safety_identifier prompt_cache_key prompt_cache_retention');
const OPENAI_MESSAGE = { system: words('role content name'), developer: words('role content name'), user: words('role content name'), assistant: words('role content name refusal audio tool_calls function_call'), tool: words('role content tool_call_id') };
const OPENAI_PART = { text: words('type text'), image_url: words('type image_url'), input_audio: words('type input_audio'), file: words('type file'), refusal: words('type refusal') };
const OPENAI_MEDIA = { image_url: words('url detail'), input_audio: words('data format'), file: words('file_data file_id filename') };

function openAiContent(j, message, place) {
  const { content, role } = message;
  if (content === null || content === undefined) { j.demand(role === 'assistant' && (message.tool_calls?.length || message.refusal || message.audio), 'req.content', `${place}: no content`); return; }
  if (isStr(content)) return;
  if (!j.demand(Array.isArray(content) && content.length > 0, 'req.content', `${place}: ${JSON.stringify(content)}`)) return;
  content.forEach((part, i) => {
    const at = `${place}.content[${i}]`;
    if (!j.demand(part?.type in OPENAI_PART, 'req.part_type', `${at}: ${part?.type}`)) return;
    j.members(part, OPENAI_PART[part.type], at);
    if (part.type === 'text') j.demand(isStr(part.text), 'req.text', at);
    if (part.type in OPENAI_MEDIA) { j.demand(role === 'user', 'req.media_role', `${at}: ${part.type} of ${role}`); j.members(part[part.type], OPENAI_MEDIA[part.type], `${at}.${part.type}`); }
    if (part.type === 'image_url') j.demand(/^(data:|https?:)/.test(part.image_url?.url ?? ''), 'req.image_url', `${at}: ${part.image_url?.url?.slice(0, 40)}`);
  });
}
function openAi(j, body) {
  j.members(body, OPENAI, '$'); j.demand(isStr(body.model) && body.model !== '', 'req.model', body.model); j.range(body.temperature, 0, 2, 'temperature'); j.range(body.top_p, 0, 1, 'top_p');
  let open = new Set();
  (body.messages ?? []).forEach((message, i) => {
    const place = `messages[${i}]`;
    if (!j.demand(message.role in OPENAI_MESSAGE, 'req.role', `${place}: ${message.role}`)) return;
    j.members(message, OPENAI_MESSAGE[message.role], place); openAiContent(j, message, place);
    if (message.role === 'tool') { j.demand(open.delete(message.tool_call_id), 'req.unpaired_result', `${place}: ${message.tool_call_id}`); return; }
    j.demand(open.size === 0, 'req.unanswered_call', `${place}: ${[...open]}`);
    open = new Set((message.tool_calls ?? []).map(call => call.id));
    for (const call of message.tool_calls ?? []) { j.members(call, words('id type function custom'), `${place}.tool_calls`); j.demand(isStr(call.id) && call.id !== '' && call.id.length <= 40, 'req.call_id', call.id); if (call.type === 'function') j.demand(isStr(call.function?.name) && isJson(call.function.arguments), 'req.arguments', `${place}: ${call.function?.arguments}`); }
    if (message.tool_calls) j.demand(message.tool_calls.length > 0, 'req.empty_calls', place);
  });
  (body.tools ?? []).forEach((tool, i) => { j.members(tool, words('type function custom'), `tools[${i}]`); if (tool.type === 'function' && j.members(tool.function, words('name description parameters strict'), `tools[${i}].function`)) j.demand(/^[\w-]{1,64}$/.test(tool.function.name), 'req.tool_name', tool.function.name); });
  if (isStr(body.tool_choice)) j.oneOf(body.tool_choice, ['none', 'auto', 'required'], 'tool_choice'); else if (body.tool_choice) { j.oneOf(body.tool_choice.type, ['function', 'allowed_tools', 'custom'], 'tool_choice.type'); if (body.tool_choice.type === 'function') j.demand(isStr(body.tool_choice.function?.name), 'req.tool_choice', JSON.stringify(body.tool_choice)); }
  if (body.tool_choice || body.parallel_tool_calls !== undefined) j.demand(body.tools?.length > 0 || body.tool_choice === 'none', 'req.choice_without_tools', JSON.stringify(body.tool_choice ?? body.parallel_tool_calls));
  if (body.response_format) { j.oneOf(body.response_format.type, ['text', 'json_object', 'json_schema'], 'response_format.type'); if (body.response_format.type === 'json_schema' && j.members(body.response_format.json_schema, words('name schema strict description'), 'response_format.json_schema')) j.demand(/^[\w-]{1,64}$/.test(body.response_format.json_schema.name), 'req.schema_name', body.response_format.json_schema.name); }
  if (body.stream_options) j.demand(body.stream === true, 'req.stream_options', 'without stream');
}

// ---- OpenAI Responses
const RESPONSES = words('model input instructions tools tool_choice parallel_tool_calls max_output_tokens max_tool_calls temperature top_p top_logprobs reasoning text metadata user safety_identifier prompt_cache_key prompt_cache_retention service_tier store stream stream_options include truncation background previous_response_id conversation prompt');
const RESPONSES_ITEM = { message: words('type role content id status'), function_call: words('type call_id name arguments id status'), function_call_output: words('type call_id output id status'), custom_tool_call: words('type call_id name input id status'), custom_tool_call_output: words('type call_id output id status'), reasoning: words('type id summary content encrypted_content status') };
const RESPONSES_PART = { input_text: words('type text'), input_image: words('type image_url file_id detail'), input_file: words('type file_data file_url file_id filename'), input_audio: words('type input_audio'), output_text: words('type text annotations logprobs'), refusal: words('type refusal') };

function responsesContent(j, content, role, place) {
  if (isStr(content)) return;
  if (!j.demand(Array.isArray(content) && content.length > 0, 'req.content', `${place}: ${JSON.stringify(content)}`)) return;
  content.forEach((part, i) => {
    const at = `${place}.content[${i}]`;
    if (!j.demand(part?.type in RESPONSES_PART, 'req.part_type', `${at}: ${part?.type}`)) return;
    j.members(part, RESPONSES_PART[part.type], at);
    j.demand((role === 'assistant') === (part.type === 'output_text' || part.type === 'refusal'), 'req.part_role', `${at}: ${part.type} of ${role}`);
    if (part.type.endsWith('_text')) j.demand(isStr(part.text), 'req.text', at);
    if (part.type === 'input_image') j.demand(isStr(part.file_id) || /^(data:|https?:)/.test(part.image_url ?? ''), 'req.image_url', at);
    if (part.type === 'input_file' && part.file_data) j.demand(part.file_data.startsWith('data:') && isStr(part.filename), 'req.file', at);
  });
}
function responses(j, body) {
  j.members(body, RESPONSES, '$'); j.demand(isStr(body.model) && body.model !== '', 'req.model', body.model); j.range(body.temperature, 0, 2, 'temperature'); j.range(body.top_p, 0, 1, 'top_p');
  if (body.max_output_tokens !== undefined) j.demand(body.max_output_tokens >= 16, 'req.max_tokens', body.max_output_tokens);
  const open = new Set();
  for (const [i, item] of (Array.isArray(body.input) ? body.input : []).entries()) {
    const place = `input[${i}]`; const type = item.type ?? 'message';
    if (!j.demand(type in RESPONSES_ITEM, 'req.item_type', `${place}: ${type}`)) continue;
    j.members(item, RESPONSES_ITEM[type], place);
    if (type === 'message') { j.oneOf(item.role, ['user', 'assistant', 'system', 'developer'], `${place}.role`); responsesContent(j, item.content, item.role, place); }
    if (type.endsWith('call')) { j.demand(isStr(item.call_id) && item.call_id !== '' && item.call_id.length <= 64, 'req.call_id', item.call_id); open.add(item.call_id); if (type === 'function_call') j.demand(isJson(item.arguments), 'req.arguments', `${place}: ${item.arguments}`); }
    if (type.endsWith('call_output')) { j.demand(open.delete(item.call_id), 'req.unpaired_result', `${place}: ${item.call_id}`); responsesContent(j, item.output, 'tool', place); }
  }
  j.demand(isStr(body.input) || body.input?.length > 0, 'req.no_turn', 'no items');
  (body.tools ?? []).forEach((tool, i) => { if (tool.type === 'function' && j.members(tool, words('type name description parameters strict'), `tools[${i}]`)) { j.demand(/^[\w-]{1,64}$/.test(tool.name), 'req.tool_name', tool.name); j.demand(isObj(tool.parameters) && typeof tool.strict === 'boolean', 'req.tool', `tools[${i}]`); } });
  if (isStr(body.tool_choice)) j.oneOf(body.tool_choice, ['none', 'auto', 'required'], 'tool_choice'); else if (body.tool_choice) j.oneOf(body.tool_choice.type, ['function', 'allowed_tools', 'custom'], 'tool_choice.type');
  if (body.tool_choice || body.parallel_tool_calls !== undefined) j.demand(body.tools?.length > 0, 'req.choice_without_tools', JSON.stringify(body.tool_choice ?? body.parallel_tool_calls));
  if (body.text) { j.members(body.text, words('format verbosity'), 'text'); if (body.text.format) { j.oneOf(body.text.format.type, ['text', 'json_object', 'json_schema'], 'text.format.type'); if (body.text.format.type === 'json_schema') { j.members(body.text.format, words('type name schema strict description'), 'text.format'); j.demand(/^[\w-]{1,64}$/.test(body.text.format.name), 'req.schema_name', body.text.format.name); } } }
  if (body.reasoning) j.members(body.reasoning, words('effort summary'), 'reasoning');
}

// ---- Anthropic
const ANTHROPIC = words('model messages max_tokens system stop_sequences stream temperature top_p top_k tools tool_choice metadata thinking service_tier output_config cache_control');
const BLOCK = { text: words('type text cache_control citations'), image: words('type source cache_control'), document: words('type source title context citations cache_control'), tool_use: words('type id name input cache_control'), tool_result: words('type tool_use_id content is_error cache_control'), thinking: words('type thinking signature'), redacted_thinking: words('type data') };
const SOURCE = { base64: words('type media_type data'), url: words('type url'), text: words('type media_type data'), file: words('type file_id'), content: words('type content') };

function anthropicBlock(j, block, role, place) {
  if (!j.demand(block?.type in BLOCK, 'req.block_type', `${place}: ${block?.type}`)) return;
  j.members(block, BLOCK[block.type], place);
  if (block.type === 'text') j.demand(isStr(block.text) && block.text.trim() !== '', 'req.empty_text', place);
  if (block.source) { if (j.demand(block.source.type in SOURCE, 'req.source', `${place}: ${block.source.type}`)) j.members(block.source, SOURCE[block.source.type], `${place}.source`); if (block.type === 'image' && block.source.type === 'base64') j.oneOf(block.source.media_type, ['image/jpeg', 'image/png', 'image/gif', 'image/webp'], `${place}.media_type`); }
  if (block.type === 'tool_use') { j.demand(role === 'assistant' && /^[a-zA-Z0-9_-]{1,64}$/.test(block.id) && isObj(block.input), 'req.tool_use', `${place}: ${JSON.stringify(block).slice(0, 100)}`); }
  if (block.type === 'tool_result') { j.demand(role === 'user', 'req.result_role', place); if (Array.isArray(block.content)) block.content.forEach((inner, i) => anthropicBlock(j, inner, role, `${place}.content[${i}]`)); else j.demand(block.content === undefined || isStr(block.content), 'req.result_content', place); }
  if (block.type === 'thinking') j.demand(role === 'assistant' && isStr(block.signature) && block.signature !== '', 'req.unsigned_thinking', place);
}
function anthropic(j, body) {
  j.members(body, ANTHROPIC, '$'); j.demand(isStr(body.model), 'req.model', body.model); j.demand(Number.isInteger(body.max_tokens) && body.max_tokens >= 1, 'req.max_tokens', body.max_tokens); j.range(body.temperature, 0, 1, 'temperature');
  for (const block of Array.isArray(body.system) ? body.system : []) anthropicBlock(j, block, 'system', 'system');
  if (isStr(body.system)) j.demand(body.system.trim() !== '', 'req.empty_text', 'system');
  let open = [];
  j.demand(body.messages?.length > 0, 'req.no_turn', 'no messages');
  // Turns of one role that follow each other are one to the API, and the first may be the assistant's.
  const turns = [];
  (body.messages ?? []).forEach((message, i) => {
    j.members(message, words('role content'), `messages[${i}]`); j.oneOf(message.role, ['user', 'assistant'], `messages[${i}].role`);
    const blocks = isStr(message.content) ? [{ type: 'text', text: message.content }] : message.content ?? [];
    j.demand(blocks.length > 0, 'req.empty_turn', `messages[${i}]`);
    if (turns.at(-1)?.role === message.role) turns.at(-1).blocks.push(...blocks); else turns.push({ role: message.role, blocks: [...blocks] });
  });
  turns.forEach((message, i) => {
    const place = `turn ${i}`; const blocks = message.blocks; blocks.forEach((block, k) => anthropicBlock(j, block, message.role, `${place}.content[${k}]`));
    const results = blocks.filter(b => b.type === 'tool_result').map(b => b.tool_use_id);
    j.demand(results.length === new Set(results).size && results.every(id => open.includes(id)), 'req.unpaired_result', `${place}: ${results} for ${open}`);
    j.demand(open.every(id => results.includes(id)), 'req.unanswered_call', `${place}: ${open} got ${results}`);
    j.demand(results.length === 0 || blocks.slice(0, results.length).every(b => b.type === 'tool_result'), 'req.results_first', place);
    open = blocks.filter(b => b.type === 'tool_use').map(b => b.id);
    if (i === turns.length - 1 && message.role === 'assistant') j.demand(!/\s$/.test(blocks.at(-1)?.text ?? ''), 'req.prefill_space', place);
  });
  (body.tools ?? []).forEach((tool, i) => { j.members(tool, words('type name description input_schema cache_control strict'), `tools[${i}]`); j.demand(tool.input_schema?.type === 'object' && /^[\w-]{1,128}$/.test(tool.name), 'req.tool', `tools[${i}]: ${JSON.stringify(tool).slice(0, 120)}`); });
  if (body.tool_choice) { j.members(body.tool_choice, words('type name disable_parallel_tool_use'), 'tool_choice'); j.oneOf(body.tool_choice.type, ['auto', 'any', 'tool', 'none'], 'tool_choice.type'); j.demand(body.tools?.length > 0, 'req.choice_without_tools', JSON.stringify(body.tool_choice)); }
  if (body.thinking) {
    j.oneOf(body.thinking.type, ['enabled', 'disabled', 'adaptive'], 'thinking.type');
    if (body.thinking.type === 'enabled') { j.demand(body.thinking.budget_tokens >= 1024 && body.thinking.budget_tokens < body.max_tokens, 'req.budget', `${body.thinking.budget_tokens} of ${body.max_tokens}`); }
    if (body.thinking.type !== 'disabled') { j.demand(body.temperature === undefined || body.temperature === 1, 'req.thinking_temperature', body.temperature); j.demand(body.top_k === undefined, 'req.thinking_top_k', body.top_k); j.demand(!['any', 'tool'].includes(body.tool_choice?.type), 'req.thinking_tool_choice', JSON.stringify(body.tool_choice)); }
  }
}

// ---- Gemini
const GEMINI = words('contents systemInstruction tools toolConfig safetySettings generationConfig cachedContent labels serviceTier');
const GENERATION = words('candidateCount stopSequences maxOutputTokens temperature topP topK seed presencePenalty frequencyPenalty responseLogprobs logprobs responseMimeType responseSchema responseJsonSchema thinkingConfig responseModalities speechConfig mediaResolution imageConfig');
const PART = words('text thought thoughtSignature inlineData fileData functionCall functionResponse videoMetadata');
const SCHEMA = words('type format title description nullable enum maxItems minItems properties required minProperties maxProperties minLength maxLength pattern example anyOf propertyOrdering default items minimum maximum');

function geminiSchema(j, schema, place) {
  if (!j.members(schema, SCHEMA, place)) return;
  if (schema.type !== undefined) j.demand(isStr(schema.type) && /^(string|number|integer|boolean|array|object|null)$/i.test(schema.type), 'req.schema_type', `${place}: ${JSON.stringify(schema.type)}`);
  if (schema.enum) j.demand(schema.enum.every(isStr), 'req.schema_enum', `${place}: ${JSON.stringify(schema.enum)}`);
  for (const [name, inner] of Object.entries(schema.properties ?? {})) geminiSchema(j, inner, `${place}.${name}`);
  if (schema.items) geminiSchema(j, schema.items, `${place}.items`);
  (schema.anyOf ?? []).forEach((inner, i) => geminiSchema(j, inner, `${place}.anyOf[${i}]`));
}
function gemini(j, body) {
  j.members(body, GEMINI, '$'); j.demand(body.contents?.length > 0, 'req.no_turn', 'no contents'); j.demand(!isObj(body.systemInstruction) || body.systemInstruction.parts?.length > 0, 'req.system', 'empty');
  let open = []; let last = null;
  (body.contents ?? []).forEach((content, i) => {
    const place = `contents[${i}]`; j.members(content, words('role parts'), place); j.oneOf(content.role, ['user', 'model'], `${place}.role`); j.demand(content.parts?.length > 0, 'req.empty_turn', place);
    j.demand(content.role !== last, 'req.alternate', `${place}: ${content.role} twice`); last = content.role;
    const results = [];
    (content.parts ?? []).forEach((part, k) => {
      j.members(part, PART, `${place}.parts[${k}]`);
      j.demand(['text', 'inlineData', 'fileData', 'functionCall', 'functionResponse'].filter(name => name in part).length === 1, 'req.part_union', `${place}.parts[${k}]: ${Object.keys(part)}`);
      if (part.functionCall) { j.members(part.functionCall, words('id name args'), `${place}.functionCall`); j.demand(content.role === 'model' && isStr(part.functionCall.name) && (part.functionCall.args === undefined || isObj(part.functionCall.args)), 'req.call', JSON.stringify(part).slice(0, 100)); }
      if (part.functionResponse) { j.members(part.functionResponse, words('id name response parts'), `${place}.functionResponse`); j.demand(isObj(part.functionResponse.response), 'req.response', JSON.stringify(part).slice(0, 100)); results.push(part.functionResponse.name); }
      if (part.inlineData) { j.members(part.inlineData, words('mimeType data displayName'), `${place}.inlineData`); j.demand(isStr(part.inlineData.mimeType), 'req.media_type', place); }
    });
    if (results.length) j.demand(results.length === open.length && results.every(name => open.includes(name)), 'req.unpaired_result', `${place}: ${results} for ${open}`);
    j.demand(open.length === 0 || results.length > 0, 'req.unanswered_call', `${place}: ${open}`);
    open = (content.parts ?? []).filter(part => part.functionCall).map(part => part.functionCall.name);
  });
  if (body.generationConfig) { j.members(body.generationConfig, GENERATION, 'generationConfig'); j.demand((body.generationConfig.stopSequences?.length ?? 0) <= 5, 'req.stops', 'more than 5'); j.range(body.generationConfig.temperature, 0, 2, 'temperature'); if (body.generationConfig.responseSchema) { geminiSchema(j, body.generationConfig.responseSchema, 'responseSchema'); j.demand(body.generationConfig.responseMimeType === 'application/json', 'req.mime', body.generationConfig.responseMimeType); } if (body.generationConfig.thinkingConfig) j.members(body.generationConfig.thinkingConfig, words('includeThoughts thinkingBudget thinkingLevel'), 'thinkingConfig'); }
  for (const tool of body.tools ?? []) for (const f of tool.functionDeclarations ?? []) { j.members(f, words('name description parameters parametersJsonSchema behavior response responseJsonSchema'), 'functionDeclarations'); if (f.parameters) geminiSchema(j, f.parameters, `${f.name}.parameters`); j.demand(/^[\w.:-]{1,128}$/.test(f.name), 'req.tool_name', f.name); }
  if (body.toolConfig?.functionCallingConfig) { j.members(body.toolConfig.functionCallingConfig, words('mode allowedFunctionNames'), 'functionCallingConfig'); j.oneOf(body.toolConfig.functionCallingConfig.mode, ['AUTO', 'ANY', 'NONE', 'VALIDATED'], 'mode'); if (body.toolConfig.functionCallingConfig.allowedFunctionNames) j.demand(body.toolConfig.functionCallingConfig.mode !== 'AUTO', 'req.allowed_names', 'with AUTO'); }
}

// ---- Ollama
const OPTIONS = words('num_ctx num_predict num_keep seed temperature top_k top_p min_p tfs_z typical_p repeat_last_n repeat_penalty presence_penalty frequency_penalty mirostat mirostat_tau mirostat_eta penalize_newline stop numa num_batch num_gpu main_gpu use_mmap num_thread');
function ollama(j, body) {
  j.members(body, words('model messages tools format options stream think keep_alive logprobs top_logprobs'), '$'); j.demand(isStr(body.model), 'req.model', body.model); if (body.options) j.members(body.options, OPTIONS, 'options');
  (body.messages ?? []).forEach((message, i) => {
    const place = `messages[${i}]`; j.members(message, words('role content thinking images tool_calls tool_name tool_call_id'), place); j.oneOf(message.role, ['system', 'user', 'assistant', 'tool'], `${place}.role`); j.demand(isStr(message.content), 'req.content', `${place}: ${typeof message.content}`);
    for (const image of message.images ?? []) j.demand(isStr(image) && !/^(data:|https?:)/.test(image), 'req.image', `${place}: ${String(image).slice(0, 30)}`);
    for (const call of message.tool_calls ?? []) { j.members(call, words('id function'), `${place}.tool_calls`); j.demand(isStr(call.function?.name) && isObj(call.function.arguments), 'req.call', `${place}: ${JSON.stringify(call).slice(0, 100)}`); }
  });
  (body.tools ?? []).forEach((tool, i) => { j.members(tool, words('type function'), `tools[${i}]`); j.demand(tool.type === 'function', 'req.tool_type', tool.type); if (j.members(tool.function, words('name description parameters'), `tools[${i}].function`)) j.demand(tool.function.parameters === undefined || isObj(tool.function.parameters), 'req.tool', tool.function.name); });
  if (body.format !== undefined) j.demand(body.format === 'json' || isObj(body.format), 'req.format', JSON.stringify(body.format)); if (body.think !== undefined) j.demand(typeof body.think === 'boolean' || ['low', 'medium', 'high', 'max'].includes(body.think), 'req.think', body.think);
}

// ---- Bedrock Converse
const CONVERSE = words('messages system inferenceConfig toolConfig additionalModelRequestFields outputConfig serviceTier');
const CONVERSE_BLOCK = words('text image document video audio toolUse toolResult reasoningContent cachePoint citationsContent');
const CONVERSE_FORMATS = { image: words('png jpeg gif webp'), document: words('pdf csv doc docx xls xlsx html txt md'), video: words('mkv mov mp4 webm flv mpeg mpg wmv three_gp'), audio: null };
const CONVERSE_NAME = /^[A-Za-z0-9\-()[\]]+( [A-Za-z0-9\-()[\]]+)*$/;

function converseBlock(j, block, role, place, names) {
  const kind = Object.keys(block ?? {})[0];
  if (!j.members(block, CONVERSE_BLOCK, place) || !j.demand(Object.keys(block).length === 1, 'req.part_union', `${place}: ${Object.keys(block)}`)) return;
  const value = block[kind];
  if (kind === 'text') j.demand(isStr(value) && value.trim() !== '', 'req.empty_text', place);
  if (kind in CONVERSE_FORMATS) { j.demand(role === 'user', 'req.media_role', `${place}: ${kind} of ${role}`); j.demand(isStr(value.source?.bytes) && (!CONVERSE_FORMATS[kind] || CONVERSE_FORMATS[kind].has(value.format)), 'req.media', `${place}: ${value.format}`); }
  if (kind === 'document') { j.demand(CONVERSE_NAME.test(value.name) && !names.has(value.name), 'req.document_name', `${place}: ${value.name}`); names.add(value.name); }
  if (kind === 'toolUse') { j.members(value, words('toolUseId name input'), place); j.demand(role === 'assistant' && /^[a-zA-Z0-9_-]{1,64}$/.test(value.toolUseId) && isObj(value.input), 'req.tool_use', `${place}: ${JSON.stringify(value).slice(0, 100)}`); }
  if (kind === 'toolResult') { j.members(value, words('toolUseId content status'), place); j.demand(role === 'user' && Array.isArray(value.content), 'req.result_role', place); value.content.forEach((inner, i) => { if ('json' in inner) j.demand(isObj(inner.json), 'req.result_json', place); else if (inner.text !== '') converseBlock(j, inner, role, `${place}.content[${i}]`, names); }); }
  if (kind === 'reasoningContent') j.demand(role === 'assistant' && (isStr(value.reasoningText?.signature) || isStr(value.redactedContent)), 'req.unsigned_thinking', place);
}
function converse(j, body) {
  j.members(body, CONVERSE, '$'); j.demand(body.messages?.length > 0, 'req.no_turn', 'no messages');
  const names = new Set(); let open = []; let hasTools = false;
  (body.system ?? []).forEach((block, i) => converseBlock(j, block, 'system', `system[${i}]`, names));
  (body.messages ?? []).forEach((message, i) => {
    const place = `messages[${i}]`; j.members(message, words('role content'), place); j.demand(message.role === (i % 2 ? 'assistant' : 'user'), 'req.alternate', `${place}: ${message.role}`); j.demand(message.content?.length > 0, 'req.empty_turn', place);
    (message.content ?? []).forEach((block, k) => converseBlock(j, block, message.role, `${place}.content[${k}]`, names));
    const results = (message.content ?? []).filter(block => block.toolResult).map(block => block.toolResult.toolUseId); const calls = (message.content ?? []).filter(block => block.toolUse).map(block => block.toolUse.toolUseId);
    j.demand(results.length === new Set(results).size && results.every(id => open.includes(id)), 'req.unpaired_result', `${place}: ${results} for ${open}`); j.demand(open.every(id => results.includes(id)), 'req.unanswered_call', `${place}: ${open} got ${results}`);
    open = calls; hasTools ||= results.length + calls.length > 0;
  });
  if (body.inferenceConfig) { j.members(body.inferenceConfig, words('maxTokens temperature topP stopSequences'), 'inferenceConfig'); j.range(body.inferenceConfig.temperature, 0, 1, 'temperature'); j.range(body.inferenceConfig.topP, 0, 1, 'topP'); if (body.inferenceConfig.maxTokens !== undefined) j.demand(body.inferenceConfig.maxTokens >= 1, 'req.max_tokens', body.inferenceConfig.maxTokens); }
  j.demand(!hasTools || body.toolConfig?.tools?.length > 0, 'req.tools_missing', 'calls without toolConfig');
  if (body.toolConfig) {
    j.members(body.toolConfig, words('tools toolChoice'), 'toolConfig'); j.demand(body.toolConfig.tools?.length > 0, 'req.tools', 'toolConfig without tools');
    (body.toolConfig.tools ?? []).forEach((tool, i) => { if (tool.cachePoint) return; j.members(tool, words('toolSpec'), `tools[${i}]`); if (j.members(tool.toolSpec, words('name description inputSchema strict'), `tools[${i}].toolSpec`)) j.demand(tool.toolSpec.inputSchema?.json?.type === 'object' && tool.toolSpec.description !== '' && /^[\w-]{1,64}$/.test(tool.toolSpec.name), 'req.tool', `tools[${i}]: ${JSON.stringify(tool).slice(0, 120)}`); });
    if (body.toolConfig.toolChoice) j.demand(Object.keys(body.toolConfig.toolChoice).length === 1 && ['auto', 'any', 'tool'].includes(Object.keys(body.toolConfig.toolChoice)[0]), 'req.tool_choice', JSON.stringify(body.toolConfig.toolChoice));
  }
  const format = body.outputConfig?.textFormat; if (format) j.demand(format.type === 'json_schema' && isJson(format.structure?.jsonSchema?.schema), 'req.format', JSON.stringify(format).slice(0, 100));
}

// ---- Cohere
const COHERE = words('model messages stream tools strict_tools documents citation_options response_format safety_mode max_tokens stop_sequences temperature seed frequency_penalty presence_penalty k p logprobs tool_choice thinking priority');
const COHERE_MESSAGE = { system: words('role content'), user: words('role content'), assistant: words('role content tool_plan tool_calls citations'), tool: words('role tool_call_id content') };
const COHERE_PARTS = { system: ['text'], user: ['text', 'image_url'], assistant: ['text', 'thinking'], tool: ['text', 'document'] };
const COHERE_PART = { text: words('type text'), thinking: words('type thinking'), image_url: words('type image_url'), document: words('type document') };

function cohereContent(j, { role, content, tool_calls }, place) {
  if (content === undefined) { j.demand(role === 'assistant' && tool_calls?.length > 0, 'req.content', `${place}: no content`); return; }
  if (isStr(content)) return;
  if (!j.demand(Array.isArray(content) && content.length > 0, 'req.content', `${place}: ${JSON.stringify(content)}`)) return;
  content.forEach((part, i) => {
    const at = `${place}.content[${i}]`;
    if (!j.demand(COHERE_PARTS[role].includes(part?.type), 'req.part_type', `${at}: ${part?.type} of ${role}`)) return;
    j.members(part, COHERE_PART[part.type], at);
    if (part.type === 'document') j.demand(isObj(part.document?.data), 'req.document', at);
    else if (part.type === 'image_url') { j.members(part.image_url, words('url detail'), at); j.demand(/^(data:image\/|https?:)/.test(part.image_url?.url ?? ''), 'req.image_url', `${at}: ${part.image_url?.url?.slice(0, 40)}`); }
    else j.demand(isStr(part[part.type]), 'req.text', at);
  });
}
function cohereMessages(j, messages) {
  let open = [];
  (messages ?? []).forEach((message, i) => {
    const place = `messages[${i}]`;
    if (!j.demand(message.role in COHERE_MESSAGE, 'req.role', `${place}: ${message.role}`)) return;
    j.members(message, COHERE_MESSAGE[message.role], place); cohereContent(j, message, place);
    if (message.role === 'tool') { j.demand(open.includes(message.tool_call_id), 'req.unpaired_result', `${place}: ${message.tool_call_id}`); open = open.filter(id => id !== message.tool_call_id); return; }
    j.demand(open.length === 0, 'req.unanswered_call', `${place}: ${open}`);
    open = (message.tool_calls ?? []).map(call => call.id);
    for (const call of message.tool_calls ?? []) { j.members(call, words('id type function'), `${place}.tool_calls`); j.demand(isStr(call.id) && call.id !== '' && call.type === 'function' && isStr(call.function?.name) && isJson(call.function.arguments), 'req.call', `${place}: ${JSON.stringify(call).slice(0, 100)}`); }
  });
}
function cohere(j, body) {
  j.members(body, COHERE, '$'); j.demand(isStr(body.model) && body.model !== '', 'req.model', body.model); j.demand(body.messages?.length > 0, 'req.no_turn', 'no messages'); cohereMessages(j, body.messages);
  j.range(body.temperature, 0, Infinity, 'temperature'); j.range(body.p, 0.01, 0.99, 'p'); j.range(body.k, 0, 500, 'k'); j.range(body.frequency_penalty, 0, 1, 'frequency_penalty'); j.range(body.presence_penalty, 0, 1, 'presence_penalty'); j.range(body.seed, 0, 2 ** 64, 'seed');
  j.demand((body.stop_sequences?.length ?? 0) <= 5, 'req.stops', 'more than 5');
  (body.tools ?? []).forEach((tool, i) => { j.members(tool, words('type function'), `tools[${i}]`); if (j.members(tool.function, words('name description parameters'), `tools[${i}].function`)) j.demand(tool.type === 'function' && isStr(tool.function.name) && isObj(tool.function.parameters), 'req.tool', JSON.stringify(tool).slice(0, 120)); });
  if (body.tool_choice !== undefined) { j.oneOf(body.tool_choice, ['REQUIRED', 'NONE'], 'tool_choice'); j.demand(body.tools?.length > 0, 'req.choice_without_tools', body.tool_choice); }
  if (body.documents) body.documents.forEach((document, i) => j.demand(isStr(document) || isObj(document?.data), 'req.document', `documents[${i}]`));
  if (body.response_format) { j.members(body.response_format, words('type json_schema'), 'response_format'); j.oneOf(body.response_format.type, ['text', 'json_object'], 'response_format.type'); j.demand(!body.tools && !body.documents, 'req.format', 'beside tools or documents'); }
  if (body.thinking) { j.members(body.thinking, words('type token_budget'), 'thinking'); j.oneOf(body.thinking.type, ['enabled', 'disabled'], 'thinking.type'); }
}

/** Texts of the source that are nowhere in the request, as text or, where a wire carries results as JSON, as that. */
function lostTexts(body, texts) {
  const strings = []; const nodes = new Set();
  (function walk(node) { if (isStr(node)) strings.push(node); else if (node && typeof node === 'object') { nodes.add(JSON.stringify(node)); Object.values(node).forEach(walk); } })(body);
  const all = strings.join('\n'); const asJson = text => { try { return JSON.stringify(JSON.parse(text)); } catch { return null; } };
  return texts.filter(text => !all.includes(text) && !all.includes(text.trim()) && !nodes.has(asJson(text)));
}

const JUDGES = { 'openai.chat': openAi, 'openai.responses': responses, 'anthropic.messages': anthropic, 'gemini.generateContent': gemini, 'ollama.chat': ollama, 'cohere.chat.v2': cohere, 'bedrock.converse': converse };
export function judgeRequest(wire, body, texts) {
  const judge = new Judge();
  JUDGES[wire](judge, body);
  for (const text of lostTexts(body, texts)) judge.demand(false, 'req.lost_text', text);
  return judge.breaches;
}
