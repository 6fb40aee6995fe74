import test from 'ava';
import { planScenario, runScenario } from '../index.js';
import { createTopicLoad } from './workloads/create-topic.js';
import { topicCreation } from './creation-races.js';

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

test('what a broker counts of creations goes by the names that the documents give', async (t) => {
  const storm = await runScenario('create-topic-storm', {
    seed: 1,
    set: { 'client.count': 12, 'client.messages': 12, 'run.settleMs': 3000 },
  });
  const callers = storm.operations['createTopic']?.ok ?? 0;
  t.true(callers > 1);
  t.is(storm.counters['topics_auto_created'], 1);
  t.is(storm.counters['topic_creation_concurrent_attempts'], callers - 1);
  const cascade = await runScenario('topic-creation-cascade', { seed: 1 });
  t.is(cascade.counters['topic_creation_timeout_count'], 1);
  t.is(cascade.counters['partition_assignment_timeout_count'], 3);
});

test('who gives up takes out the entry of who has come since, and that one waits for what is there (L3)', async (t) => {
  for (const [createMs, assignMs, backMs, nodes] of [
    [5000, 5000, 6000, 3],
    [900, 1900, 2400, 5],
    [3000, 4000, 5500, 7],
  ] as const) {
    const set = {
      'createWait.timeoutMs': createMs,
      'assign.timeoutMs': assignMs,
      'creation.quorumBackMs': backMs,
      'cluster.nodes': nodes,
    };
    const both = await runScenario('topic-assigned-twice', { seed: 2, set: { ...set, lock: 'none' } });
    t.deepEqual(both.waits['assign']?.histogramMs, { [assignMs]: 2 });
    t.true(both.findings.some(({ type, key }) => type === 'lost-wakeup' && key === 'partition:orders:0'));
    const locked = await runScenario('topic-assigned-twice', { seed: 2, set });
    t.is(locked.waits['assign']?.count, 1);
    const reference = await runScenario('topic-assigned-twice', {
      seed: 2,
      set: { ...set, lock: 'none' },
      variant: 'reference',
    });
    t.is(reference.verdict, 'passed');
  }
});

test('a topic with a name that is not allowed is refused by whoever is asked, at once', async (t) => {
  for (const variant of ['poll-50ms', 'forward-then-register', 'reference']) {
    const scenario = { ...topicCreation, load: createTopicLoad('no spaces', 'n1') };
    const run = await runScenario(scenario, { seed: 1, variant });
    t.deepEqual(run.operations['createTopic']?.errors, { INVALID_TOPIC_EXCEPTION: 1 });
    t.is(run.operations['createTopic']?.latencyMs?.max, 0);
    t.is(run.counters['topic_creation_invalid_names'], 1);
  }
});

test('a follower can be asked only where there is one', (t) => {
  const plan = (name: string, set: Readonly<Record<string, string>>) =>
    planScenario(name, { seed: 1, set: { 'cluster.nodes': 1, ...set } });
  for (const [name, ask] of [
    ['topic-creation', 'creation.ask'],
    ['broker-registration', 'register.ask'],
  ] as const) {
    t.throws(() => plan(name, { [ask]: 'follower' }), {
      message: `${name} needs cluster.nodes of at least 2, not 1`,
    });
    t.notThrows(() => plan(name, { [ask]: 'leader' }));
  }
});
