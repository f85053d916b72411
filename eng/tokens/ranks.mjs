// Writes src/Parley/Tokens/Ranks/*.ranks from the rank data of js-tiktoken:
//   npm ci --prefix eng/tokens && npm run --prefix eng/tokens ranks
// Numbers are little-endian, of 32 bits: how many slots there are, the slots of an open hash table, then each token's length in one byte and its bytes, in the order of ranks.
// A slot is 0, or the place of a token's first byte behind the slots and the upper bits of its hash. Parley.Tokens.RankTable reads it, with the same hash.
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import cl100k from 'js-tiktoken/ranks/cl100k_base';
import o200k from 'js-tiktoken/ranks/o200k_base';

// SHA-256 of the .tiktoken files that OpenAI publishes, as its own library checks them.
const published = {
  cl100k_base: '223921b76ee99bde995b7ff738513eef100fb51d18c93597a113bcffe865b2a7',
  o200k_base: '446a9538cb6c348e3516120d7c08b09f57c36495e2acfffe59a5bf8b0cfb1a2d',
};

function tokensOf(encoding) {
  const tokens = [];
  for (const line of encoding.bpe_ranks.split('\n').filter(Boolean)) {
    const [, first, ...texts] = line.split(' ');
    texts.forEach((text, index) => { tokens[Number(first) + index] = Buffer.from(text, 'base64'); });
  }
  return tokens;
}

function check(name, tokens) {
  const lines = Array.from(tokens, (token, rank) => `${token.toString('base64')} ${rank}\n`).join('');
  const hash = createHash('sha256').update(lines).digest('hex');
  if (hash !== published[name]) throw new Error(`${name} is not what OpenAI publishes: ${hash}`);
}

const placeMask = 2 ** 21 - 1;
const slotsPerToken = 1.5;
const mask64 = 2n ** 64n - 1n;

function mix(value) {
  const product = (value * 0x9e3779b97f4a7c15n) & mask64;
  return product ^ (product >> 32n);
}

function rest(bytes) {
  const { length } = bytes;
  if (length === 8) return bytes.readBigUInt64LE();
  if (length >= 4) return BigInt(bytes.readUInt32LE()) | (BigInt(bytes.readUInt32LE(length - 4)) << 32n);
  return length === 0 ? 0n : BigInt(bytes[0] | (bytes[length >> 1] << 8) | (bytes[length - 1] << 16));
}

function hashOf(token) {
  let hash = BigInt(token.length);
  let bytes = token;
  for (; bytes.length > 8; bytes = bytes.subarray(8)) hash = mix(hash ^ bytes.readBigUInt64LE());
  return mix(hash ^ rest(bytes));
}

function slotsOf(tokens) {
  const slots = new Uint32Array(Math.ceil(tokens.length * slotsPerToken));
  let place = 1;
  for (const token of tokens) {
    const hash = hashOf(token);
    let index = Number(((hash >> 32n) * BigInt(slots.length)) >> 32n);
    while (slots[index] !== 0) index = (index + 1) % slots.length;
    slots[index] = (Number(hash & 0xffffffffn) & ~placeMask) | place;
    place += token.length + 1;
  }
  if (place > placeMask) throw new Error('The places have too few bits.');
  return slots;
}

function bytesOf(numbers) {
  const bytes = Buffer.alloc(numbers.length * 4);
  numbers.forEach((number, index) => bytes.writeUInt32LE(number, index * 4));
  return bytes;
}

function write(name, encoding) {
  const tokens = tokensOf(encoding);
  check(name, tokens);
  const slots = slotsOf(tokens);
  const file = fileURLToPath(new URL(`../../src/Parley/Tokens/Ranks/${name}.ranks`, import.meta.url));
  const records = tokens.flatMap((token) => [Buffer.from([token.length]), token]);
  writeFileSync(file, Buffer.concat([bytesOf([slots.length]), bytesOf(slots), ...records]));
  console.log(`${name}: ${tokens.length} tokens`);
}

write('cl100k_base', cl100k);
write('o200k_base', o200k);
