import { assert } from '../../assert.js';
import type { CommandOf, Refused, SingleCommand, SingleReply } from '../../protocol/commands.js';
import type { BrokerId, Partition } from '../../protocol/records.js';
import type { Change } from './result.js';
import type { MetadataState, MetadataView } from '../state/state.js';

/** What a single command is applied with. */
export type Context = {
  readonly state: MetadataState;
  /** Raft index of the entry: epochs are made of it. */
  readonly index: number;
  /** Unique to this command within all that ever wrote to the image: a topic it creates gets it as its id. */
  readonly id: string;
  /** What came true; each part of a command adds to it. */
  readonly changes: Change[];
};

/** Applies a command of one type: changes the image and answers, or refuses before its first change. */
export type Apply<T extends SingleCommand['type']> = (
  context: Context,
  command: CommandOf<T>,
) => SingleReply | Refused;

/** A registered broker that is not fenced: one that may lead and be in an ISR. */
export function isLive(image: MetadataView, brokerId: BrokerId): boolean {
  return image.broker(brokerId)?.fenced === false;
}

/** Puts `after` in the place of `before`, one epoch later, and reports leader and ISR if they differ. */
export function changePartition(context: Context, before: Partition, after: Partition): Partition {
  assert(before.topic === after.topic && before.partition === after.partition, 'it is the same partition');
  const leaderChanged = before.leader !== after.leader;
  const changed: Partition = {
    ...after,
    // A change to nobody and back counts too, or a deposed leader would pass as the new one.
    leaderEpoch: before.leaderEpoch + (leaderChanged ? 1 : 0),
    partitionEpoch: before.partitionEpoch + 1,
  };
  context.state.partitionTable.put(changed);
  if (leaderChanged) reportLeader(context, changed);
  if (!sameMembers(before.isr, after.isr)) reportIsr(context, changed);
  return changed;
}

export function reportLeader(context: Context, { topic, partition, leader, leaderEpoch }: Partition): void {
  context.changes.push({ type: 'leaderChanged', topic, partition, leader, leaderEpoch });
}

export function reportIsr(context: Context, { topic, partition, isr, partitionEpoch }: Partition): void {
  context.changes.push({ type: 'isrChanged', topic, partition, isr, partitionEpoch });
}

export function reportAssignment(context: Context, { topic, partition, replicas }: Partition): void {
  context.changes.push({ type: 'partitionAssigned', topic, partition, replicas });
}

/** The same brokers in the same order: the order decides who leads next. */
export function sameMembers(left: readonly BrokerId[], right: readonly BrokerId[]): boolean {
  return left.length === right.length && left.every((brokerId, place) => brokerId === right[place]);
}
