import test from 'ava';
import { runScenario, type RunResult } from '../index.js';
import { counter, latenciesMs, sum, violated, waitsMs } from '../verdicts/figures.js';
import type { UncheckedSettings } from '../harness/settings/table.js';

const run = (
  scenario: string,
  seed: number,
  set: UncheckedSettings = {},
  variant?: string,
): Promise<RunResult> =>
  runScenario(scenario, { seed, set, causes: 'none', ...(variant === undefined ? {} : { variant }) });

const detailsOf = (result: RunResult, invariant: string): readonly string[] =>
  result.violations.filter((violation) => violation.invariant === invariant).map(({ detail }) => detail);

test('the others apply a write when the queue has been looked at, one message and one sync later', async (t) => {
  for (const [pollMs, nodes, syncUs] of [
    [100, 3, 1500],
    [40, 5, 1500],
    [700, 3, 4000],
  ] as const) {
    const set = {
      'metadataWal.pollMs': pollMs,
      'cluster.nodes': nodes,
      'disk.syncUs': syncUs,
      'creation.topics': 8,
    };
    const result = await run('topic-read-back', 4, { ...set, 'readBack.timeoutMs': 2000 });
    const queued = waitsMs(result, 'metadataWal.queue');
    const [appendMs = 0, ...others] = new Set(waitsMs(result, 'metadataWal.append'));
    t.deepEqual(others, []);
    t.is(queued.length, 8);
    t.true(queued.every((ms) => ms <= pollMs));
    // A message takes 500 us, and one for its bytes; the copy of the image takes another.
    const lags = queued.flatMap((ms) =>
      Array.from({ length: nodes - 1 }, () => sum([ms, 0.501, appendMs, 0.001])),
    );
    t.deepEqual(waitsMs(result, 'metadataWal.lag'), lags);
    t.true(appendMs * 1000 > syncUs && appendMs * 1000 < syncUs + 100);
  }
});

test('a fast loop answers before the others are told, and its client finds no topic there; a loop of 100 ms hides it', async (t) => {
  for (const seed of [1, 2, 3]) {
    const slow = await run('topic-read-back', seed);
    t.is(counter(slow, 'read_back_late'), 0);
    const fast = await run('topic-read-back', seed, { 'loop.periodMs': 0 });
    t.true(counter(fast, 'read_back_late') >= 4);
    const reference = await run('topic-read-back', seed, {}, 'reference');
    t.is(counter(reference, 'read_back_late'), 0);
  }
});

test('of two topics that share a sync one is lost everywhere; with one instant for copy and store it is not', async (t) => {
  for (const clients of [3, 5]) {
    const set = { 'client.count': clients, 'creation.topics': 1 };
    const raced = await run('topic-read-back', 1, set);
    // The first has a sync of its own, the others share the next: the last of them to store is the one that is left.
    const lost = new Set(
      detailsOf(raced, 'acknowledged-topic-survives').map((detail) => detail.split(' ')[0]),
    );
    t.is(lost.size, clients - 2);
    const atOnce = await run('topic-read-back', 1, { ...set, 'metadataWal.applyUs': 0 });
    t.is(atOnce.verdict, 'passed');
  }
});

test('a creation that is passed on goes through Raft, so it is none of the stream’s; were it not, it would wait for it', async (t) => {
  for (const limitMs of [5000, 1200]) {
    const set = { 'stream.away': 'lost', 'createWait.timeoutMs': limitMs };
    const throughRaft = await run('topic-creation-stream-away', 1, set);
    t.is(throughRaft.operations['createTopic']?.ok, 1);
    const calm = await runScenario('topic-creation-stream-away', { seed: 1, set, faults: [] });
    t.deepEqual(latenciesMs(throughRaft, 'createTopic'), latenciesMs(calm, 'createTopic'));
    const beside = { ...set, 'metadataWal.forwarded': 'local-wal' };
    const waiting = await run('topic-creation-stream-away', 1, beside);
    t.deepEqual(waiting.operations['createTopic']?.errors, { NOT_FOUND: 1 });
    t.deepEqual(waitsMs(waiting, 'createWait'), [limitMs]);
  }
});

