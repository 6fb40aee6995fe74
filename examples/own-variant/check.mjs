/* The command line compares the variant of stallgrind.config.ts with the reference, and replays a run of it. */
import { spawnSync } from 'node:child_process';
import { stripVTControlCharacters } from 'node:util';

const run = (command) => {
  const { status, stdout, stderr } = spawnSync(command, { shell: true, encoding: 'utf8' });
  return { status, output: stripVTControlCharacters(stdout + stderr) };
};

const compared = run('npx stallgrind compare topic-creation --variants reference,poll-doubling --seeds 1..5');
const kept = run('npx stallgrind run topic-creation --variant poll-doubling --seed 2 --capsule kept.json');
const replayed = run('npx stallgrind replay kept.json');
const listed = run('npx stallgrind list variants poll-');
const shown = {
  'it is compared': compared.status === 0 && /reference[^]*poll-doubling/.test(compared.output),
  'what it waits for is seen': /doubling/.test(kept.output),
  'its capsule is replayed': replayed.status === 0 && /the same run/.test(replayed.output),
  'it is listed': /poll-doubling/.test(listed.output),
};
for (const [what, holds] of Object.entries(shown)) console.log(`${holds ? 'ok' : 'NOT SO'}: ${what}`);
if (!Object.values(shown).every(Boolean)) {
  for (const { output } of [compared, kept, replayed, listed]) console.log(output);
  process.exitCode = 1;
}
