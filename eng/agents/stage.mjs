// What the scripts of this folder share: a new folder and free ports each time, a backend that follows a script, the gateway before it, and the agent. Nothing leaves this machine.
// PARLEY is the program's command, by default `dotnet run` of this repository.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const repository = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const parley = process.env.PARLEY?.split(' ') ?? ['dotnet', 'run', '--no-build', '--project', path.join(repository, 'src/Parley.Cli'), '--'];

/** The greeting that every agent is to change, and what it is to become. */
export const [before, after] = ['Hello, world.\n', 'Hello, "Parley" — é.\n'];

/** What it says when it is done. */
export const lastWord = 'I changed the greeting.';

/**
 * Lets an agent change the greeting in hello.txt, and says whether it did.
 * @param {string} model the name that the agent asks for
 * @param {(port: number) => object} backend the backend's configuration, at a port
 * @param {(url: string, request: object) => string | null} answer the backend's stream for a request; null for what it does not have
 * @param {(place: {gateway: string, home: string, work: string}) => {command: string[], env: object}} agent how the agent is started
 */
export async function play({ model, backend, answer, agent }) {
  const root = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'parley-agent-')));
  const [home, work] = ['home', 'work'].map(name => path.join(root, name));
  [home, work].forEach(folder => fs.mkdirSync(folder));
  const file = path.join(work, 'hello.txt');
  fs.writeFileSync(file, before);
  const requests = [];
  const children = [];
  const upstream = http.createServer((request, response) => void serve(request, response, answer, requests));
  try {
    const [provider, port] = [await listen(upstream), await freePort()];
    const configuration = path.join(root, 'parley.json');
    fs.writeFileSync(configuration, JSON.stringify({ server: { http: `127.0.0.1:${port}` }, ...backend(provider) }));
    const gateway = start(children, [...parley, '--config', configuration], {});
    await ready(port, gateway);
    const { command, env } = agent({ gateway: `http://127.0.0.1:${port}`, home, work });
    const running = start(children, command, { cwd: work, env });
    await running.ended;
    const text = fs.readFileSync(file, 'utf8');
    const isDone = text === after && running.output.includes(lastWord);
    console.log(isDone ? `${model}: edited in ${requests.length} requests` : `${model}: hello.txt says ${JSON.stringify(text)}\n${running.output}\n${gateway.output}`);
    console.log(`tools that reached the backend: ${requests.map(toolsOf).find(names => names.length)?.join(', ')}`);
    process.exitCode = isDone ? 0 : 1;
  } finally {
    for (const child of children) child.kill();
    upstream.close();
    fs.rmSync(root, { recursive: true, force: true });
  }
}

const toolsOf = request => (request.tools ?? []).map(tool => tool.name ?? tool.function.name);

async function serve(request, response, answer, requests) {
  let body = '';
  for await (const piece of request) body += piece;
  const asked = request.method === 'POST' ? JSON.parse(body) : null;
  const stream = asked && answer(request.url, asked);
  if (!stream) return response.writeHead(404).end('{}');
  requests.push(asked);
  response.writeHead(200, { 'content-type': 'text/event-stream' }).end(stream);
}

const listen = server => new Promise(resolve => server.listen(0, '127.0.0.1', () => resolve(server.address().port)));

async function freePort() {
  const server = http.createServer();
  const port = await listen(server);
  await new Promise(resolve => server.close(resolve));
  return port;
}

function start(children, command, options) {
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
