/* The test has to fail, show which invariant was violated and how to replay the run; and that line has to work as it is. */
import { spawnSync } from 'node:child_process';
import { stripVTControlCharacters } from 'node:util';

const run = (command) => {
  const { status, stdout, stderr } = spawnSync(command, { shell: true, encoding: 'utf8' });
  return { status, output: stripVTControlCharacters(stdout + stderr) };
};

const { status, output } = run('npm test');
const [, line] = /(npx stallgrind replay \S+\.json)/.exec(output) ?? [];
const replayed = line === undefined ? null : run(line);
const shown = {
  'the test fails': status !== 0,
  'the invariant is shown': /acknowledged-topic-survives/.test(output),
  'the line that replays it is shown': line !== undefined,
  'the line replays it: the exit code is that of a violation': replayed?.status === 2,
};
for (const [what, holds] of Object.entries(shown)) console.log(`${holds ? 'ok' : 'NOT SO'}: ${what}`);
if (!Object.values(shown).every(Boolean)) {
  console.log(output, replayed?.output ?? '');
  process.exitCode = 1;
}
