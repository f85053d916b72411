// Reads one JSON command a line from stdin: {id, client, gateway, ask}. Answers one JSON line each: {id, told} with one entry for every round.
// What an ask and a told are is said in Ask.cs and Told.cs.
import readline from 'node:readline';
import { ask as openai } from './openai.mjs';
import { ask as anthropic } from './anthropic.mjs';
import { ask as genai } from './genai.mjs';
import { ask as ollama } from './ollama.mjs';
import { newTold, errorOf } from './told.mjs';

// Clients log to the console; stdout belongs to the answers.
console.log = console.error;

const clients = { openai, anthropic, genai, ollama };

async function serve({ id, client, gateway, ask }) {
  const told = [];
  const nextRound = () => {
    told.push(newTold());
    return told.at(-1);
  };
  try {
    await clients[client](gateway, ask, nextRound);
  } catch (error) {
    (told.at(-1) ?? nextRound()).error = errorOf(error);
  }
  process.stdout.write(JSON.stringify({ id, told }) + '\n');
}

for await (const line of readline.createInterface({ input: process.stdin })) serve(JSON.parse(line));
