/** The command with real runs in real threads. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { runCli } from '../main.js';
import { fakeIo, fieldOf, newFolder, runFake, type Printed } from '../testkit/run-fake.js';
import { FOUND_CREATION } from '../testkit/found-creation.js';
import { HIDDEN, layer } from '../testkit/planted-layer.js';

const layerSource = { url: new URL('../testkit/planted-layer.js', import.meta.url).href, configFile: null };

/** As in a terminal of 80 columns. */
async function run(...args: readonly string[]): Promise<Printed> {
  const { io, printed } = fakeIo({ columns: 80 });
  const code = await runCli(args, { io, layer, layerSource });
  return { code, ...printed };
}

/** A capsule of a run with that schedule, in a folder of its own. */
async function capsuleOf(scenario: string, faults: object, ...args: readonly string[]): Promise<string> {
  const folder = newFolder();
  const schedule = join(folder, 'faults.json');
  writeFileSync(schedule, JSON.stringify(faults));
  const file = join(folder, 'failure.json');
  await run('run', scenario, '--faults', schedule, '--capsule', file, ...args);
  return file;
}

const small = (file: string): string => file.replace(/json$/, 'small.json');
const jsonOf = (file: string): Readonly<Record<string, unknown>> =>
  JSON.parse(readFileSync(file, 'utf8')) as Readonly<Record<string, unknown>>;

async function replays(t: ExecutionContext, file: string, code: number): Promise<void> {
  const replayed = await run('replay', file);
  t.is(replayed.code, code, replayed.stderr);
  t.regex(replayed.stdout, /the same run: hash/);
}

test('two faults of forty are what a system of one’s own loses data by: they are left, rounded', async (t) => {
  const file = await capsuleOf('two-stores', HIDDEN, '--set', 'network.delayUs=730');
  const { code, stdout, stderr } = await run('shrink', file, '--jobs', '2');
  t.deepEqual([code, stderr], [0, '']);
  // Of such a system a run takes some milliseconds; of a broker a quarter of a second.
  const [, runCount] = /^(\d+) runs in /m.exec(stdout) ?? [];
  t.true(Number(runCount) < 120, runCount);
  t.deepEqual(jsonOf(small(file))['faults'], [
    { id: 'first', type: 'crash', target: 'a', loses: 'none', atMs: 1000, untilMs: 2000 },
    { id: 'second', type: 'crash', target: 'b', loses: 'none', atMs: 1000, untilMs: 2000 },
  ]);
  const { violated, settings } = jsonOf(small(file));
  t.deepEqual(violated, ['answered-is-kept']);
  // What was set goes back, and what only a broker reads was left alone.
  t.deepEqual(Object.keys(settings ?? {}).sort(), ['store.writes']);
  t.regex(stdout, /still: violated answered-is-kept; /);
  t.regex(stdout, /faults +40 +2\n/);
  t.regex(stdout, /store\.writes +400 +\d+\n/);
  t.regex(stdout, /first +crash a, [^\n]* passed\n/);
  t.true(stdout.endsWith(`stallgrind replay ${small(file)}\n`));
  t.deepEqual(
    stdout.split('\n').filter((line) => line.length > 80 && !line.includes('replay')),
    [],
  );
  await replays(t, small(file), 2);
});

test('one thread and three find the same, to the byte', async (t) => {
  const file = await capsuleOf('two-stores', HIDDEN);
  const [one, three] = ['one.json', 'three.json'].map((name) => join(newFolder(), name));
  await run('shrink', file, '--jobs', '1', '--out', one ?? '');
  await run('shrink', file, '--jobs', '3', '--out', three ?? '');
  t.is(readFileSync(one ?? '', 'utf8'), readFileSync(three ?? '', 'utf8'));
});

