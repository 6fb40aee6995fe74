import test from 'ava';
import { plainBatch } from '../log/testkit/partition.js';
import type { IsrPolicy } from './config.js';
import { valuesOf } from './testkit/judge.js';
import { Rig, type Message, type RigOptions } from './testkit/rig.js';

/** All know the first image, and the leader where each log ends. */
function settledRig(options: RigOptions = {}): Rig {
  const rig = new Rig(options);
  rig.applyAll();
  rig.settle();
  return rig;
}

function valuesAt(rig: Rig, brokerId: number): string[] {
  return valuesOf(rig.node(brokerId).log.snapshot().batches);
}

function timersCount(rig: Rig): number {
  return rig.up.reduce((sum, { replica }) => sum + replica.status().timersCount, 0);
}

/** Lets everything happen, and gives the messages of a kind that went by. */
function collect(rig: Rig, wanted: (message: Message) => boolean): Message[] {
  const seen: Message[] = [];
  rig.drops = (message) => {
    if (wanted(message)) seen.push(message);
    return false;
  };
  rig.applyAll();
  rig.settle();
  return seen;
}

test('a batch is on all replicas, committed and acknowledged, without any timer', (t) => {
  const rig = settledRig();
  const asked = rig.produce(1, plainBatch('a', 'b'));
  t.deepEqual(asked.results, []);
  rig.settle();
  t.deepEqual(asked.results, [{ ok: true, baseOffset: 0 }]);
  for (const { replica, log } of rig.up) {
    t.is(log.durableEndOffset, 2);
    t.is(replica.highWatermark, 2);
  }
  t.is(timersCount(rig), 0);
  t.deepEqual(rig.bag, []);
});

test('followers get a batch while the leader’s own disk still works on it', (t) => {
  const rig = settledRig();
  rig.produce(1, plainBatch('a'));
  const tos = rig.bag.map(({ to }) => to);
  t.deepEqual(tos, [2, 3]);
  t.is(rig.node(1).log.durableEndOffset, 0);
});

/** The requests with batches on their way to a broker. */
function batchesTo(rig: Rig, brokerId: number): number[] {
  return rig.bag.flatMap(({ to, body }) =>
    to === brokerId && body.type === 'replicate' && body.batches.length > 0 ? [body.batches.length] : [],
  );
}

test('what comes while a request is on its way follows it, and waits for no answer', (t) => {
  const rig = settledRig();
  for (const value of ['a', 'b', 'c']) rig.produce(1, plainBatch(value));
  t.deepEqual(batchesTo(rig, 2), [1, 1, 1]);
});

test('no more than a window is on its way, and what waited for room goes together', (t) => {
  const rig = settledRig({ windowBytes: 1 });
  for (const value of ['a', 'b', 'c', 'd']) rig.produce(1, plainBatch(value));
  t.deepEqual(batchesTo(rig, 2), [1]);
  rig.flow();
  rig.deliverAll();
  t.deepEqual(batchesTo(rig, 2), [3]);
});

test('news of the high watermark does not wait until there is room for records', (t) => {
  const stays: IsrPolicy = { propose: () => null, nextLookAtUs: () => null };
  const rig = settledRig({ windowBytes: 1, isr: [1, 2], isrPolicy: stays });
  rig.drops = ({ from }) => from === 3;
  rig.produce(1, plainBatch('a'));
  rig.flow();
  rig.produce(1, plainBatch('b'));
  rig.deliverAll();
  const told = rig.bag.filter(({ to }) => to === 3).map(({ body }) => body);
  t.like(told, [{ batches: [], highWatermark: 1 }]);
});

test('several batches of a request become durable by one sync', (t) => {
  const rig = settledRig({ windowBytes: 1 });
  for (const value of ['a', 'b', 'c', 'd']) rig.produce(1, plainBatch(value));
  rig.flow();
  const world = rig.node(2).life?.world;
  const syncsBefore = world?.operations.filter((operation) => operation.startsWith('sync')).length ?? 0;
  rig.flow();
  rig.flow();
  t.is(rig.node(2).log.durableEndOffset, 4);
  t.is(world?.operations.filter((operation) => operation.startsWith('sync')).length, syncsBefore + 1);
});

test('what the disk has of a request is told before the rest of it is there', (t) => {
  const rig = settledRig({ replicas: [1, 2] });
  const announced: number[] = [];
  const { log } = rig.node(1);
  rig.onFact = (node, fact) => {
    if (node.brokerId === 1 && fact.type === 'acknowledged') announced.push(log.durableEndOffset);
  };
  rig.produce(1, plainBatch('a'), 1);
  // Its commit is under way, so these two wait for the next one.
  for (const value of ['b', 'c']) rig.produce(1, plainBatch(value), 1);
  rig.node(1).life?.world.run();
  t.deepEqual(announced, [1, 3, 3]);
});

