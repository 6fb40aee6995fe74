import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { fieldOf, newFolder, runFake } from '../testkit/run-fake.js';

const sweep = (...args: readonly string[]) => runFake(['sweep', ...args, '--jobs', '2', '--json']);

test('a sweep counts verdicts, invariants and the faults that had an effect', async (t) => {
  const { code, stdout } = await sweep('violates-odd', '--seeds', '0..9');
  t.is(code, 2);
  t.deepEqual(
    ['schema', 'seeds', 'passed', 'violated', 'stalled', 'ended'].map((name) => fieldOf(stdout, name)),
    ['stallgrind/sweep@1', 10, 5, 5, 0, 'complete'],
  );
  t.deepEqual(fieldOf(stdout, 'perInvariant'), { 'election-safety': 5 });
  // The fault of seed 0 has no effect.
  t.deepEqual(fieldOf(stdout, 'faultsEffective'), { isolate: 9 });
  t.deepEqual(fieldOf(stdout, 'faultsWithoutEffect'), { isolate: 1 });
  t.deepEqual(fieldOf(stdout, 'faultsNever'), [], 'of a swarm alone');
  const text = await runFake(['sweep', 'violates-odd', '--seeds', '0', '--jobs', '1']);
  t.regex(text.stdout, /Faults\n +fault +had an effect +had none\n +isolate +0 +1\n/);
});

test('a sweep says what no run reached, and which invariants judged nothing', async (t) => {
  const { stdout } = await sweep('passes', '--seeds', '1..4');
  t.deepEqual(fieldOf(stdout, 'judged'), { 'election-safety': 10, 'log-matching': 0 });
  t.deepEqual(fieldOf(stdout, 'judgedNothing'), ['log-matching']);
  t.deepEqual(fieldOf(stdout, 'sometimes'), {
    'even-seed': { seeds: 2, held: 2, asked: 8 },
    nowhere: { seeds: 0, held: 0, asked: 10 },
  });
  t.deepEqual(fieldOf(stdout, 'never'), ['nowhere']);
  const folder = newFolder();
  for (const [file, line] of [
    ['report.md', /^\| nowhere +\| \**never\** +\| 0 \| 10 \|$/m],
    ['report.txt', /^ +nowhere +never +0 +10$/m],
  ] as const) {
    const report = join(folder, file);
    const text = await runFake(['sweep', 'passes', '--seeds', '1..4', '--jobs', '1', '--report', report]);
    t.regex(text.stdout, /^ +nowhere +never +0 +10$/m);
    t.regex(text.stdout, /^had nothing to judge in any run: log-matching$/m);
    t.regex(readFileSync(report, 'utf8'), line);
  }
});

test('a run that has the symptom that is looked for counts as one that did not pass, and has a capsule', async (t) => {
  const folder = newFolder();
  const asked = ['passes', '--seeds', '1..4', '--symptom', 'createTopic.max>=1ms'];
  const { code, stdout } = await sweep(...asked, '--out', folder);
  t.is(code, 2);
  t.deepEqual([fieldOf(stdout, 'passed'), fieldOf(stdout, 'violated')], [0, 4]);
  t.like(fieldOf(stdout, 'failures'), [
    { seed: 1, detail: 'createTopic.max >= 1 ms: createTopic.max is 100 ms' },
  ]);
  t.deepEqual(readdirSync(folder).length, 5);
  t.like(fieldOf(stdout, 'sometimes'), { 'createTopic.max >= 1 ms': { seeds: 4, held: 4, asked: 4 } });
  // Without it they are not resumed, and with it they are.
  const other = await sweep('passes', '--seeds', '1..4', '--out', folder, '--resume');
  t.is(other.code, 1);
  t.is((await sweep(...asked, '--out', folder, '--resume')).code, 2);
});

test('a symptom that no run has, or none could have, is told from each other', async (t) => {
  const slower = await sweep('passes', '--seeds', '1..4', '--symptom', 'createTopic.max>=100s');
  t.is(slower.code, 0);
  t.like(fieldOf(slower.stdout, 'sometimes'), { 'createTopic.max >= 100000 ms': { asked: 4, held: 0 } });
  const absent = await sweep('passes', '--seeds', '1..4', '--symptom', 'createTopc.max>=1ms');
  t.is(absent.code, 0);
  t.like(fieldOf(absent.stdout, 'sometimes'), { 'createTopc.max >= 1 ms': { asked: 0, held: 0 } });
  const { code, stderr } = await sweep('passes', '--seeds', '1..4', '--symptom', 'quickly');
  t.is(code, 1);
  t.regex(stderr, /symptom "quickly": unknown/);
});

test('failures come in the order of their seeds, each with its replay line and its capsule', async (t) => {
  const folder = newFolder();
  const { stdout } = await sweep('violates-odd', '--seeds', '1..4', '--out', folder);
  t.like(fieldOf(stdout, 'failures'), [
    { seed: 1 },
    { seed: 3, replay: 'stallgrind run violates-odd --seed 3 --variant slow' },
  ]);
  t.deepEqual(readdirSync(folder).sort(), ['sweep.jsonl', 'violates-odd-1.json', 'violates-odd-3.json']);
  const text = await runFake(['sweep', 'violates-odd', '--seeds', '1..4', '--out', folder]);
  t.regex(text.stdout, /^2 capsules written, .+\n +stallgrind replay \S+violates-odd-1\.json\n$/m);
});

test('a sweep stops at the number of failures asked for, and says so', async (t) => {
  const { code, stdout } = await sweep('violates', '--seeds', '1..500', '--stop-after', '2');
  t.is(code, 2);
  t.deepEqual(
    [fieldOf(stdout, 'violated'), fieldOf(stdout, 'ended'), fieldOf(stdout, 'seedsAsked')],
    [2, 'stopped', 500],
  );
});

test('Ctrl-C ends a sweep with what it has, and says so', async (t) => {
  const { code, stdout } = await runFake(['sweep', 'passes', '--seeds', '1..100000', '--jobs', '1'], {
    isInterrupted: true,
  });
  t.is(code, 130);
  t.regex(stdout, /interrupted after \d+ of 100,000 runs; this is what they came to/);
});

test('without a name every scenario is swept', async (t) => {
  const { stdout } = await sweep('--seeds', '2');
  t.deepEqual(fieldOf(stdout, 'scenarios'), [
    'passes',
    'violates',
    'violates-odd',
    'differs',
    'stalls',
    'breaks',
  ]);
});

test('a capsule that cannot be written loses no report', async (t) => {
  const folder = newFolder();
  mkdirSync(join(folder, 'violates-1.json'));
  const { code, stdout, stderr } = await sweep('violates', '--seeds', '1..2', '--out', folder);
  t.is(code, 1);
  t.is(fieldOf(stdout, 'violated'), 2);
  t.is(fieldOf(stdout, 'capsules', 'length'), 1);
  t.regex(stderr, /cannot write .*violates-1\.json/);
});
