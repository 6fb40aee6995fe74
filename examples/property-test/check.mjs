/* In each runner: the property finds the planted bug, makes the case smaller, and shows the invariant and the line that
   replays it, which works as it is. In the next run, whose cases are others, the corpus finds it again. Once the bug is
   mended, the capsule passes, and says so. */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { stripVTControlCharacters } from 'node:util';

const run = (command) => {
  const { status, stdout, stderr } = spawnSync(command, { shell: true, encoding: 'utf8' });
  return { status, output: stripVTControlCharacters(stdout + stderr) };
};

const rewrite = (file, from, to) => {
  const text = readFileSync(file, 'utf8');
  if (!text.includes(from)) throw new Error(`${file} has no ${from}`);
  writeFileSync(file, text.replace(from, to));
};

const RUNNERS = ['ava', 'node', 'vitest'];
const inEach = () => {
  const built = run('npm run --silent build');
  if (built.status !== 0) throw new Error(built.output);
  return RUNNERS.map((runner) => run(`npm run --silent ${runner}`));
};

const first = inEach();
const replays = first.map(({ output }) => {
  const [, line, file] = /(npx stallgrind replay (corpus\/\S+\.json))/.exec(output) ?? [];
  if (line === undefined) return { file: 'none', status: null, output: '', faults: [] };
  return { file, ...run(line), faults: JSON.parse(readFileSync(file, 'utf8')).faults };
});
// Of pauses nothing is lost: the property itself finds nothing any more.
for (const runner of RUNNERS)
  rewrite(`src/store.${runner}.test.ts`, "'answers-early',", "'answers-early', faults: ['pause'],");
const again = inEach();
rewrite('src/store.ts', 'if (answersEarly) answer();', '');
rewrite('src/store.ts', 'if (waitsFor === 0 && !answersEarly) answer();', 'if (waitsFor === 0) answer();');
const mended = inEach();
const marked = run('npx stallgrind corpus corpus/node --mark-passing');
const silent = run('npm run --silent node');

const shown = Object.fromEntries([
  ...RUNNERS.flatMap((runner, place) => {
    const replay = replays[place];
    const told = `${replay.file} violated answered-write-survives when it was kept`;
    return [
      [`${runner}: the test fails`, first[place].status !== 0],
      [
        `${runner}: the invariant is shown`,
        /answered-write-survives at .* lost it/.test(first[place].output),
      ],
      [
        `${runner}: the line that replays it works`,
        replay.status === 2 && /the same run/.test(replay.output),
      ],
      [`${runner}: one fault is left, a crash`, replay.faults.map(({ type }) => type).join() === 'crash'],
      [`${runner}: one capsule is kept`, readdirSync(`corpus/${runner}`).length === 1],
      [`${runner}: the corpus finds it again`, again[place].output.includes(`replay ${replay.file}`)],
      [`${runner}: although the property does not`, !/Counterexample/.test(again[place].output)],
      [`${runner}: what is mended passes`, mended[place].status === 0],
      [`${runner}: and says so`, mended[place].output.includes(told)],
    ];
  }),
  ['what passes can be marked', marked.status === 0 && /kept as runs that pass/.test(marked.output)],
  ['and is silent then', silent.status === 0 && !/when it was kept/.test(silent.output)],
]);
for (const [what, holds] of Object.entries(shown)) console.log(`${holds ? 'ok' : 'NOT SO'}: ${what}`);
if (!Object.values(shown).every(Boolean)) {
  for (const { output } of [...first, ...replays, ...again, ...mended, marked, silent]) console.log(output);
  process.exitCode = 1;
}
