import test from 'ava';
import { World } from '../../wal/testkit/world.js';
import type { RecordBatch } from '../../protocol/record-batch.js';
import type { PartitionLog } from './open.js';
import { batchOf, mustOpenLog, plainBatch, recoveredLog } from './testkit/partition.js';

function start(): { world: World; log: PartitionLog } {
  const world = new World();
  return { world, log: mustOpenLog(world) };
}

function append(log: PartitionLog, leaderEpoch: number, ...values: string[]): RecordBatch {
  const appended = log.append(plainBatch(...values), leaderEpoch);
  if (!appended.ok) throw new Error(appended.code);
  return appended.batch;
}

test('a leader gives dense offsets, and a follower keeps them', (t) => {
  const leader = start().log;
  const follower = start().log;
  for (const values of [['a'], ['b', 'c'], ['d', 'e', 'f']]) {
    const batch = append(leader, 3, ...values);
    t.like(follower.appendAt(batch), { ok: true, batch });
  }
  t.is(leader.logEndOffset, 6);
  t.deepEqual(follower.snapshot(), leader.snapshot());
  t.is(follower.snapshot().batches[2], leader.snapshot().batches[2], 'the object itself, not a copy');
});

test('a follower refuses a gap, an overlap, an older epoch and a batch without records, and is not changed', (t) => {
  const { log } = start();
  const first = append(log, 5, 'a', 'b');
  const refused = (batch: RecordBatch, code: string): void => {
    t.deepEqual(log.appendAt(batch), { ok: false, code } as never);
  };
  refused({ ...first, baseOffset: 3 }, 'UNEXPECTED_APPEND_OFFSET');
  refused({ ...first, baseOffset: 1 }, 'UNEXPECTED_APPEND_OFFSET');
  refused({ ...first, baseOffset: 2, leaderEpoch: 4 }, 'STALE_LEADER_EPOCH');
  refused({ ...first, baseOffset: 2, records: [] }, 'INVALID_RECORD');
  refused({ ...first, baseOffset: 2, producerId: 7 }, 'INVALID_RECORD');
  t.is(log.logEndOffset, 2);
});

test('a record that the write-ahead log refuses is not in the log', (t) => {
  const { log } = start();
  const huge = plainBatch('x'.repeat(1000));
  t.deepEqual(log.append(huge, 0), { ok: false, code: 'WAL_RECORD_TOO_LARGE' });
  t.is(log.logEndOffset, 0);
});

test('the durable end follows the disk, and the listener hears of each move once', (t) => {
  const world = new World();
  const heard: number[] = [];
  const log = mustOpenLog(world, { onDurable: (endOffset) => heard.push(endOffset) });
  append(log, 0, 'a');
  append(log, 0, 'b', 'c');
  append(log, 0, 'd');
  t.is(log.durableEndOffset, 0);
  world.run();
  t.deepEqual(heard, [1, 4]);
  t.is(log.durableEndOffset, 4);
});

test('after a truncation the listener hears again of offsets that it had heard of', (t) => {
  const world = new World();
  const heard: number[] = [];
  // With a tick the truncation and what replaces the records become durable at one moment.
  const wal = { commit: { on: 'tick', periodUs: 10_000 } } as const;
  const log = mustOpenLog(world, { wal, onDurable: (endOffset) => heard.push(endOffset) });
  append(log, 0, 'a');
  append(log, 0, 'b', 'c');
  world.run();
  log.truncateTo(1);
  append(log, 1, 'd');
  world.run();
  t.deepEqual(heard, [3, 2]);
});

test('a failed sync is heard of, and the durable end stays where it is for good', (t) => {
  const world = new World();
  const heard: string[] = [];
  const log = mustOpenLog(world, {
    onDurable: (end) => heard.push(`to ${end}`),
    onFailed: (code) => heard.push(code),
  });
  append(log, 0, 'a');
  world.run();
  world.fault = (operation) => (operation === 'sync' ? { ok: false, code: 'EIO' } : null);
  append(log, 0, 'b');
  world.run();
  t.deepEqual(heard, ['to 1', 'WAL_FENCED']);
  t.true(log.failed);
  t.deepEqual(log.append(plainBatch('c'), 0), { ok: false, code: 'WAL_FENCED' });
  t.is(log.truncateTo(0), 'WAL_FENCED');
  t.is(log.logEndOffset, 2);
});

test('a write that fails is heard of though nobody waits for it, and once', (t) => {
  const world = new World();
  const heard: string[] = [];
  const wal = { commit: { on: 'tick', periodUs: 10_000 } } as const;
  const log = mustOpenLog(world, { wal, onFailed: (code) => heard.push(code) });
  append(log, 0, 'a');
  world.run();
  world.fault = (operation) => (operation === 'write' ? { ok: false, code: 'ENOSPC' } : null);
  log.checkpointHighWatermark(1);
  world.run();
  t.deepEqual(heard, ['WAL_FENCED']);
  t.deepEqual(log.append(plainBatch('b'), 0), { ok: false, code: 'WAL_FENCED' });
  world.run();
  t.is(heard.length, 1);
});

