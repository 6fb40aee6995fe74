/** Faults that a schedule sets on messages of one type, and on what arrives corrupted. */
import test from 'ava';
import { planScenario, runScenario } from '../../index.js';

const SET = {
  'client.count': 4,
  'client.messages': 200,
  'client.thinkMs': 50,
  'client.acks': 'all',
  'client.profile': 'java',
  'topic.partitions': 1,
  'topic.replicationFactor': 3,
} as const;

const run = (faults: unknown) =>
  runScenario('steady-produce', { seed: 2, variant: 'reference', causes: 'all', set: SET, faults });

test('the third replication to a follower is held, and with its schedule the run is the same', async (t) => {
  const link = { from: '*', to: 'n2', channel: 'replication' };
  const faults = [
    { id: 'third', type: 'hold', ...link, message: 'replicate', nth: 3, atMs: 9000, forMs: 700 },
  ];
  const result = await run(faults);
  t.is(result.verdict, 'passed');
  t.is(result.faults[0]?.effects, 1);
  t.regex(
    JSON.stringify(result.explained[0]?.intervals),
    /"network-injected","label":"replication, held","node":"n2"/,
  );
  t.is((await run(result.schedule)).hash, result.hash);
});

test('a fault may wait for the n-th message of a type: the leader dies as it has sent the tenth record on', async (t) => {
  const at = {
    message: 'replicate',
    from: 'leader of steady/0',
    to: 'n2',
    channel: 'replication',
    nth: 10,
    plusMs: 0,
  };
  const crash = { id: 'a', type: 'crash', target: 'leader of steady/0', loses: 'all', at, forMs: 3000 };
  const result = await run([crash, { ...crash, id: 'never', at: { ...at, nth: 100_000 } }]);
  t.is(result.verdict, 'passed');
  t.is(result.faults[0]?.effects, 1);
  t.is(result.faults[0]?.untilMs, (result.faults[0]?.atMs ?? 0) + 3000);
  t.is(result.faults[1]?.atMs, null);
  t.is((await run(result.schedule)).hash, result.hash);
});

test('answers of one type alone are slow', async (t) => {
  const slow = {
    id: 'a',
    type: 'slowLink',
    from: '*',
    to: 'c1',
    message: 'produceResponse',
    addMs: 40,
    atMs: 0,
  };
  const result = await run([slow]);
  const slowest = (node: string): number =>
    Math.max(...result.explained.filter((one) => one.node === node).map(({ latencyMs }) => latencyMs ?? 0));
  t.true(slowest('c1') > 40 && slowest('c2') < 20);
  // The record's answers, and no look-up.
  t.is(result.faults[0]?.effects, 50);
});

test('a corrupted message ends its connection, never its receiver: all is sent again, nothing lost or stored twice', async (t) => {
  const faults = ['client', 'replication', 'raft', 'rpc'].map((channel) => ({
    id: channel,
    type: 'corruptLink',
    from: '*',
    to: '*',
    channel,
    corruptProbability: 0.02,
    atMs: 8000,
  }));
  const result = await run(faults);
  t.is(result.verdict, 'passed', JSON.stringify(result.violations));
  for (const { id, effects } of result.faults.filter(({ id }) => id !== 'rpc')) t.true(effects > 0, id);
  t.is((await run(result.schedule)).hash, result.hash);
});

test('a type of message that there is not is refused, with all that there are', (t) => {
  const fault = { id: 'a', type: 'hold', from: '*', to: 'n2', message: 'replicat', atMs: 1 };
  const at = { message: 'replicat', from: '*', to: 'n2', plusMs: 0 };
  const late = { id: 'a', type: 'pause', target: 'n1', at };
  t.throws(() => planScenario('steady-produce', { seed: 1, faults: [late] }), {
    message: /at\.message is "replicat"; it is one of produce, /,
  });
  t.throws(() => planScenario('steady-produce', { seed: 1, faults: [fault] }), {
    message:
      /message is "replicat"; it is one of produce, produceResponse, .*appendEntries.*replicate, replicateReply/,
  });
});
