// Checks many messages in one process: one JSON document per line in, one per line out, in the same order.
//   node batch.mjs <check.mjs> < lines
// {api, response, request}: an answer, judged by the checker, and what it says.  {wire, body}: a request, judged by its form.
import readline from 'node:readline';
import { pathToFileURL } from 'node:url';
import { essenceOf } from './essence.mjs';
import { judgeRequest } from './requests.mjs';

const { check, wireOf } = await import(pathToFileURL(process.argv[2]).href);

function judge(item) {
  if (item.wire) return { kind: 'request', breaches: judgeRequest(item.wire, item.body, item.texts) };
  const { kind, findings } = check(item.api, item.response, item.request ?? undefined);
  return { kind, breaches: findings, essence: essenceOf(wireOf(item.api), item.response) };
}

for await (const line of readline.createInterface({ input: process.stdin }))
  if (line) process.stdout.write(JSON.stringify(judge(JSON.parse(line))) + '\n');
