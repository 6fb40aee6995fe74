import test from 'ava';
import { runScenario, type RunResult } from '../index.js';
import type { UncheckedSettings } from '../harness/settings/table.js';
import { counter, latenciesMs, violated, waitsMs } from '../verdicts/figures.js';

const run = (scenario: string, variant: string, set: UncheckedSettings = {}, seed = 1): Promise<RunResult> =>
  runScenario(scenario, { seed, variant, set, causes: 'none' });

test('event-driven: a later round ends with its last join, the first one when the initial delay has passed', async (t) => {
  for (const seed of [1, 2, 3]) {
    const set = { 'consumerGroup.initialDelayMs': 100, 'network.delayUs': 700 };
    const result = await run('group-join', 'reference', set, seed);
    t.is(result.verdict, 'passed');
    const [later, first] = waitsMs(result, 'groupJoin');
    t.is(later, 0);
    // Two more members came, so it waited twice.
    t.true(first !== undefined && first > 150 && first <= 200);
    t.is(counter(result, 'group_join_polls'), 0);
  }
});

test('notified, as proposed: rounds end at once, so that three consumers need more of them, and one waits for a silent leader', async (t) => {
  const proposed = await run('group-join', 'notify', { consumerGroups: 'notified' });
  const polled = await run('group-join', 'notify');
  t.true(waitsMs(proposed, 'groupJoin').every((ms) => ms === 0));
  t.true(counter(proposed, 'group_rebalances') > counter(polled, 'group_rebalances'));
  // Nobody is silent: the round went on without its leader, which had not joined and could not know.
  t.deepEqual(waitsMs(proposed, 'syncFallback'), [2000]);
  t.true(Math.max(...latenciesMs(proposed, 'syncGroup')) > Math.max(...latenciesMs(polled, 'joinGroup')));
});

test('polled, three consumers that start within a second: a round ends without its leader, which assigns once more when it comes', async (t) => {
  const set = {
    'client.count': 3,
    'consumerGroup.lateMembers': 0,
    'consumerGroup.joinSpreadMs': 1000,
    'consumerGroup.heartbeatMs': 3000,
    'consumerGroup.stayMs': 8000,
  };
  const historic = await run('group-join', 'notify', set);
  t.deepEqual(waitsMs(historic, 'syncFallback'), [2000]);
  t.deepEqual(violated(historic), ['one-assignment-per-generation', 'partition-has-one-member']);
  t.is((await run('group-join', 'reference', set)).verdict, 'passed');
});

test('in the reference a silent leader is out after the rebalance time-out, and the others go on', async (t) => {
  const result = await run('group-leader-silent', 'reference', {
    'consumerGroup.rebalanceTimeoutMs': 4000,
    'consumerGroup.initialDelayMs': 200,
    'consumerGroup.stayMs': 12_000,
  });
  t.is(result.verdict, 'passed');
  const failed = result.requests.filter(
    ({ operation, outcome }) => operation === 'syncGroup' && outcome === 'REBALANCE_IN_PROGRESS',
  );
  t.deepEqual(
    failed.map(({ latencyMs }) => latencyMs),
    [4000, 4000],
  );
  t.is(result.operations['syncGroup']?.ok, 5);
});

test('groups and commits survive the loss of their coordinator and of the metadata leader; every fault has an effect', async (t) => {
  for (let seed = 1; seed <= 4; seed += 1) {
    const set = { 'consumerGroup.leaves': seed % 2 === 0, 'consumerGroup.memberIdRequired': seed > 2 };
    const result = await run('group-coordinator-loss', 'reference', set, seed);
    t.is(result.verdict, 'passed', JSON.stringify(result.violations));
    t.true(result.faults.every(({ effects }) => effects > 0));
    t.true((result.operations['joinGroup']?.ok ?? 0) > 8);
  }
});

test('what a group commits it was given, while leaders and coordinators fail', async (t) => {
  for (let seed = 1; seed <= 3; seed += 1) {
    const result = await run('group-consume', 'reference', {}, seed);
    t.is(result.verdict, 'passed', JSON.stringify(result.violations));
    t.true(result.faults.every(({ effects }) => effects > 0));
    t.is(result.operations['produce']?.ok, 200);
  }
});

test('members that hang and come back, and one that dies, lose nothing and commit for nobody else; every fault has an effect', async (t) => {
  for (let seed = 1; seed <= 4; seed += 1) {
    const result = await run('restless-members', 'reference', {}, seed);
    t.is(result.verdict, 'passed', JSON.stringify(result.violations));
    t.true(result.faults.every(({ effects }) => effects > 0));
    // Each hang outlasts the session, so the group goes on without the member, and once more with it.
    t.true(counter(result, 'group_rebalances') >= 4);
    t.is(result.operations['produce']?.failed, 0);
  }
  const alone = await run('restless-members', 'reference', { 'client.count': 1, 'consumer.count': 1 });
  t.is(alone.verdict, 'passed', JSON.stringify(alone.violations));
});

test('a broker that takes itself for the coordinator tells no less than what is committed, and a topic created again begins from the start', async (t) => {
  let historic: readonly string[] = [];
  for (let seed = 1; seed <= 6; seed += 1) {
    const result = await run('group-offsets', 'reference', {}, seed);
    t.is(result.verdict, 'passed', JSON.stringify(result.violations));
    t.true(result.faults.every(({ effects }) => effects > 0));
    historic = [...historic, ...violated(await run('group-offsets', 'notify', {}, seed))];
  }
  // The documents' goes by names, and answers from what it has.
  for (const name of ['new-topic-has-no-old-offset', 'offset-fetch-is-current'])
    t.true(historic.includes(name), name);
});

test('a leader of a group that cannot learn how many partitions there are asks again, and gives all of them', async (t) => {
  const clients = ['c1', 'c2', 'c3', 'c4'];
  const faults = [
    { id: 'cut', type: 'partition', groups: [clients, ['n1', 'n3']], atMs: 100, untilMs: 12_000 },
  ];
  const set = { 'client.requestTimeoutMs': 700 };
  for (const seed of [1, 4]) {
    const result = await runScenario('group-join', { seed, variant: 'reference', set, faults });
    t.deepEqual([...violated(result)], [], `seed ${seed}`);
  }
});