test('what is durable at an offset is not what replaced it after a truncation', (t) => {
  const { world, log } = start();
  append(log, 0, 'a');
  world.run();
  append(log, 0, 'old');
  t.is(log.truncateTo(1), 1);
  t.is(log.durableEndOffset, 1);
  const replaced = log.append(plainBatch('new'), 1);
  const told: string[] = [];
  if (replaced.ok) log.whenDurable(replaced.lsn, (error) => told.push(`${error} ${log.durableEndOffset}`));
  // The commit of the old record ends first, and says nothing about the new one.
  world.run(2);
  t.is(log.durableEndOffset, 1);
  world.run();
  t.deepEqual(told, ['null 2']);
  t.deepEqual(recoveredLog(world, 'none').snapshot(), log.snapshot());
});

test('a truncation counts for durability too: before it is durable, a crash brings the old records back', (t) => {
  const { world, log } = start();
  append(log, 0, 'a');
  append(log, 0, 'b');
  world.run();
  log.truncateTo(1);
  t.is(recoveredLog(world, 'none').logEndOffset, 2);
  world.run();
  t.is(recoveredLog(world, 'none').logEndOffset, 1);
});

test('a truncation inside a batch drops the batch', (t) => {
  const { log } = start();
  append(log, 0, 'a');
  append(log, 0, 'b', 'c', 'd');
  t.is(log.truncateTo(4), 4);
  t.is(log.truncateTo(9), 4);
  t.is(log.truncateTo(3), 1);
  t.is(log.logEndOffset, 1);
});

test('a read gives whole batches below the limit, at least one, and nothing at the end', (t) => {
  const { log } = start();
  for (const values of [['a'], ['b', 'c'], ['d', 'e', 'f'], ['g']]) append(log, 0, ...values);
  const offsets = (from: number, bytesMax: number, upTo: number): unknown => {
    const read = log.read(from, bytesMax, upTo);
    return typeof read === 'string' ? read : read.batches.map((batch) => batch.baseOffset);
  };
  t.deepEqual(offsets(0, 1_000_000, 7), [0, 1, 3, 6]);
  t.deepEqual(offsets(2, 1_000_000, 7), [1, 3, 6]);
  t.deepEqual(offsets(0, 1_000_000, 5), [0, 1]);
  t.deepEqual(offsets(3, 0, 7), [3]);
  t.deepEqual(offsets(3, 0, 5), []);
  t.deepEqual(offsets(7, 1_000_000, 7), []);
  t.is(offsets(8, 1_000_000, 9), 'OFFSET_OUT_OF_RANGE');
  t.is(offsets(-1, 1_000_000, 7), 'OFFSET_OUT_OF_RANGE');
  const first = log.read(0, 0, 7);
  const both = log.read(0, 1_000_000, 3);
  const sizes = [first, both].map((read) => (typeof read === 'string' ? 0 : read.sizeBytes));
  t.deepEqual(offsets(0, sizes[1] ?? 0, 7), [0, 1]);
  t.deepEqual(offsets(0, (sizes[1] ?? 0) - 1, 7), [0]);
});

test('epochs are found by offset and the other way round (KIP-101)', (t) => {
  const { log } = start();
  t.is(log.latestEpoch, null);
  t.is(log.epochEndOffset(0), null);
  append(log, 2, 'a', 'b');
  append(log, 2, 'c');
  append(log, 5, 'd');
  append(log, 7, 'e', 'f');
  t.is(log.latestEpoch, 7);
  t.deepEqual(
    [0, 2, 3, 5, 6].map((offset) => log.epochAt(offset)),
    [2, 2, 5, 7, null],
  );
  t.deepEqual(
    [1, 2, 5, 7, 8].map((epoch) => log.startOffsetOf(epoch)),
    [null, 0, 3, 4, null],
  );
  // Older than all; known; between two; the newest; newer than all.
  t.deepEqual(log.epochEndOffset(1), { epoch: 1, endOffset: 0 });
  t.deepEqual(log.epochEndOffset(2), { epoch: 2, endOffset: 3 });
  t.deepEqual(log.epochEndOffset(6), { epoch: 5, endOffset: 4 });
  t.deepEqual(log.epochEndOffset(7), { epoch: 7, endOffset: 6 });
  t.is(log.epochEndOffset(8), null);
  log.truncateTo(4);
  t.is(log.latestEpoch, 5);
  t.deepEqual(log.epochEndOffset(5), { epoch: 5, endOffset: 4 });
});

test('a checkpoint of the high watermark goes to disk with what is written next, and no sooner', (t) => {
  const { world, log } = start();
  append(log, 0, 'a', 'b');
  world.run();
  t.is(log.checkpointHighWatermark(2), null);
  world.run();
  t.is(recoveredLog(world, 'none').highWatermarkCheckpoint, 0);
  append(log, 0, 'c');
  world.run();
  t.is(recoveredLog(world, 'none').highWatermarkCheckpoint, 2);
  log.truncateTo(1);
  t.is(log.highWatermarkCheckpoint, 0);
});

test('a leader that appends a sequence out of order is a defect', (t) => {
  const { log } = start();
  t.throws(() => log.append(batchOf(1, 0, 5, 1), 0));
});
