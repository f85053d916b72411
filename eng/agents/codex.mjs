// Lets Codex do one real edit through the gateway, with a backend of another dialect that follows a script. Run by hand:
//   npm install --prefix ~/codex @openai/codex
//   node eng/agents/codex.mjs ~/codex/node_modules/.bin/codex
import fs from 'node:fs';
import path from 'node:path';
import { after, before, lastWord, play } from './stage.mjs';

const codex = path.resolve(process.argv[2] ?? 'codex');
// Codex has the free-form apply_patch for OpenAI's newer models alone, by their names; the gateway sends the name elsewhere.
const model = process.env.MODEL ?? 'gpt-5.5';
const patch = `*** Begin Patch\n*** Update File: hello.txt\n@@\n-${before}+${after}*** End Patch\n`;
let steps = 0;

/** Anthropic's streaming, as far as this script needs it: a thought in words, then a call; once there is a result, the last word. */
function step(request) {
  const named = name => request.tools.some(tool => tool.name === name);
  const results = request.messages.flatMap(message => (Array.isArray(message.content) ? message.content : [])).filter(part => part.type === 'tool_result');
  if (results.length === 0) return call('exec_command', { cmd: 'cat hello.txt' });
  if (results.length === 1) return named('apply_patch') ? call('apply_patch', { input: patch }) : call('exec_command', { cmd: `printf '${after.trim()}\\n' > hello.txt` });
  return [block(0, { type: 'text', text: '' }, { type: 'text_delta', text: lastWord }), 'end_turn'];
}

const call = (name, input) => [
  block(0, { type: 'text', text: '' }, { type: 'text_delta', text: 'Next step. ' })
    + block(1, { type: 'tool_use', id: `toolu_${steps}`, name, input: {} }, ...JSON.stringify(input).match(/[^]{1,7}/gu).map(piece => ({ type: 'input_json_delta', partial_json: piece }))),
  'tool_use',
];

const event = data => `event: ${data.type}\ndata: ${JSON.stringify(data)}\n\n`;

const block = (index, content_block, ...deltas) =>
  event({ type: 'content_block_start', index, content_block }) + deltas.map(delta => event({ type: 'content_block_delta', index, delta })).join('') + event({ type: 'content_block_stop', index });

function answer(url, request) {
  if (!url.endsWith('/messages')) return null;
  steps++;
  const [blocks, stop_reason] = step(request);
  return event({ type: 'message_start', message: { id: `msg_${steps}`, type: 'message', role: 'assistant', model: 'claude', content: [], stop_reason: null, usage: { input_tokens: 100, output_tokens: 1 } } })
    + blocks + event({ type: 'message_delta', delta: { stop_reason, stop_sequence: null }, usage: { output_tokens: 20 } }) + event({ type: 'message_stop' });
}

await play({
  model,
  answer,
  backend: port => ({
    backends: [{ id: 'claude', type: 'anthropic-compatible', endpoint: `http://127.0.0.1:${port}` }],
    models: [{ name: model, targets: ['claude/claude-sonnet-4-5'], hosted_tools: 'drop' }],
  }),
  agent: ({ gateway, home }) => {
    fs.writeFileSync(path.join(home, 'config.toml'), `model = "${model}"
model_provider = "parley"

[model_providers.parley]
name = "Parley"
base_url = "${gateway}/v1"
wire_api = "responses"
env_key = "PARLEY_KEY"
`);
    return {
      command: [codex, 'exec', '--skip-git-repo-check', '--dangerously-bypass-approvals-and-sandbox', 'Change the greeting in hello.txt.'],
      env: { ...process.env, CODEX_HOME: home, PARLEY_KEY: 'any' },
    };
  },
});
