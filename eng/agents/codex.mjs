// Lets Codex do one real edit through the gateway, with a backend of another dialect that follows a script. Run by hand:
//   npm install --prefix /tmp/codex @openai/codex
//   node eng/agents/codex.mjs /tmp/codex/node_modules/.bin/codex
// The folder, the ports and Codex's home are new each time; nothing leaves this machine. PARLEY is the program's command, by default `dotnet run` of this repository.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const codex = path.resolve(process.argv[2] ?? 'codex');
const repository = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const parley = process.env.PARLEY?.split(' ') ?? ['dotnet', 'run', '--no-build', '--project', path.join(repository, 'src/Parley.Cli'), '--'];
// Codex has the free-form apply_patch for OpenAI's newer models alone, by their names; the gateway sends the name elsewhere.
const model = process.env.MODEL ?? 'gpt-5.5';

const root = fs.mkdtempSync(path.join(os.tmpdir(), 'parley-codex-'));
const [home, work] = ['home', 'work'].map(name => path.join(root, name));
fs.mkdirSync(home);
fs.mkdirSync(work);
fs.writeFileSync(path.join(work, 'hello.txt'), 'Hello, world.\n');

const patch = '*** Begin Patch\n*** Update File: hello.txt\n@@\n-Hello, world.\n+Hello, "Parley" — é.\n*** End Patch\n';
const requests = [];
const children = [];

/** Anthropic's streaming, as far as this script needs it: a thought in words, then a call; once there is a result, the last word. */
function answer(request) {
  const named = name => request.tools.some(tool => tool.name === name);
  const results = request.messages.flatMap(message => (Array.isArray(message.content) ? message.content : [])).filter(part => part.type === 'tool_result');
  if (results.length === 0) return call('exec_command', { cmd: 'cat hello.txt' });
  if (results.length === 1) return named('apply_patch') ? call('apply_patch', { input: patch }) : call('exec_command', { cmd: `printf 'Hello, "Parley" — é.\\n' > hello.txt` });
  return [block(0, { type: 'text', text: '' }, { type: 'text_delta', text: 'I changed the greeting.' }), 'end_turn'];
}

const call = (name, input) => [
  block(0, { type: 'text', text: '' }, { type: 'text_delta', text: 'Next step. ' })
    + block(1, { type: 'tool_use', id: `toolu_${requests.length}`, name, input: {} }, ...JSON.stringify(input).match(/[^]{1,7}/gu).map(piece => ({ type: 'input_json_delta', partial_json: piece }))),
  'tool_use',
];

const event = data => `event: ${data.type}\ndata: ${JSON.stringify(data)}\n\n`;

const block = (index, content_block, ...deltas) =>
  event({ type: 'content_block_start', index, content_block }) + deltas.map(delta => event({ type: 'content_block_delta', index, delta })).join('') + event({ type: 'content_block_stop', index });

async function serve(request, response) {
  let body = '';
  for await (const piece of request) body += piece;
  if (!request.url.endsWith('/messages')) return response.writeHead(404).end('{}');
  requests.push(JSON.parse(body));
  const [blocks, stop_reason] = answer(requests.at(-1));
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.end(event({ type: 'message_start', message: { id: `msg_${requests.length}`, type: 'message', role: 'assistant', model: 'claude', content: [], stop_reason: null, usage: { input_tokens: 100, output_tokens: 1 } } })
    + blocks + event({ type: 'message_delta', delta: { stop_reason, stop_sequence: null }, usage: { output_tokens: 20 } }) + event({ type: 'message_stop' }));
}

const listen = server => new Promise(resolve => server.listen(0, '127.0.0.1', () => resolve(server.address().port)));

async function freePort() {
  const server = http.createServer();
  const port = await listen(server);
  await new Promise(resolve => server.close(resolve));
  return port;
}

function start(command, options) {
  const child = spawn(command[0], command.slice(1), { stdio: ['ignore', 'pipe', 'pipe'], ...options });
  child.output = '';
  child.stdout.on('data', text => (child.output += text));
  child.stderr.on('data', text => (child.output += text));
  child.ended = new Promise(resolve => child.on('close', resolve));
  children.push(child);
  return child;
}

async function ready(port, gateway) {
  for (let tries = 0; tries < 200; tries++) {
    if (gateway.exitCode !== null) break;
    try {
      if ((await fetch(`http://127.0.0.1:${port}/health/live`)).ok) return;
    } catch {
      // Not there yet.
    }
    await new Promise(resolve => setTimeout(resolve, 100));
  }
  throw new Error(`the gateway does not answer:\n${gateway.output}`);
}

const upstream = http.createServer((request, response) => void serve(request, response));
try {
  const [provider, port] = [await listen(upstream), await freePort()];
  fs.writeFileSync(path.join(root, 'parley.json'), JSON.stringify({
    server: { http: `127.0.0.1:${port}` },
    backends: [{ id: 'claude', type: 'anthropic-compatible', endpoint: `http://127.0.0.1:${provider}` }],
    models: [{ name: model, targets: ['claude/claude-sonnet-4-5'], hosted_tools: 'drop' }],
  }));
  const gateway = start([...parley, '--config', path.join(root, 'parley.json')], {});
  await ready(port, gateway);
  fs.writeFileSync(path.join(home, 'config.toml'), `model = "${model}"
model_provider = "parley"

[model_providers.parley]
name = "Parley"
base_url = "http://127.0.0.1:${port}/v1"
wire_api = "responses"
env_key = "PARLEY_KEY"
`);
  const agent = start([codex, 'exec', '--skip-git-repo-check', '--dangerously-bypass-approvals-and-sandbox', 'Change the greeting in hello.txt.'], { cwd: work, env: { ...process.env, CODEX_HOME: home, PARLEY_KEY: 'any' } });
  await agent.ended;
  const text = fs.readFileSync(path.join(work, 'hello.txt'), 'utf8');
  const isDone = text === 'Hello, "Parley" — é.\n' && agent.output.includes('I changed the greeting.');
  console.log(isDone ? `${model}: edited in ${requests.length} requests` : `${model}: hello.txt says ${JSON.stringify(text)}\n${agent.output}\n${gateway.output}`);
  console.log(`tools that reached the backend: ${requests[0]?.tools.map(tool => tool.name).join(', ')}`);
  process.exitCode = isDone ? 0 : 1;
} finally {
  for (const child of children) child.kill();
  upstream.close();
  fs.rmSync(root, { recursive: true, force: true });
}
