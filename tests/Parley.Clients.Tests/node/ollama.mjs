import { Ollama } from 'ollama';
import { answered, laneOf, thinks } from './told.mjs';

const open = (gateway, ask) => new Ollama({ host: gateway, headers: laneOf(ask) });

/** The models, each asked for by its name. */
export async function list(gateway) {
  const client = open(gateway, {});
  const { models } = await client.list();
  for (const { name } of models) {
    const { capabilities } = await client.show({ model: name });
    if (!capabilities.includes('completion')) throw new Error(`${name} completes nothing`);
  }
  if (!/^[0-9]/.test((await client.version()).version)) throw new Error('there is no version');
  return models.map(({ name }) => name);
}

export async function ask(gateway, ask, nextRound) {
  const client = open(gateway, ask);
  if (ask.generate) return await generate(client, ask, nextRound());
  const messages = ask.system ? [{ role: 'system', content: ask.system }] : [];
  for (const turn of ask.turns) messages.push({ role: turn.role, content: turn.text, ...(turn.imageData ? { images: [turn.imageData] } : {}) });
  for (let model = ask.model; ; model = ask.nextModel ?? model) {
    const told = nextRound();
    const params = paramsOf(ask, model, messages);
    const message = ask.stream ? await stream(client, params, told, ask) : takeReply(told, await client.chat({ ...params, stream: false }));
    if (!ask.results || told.calls.length === 0) return;
    messages.push(message);
    for (const call of answered(ask, told)) messages.push({ role: 'tool', tool_name: call.name, content: ask.results[call.name] });
  }
}

/** The older operation: one prompt, one text. */
async function generate(client, ask, told) {
  const { messages, ...params } = paramsOf(ask, ask.model, []);
  const [{ text, imageData }] = ask.turns;
  Object.assign(params, { prompt: text, ...(ask.system ? { system: ask.system } : {}), ...(imageData ? { images: [imageData] } : {}) });
  const take = ({ response, thinking, ...reply }) => takeReply(told, { ...reply, message: { content: response, thinking } });
  if (!ask.stream) return take(await client.generate({ ...params, stream: false }));
  for await (const reply of await client.generate({ ...params, stream: true })) take(reply);
}

async function stream(client, params, told, ask) {
  const replies = await client.chat({ ...params, stream: true });
  for await (const reply of replies) {
    takeReply(told, reply);
    if (ask.leaveAfterText && told.text) {
      told.left = true;
      replies.abort();
      return null;
    }
  }
  const calls = told.calls.map(call => ({ function: { name: call.name, arguments: JSON.parse(call.arguments) } }));
  return { role: 'assistant', content: told.text, ...(told.reasoning ? { thinking: told.reasoning } : {}), ...(calls.length ? { tool_calls: calls } : {}) };
}

function takeReply(told, reply) {
  const { message } = reply;
  if (message.content) {
    told.text += message.content;
    told.textPieces++;
  }
  told.reasoning += message.thinking ?? '';
  for (const call of message.tool_calls ?? []) told.calls.push({ id: call.id ?? null, name: call.function.name, arguments: JSON.stringify(call.function.arguments), pieces: [] });
  if (reply.done) {
    told.finish = reply.done_reason;
    told.usageEvents++;
    told.usage = { input: reply.prompt_eval_count, cached: 0, output: reply.eval_count, reasoning: 0 };
  }
  return message;
}

function paramsOf(ask, model, messages) {
  const options = {};
  if (ask.maxTokens) options.num_predict = ask.maxTokens;
  if (ask.temperature !== null) options.temperature = ask.temperature;
  if (ask.stop.length) options.stop = ask.stop;
  const params = { model, messages, options };
  if (thinks(ask, model)) params.think = true;
  if (ask.form) params.format = ask.form;
  if (ask.tools.length) params.tools = ask.tools.map(tool => ({ type: 'function', function: { name: tool.name, description: tool.description, parameters: tool.schema ?? { type: 'object', properties: {} } } }));
  return params;
}
