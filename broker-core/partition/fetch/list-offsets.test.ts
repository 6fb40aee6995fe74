import test from 'ava';
import type { ListOffsetsRequest, ListOffsetsResponse } from '../../protocol/fetch.js';
import { NO_PRODUCER_ID, NO_SEQUENCE, type ProducedBatch } from '../../protocol/record-batch.js';
import { Rig } from '../replica/testkit/rig.js';
import { listOffsets } from './fetch.js';

/** A batch of records made at these times. */
function batchAt(...timesUs: readonly number[]): ProducedBatch {
  const records = timesUs.map((timestampUs) => ({ key: null, value: String(timestampUs), timestampUs }));
  return { producerId: NO_PRODUCER_ID, producerEpoch: -1, baseSequence: NO_SEQUENCE, records };
}

function settledRig(): Rig {
  const rig = new Rig();
  rig.applyAll();
  rig.settle();
  return rig;
}

function ask(
  rig: Rig,
  brokerId: number,
  at: ListOffsetsRequest['at'],
  leaderEpoch: number | null = null,
): ListOffsetsResponse {
  const request = { type: 'listOffsets', topic: 'orders', partition: 0, leaderEpoch, at } as const;
  return listOffsets(() => rig.node(brokerId).replica, request);
}

const offsetOf = (response: ListOffsetsResponse): number | string =>
  response.error === 'NONE' ? response.offset : response.error;

test('the ends of a partition are its first offset and its high watermark, not the end of the log', (t) => {
  const rig = settledRig();
  rig.produce(1, batchAt(10, 20));
  rig.settle();
  rig.produce(1, batchAt(30));
  t.deepEqual(ask(rig, 1, 'earliest'), { type: 'listOffsets', error: 'NONE', offset: 0, leaderEpoch: 0 });
  t.is(offsetOf(ask(rig, 1, 'latest')), 2);
});

test('by time: the first record that is not older, of those that consumers may see', (t) => {
  const rig = settledRig();
  rig.produce(1, batchAt(10, 20));
  rig.produce(1, batchAt(30));
  rig.settle();
  rig.produce(1, batchAt(40));
  const offsets = [0, 10, 11, 20, 21, 31].map((timestampUs) => offsetOf(ask(rig, 1, { timestampUs })));
  t.deepEqual(offsets, [0, 0, 1, 1, 2, -1]);
});

test('only the leader answers, and only whoever knows it for the leader that it is', (t) => {
  const rig = settledRig();
  t.is(offsetOf(ask(rig, 2, 'latest')), 'NOT_LEADER_OR_FOLLOWER');
  rig.controller.elect(2);
  rig.applyAll();
  t.is(offsetOf(ask(rig, 2, 'latest', 0)), 'FENCED_LEADER_EPOCH');
  t.is(offsetOf(ask(rig, 2, 'latest', 2)), 'UNKNOWN_LEADER_EPOCH');
});

test('a new leader does not say where the end is before it knows how far its predecessor got', (t) => {
  const rig = settledRig();
  rig.produce(1, batchAt(10));
  rig.settle();
  // The followers have the record, and have not heard yet that it is committed.
  rig.drops = ({ body }) => body.type === 'replicate' && body.batches.length === 0;
  rig.produce(1, batchAt(20));
  rig.settle();
  t.is(offsetOf(ask(rig, 1, 'latest')), 2);
  rig.controller.elect(2);
  rig.applyAll();
  t.is(offsetOf(ask(rig, 2, 'latest')), 'OFFSET_NOT_AVAILABLE');
  t.is(offsetOf(ask(rig, 2, 'earliest')), 0);
  rig.drops = () => false;
  rig.settle();
  t.is(offsetOf(ask(rig, 2, 'latest')), 2);
});
