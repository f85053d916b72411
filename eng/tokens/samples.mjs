// Writes tests/Parley.Tests/fixtures/tokens/samples.ndjson: texts with the token ids that js-tiktoken gives them.
//   npm ci --prefix eng/tokens && npm run --prefix eng/tokens samples
// U+0085 and U+FEFF are left out: JavaScript's \s differs in them from that of OpenAI's own library.
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Tiktoken } from 'js-tiktoken/lite';
import cl100k from 'js-tiktoken/ranks/cl100k_base';
import o200k from 'js-tiktoken/ranks/o200k_base';
import { texts, fragments } from './texts.mjs';

const mixtures = Number(process.argv[2] ?? 300);
const file = process.argv[3] ?? fileURLToPath(new URL('../../tests/Parley.Tests/fixtures/tokens/samples.ndjson', import.meta.url));
const encodings = { cl100k: new Tiktoken(cl100k), o200k: new Tiktoken(o200k) };

// A linear congruential generator: the file is the same whenever it is made.
let state = 20261129;
const draw = (below) => {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return Math.floor((state / 2 ** 32) * below);
};
const mixture = () => Array.from({ length: 2 + draw(24) }, () => fragments[draw(fragments.length)]).join('');

const line = (text) => JSON.stringify({
  text,
  cl100k: encodings.cl100k.encode(text, [], []),
  o200k: encodings.o200k.encode(text, [], []),
});
const samples = [...texts, ...Array.from({ length: mixtures }, mixture)];
writeFileSync(file, samples.map(line).join('\n') + '\n');
console.log(`${samples.length} samples`);