test('while the stream is held images differ at one index; what it loses is missing for ever', async (t) => {
  const ask = { 'creation.ask': 'leader' };
  for (const nodes of [3, 5]) {
    const set = { ...ask, 'cluster.nodes': nodes };
    t.deepEqual(violated(await run('topic-creation-stream-away', 2, set)), ['state-machine-safety']);
    const lost = await run('topic-creation-stream-away', 2, {
      ...set,
      'stream.away': 'lost',
      'stream.ms': 15_000,
    });
    t.true(violated(lost).includes('metadata-images-equal'));
    t.is(detailsOf(lost, 'acknowledged-topic-survives').length, nodes - 1);
    t.deepEqual(violated(await run('topic-creation-stream-away', 2, set, 'forward-then-register')), []);
  }
});

test('a follower that restarts is not told what it has missed, and forgets what it has not stored', async (t) => {
  for (const [restarts, stores, knows] of [
    ['before', true, false],
    ['after', true, true],
    ['after', false, false],
  ] as const) {
    const set = { 'follower.restarts': restarts, 'metadataWal.followersStore': stores };
    const result = await run('topic-creation-follower-restarts', 3, set);
    const missing = detailsOf(result, 'acknowledged-topic-survives');
    t.deepEqual(missing, knows ? [] : ['orders was acknowledged, and n3 has no such topic']);
  }
});

test('a leader that is lost after its answer keeps the topic to itself, and without a replay for nobody', async (t) => {
  const set = { 'loop.periodMs': 0 };
  const missingAt = async (replays: boolean): Promise<readonly string[]> => {
    const result = await run('topic-creation-leader-lost', 1, { ...set, 'metadataWal.replays': replays });
    return detailsOf(result, 'acknowledged-topic-survives').map((detail) => detail.split(' ')[4] ?? '');
  };
  t.deepEqual(await missingAt(true), ['n2', 'n3']);
  t.deepEqual(await missingAt(false), ['n1', 'n2', 'n3']);
  const throughRaft = await run('topic-creation-leader-lost', 1, set, 'forward-then-register');
  t.is(throughRaft.verdict, 'passed');
});

test('a leader that is cut off goes on acknowledging, and the name gets two ids', async (t) => {
  for (const nodes of [3, 5]) {
    const both = await run('topic-creation-split', 1, { 'cluster.nodes': nodes });
    t.regex(
      detailsOf(both, 'topic-keeps-its-id')[0] ?? '',
      /^orders wal:n1:1 is replaced by (wal:n2:1|\d+)$/,
    );
    t.is(both.operations['createTopic']?.ok, 2);
    const throughRaft = await run(
      'topic-creation-split',
      1,
      { 'cluster.nodes': nodes },
      'forward-then-register',
    );
    t.deepEqual(detailsOf(throughRaft, 'topic-keeps-its-id'), []);
  }
});

test('an assignment of another creation ends the wait, if it comes within its limit', async (t) => {
  const misled = async (limitMs: number, deposedMs: number): Promise<boolean> => {
    const set = { 'assign.timeoutMs': limitMs, 'creation.deposedMs': deposedMs };
    return violated(await run('topic-recreated', 1, set)).includes('reported-proposal-is-committed');
  };
  t.true(await misled(5000, 1000));
  t.true(await misled(5000, 4000));
  t.false(await misled(5000, 6000));
  t.false(await misled(800, 1000));
});

test('a proposal that Raft passes on is dropped by who leads no more, or committed by who does; the creator cannot tell', async (t) => {
  const name = 'topic-creation-stalled-leader';
  for (const ms of [1000, 1700]) {
    const set = { 'stall.ms': ms };
    const elsewhere = await run(name, 1, { ...set, missedTick: 'skip' });
    t.deepEqual(detailsOf(elsewhere, 'accepted-proposal-is-in-own-log'), [
      'n1 accepted a proposal that it does not have',
    ]);
    t.is(elsewhere.operations['createTopic']?.ok, 2);
    const checked = await run(name, 1, { ...set, missedTick: 'skip', leaderCheck: 'with-proposal' });
    t.deepEqual(detailsOf(checked, 'accepted-proposal-is-in-own-log'), []);
  }
  // The ticks that were missed come at once, and end in an election that deposes the one it was passed on to.
  const dropped = await run(name, 1);
  t.deepEqual(dropped.operations['createTopic']?.errors, { NOT_FOUND: 1 });
});