test('a round trip longer than the time until the leader asks again keeps nothing from getting on', (t) => {
  const rig = settledRig({ replicas: [1, 2], resendUs: 500 });
  const asked = rig.produce(1, plainBatch('a'));
  const late: Message[] = [];
  // An answer takes three rounds, and in each the leader asks again.
  for (let round = 0; round < 8; round++) {
    const arrived = rig.bag.splice(0);
    for (const message of arrived) if (message.to === 2) rig.deliver(message);
    late.push(...arrived.filter(({ to }) => to === 1));
    if (round >= 3) for (const message of late.splice(0, 1)) rig.deliver(message);
    for (const { life } of rig.up) life?.world.runUntil(life.world.nowUs + 1_000);
  }
  t.deepEqual(asked.results, [{ ok: true, baseOffset: 0 }]);
});

test('a round trip longer than the time until the leader asks again ends with the last answer', (t) => {
  const rig = settledRig({ replicas: [1, 2], resendUs: 500 });
  rig.produce(1, plainBatch('a'));
  const late: Message[][] = [];
  const sent: number[] = [];
  for (let round = 0; round < 60; round++) {
    const arrived = rig.bag.splice(0);
    sent.push(arrived.filter(({ to }) => to === 2).length);
    for (const message of arrived) if (message.to === 2) rig.deliver(message);
    late.push(arrived.filter(({ to }) => to === 1));
    if (late.length > 3) for (const message of late.shift() ?? []) rig.deliver(message);
    for (const { life } of rig.up) life?.world.runUntil(life.world.nowUs + 1_000);
  }
  t.true(sent.slice(0, 30).some((count) => count > 0));
  t.deepEqual(
    sent.slice(30).filter((count) => count > 0),
    [],
  );
});

test('a follower that misses a request is sent what it lacks, and nothing twice', (t) => {
  const rig = settledRig({ replicas: [1, 2] });
  rig.produce(1, plainBatch('a'));
  rig.produce(1, plainBatch('b'));
  rig.produce(1, plainBatch('c'));
  rig.bag.splice(1, 1);
  const seen = collect(
    rig,
    ({ to, body }) => to === 2 && body.type === 'replicate' && body.batches.length > 0,
  );
  t.deepEqual(valuesAt(rig, 2), ['a', 'b', 'c']);
  const offsets = seen.flatMap(({ body }) => (body.type === 'replicate' ? [body.previousOffset] : []));
  t.deepEqual(offsets, [0, 2, 1]);
});

test('who does not answer is asked less and less often, and is sent no records meanwhile', (t) => {
  const rig = settledRig({ replicas: [1, 2] });
  rig.produce(1, plainBatch('a'));
  const tellings: (readonly [atMs: number, batches: number])[] = [];
  rig.bag = [];
  for (let tenthOfSecond = 1; tenthOfSecond <= 60; tenthOfSecond++) {
    const { life } = rig.node(1);
    life?.world.runUntil(life.world.nowUs + 100_000);
    for (const { body } of rig.bag.splice(0))
      if (body.type === 'replicate') tellings.push([tenthOfSecond * 100, body.batches.length]);
  }
  t.true(tellings.length <= 7, `${tellings.length} requests in six seconds`);
  t.true(tellings.every(([, batches]) => batches === 0));
});

test('a request that is lost is sent again after a while, and then there is no timer any more', (t) => {
  const rig = settledRig();
  rig.drops = ({ to }) => to === 2;
  const asked = rig.produce(1, plainBatch('a'));
  rig.settle();
  t.deepEqual(asked.results, []);
  rig.drops = () => false;
  rig.advance(500_000);
  t.deepEqual(asked.results, [{ ok: true, baseOffset: 0 }]);
  t.is(timersCount(rig), 0);
});

test('a follower that hears of the epoch after the leader’s first request says so, and no time is lost', (t) => {
  const rig = new Rig();
  rig.applyAll(1);
  const asked = rig.produce(1, plainBatch('a'));
  rig.settle();
  t.deepEqual(asked.results, [{ ok: true, baseOffset: 0 }]);
  t.true(rig.up.every(({ life }) => (life?.world.nowUs ?? 0) < 500_000));
});