test('a creation of 20 s shrinks to what R7 needs: a held answer, a change of leaders, a broker that is cut off', async (t) => {
  const folder = newFolder();
  const plain = join(folder, 'plain.json');
  await run('run', 'topic-creation-cascade', '--capsule', plain);
  const own = jsonOf(plain)['faults'];
  t.true(Array.isArray(own) && own.length === 3);
  const noise = Array.from({ length: 9 }, (_, place) => {
    const atMs = 8311.7 + 1931 * place;
    const target = `n${(place % 3) + 1}`;
    return { id: `noise-${place}`, type: 'slowDisk', target, factor: 3, atMs, untilMs: atMs + 211 };
  });
  const file = await capsuleOf('topic-creation-cascade', [...noise, ...(own as readonly object[])]);
  const { code, stdout } = await run('shrink', file, '--symptom', 'createTopic.max>=20000ms', '--json');
  t.is(code, 0);
  t.deepEqual(fieldOf(stdout, 'before', 'faults'), 12);
  const left = [0, 1, 2].map((place) => fieldOf(stdout, 'faults', place, 'id'));
  t.deepEqual(left, ['answer-held', 'leadership-moves', 'cut-off']);
  t.is(fieldOf(stdout, 'faults', 'length'), 3);
  t.is(fieldOf(stdout, 'ended'), 'minimal');
  t.regex(String(fieldOf(stdout, 'faults', 1, 'without')), /^createTopic\.max is 5,999 ms; /);
  t.is(fieldOf(stdout, 'knobs', 0, 'name'), 'run.untilMs');
  t.is(fieldOf(stdout, 'knobs', 0, 'without'), null, 'it only makes the run smaller');
  t.is(fieldOf(stdout, 'replay'), `stallgrind replay ${small(file)}`);
  // Three partitions are needed for three waits; for a run to this end no rest has to be awaited.
  t.is(fieldOf(stdout, 'knobs', 'length'), 2);
  t.true(Number(fieldOf(stdout, 'after', 'virtualMs')) <= 30_000);
  await replays(t, small(file), (await run('replay', small(file))).code);
});

test('a creation of 25 s that a search found shrinks to two faults, which are topic-creation-answers-late', async (t) => {
  const args = ['--seed', '2', '--variant', 'forward-then-register', '--set', 'run.untilMs=120000'];
  const file = await capsuleOf('topic-creation', FOUND_CREATION, ...args);
  const { code, stdout } = await run('shrink', file, '--symptom', 'createTopic.max>=20000ms', '--json');
  t.is(code, 0);
  t.deepEqual(
    [fieldOf(stdout, 'before', 'faults'), fieldOf(stdout, 'after', 'faults'), fieldOf(stdout, 'ended')],
    [10, 2, 'minimal'],
  );
  const scenario = await run('run', 'topic-creation-answers-late', '--dry', '--json');
  const withoutId = (faults: unknown): unknown =>
    (faults as readonly object[]).map((entry) => ({ ...entry, id: '' }));
  t.deepEqual(withoutId(jsonOf(small(file))['faults']), withoutId(fieldOf(scenario.stdout, 'schedule')));
});

test('a stall stays a stall that violates nothing, and no bound in time is lowered for it', async (t) => {
  const noise = { id: 'noise', type: 'slowCpu', target: 'n1', factor: 2, atMs: 8050, untilMs: 8200 };
  const crash = { id: 'crash', type: 'crash', target: 'n2', loses: 'all', atMs: 8111.5, untilMs: 9017.2 };
  const file = await capsuleOf('topic-creation', [noise, crash], '--seed', '707');
  t.is(jsonOf(file)['verdict'], 'stalled');
  const { code, stdout, stderr } = await run('shrink', file, '--json');
  t.is(code, 0, stderr);
  t.deepEqual([jsonOf(small(file))['verdict'], jsonOf(small(file))['violated']], ['stalled', []]);
  const names = (fieldOf(stdout, 'knobs') as readonly { readonly name: string }[]).map(({ name }) => name);
  t.true(names.includes('topic.partitions') && !names.some((name) => name.startsWith('run.')));
  t.is(fieldOf(stdout, 'symptom'), 'stalled (no-progress)');
  t.deepEqual(
    [fieldOf(stdout, 'faults', 'length'), fieldOf(stdout, 'faults', 0, 'without')],
    [1, 'violates acknowledged-topic-survives'],
  );
});

/** Ctrl-C when so many cases have run. */
async function interruptedAfter(runs: number, ...args: readonly string[]): Promise<Printed> {
  const { io: quiet, printed } = fakeIo({ isTerminal: true });
  let interrupt = (): void => undefined;
  let nowMs = 0;
  const code = await runCli(args, {
    layer,
    layerSource,
    io: {
      ...quiet,
      // So that each case is told of.
      nowMs: () => (nowMs += 1000),
      stderr: (text) => {
        quiet.stderr(text);
        if (text.includes(`${runs} run`)) interrupt();
      },
      onInterrupt: (interrupted) => {
        interrupt = interrupted;
        return () => undefined;
      },
    },
  });
  return { code, ...printed };
}

test('Ctrl-C ends it with 130 and the smallest so far, whole', async (t) => {
  const file = await capsuleOf('two-stores', HIDDEN);
  const { code, stdout } = await interruptedAfter(12, 'shrink', file, '--jobs', '2', '--json');
  t.is(code, 130);
  t.is(fieldOf(stdout, 'ended'), 'interrupted');
  const left = Number(fieldOf(stdout, 'after', 'faults'));
  t.true(left < 40 && left > 2, String(left));
  t.is(fieldOf(readFileSync(small(file), 'utf8'), 'faults', 'length'), left);
  await replays(t, small(file), 2);
});

