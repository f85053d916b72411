// Reads one JSON command a line from stdin: {id, client, gateway, ask}, with call in the place of ask for what is no chat, or with neither to list models.
// Answers one JSON line each: {id, told} with one entry for every round, {id, value} or {id, models}.
// What an ask and a told are is said in Ask.cs and Told.cs.
import readline from 'node:readline';
import { groq, openai, together } from './openai.mjs';
import * as responses from './responses.mjs';
import * as anthropic from './anthropic.mjs';
import * as genai from './genai.mjs';
import * as ollama from './ollama.mjs';
import * as cohere from './cohere.mjs';
import * as mistral from './mistral.mjs';
import * as langchain from './langchain.mjs';
import * as vercel from './vercel.mjs';
import { newTold, errorOf } from './told.mjs';

// Clients log to the console; stdout belongs to the answers.
console.log = console.error;

const clients = {
  openai, groq, together, responses, anthropic, genai, ollama, cohere, mistral, langchain,
  'vercel openai': vercel.openai, 'vercel responses': vercel.responses, 'vercel anthropic': vercel.anthropic, 'vercel google': vercel.google,
};

async function serve({ id, client, gateway, ask, call }) {
  const told = [];
  const nextRound = () => {
    told.push(newTold());
    return told.at(-1);
  };
  try {
    if (call) return answer({ id, value: await clients[client].call(gateway, call) });
    if (!ask) return answer({ id, models: await clients[client].list(gateway) });
    await clients[client].ask(gateway, ask, nextRound);
  } catch (error) {
    (told.at(-1) ?? nextRound()).error = errorOf(error);
  }
  answer({ id, told });
}

const answer = line => process.stdout.write(JSON.stringify(line) + '\n');

for await (const line of readline.createInterface({ input: process.stdin })) serve(JSON.parse(line));
