/* The command line finds the planted bug, reports it, and replays it from a capsule; the store without it passes. */
import { spawnSync } from 'node:child_process';
import { stripVTControlCharacters } from 'node:util';

const run = (command) => {
  const { status, stdout, stderr } = spawnSync(command, { shell: true, encoding: 'utf8' });
  return { status, output: stripVTControlCharacters(stdout + stderr) };
};

const right = run('npx stallgrind sweep key-value-store --seeds 1..10');
const swept = run('npx stallgrind sweep key-value-store --seeds 1..10 --variant answers-early --out found');
const [, capsule] = /replay (found\/\S+\.json)/.exec(swept.output) ?? [];
const replayed = capsule === undefined ? null : run(`npx stallgrind replay ${capsule}`);
const shrunk = capsule === undefined ? null : run(`npx stallgrind shrink ${capsule} --out small.json`);
const small = run('npx stallgrind replay small.json');
const traced = run('npx stallgrind run key-value-store --seed 1 --trace trace.json --out report.md');
const compared = run(
  'npx stallgrind compare key-value-store --variants durable-first,answers-early --seeds 1..3',
);
const listed = run('npx stallgrind list knobs key-value-store');
const shown = {
  'the right store passes': right.status === 0,
  'the bug is found': swept.status === 2 && /answered-write-survives/.test(swept.output),
  'its capsule replays it': replayed?.status === 2 && /the same run/.test(replayed.output),
  'it shrinks to the loss of power': shrunk?.status === 0 && /power +crash a/.test(shrunk.output),
  'and that replays': small.status === 2 && /the same run/.test(small.output),
  'a run tells of its requests, and can be drawn': traced.status === 0 && /put/.test(traced.output),
  'what durability costs is told': /durable-first[^]*answers-early/.test(compared.output),
  'its knobs are listed': /kv\.answersEarly/.test(listed.output),
};
for (const [what, holds] of Object.entries(shown)) console.log(`${holds ? 'ok' : 'NOT SO'}: ${what}`);
if (!Object.values(shown).every(Boolean)) {
  for (const { output } of [right, swept, traced, compared, listed]) console.log(output);
  for (const one of [replayed, shrunk, small]) if (one !== null) console.log(one.output);
  process.exitCode = 1;
}
