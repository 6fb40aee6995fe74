import test from 'ava';
import { runScenario } from '../index.js';
import type { WaitName } from '../harness/result/names.js';
import type { RunResult } from '../index.js';
import type { UncheckedSettings } from '../harness/settings/table.js';

const run = (
  scenario: string,
  seed: number,
  set: UncheckedSettings = {},
  variant?: string,
): Promise<RunResult> => runScenario(scenario, { seed, set, ...(variant === undefined ? {} : { variant }) });

/** Total of a named wait, exact. */
function totalMs(result: RunResult, wait: WaitName): number {
  const histogram = result.waits[wait]?.histogramMs ?? {};
  return Object.entries(histogram).reduce((sum, [ms, count]) => sum + Number(ms) * count, 0);
}

const longestMs = (result: RunResult, wait: WaitName): number =>
  Math.max(...Object.keys(result.waits[wait]?.histogramMs ?? {}).map(Number));

const latencyMs = (result: RunResult): number => result.operations['createTopic']?.latencyMs?.max ?? -1;

test('cascade: one wait for the topic and one for each partition add up to 20 s, and the rest is the forward', async (t) => {
  for (const seed of [1, 2, 3]) {
    const result = await run('topic-creation-cascade', seed);
    t.deepEqual(result.waits['createWait']?.histogramMs, { '5000': 1 });
    t.deepEqual(result.waits['assign']?.histogramMs, { '5000': 3 });
    const [explained] = result.explained.filter(({ operation }) => operation === 'createTopic');
    const rest = explained?.intervals.filter(({ kind }) => kind !== 'timeout') ?? [];
    t.true(rest.every(({ label }) => label === 'rpc' || label === 'rpc, held'));
    const restUs = rest.reduce((sum, { fromMs, toMs }) => sum + Math.round((toMs - fromMs) * 1000), 0);
    t.is(Math.round(latencyMs(result) * 1000), 20_000_000 + restUs);
    t.is(result.findings.filter(({ type }) => type === 'lost-wakeup').length, 1);
  }
});

test('cascade: for any time-outs a, b and partitions p the waits are a + p*b one by one, and a + b at once', async (t) => {
  const cases = [
    { a: 1, b: 1, p: 1, nodes: 3 },
    { a: 70, b: 333, p: 5, nodes: 5 },
    { a: 2500, b: 41, p: 12, nodes: 7 },
  ];
  for (const { a, b, p, nodes } of cases) {
    const set = {
      'createWait.timeoutMs': a,
      'assign.timeoutMs': b,
      'topic.partitions': p,
      'cluster.nodes': nodes,
    };
    for (const assign of ['serial', 'joinAll', 'batch']) {
      const result = await run('topic-creation-cascade', 5, { ...set, assign });
      t.is(totalMs(result, 'createWait') + totalMs(result, 'assign'), a + p * b);
      const expectedMs = assign === 'serial' ? a + p * b : a + b;
      // Beyond the waits there is the forward, and now and then the ready loop's lock, held while it writes.
      const beyondMs = latencyMs(result) - expectedMs - longestMs(result, 'forward.attempt');
      t.true(
        beyondMs >= 0 && beyondMs < p * 3,
        `${assign}: ${String(beyondMs)} ms beyond ${String(expectedMs)}`,
      );
    }
  }
});

const found = (result: RunResult, wanted: string): readonly string[] =>
  result.findings.flatMap(({ type, key, node }) => (type === wanted ? [`${node} ${key}`] : []));

test('cascade: registering before forwarding loses no wake-up, and the reference never waits', async (t) => {
  const fixed = await run('topic-creation-cascade', 1, {}, 'register-then-forward');
  t.deepEqual(found(fixed, 'lost-wakeup'), []);
  const reference = await run('topic-creation-cascade', 1, {}, 'reference');
  t.deepEqual(found(reference, 'leaked-entry'), []);
  t.is(reference.verdict, 'passed');
  t.true(latencyMs(reference) < 10);
});

test('cascade: the entry that was registered too late is left in the map, and is found where that happens', async (t) => {
  const result = await run('topic-creation-cascade', 1);
  const [creation] = result.requests.filter(({ operation }) => operation === 'createTopic');
  t.deepEqual(found(result, 'leaked-entry'), [`${creation?.node ?? ''} orders`]);
  const [leak] = result.findings.filter(({ type }) => type === 'leaked-entry');
  const tookMs = (leak?.atMs ?? 0) - (creation?.startMs ?? 0);
  t.is(Math.round(tookMs * 1000), Math.round((creation?.latencyMs ?? -1) * 1000));
  // What is found then is what is still there at the end.
  const left = result.violations.filter(({ detail }) => detail.includes('1 pendingTopics at rest'));
  t.is(left.length, 1);
});

test('dead leader: as quoted there is no last wait, and 4 attempts with 350 ms of backoff make 20.35 s', async (t) => {
  const asQuoted = await run('topic-creation-dead-leader', 9, { 'forward.onExhausted': 'fail' });
  t.is(latencyMs(asQuoted), 20_350);
});

test('answers late: three attempts, their backoff and a lost wake-up are above 20 s; without either fault they are not', async (t) => {
  const scenario = 'topic-creation-answers-late';
  for (const seed of [1, 2, 3]) {
    const result = await run(scenario, seed);
    const attemptsMs = Object.entries(result.waits['forward.attempt']?.histogramMs ?? {});
    t.deepEqual(attemptsMs.find(([ms]) => ms === '5000')?.[1], 3);
    t.is(totalMs(result, 'forward.backoff'), 50 + 100 + 200);
    t.deepEqual(result.waits['createWait']?.histogramMs, { '5000': 1 });
    t.is(found(result, 'lost-wakeup').length, 1);
    t.true(latencyMs(result) >= 20_000 && latencyMs(result) < 22_100, String(latencyMs(result)));
    for (const { id } of result.schedule) {
      const faults = result.schedule.filter((entry) => entry.id !== id);
      const without = await runScenario(scenario, { seed, faults });
      t.true(latencyMs(without) < 20_000, `without ${id}: ${String(latencyMs(without))} ms`);
    }
  }
});

test('no quorum: every partition waits in vain, whether the network or the disks took the quorum', async (t) => {
  for (const by of ['network', 'disks']) {
    for (const nodes of [3, 5]) {
      const result = await run('topic-creation-no-quorum', 4, { 'noQuorum.by': by, 'cluster.nodes': nodes });
      t.deepEqual(result.waits['assign']?.histogramMs, { '5000': 3 }, `${by}, ${String(nodes)} nodes`);
      const beyondMs = latencyMs(result) - totalMs(result, 'createWait') - 15_000;
      t.true(
        beyondMs >= 0 && beyondMs < 10,
        `${by}, ${String(nodes)} nodes: ${String(beyondMs)} ms beyond the waits`,
      );
      t.true(result.faults.every(({ effects }) => effects > 0));
    }
  }
});
