import test from 'ava';
import { runScenario } from '../index.js';

test('asked on a follower, the historic creation succeeds and leaves the topic unassigned; with `serial-abort` it fails', async (t) => {
  for (const partitions of [1, 4]) {
    const set = { 'topic.partitions': partitions };
    const logged = await runScenario('topic-creation', { seed: 3, set });
    t.is(logged.operations['createTopic']?.ok, 1);
    t.is(logged.counters['partition_assignment_failed'], partitions);
    t.true(logged.violations.some(({ invariant }) => invariant === 'acknowledged-topic-survives'));
    const quoted = await runScenario('topic-creation', { seed: 3, set: { ...set, assign: 'serial-abort' } });
    t.deepEqual(quoted.operations['createTopic']?.errors, { NOT_CONTROLLER: 1 });
  }
});

test('ten proposals that sleep 150 ms make a creation of 1,500 ms: p partitions make 1 + 3p of them, whatever the sleep', async (t) => {
  for (const [partitions, sleepMs] of [
    [3, 150],
    [1, 40],
    [5, 150],
  ] as const) {
    const set = {
      'creation.ask': 'leader',
      'topic.partitions': partitions,
      'proposeSleep.ms': sleepMs,
      'run.settleMs': 20_000,
    };
    const run = await runScenario('topic-creation', { seed: 2, variant: 'sleep-then-poll', set });
    const wait = Number(Object.keys(run.waits['createWait']?.histogramMs ?? {})[0]);
    t.is(run.operations['createTopic']?.latencyMs?.max, (1 + 3 * partitions) * sleepMs + wait);
  }
});

test('each attempt whose answer is lost creates the topic once more', async (t) => {
  for (const attemptsMax of [1, 2, 4]) {
    const set = { 'forward.attemptsMax': attemptsMax, 'creation.repliesLostMs': 25_000 };
    const run = await runScenario('topic-creation-lost-replies', { seed: 5, set });
    const replaced = run.violations.filter(({ invariant }) => invariant === 'topic-keeps-its-id');
    t.is(replaced.length, attemptsMax - 1);
  }
});

test('a commit that comes just after the limit is NOT_FOUND; one that comes just before is found', async (t) => {
  const late = await runScenario('topic-creation-late', {
    seed: 1,
    set: { 'creation.quorumBackMs': 5100, 'creation.retries': 0 },
  });
  t.deepEqual(late.operations['createTopic']?.errors, { NOT_FOUND: 1 });
  t.is(late.operations['createTopic']?.latencyMs?.max, 5000);
  const early = await runScenario('topic-creation-late', {
    seed: 1,
    set: { 'creation.quorumBackMs': 4500, 'creation.retries': 0 },
  });
  t.is(early.operations['createTopic']?.ok, 1);
});
