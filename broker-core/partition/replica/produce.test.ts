import test from 'ava';
import { batchOf, plainBatch } from '../log/testkit/partition.js';
import type { ErrorName } from '../../protocol/errors.js';
import { Rig, type RigOptions } from './testkit/rig.js';

function settledRig(options: RigOptions = {}): Rig {
  const rig = new Rig(options);
  rig.applyAll();
  rig.settle();
  return rig;
}

const failed = (error: ErrorName): unknown => [{ ok: false, error }];
const stored = (baseOffset: number): unknown => [{ ok: true, baseOffset }];

test('with acks 0 the answer comes at once, with 1 when the leader’s disk has it, with -1 when all of the ISR have it', (t) => {
  const rig = settledRig();
  const [none, own, all] = ([0, 1, -1] as const).map((acks) => rig.produce(1, plainBatch('x'), acks));
  t.deepEqual(none?.results, stored(0));
  t.deepEqual(own?.results, []);
  rig.bag = [];
  rig.flow();
  t.deepEqual(own?.results, stored(1));
  t.deepEqual(all?.results, []);
  rig.advance(500_000);
  t.deepEqual(all?.results, stored(2));
});

test('a batch in the log already is acknowledged with its first offset, and not before the first one is', (t) => {
  const rig = settledRig();
  const first = rig.produce(1, batchOf(7, 0, 0, 2));
  const again = rig.produce(1, batchOf(7, 0, 0, 2));
  t.deepEqual(again.results, []);
  rig.settle();
  t.deepEqual(first.results, stored(0));
  t.deepEqual(again.results, stored(0));
  t.is(rig.node(1).log.logEndOffset, 2);
});

test('a new leader knows the batch that its predecessor took', (t) => {
  const rig = settledRig();
  rig.produce(1, batchOf(7, 0, 0, 2));
  rig.settle();
  rig.controller.elect(2);
  rig.applyAll();
  const again = rig.produce(2, batchOf(7, 0, 0, 2));
  const gap = rig.produce(2, batchOf(7, 0, 3, 1));
  rig.settle();
  t.deepEqual(again.results, stored(0));
  t.deepEqual(gap.results, failed('OUT_OF_ORDER_SEQUENCE_NUMBER'));
});

test('an older epoch of a producer is fenced', (t) => {
  const rig = settledRig({ replicas: [1] });
  rig.produce(1, batchOf(7, 1, 0, 1));
  t.deepEqual(rig.produce(1, batchOf(7, 0, 0, 1)).results, failed('INVALID_PRODUCER_EPOCH'));
});

test('with too few in the ISR nothing is appended for acks -1; acks 1 does not care', (t) => {
  const solo = new Rig({ minInsyncReplicas: 2, isr: [1] });
  solo.applyAll(1);
  t.deepEqual(solo.produce(1, plainBatch('x')).results, failed('NOT_ENOUGH_REPLICAS'));
  t.is(solo.node(1).log.logEndOffset, 0);
  const own = solo.produce(1, plainBatch('y'), 1);
  solo.flow();
  t.deepEqual(own.results, stored(0));
  t.is(solo.node(1).replica.highWatermark, 0);
});

test('when the ISR becomes too small, who waits is told that the batch is in the log, and so is who repeats it', (t) => {
  const rig = settledRig({ minInsyncReplicas: 2, replicas: [1, 2] });
  const asked = rig.produce(1, batchOf(7, 0, 0, 1));
  rig.crash(2);
  rig.controller.fence(2);
  rig.applyAll();
  t.deepEqual(asked.results, failed('NOT_ENOUGH_REPLICAS_AFTER_APPEND'));
  const again = rig.produce(1, batchOf(7, 0, 0, 1));
  t.deepEqual(again.results, failed('NOT_ENOUGH_REPLICAS_AFTER_APPEND'));
});

test('who loses the leadership knows nothing of what was waiting', (t) => {
  const rig = settledRig();
  const all = rig.produce(1, plainBatch('x'));
  const own = rig.produce(1, plainBatch('y'), 1);
  rig.controller.elect(2);
  rig.applyAll(1);
  t.deepEqual(all.results, failed('NOT_LEADER_OR_FOLLOWER'));
  t.deepEqual(own.results, failed('NOT_LEADER_OR_FOLLOWER'));
  rig.settle();
  t.is(all.results.length + own.results.length, 2);
});