test('when the time is over, the smallest so far is written, and what was seen of its faults is told', async (t) => {
  const file = await capsuleOf('two-stores', HIDDEN);
  const { code, stdout } = await run('shrink', file, '--limit-s', '1', '--jobs', '1', '--json');
  t.is(code, 0);
  t.true(['limit', 'minimal'].includes(String(fieldOf(stdout, 'ended'))));
  await replays(t, small(file), 2);
});

test('one that is interrupted at once leaves the capsule as it is', async (t) => {
  const file = await capsuleOf('two-stores', HIDDEN, '--set', 'store.writes=399');
  const { code } = await interruptedAfter(1, 'shrink', file, '--jobs', '1');
  t.is(code, 130);
  const { settings, hash, faults } = jsonOf(file);
  t.like(jsonOf(small(file)), { settings, hash, faults });
});

test('a case that cannot be run ends it with an error, and the smallest so far is written all the same', async (t) => {
  const file = await capsuleOf('two-stores', HIDDEN);
  const { io, printed } = fakeIo({});
  const url = new URL('../testkit/failing-layer.js', import.meta.url).href;
  const args = ['shrink', file, '--jobs', '2', '--json'];
  const code = await runCli(args, { io, layer, layerSource: { url, configFile: null } });
  t.is(code, 1);
  t.regex(printed.stderr, /^internal error: Error: out of memory/);
  t.is(fieldOf(printed.stdout, 'ended'), 'failed');
  t.is(fieldOf(printed.stdout, 'after', 'faults'), 2);
  await replays(t, small(file), 2);
});

test('what does not fail is not shrunk: one line says so, and nothing is written', async (t) => {
  const file = await capsuleOf('two-stores', []);
  const passes = await run('shrink', file);
  t.deepEqual([passes.code, passes.stdout], [1, '']);
  t.is(
    passes.stderr,
    `error: capsule ${file}: there is nothing to shrink: it passed; --symptom says what else has to stay, such as 'p99>5000ms'\n`,
  );
  const absent = await run('shrink', file, '--symptom', 'put.max>1s');
  t.is(absent.stderr, `error: capsule ${file}: no request of the run is "put"; it has none\n`);
  t.false(existsSync(small(file)));
  const other = { ...jsonOf(file), violated: ['answered-is-kept'], verdict: 'violated' };
  writeFileSync(file, JSON.stringify(other));
  t.regex((await run('shrink', file)).stderr, /it passed, and not answered-is-kept; --symptom/);
});

test('a capsule of a scenario that nobody knows is one clear line', async (t) => {
  const file = await capsuleOf('two-stores', HIDDEN);
  writeFileSync(file, JSON.stringify({ ...jsonOf(file), scenario: 'to-stores' }));
  const { code, stderr } = await run('shrink', file);
  t.is(code, 1);
  t.regex(stderr, /^error: capsule [^\n]*: unknown scenario "to-stores"; did you mean two-stores\?[^\n]*\n$/);
});

test('a bound on events that somebody set is a part of the run', async (t) => {
  const file = await capsuleOf('two-stores', HIDDEN, '--set', 'run.eventsMax=1000', '--set', 'disk.syncUs=9');
  t.is(jsonOf(file)['verdict'], 'stalled');
  const { code, stdout } = await run('shrink', file, '--json');
  t.deepEqual([code, fieldOf(stdout, 'symptom')], [0, 'stalled (run.eventsMax)']);
  t.deepEqual(jsonOf(small(file))['faults'], []);
  const { settings } = jsonOf(small(file));
  t.is(new Map(Object.entries(settings ?? {})).get('run.eventsMax'), 1000);
  t.false(Object.hasOwn(settings ?? {}, 'disk.syncUs'));
  await replays(t, small(file), 3);
});

test('an error of the harness is shrunk by its words', async (t) => {
  const file = join(newFolder(), 'failure.json');
  await runFake(['run', 'breaks', '--capsule', file]);
  const { code, stdout } = await runFake(['shrink', file, '--json']);
  t.deepEqual([code, fieldOf(stdout, 'symptom')], [0, 'harness error: the heap is out of order']);
});

test('of fake scenarios too the settings that nobody needs go', async (t) => {
  const file = join(newFolder(), 'failure.json');
  await runFake(['run', 'violates', '--set', 'cluster.nodes=5', '--capsule', file]);
  const { code, stdout } = await runFake(['shrink', file, '--json']);
  t.deepEqual([code, fieldOf(stdout, 'faults', 'length')], [0, 0]);
  t.is(fieldOf(stdout, 'symptom'), 'violated election-safety');
});
