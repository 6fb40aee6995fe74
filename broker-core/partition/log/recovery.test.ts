import test from 'ava';
import fc from 'fast-check';
import type { Disk } from '../../env.js';
import { openWal } from '../../wal/open.js';
import { seededChance } from '../../wal/testkit/chance.js';
import { SURVIVALS } from '../../wal/testkit/judge.js';
import { acknowledgesBeforeSync } from '../../wal/testkit/lies.js';
import { MemoryDisk } from '../../wal/testkit/memory-disk.js';
import { World } from '../../wal/testkit/world.js';
import type { PartitionLog } from './open.js';
import { mustOpenLog, openLog, PARTITION, Replica, steps, type Step } from './testkit/partition.js';

interface Life {
  readonly world: World;
  /** What the log was, as text, after each of its entries: each entry changes something. */
  readonly states: readonly string[];
  readonly ackedLsn: number;
}

/** Batches, epochs, producers and the high watermark. */
const shown = (log: PartitionLog): string =>
  JSON.stringify([log.snapshot(), log.logEndOffset, log.latestEpoch]);

/** Does the steps until the power is cut, this many disk operations after the log was opened. */
function live(script: readonly Step[], operations: number, wrapDisk?: (disk: Disk) => Disk): Life {
  const world = new World(new MemoryDisk(), wrapDisk);
  const log = mustOpenLog(world);
  const replica = new Replica(world, log);
  const states = [shown(log)];
  world.crashAtOperation = world.operationCount + operations;
  for (const step of script) {
    if (world.crashed) break;
    replica.do(step);
    if (states.at(-1) !== shown(log)) states.push(shown(log));
  }
  world.run();
  return { world, states, ackedLsn: replica.ackedLsn };
}

/** What is wrong after a crash at any operation, with any loss; or `null`. */
function judgeEveryCrash(script: readonly Step[], wrapDisk?: (disk: Disk) => Disk): string | null {
  const undisturbed = live(script, Number.POSITIVE_INFINITY, wrapDisk);
  for (let operations = 0; operations < undisturbed.world.operationCount; operations++) {
    const { world, states, ackedLsn } = live(script, operations, wrapDisk);
    for (const [kind, survival] of SURVIVALS.entries()) {
      const disk = world.disk.clone();
      disk.crash(survival, seededChance(operations * SURVIVALS.length + kind));
      const opened = openLog(new World(disk));
      if (!opened.ok) return JSON.stringify(opened.error);
      const { recordCount } = opened.recovered;
      if (recordCount < ackedLsn)
        return `entry ${ackedLsn} was acknowledged, and ${recordCount} were recovered`;
      if (shown(opened.log) !== states[recordCount])
        return `after ${recordCount} entries the log was another`;
      if (opened.log.durableEndOffset !== opened.log.logEndOffset)
        return 'something recovered is not durable';
    }
  }
  return null;
}

test('after any crash the log is what it was after some entry: offsets, epochs, producers and all that was acknowledged', (t) =>
  fc.assert(
    fc.property(steps, (script) => t.is(judgeEveryCrash(script), null)),
    { numRuns: 25 },
  ));

test('the live log keeps its promises at each moment: offsets are dense, epochs grow, the durable end is inside', (t) =>
  fc.assert(
    fc.property(steps, (script) => {
      const world = new World();
      const log = mustOpenLog(world);
      const replica = new Replica(world, log);
      for (const step of script) {
        replica.do(step);
        const { batches, epochs } = log.snapshot();
        let endOffset = 0;
        for (const batch of batches) {
          t.is(batch.baseOffset, endOffset);
          t.is(log.epochAt(endOffset), batch.leaderEpoch);
          endOffset += batch.records.length;
        }
        t.is(log.logEndOffset, endOffset);
        t.true(log.durableEndOffset <= endOffset && log.highWatermarkCheckpoint <= endOffset);
        for (const { epoch, startOffset } of epochs) t.is(log.startOffsetOf(epoch), startOffset);
        const expected = epochs.map(({ epoch }, at) => ({
          epoch,
          endOffset: epochs[at + 1]?.startOffset ?? endOffset,
        }));
        t.deepEqual(
          epochs.map(({ epoch }) => log.epochEndOffset(epoch)),
          expected,
        );
      }
    }),
  ));

test('a log truncated and appended to equals one that never had what was dropped', (t) =>
  fc.assert(
    fc.property(steps, (script) => {
      const log = mustOpenLog(new World());
      const replica = new Replica(new World(), log);
      for (const step of script) replica.do(step);
      const fresh = mustOpenLog(new World());
      for (const batch of log.snapshot().batches) fresh.appendAt(batch);
      t.deepEqual({ ...fresh.snapshot(), highWatermark: 0 }, { ...log.snapshot(), highWatermark: 0 });
    }),
  ));

test('acknowledging before the sync is caught', (t) => {
  const faults = fc
    .sample(steps, { numRuns: 10, seed: 1 })
    .map((script) => judgeEveryCrash(script, acknowledgesBeforeSync));
  t.true(faults.some((fault) => fault !== null));
});

test('an intact record that makes no sense is refused', (t) => {
  const cases: readonly [number, Uint8Array, string][] = [
    [9, Uint8Array.of(0), 'record type 9 cannot be read'],
    [1, Uint8Array.of(1, 2, 3), 'record type 1 cannot be read'],
    // A batch at offset 7 of an empty log: one record, no key, no value.
    [1, Uint8Array.of(7, 0, 0, 0, 0, 1, 0, 0, 0), 'UNEXPECTED_APPEND_OFFSET'],
  ];
  for (const [type, payload, reason] of cases) {
    const world = new World();
    openWal(
      world.env,
      PARTITION,
      {},
      () => undefined,
      (opened) => {
        if (!opened.ok) return;
        opened.wal.append(type, payload);
        opened.wal.close(() => undefined);
      },
    );
    world.run();
    t.deepEqual(openLog(new World(world.disk)), {
      ok: false,
      error: { code: 'LOG_CORRUPT', lsn: 1, reason },
    });
  }
});