test('only the leader of the epoch that is meant takes anything', (t) => {
  const rig = settledRig();
  rig.controller.elect(1);
  rig.applyAll();
  t.deepEqual(rig.produce(2, plainBatch('x')).results, failed('NOT_LEADER_OR_FOLLOWER'));
  t.deepEqual(rig.produce(1, plainBatch('x'), -1, 0).results, failed('FENCED_LEADER_EPOCH'));
  t.deepEqual(rig.produce(1, plainBatch('x'), -1, 2).results, failed('UNKNOWN_LEADER_EPOCH'));
  rig.controller.elect(null);
  rig.applyAll();
  t.deepEqual(rig.produce(1, plainBatch('x')).results, failed('LEADER_NOT_AVAILABLE'));
  rig.node(1).replica.onMetadata(null);
  t.deepEqual(rig.produce(1, plainBatch('x')).results, failed('UNKNOWN_TOPIC_OR_PARTITION'));
});

test('a log that failed answers everything with a storage error, also in later epochs, and nothing else ever', (t) => {
  const rig = settledRig();
  const asked = [-1, 1].map((acks) => rig.produce(1, plainBatch('x'), acks === 1 ? 1 : -1));
  const { life } = rig.node(1);
  if (life !== null)
    life.world.fault = (operation) => (operation === 'sync' ? { ok: false, code: 'EIO' } : null);
  rig.advance(500_000);
  for (const { results } of asked) t.deepEqual(results, failed('KAFKA_STORAGE_ERROR'));
  rig.controller.elect(1);
  rig.applyAll();
  rig.settle();
  t.deepEqual(rig.produce(1, plainBatch('z')).results, failed('KAFKA_STORAGE_ERROR'));
  t.deepEqual(rig.node(1).replica.fetch(0, 100), { ok: false, error: 'KAFKA_STORAGE_ERROR' });
  t.is(rig.node(1).replica.status().timersCount, 0);
});

test('a request that was cancelled is never answered', (t) => {
  const rig = settledRig();
  const asked = rig.produce(1, plainBatch('x'));
  asked.handle.cancel();
  rig.settle();
  t.deepEqual(asked.results, []);
  t.is(rig.node(1).replica.status().pendingCount, 0);
  t.is(rig.node(1).replica.highWatermark, 1);
});

test('no more than waitersMax wait; the next is told that time is up, and nothing is appended', (t) => {
  const rig = settledRig({ waitersMax: 2 });
  rig.produce(1, plainBatch('x'));
  rig.produce(1, plainBatch('y'), 1);
  t.deepEqual(rig.produce(1, plainBatch('z')).results, failed('REQUEST_TIMED_OUT'));
  t.is(rig.node(1).log.logEndOffset, 2);
});

test('a batch that is none is refused', (t) => {
  const rig = settledRig();
  t.deepEqual(rig.produce(1, plainBatch()).results, failed('INVALID_REQUEST'));
});

test('what waits for the same brokers waits by one object, whichever request it is', (t) => {
  const rig = settledRig();
  const labels = [-1, -1, 1, 1].map((acks) =>
    rig.produce(1, plainBatch('x'), acks === 1 ? 1 : -1).handle.pendingWait(),
  );
  const [all, allToo, own, ownToo] = labels.map((waiting) => waiting?.wait);
  t.regex(all?.label ?? '', /^high watermark of .*: n1, n2, n3$/);
  t.regex(own?.label ?? '', /^own disk of .*: n1$/);
  t.is(all, allToo);
  t.is(own, ownToo);
});

test('a search of what waits ends at the first that it means', (t) => {
  const rig = settledRig();
  for (const text of ['x', 'y', 'z']) rig.produce(1, plainBatch(text));
  let asked = 0;
  const waiting = rig.node(1).replica.findPendingWait(() => (asked += 1) === 2);
  t.deepEqual(waiting?.on, ['n1', 'n2', 'n3']);
  t.is(asked, 2);
  t.is(
    rig.node(2).replica.findPendingWait(() => true),
    null,
  );
});
