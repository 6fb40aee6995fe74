import { join } from 'node:path';
import test from 'ava';
import { createProgram } from './main.js';
import { explanationOf } from './support/help.js';
import { fakeIo, newFolder, runFake } from './testkit/run-fake.js';
import { layer } from './testkit/fake-layer.js';

const surroundings = {
  io: fakeIo({}).io,
  layer,
  layerSource: { url: '', configFile: null },
  interrupt: new AbortController().signal,
};
const commands = createProgram(surroundings, () => undefined).commands;

test('without arguments there is help, and that is no error', async (t) => {
  const bare = await runFake([]);
  t.deepEqual([bare.code, bare.stderr], [0, '']);
  t.is(bare.stdout, (await runFake(['--help'])).stdout);
});

for (const command of commands) {
  const name = command.name();
  test(`help ${name} has two examples and the exit codes`, async (t) => {
    const { code, stdout } = await runFake(['help', name]);
    t.is(code, 0);
    t.is(stdout, (await runFake([name, '--help'])).stdout);
    t.regex(stdout, new RegExp(`\nExamples:\n( +stallgrind ${name}\\b[^\n]*\n){2}\nExit codes:\n +0 +\\w`));
    t.regex(stdout, /^ +1 {2}wrong usage/m);
  });

  for (const example of explanationOf(command)?.examples ?? []) {
    test(`the example \`${example}\` is understood`, async (t) => {
      const { code, stderr } = await runFake(await runnable(example));
      t.deepEqual([code, stderr], [0, '']);
    });
  }
}

/** With scenarios and variants that only pretend, and files in a folder of their own. */
async function runnable(example: string): Promise<readonly string[]> {
  const folder = newFolder();
  const words = example.replace(/'/g, '').split(' ');
  // Only what fails can be shrunk, and only what passes is replayed with 0.
  const kept = words[0] === 'shrink' ? 'violates' : 'passes';
  await runFake(['run', kept, '--capsule', join(folder, 'failure.json')]);
  const fake = words.map((word, place) => {
    if (/^(leader-loss|steady-produce)$/.test(word)) return 'passes';
    if (word === 'poll-50ms,reference' || word === 'notify,reference') return 'slow,fast';
    if (word === 'R1,E7') return 'R1';
    if (/^\d+\.\.\d+$/.test(word)) return '1..2';
    if (words[0] === 'corpus' && place === 1) return folder;
    const isFile = word === 'failure.json' || words[place - 1] === '--out';
    return isFile ? join(folder, word) : word;
  });
  // Some scenarios and claims of the fake layer fail by design, so what takes all of them gets one that does
  // not.
  if (fake[0] === 'sweep' && fake[1]?.startsWith('--') === true) return ['sweep', 'passes', ...fake.slice(1)];
  return fake[0] === 'verdicts' && !fake.includes('--only') ? [...fake, '--only', 'R1'] : fake;
}
