import test from 'ava';
import { runScenario, type RunResult } from '../index.js';
import { counter, latenciesMs, waitsMs } from '../verdicts/figures.js';
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