test('a reply of another epoch or a second time changes nothing', (t) => {
  const rig = settledRig({ replicas: [1, 2] });
  const asked = rig.produce(1, plainBatch('a'));
  rig.flow();
  const reply = rig.bag.map(({ body }) => body).find((body) => body.type === 'replicateReply');
  t.truthy(reply);
  if (reply === undefined) return;
  const { replica } = rig.node(1);
  replica.onReplicateReply({ ...reply, leaderEpoch: reply.leaderEpoch - 1 });
  t.deepEqual(asked.results, []);
  replica.onReplicateReply(reply);
  replica.onReplicateReply(reply);
  t.is(asked.results.length, 1);
});

test('an old leader’s request is refused with the epoch that it does not know', (t) => {
  const rig = settledRig();
  rig.produce(1, plainBatch('a'));
  rig.controller.elect(2);
  rig.applyAll(2, 3);
  const [stale] = rig.bag.filter(({ from, to }) => from === 1 && to === 3);
  t.truthy(stale);
  if (stale === undefined) return;
  rig.bag = [];
  rig.deliver(stale);
  const [answer] = rig.bag;
  t.like(answer?.body, { leaderEpoch: 1, outcome: { type: 'refused', error: 'FENCED_LEADER_EPOCH' } });
  t.is(rig.node(3).log.logEndOffset, 0);
});

test('a new leader finds where the logs agree in one step for each epoch, and what is not its own goes', (t) => {
  const rig = settledRig();
  rig.produce(1, plainBatch('shared'));
  rig.settle();
  // Twenty batches that only the first has.
  for (let count = 0; count < 20; count++) rig.produce(1, plainBatch(`only on 1: ${count}`));
  rig.bag = [];
  rig.controller.elect(2);
  rig.applyAll(2, 3);
  rig.produce(2, plainBatch('newer'));
  rig.bag = [];
  rig.applyAll(1);
  rig.advance(500_000);
  t.deepEqual(valuesAt(rig, 1), ['shared', 'newer']);
  t.deepEqual(valuesAt(rig, 3), ['shared', 'newer']);
  const truncations = rig.node(1).facts.filter(({ type }) => type === 'truncated');
  t.is(truncations.length, 1);
  t.true(rig.up.every(({ replica }) => replica.highWatermark === 2));
});

test('a tail that the new leader does not have goes at once, not when the leader writes there', (t) => {
  const rig = settledRig();
  rig.produce(1, plainBatch('a'));
  rig.bag = [];
  rig.controller.elect(2);
  rig.applyAll();
  rig.settle();
  t.is(rig.node(1).log.logEndOffset, 0);
});

test('a request that comes again later takes nothing away from what came after it', (t) => {
  const rig = new Rig({ isr: [1, 2], replicateBytesMax: 1 });
  rig.applyAll(1, 2);
  for (const value of ['a', 'b']) rig.produce(1, plainBatch(value));
  for (let round = 0; round < 5; round++) rig.flow();
  rig.controller.elect(2);
  const [first] = collect(
    rig,
    ({ to, body }) => to === 3 && body.type === 'replicate' && body.batches.length > 0,
  );
  t.deepEqual(valuesAt(rig, 3), ['a', 'b']);
  t.truthy(first);
  if (first !== undefined) rig.deliver(first);
  t.deepEqual(valuesAt(rig, 3), ['a', 'b']);
});

test('a follower with a new disk counts for nothing until it has everything again', (t) => {
  const rig = settledRig({ replicas: [1, 2], registers: false });
  const asked = rig.produce(1, plainBatch('a'));
  rig.deliverAll();
  rig.node(2).life?.world.run();
  rig.deliverAll();
  rig.crash(2);
  rig.node(2).wipe();
  rig.restart(2);
  rig.applyAll();
  rig.drops = ({ body }) => body.type === 'replicate' && body.batches.length > 0;
  for (let round = 0; round < 5; round++) rig.deliverAll();
  rig.flow();
  t.is(rig.node(1).log.durableEndOffset, 1);
  t.deepEqual(asked.results, []);
  rig.drops = () => false;
  rig.advance(500_000);
  t.deepEqual(asked.results, [{ ok: true, baseOffset: 0 }]);
  t.deepEqual(valuesAt(rig, 2), ['a']);
});

test('the high watermark is known again after a restart, as far as it was noted', (t) => {
  const rig = settledRig({ replicas: [1], checkpointEvery: 2 });
  for (const value of ['a', 'b', 'c']) {
    rig.produce(1, plainBatch(value));
    rig.settle();
  }
  rig.crash(1);
  rig.restart(1);
  t.is(rig.node(1).replica.highWatermark, 2);
  rig.settle();
  t.is(rig.node(1).replica.highWatermark, 3);
});
