import test from 'ava';
import { planScenario, runScenario } from '../index.js';
import { createTopicLoad } from './workloads/create-topic.js';
import { topicCreation } from './creation-races.js';

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
