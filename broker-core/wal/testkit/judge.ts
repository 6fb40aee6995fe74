import type { Disk } from '../../env.js';
import { seededChance } from './chance.js';
import type { Survival } from './memory-file.js';
import { live, open, perform, type Command, type Fate, type Incarnation } from './script.js';
import { World, type DiskFault } from './world.js';

type WrapDisk = (disk: Disk) => Disk;

export const SURVIVALS: readonly Survival[] = ['none', 'prefix', 'sectors', 'all'];

/** What is wrong with a log after a crash, and how it came about; or `null`. */
export interface Verdict {
  readonly fault: string;
  readonly atOperation: number;
  readonly survival: Survival;
}

type Judge = (crashed: Incarnation, seed: number) => string | null;

/**
 * Does the commands once for each disk operation, cutting the power before it; loses what was unsynced in
 * each way; and checks what recovery makes of it. `judge` is one of those below.
 */
export function judgeEveryCrash(script: readonly Command[], judge: Judge, fate: Fate = {}): Verdict | null {
  const { operationCount } = live(script, fate);
  for (let atOperation = 0; atOperation <= operationCount; atOperation++) {
    const verdict = judgeSurvivals(
      live(script, { ...fate, crashAtOperation: atOperation }),
      atOperation,
      judge,
    );
    if (verdict !== null) return verdict;
  }
  return null;
}

/**
 * Likewise, but an operation fails instead of the power, as `faultAt` says; the process ends when there is
 * nothing left to do.
 */
export function judgeEveryFault(
  script: readonly Command[],
  judge: Judge,
  faultAt: (atOperation: number) => DiskFault,
  fate: Fate = {},
): Verdict | null {
  const { operationCount } = live(script, fate);
  for (let atOperation = 0; atOperation < operationCount; atOperation++) {
    const verdict = judgeSurvivals(
      live(script, { ...fate, fault: faultAt(atOperation) }),
      atOperation,
      judge,
    );
    if (verdict !== null) return verdict;
  }
  return null;
}

function judgeSurvivals(ended: Incarnation, atOperation: number, judge: Judge): Verdict | null {
  for (const [kind, survival] of SURVIVALS.entries()) {
    const seed = atOperation * SURVIVALS.length + kind;
    const disk = ended.disk.clone();
    disk.crash(survival, seededChance(seed));
    const fault = judge({ ...ended, disk, history: ended.history.clone() }, seed);
    if (fault !== null) return { fault, atOperation, survival };
  }
  return null;
}

/**
 * Recovers and compares with the history; then goes on, crashes hard and recovers once more: what was
 * recovered is durable.
 */
export function judgeRecovery(
  { disk, history, options }: Incarnation,
  _seed: number,
  wrapDisk?: WrapDisk,
): string | null {
  const world = new World(disk, wrapDisk);
  const first = open(world, options);
  if (first.result?.ok !== true) return `refused: ${JSON.stringify(first.result)}`;
  const { wal, recovered } = first.result;
  if (recovered.recordCount !== first.records.length) return 'the count of records is wrong';
  const torn = world.findings.some((finding) => finding.type === 'torn-tail');
  if (torn !== recovered.tornBytes > 0) return `${recovered.tornBytes} torn bytes, reported: ${torn}`;
  const fault = history.judge(first.records, wal.nextLsn);
  if (fault !== null) return fault;
  history.goOnFrom(wal.nextLsn);
  const more = { kind: 'append', type: 7, payload: Uint8Array.of(1, 2, 3), wait: true } as const;
  perform(world, wal, [more, { kind: 'run', events: 2 }, more], history);
  disk.crash('none', () => 0);
  const second = open(new World(disk, wrapDisk), options);
  if (second.result?.ok !== true) return `refused the second time: ${JSON.stringify(second.result)}`;
  return history.judge(second.records, second.result.wal.nextLsn);
}

/**
 * Cuts the power during recovery too, before each of its disk operations, and expects what an undisturbed
 * recovery finds.
 */
export function judgeCrashInRecovery({ disk, history, options }: Incarnation, seed: number): string | null {
  const undisturbed = new World(disk.clone());
  const expected = open(undisturbed, options);
  if (expected.result?.ok !== true) return `refused: ${JSON.stringify(expected.result)}`;
  for (let operation = 0; operation < undisturbed.operationCount; operation++) {
    const world = new World(disk.clone());
    world.crashAtOperation = operation;
    if (open(world, options).result !== undefined) return 'recovery went on without power';
    const survival = SURVIVALS[(seed + operation) % SURVIVALS.length] ?? 'none';
    world.disk.crash(survival, seededChance(seed + operation));
    const again = open(new World(world.disk), options);
    if (again.result?.ok !== true)
      return `refused after a crash in recovery: ${JSON.stringify(again.result)}`;
    const fault = history.judge(again.records, again.result.wal.nextLsn);
    if (fault !== null) return `after a crash in recovery: ${fault}`;
    // With all kept, the second recovery reads just what the first read.
    if (survival === 'all' && again.result.wal.nextLsn !== expected.result.wal.nextLsn)
      return 'recovered something else';
  }
  return null;
}

/** Recovers twice and compares. */
export function judgeIdempotence(
  { disk, options }: Incarnation,
  _seed: number,
  wrapDisk?: WrapDisk,
): string | null {
  const first = open(new World(disk, wrapDisk), options);
  const second = open(new World(disk), options);
  if (second.result?.ok !== true) return `refused: ${JSON.stringify(second.result)}`;
  if (second.result.recovered.tornBytes !== 0 || second.result.recovered.finishedRoll)
    return 'something was left to mend';
  return JSON.stringify(first.records) === JSON.stringify(second.records)
    ? null
    : 'the second recovery found something else';
}
