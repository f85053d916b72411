// Lets Claude Code do one real edit through the gateway, with a backend that speaks OpenAI Chat and follows a script. Run by hand:
//   npm install --prefix ~/claude @anthropic-ai/claude-code
//   node eng/agents/claude-code.mjs ~/claude/node_modules/.bin/claude
// It gets a home of its own, so that no login of this machine is used.
import path from 'node:path';
import { after, before, lastWord, play } from './stage.mjs';

const claude = path.resolve(process.argv[2] ?? 'claude');
const model = process.env.MODEL ?? 'claude-sonnet-4-5';
let work = '';

/** OpenAI's streaming, as far as this script needs it: a few words and a call in pieces; once the results are there, the last word. */
function answer(url, request) {
  if (!url.endsWith('/chat/completions')) return null;
  const names = (request.tools ?? []).map(tool => tool.function.name);
  const results = request.messages.filter(message => message.role === 'tool').length;
  const file_path = path.join(work, 'hello.txt');
  // Besides the conversation it asks for small things, such as a title, without tools.
  if (!names.includes('Edit') || results > 1) return stream([{ content: lastWord }], 'stop');
  return results === 0 ? call('Read', { file_path }) : call('Edit', { file_path, old_string: before.trim(), new_string: after.trim() });
}

let calls = 0;

const call = (name, input) => {
  const pieces = JSON.stringify(input).match(/[^]{1,7}/gu).map(piece => ({ tool_calls: [{ index: 0, function: { arguments: piece } }] }));
  return stream([{ content: 'Next step. ' }, { tool_calls: [{ index: 0, id: `call_${calls++}`, type: 'function', function: { name, arguments: '' } }] }, ...pieces], 'tool_calls');
};

const stream = (deltas, finish_reason) =>
  [...deltas.map(delta => chunk({ choices: [{ index: 0, delta, finish_reason: null }] })), chunk({ choices: [{ index: 0, delta: {}, finish_reason }] }), chunk({ choices: [], usage: { prompt_tokens: 100, completion_tokens: 20, total_tokens: 120 } })].join('')
    + 'data: [DONE]\n\n';

const chunk = data => `data: ${JSON.stringify({ id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 1, model: 'gpt', ...data })}\n\n`;

await play({
  model,
  answer,
  backend: port => ({
    backends: [{ id: 'gpt', type: 'openai-compatible', endpoint: `http://127.0.0.1:${port}/v1` }],
    models: [model, 'claude-haiku-4-5', 'claude-haiku-4-5-20251001'].map(name => ({ name, targets: ['gpt/gpt-5.5'], hosted_tools: 'drop' })),
  }),
  agent: ({ gateway, home, ...place }) => {
    work = place.work;
    return {
      command: [claude, '-p', 'Change the greeting in hello.txt.', '--permission-mode', 'acceptEdits'],
      env: { PATH: process.env.PATH, HOME: home, ANTHROPIC_BASE_URL: gateway, ANTHROPIC_API_KEY: 'any', ANTHROPIC_MODEL: model, CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1', DISABLE_AUTOUPDATER: '1' },
    };
  },
});
