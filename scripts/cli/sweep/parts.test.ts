/** A sweep in parts, by time or by machine, is the sweep that was not. */
import { appendFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { fieldOf, newFolder, runFake } from '../testkit/run-fake.js';

const SEEDS = ['violates-odd', '--seeds', '0..39', '--jobs', '2'];
const swept = (...args: readonly string[]) => runFake(['sweep', ...SEEDS, ...args, '--json']);

/** All but the folder's name is the same. */
function equal(t: ExecutionContext, json: string, folder: string, whole: string, wholeFolder: string): void {
  t.deepEqual(JSON.parse(json.replaceAll(folder, 'DIR')), JSON.parse(whole.replaceAll(wholeFolder, 'DIR')));
  const capsules = (name: string): readonly string[] =>
    readdirSync(name).filter((file) => file.endsWith('.json'));
  t.deepEqual(capsules(folder), capsules(wholeFolder));
  t.true(capsules(folder).length > 0);
}

test('one that was stopped three times, and killed in the middle of a line, goes on to the same end', async (t) => {
  const [folder, wholeFolder] = [newFolder(), newFolder()];
  const whole = await swept('--out', wholeFolder);
  await swept('--out', folder, '--stop-after', '3');
  for (const failures of ['7', '11']) {
    appendFileSync(join(folder, 'sweep.jsonl'), '{"place":39,"scenario":"viol');
    const { stdout } = await swept('--out', folder, '--stop-after', failures, '--resume');
    t.is(fieldOf(stdout, 'ended'), 'stopped');
  }
  const { code, stdout } = await swept('--out', folder, '--resume');
  t.is(code, whole.code);
  equal(t, stdout, folder, whole.stdout, wholeFolder);
  const again = await swept('--out', folder, '--resume');
  t.is(again.stdout, stdout, 'nothing is left to run');
});

test('sixteen shards, each in a folder or all in one, are one sweep again', async (t) => {
  const [wholeFolder, shared, parts] = [newFolder(), newFolder(), newFolder()];
  const whole = await swept('--out', wholeFolder);
  const folders: string[] = [];
  for (let index = 1; index <= 16; index += 1) {
    const folder = join(parts, String(index));
    folders.push(folder);
    for (const out of [folder, shared]) await swept('--out', out, '--shard', `${index}/16`);
  }
  for (const from of [folders, [shared]]) {
    const out = newFolder();
    const { code, stdout, stderr } = await runFake(['sweep', 'merge', ...from, '--out', out, '--json']);
    t.is(code, whole.code, stderr);
    equal(t, stdout, out, whole.stdout, wholeFolder);
  }
});

test('a shard that is missing, or has not ended, is named, and nothing is green', async (t) => {
  const [first, second, out] = [newFolder(), newFolder(), newFolder()];
  const passing = ['sweep', 'passes', '--seeds', '1..9', '--jobs', '1'];
  await runFake([...passing, '--shard', '1/3', '--out', first]);
  await runFake([...passing, '--shard', '2/3', '--out', second]);
  const journal = join(second, 'sweep-2-of-3.jsonl');
  // What was asked for, the names of two sorts of counts, and one run.
  writeFileSync(journal, readFileSync(journal, 'utf8').split('\n').slice(0, 4).join('\n') + '\n');
  const { code, stdout, stderr } = await runFake(['sweep', 'merge', first, second, '--out', out, '--json']);
  t.is(code, 1);
  t.deepEqual([fieldOf(stdout, 'seeds'), fieldOf(stdout, 'seedsAsked')], [4, 9]);
  t.regex(stderr, /^error: shard 2\/3 in \S+ has not ended: 1 run are there; --resume goes on with it$/m);
  t.regex(stderr, /^error: shard 3\/3 is not there$/m);
});

test('a run whose capsule could not be written is run again by --resume, and nothing is lost', async (t) => {
  const [folder, wholeFolder] = [newFolder(), newFolder()];
  const whole = await swept('--out', wholeFolder);
  // In the place of a capsule: as on a full disk, it cannot be written, and a line of the journal can.
  const inTheWay = join(folder, 'violates-odd-7.json');
  mkdirSync(inTheWay);
  const full = await swept('--out', folder);
  t.is(full.code, 1);
  t.is(fieldOf(full.stdout, 'violated'), 20, 'its report is whole');
  rmSync(inTheWay, { recursive: true });
  const { code, stdout } = await swept('--out', folder, '--resume');
  t.is(code, whole.code);
  equal(t, stdout, folder, whole.stdout, wholeFolder);
});

test('a shard that left nothing, or a broken journal, loses no other', async (t) => {
  const [first, second, empty, out] = [newFolder(), newFolder(), newFolder(), newFolder()];
  const odd = ['sweep', 'violates-odd', '--seeds', '0..8', '--jobs', '1'];
  await runFake([...odd, '--shard', '1/3', '--out', first]);
  await runFake([...odd, '--shard', '2/3', '--out', second]);
  const journal = join(second, 'sweep-2-of-3.jsonl');
  writeFileSync(journal, `\0\0${readFileSync(journal, 'utf8')}`);
  const gone = join(empty, 'gone');
  const merged = await runFake(['sweep', 'merge', first, second, empty, gone, '--out', out, '--json']);
  t.deepEqual([merged.code, fieldOf(merged.stdout, 'seeds')], [2, 3]);
  t.is(
    merged.stderr.replaceAll(second, 'SECOND').replaceAll(empty, 'EMPTY'),
    [
      'error: journal SECOND/sweep-2-of-3.jsonl: its first line does not say what the sweep was asked for',
      'error: EMPTY holds no journal of a sweep, such as sweep.jsonl',
      'error: there is no folder EMPTY/gone',
      'error: shard 2/3 is not there',
      'error: shard 3/3 is not there',
      'error: of 9 runs some are missing',
      '',
    ].join('\n'),
  );
});

test('the report of a sweep, and of its parts together, is written as Markdown too', async (t) => {
  const [folder, out] = [newFolder(), newFolder()];
  const [ofSweep, ofAll] = [join(folder, 'sweep.md'), join(out, 'all.md')];
  await swept('--out', folder, '--report', ofSweep);
  await runFake(['sweep', 'merge', folder, '--out', out, '--report', ofAll]);
  const [one, other] = [readFileSync(ofSweep, 'utf8'), readFileSync(ofAll, 'utf8')];
  t.regex(one, /^# Sweep of violates-odd\n[^]*\| election-safety \| 20 \|/);
  t.is(other.replaceAll(out, 'DIR'), one.replaceAll(folder, 'DIR'));
  const wrong = await swept('--report', 'sweep.pdf');
  t.deepEqual([wrong.code, wrong.stdout], [1, '']);
  t.regex(wrong.stderr, /the ending tells the form/);
});

test('what is not of one sweep is not made one', async (t) => {
  const [folder, other, out] = [newFolder(), newFolder(), newFolder()];
  await swept('--out', folder);
  await runFake(['sweep', 'passes', '--seeds', '1..3', '--jobs', '1', '--out', other]);
  const merged = await runFake(['sweep', 'merge', folder, other, '--out', out]);
  t.is(merged.code, 1);
  t.regex(merged.stderr, /another sweep than .*: stallgrind sweep passes --seeds 1\.\.3, and not/);
  const resumed = await runFake(['sweep', 'passes', '--seeds', '1..4', '--out', other, '--resume']);
  t.is(resumed.code, 1);
  t.regex(resumed.stderr, /of another sweep: stallgrind sweep passes --seeds 1\.\.3; this one is .*1\.\.4/);
  const empty = await runFake(['sweep', 'merge', newFolder(), '--out', out]);
  t.regex(empty.stderr, /holds no journal of a sweep/);
});

test('a sweep that has not ended is not written over', async (t) => {
  const folder = newFolder();
  await swept('--out', folder, '--stop-after', '2');
  const { code, stderr } = await swept('--out', folder);
  t.is(code, 1);
  t.regex(
    stderr,
    /is of a sweep that has not ended: .*; --resume goes on with it, another --out begins another/,
  );
  rmSync(join(folder, 'sweep.jsonl'));
  t.is((await swept('--out', folder)).code, 2);
  t.is((await swept('--out', folder)).code, 2, 'one that has ended is');
});

test('--resume without a folder says what it needs', async (t) => {
  const { code, stderr } = await swept('--resume');
  t.is(code, 1);
  t.regex(stderr, /--resume needs --out/);
});

test('a journal that can take no more loses no report, and says so', async (t) => {
  const folder = newFolder();
  await swept('--out', folder, '--stop-after', '2');
  // In the place of the journal's next line: as on a full disk, it cannot be appended to.
  const file = join(folder, 'sweep.jsonl');
  const text = readFileSync(file, 'utf8');
  rmSync(file);
  mkdirSync(file);
  const { code, stderr } = await swept('--out', folder, '--resume');
  t.is(code, 1);
  t.regex(stderr, /journal .*sweep\.jsonl: is a folder/);
  t.true(text.length > 0);
});

test('failures that say the same of other nodes and times are one cause', async (t) => {
  const { stdout } = await swept();
  t.is(fieldOf(stdout, 'causes', 'length'), 1);
  t.is(fieldOf(stdout, 'causes', 0, 'runs'), 20);
  t.is(fieldOf(stdout, 'failures', 'length'), 20);
  const text = await runFake(['sweep', ...SEEDS]);
  t.regex(text.stdout, /VIOLATED violates-odd, seed 1: .*\(and 19 runs alike\)/);
});

test('a swarm is planned seed by seed, and its failures are run again by their seed', async (t) => {
  const swarm = ['sweep', 'swarm', '--seeds', '0..7', '--jobs', '2'];
  const { code, stdout } = await runFake([...swarm, '--only', 'passes', '--only', 'violates', '--json']);
  t.is(code, 2);
  t.deepEqual(fieldOf(stdout, 'scenarios'), ['passes', 'violates']);
  t.like(fieldOf(stdout, 'failures', 0), {
    seed: 1,
    replay: 'stallgrind run swarm --seed 1 --only passes --only violates',
  });
  const unbounded = await runFake([...swarm, '--unbounded', '--json']);
  t.is(fieldOf(unbounded.stdout, 'subject'), 'an unbounded swarm');
  t.regex(String(fieldOf(unbounded.stdout, 'failures', 0, 'replay')), / --unbounded$/);
  const dry = await runFake([...swarm, '--dry', '--json']);
  t.is(fieldOf(dry.stdout, 'runs', 'length'), 8);
  t.is(fieldOf(dry.stdout, 'runs', 2, 'settings', 'client.count'), 3);
  for (const option of ['--unbounded', '--only=passes'])
    t.regex(
      (await runFake(['sweep', 'passes', '--seeds', '1', option])).stderr,
      /for swarm in place of a scenario/,
    );
  t.regex((await runFake(['run', 'passes', '--unbounded'])).stderr, /for swarm in place of a scenario/);
});

test('a guided search counts the variations of each seed, and ends a seed with the run that fails', async (t) => {
  const search = ['sweep', 'swarm', '--seeds', '0..1', '--jobs', '1', '--guided', '3'];
  const passing = await runFake([...search, '--only', 'passes', '--json']);
  t.is(passing.code, 0);
  t.deepEqual([fieldOf(passing.stdout, 'seeds'), fieldOf(passing.stdout, 'runs')], [2, 8]);
  // The second run of seed 0, and the first of seed 1.
  const { stdout } = await runFake([...search, '--only', 'passes', '--only', 'violates', '--json']);
  t.deepEqual([fieldOf(stdout, 'violated'), fieldOf(stdout, 'runs')], [2, 3]);
  t.is(
    fieldOf(stdout, 'failures', 0, 'replay'),
    'stallgrind sweep swarm --guided 3 --seeds 0 --only passes --only violates',
  );
  const expected = await runFake([
    ...[...search, '--only', 'violates', '--json'],
    ...['--expect', 'violated:election-safety'],
  ]);
  t.deepEqual([expected.code, fieldOf(expected.stdout, 'runs')], [0, 8], 'what is expected ends no search');
  const kept = await runFake([...search, '--only', 'violates', '--out', newFolder(), '--json']);
  t.regex(String(fieldOf(kept.stdout, 'failures', 0, 'replay')), /^stallgrind replay \S+violates-0\.json$/);
  t.regex((await runFake([...search.slice(0, -1), '0'])).stderr, /--guided cannot be "0"/);
});
