/**
 * Commands as the reference design's controllers, leaders and brokers make them: from the image, or from an
 * older one.
 */
import fc from 'fast-check';
import { planAssignment } from '../assignment.js';
import type { CommandOf, SingleCommand } from '../../protocol/commands.js';
import type { MetadataState } from '../state/state.js';
import { liveBrokers } from '../views.js';
import { registration } from './image.js';

export type Move = (state: MetadataState) => SingleCommand;

const brokerId = fc.integer({ min: 1, max: 4 });
const name = fc.constantFrom('a', 'b');
const partition = fc.nat(2);

const register = fc.record({ brokerId, incarnation: fc.constantFrom('first', 'second') }).map(
  ({ brokerId: id, incarnation }): Move =>
    () =>
      registration(id, { incarnation }),
);

const fence = brokerId.map((id): Move => () => ({
  type: 'fenceBroker',
  brokerId: id,
  brokerEpoch: null,
  failover: 'first-live-isr',
}));

const unfence = brokerId.map((id): Move => () => ({
  type: 'unfenceBroker',
  brokerId: id,
  brokerEpoch: null,
}));

/** A stale plan is of the time when all brokers were live. */
const create = fc
  .record({
    topic: name,
    partitionCount: fc.integer({ min: 1, max: 3 }),
    replicationFactor: brokerId,
    isStale: fc.boolean(),
  })
  .map(({ topic, partitionCount, replicationFactor, isStale }): Move => (state) => {
    const brokerIds = (isStale ? state.brokers() : liveBrokers(state)).map((broker) => broker.brokerId);
    const plan = planAssignment(
      topic,
      partitionCount,
      Math.min(replicationFactor, brokerIds.length),
      brokerIds,
    );
    const partitions = plan.ok ? plan.partitions : [];
    return { type: 'createTopicWithAssignments', name: topic, config: [], partitions, requestId: null };
  });

/** What is wrong with a leader's request, if anything. */
const fault = fc.constantFrom('none', 'none', 'none', 'old-leader', 'old-state', 'any-isr');

const alter = fc
  .record({ topic: name, partition, members: fc.subarray([1, 2, 3, 4]), fault, isChecked: fc.boolean() })
  .map(({ topic, partition: number, members, fault: wrong, isChecked }): Move => (state) => {
    const current = state.partition(topic, number);
    const joining = (current?.replicas ?? []).filter((id) => members.includes(id) || id === current?.leader);
    const isr = wrong === 'any-isr' ? members : joining;
    const command: CommandOf<'alterPartition'> = {
      type: 'alterPartition',
      topic,
      topicId: state.topic(topic)?.topicId ?? '',
      partition: number,
      leaderEpoch: oneLess(current?.leaderEpoch ?? 0, wrong === 'old-leader'),
      partitionEpoch: oneLess(current?.partitionEpoch ?? 0, wrong === 'old-state'),
      isr,
      isrBrokerEpochs: isr.map((id) => (isChecked ? (state.broker(id)?.brokerEpoch ?? 0) : null)),
    };
    return command;
  });

function oneLess(epoch: number, isOld: boolean): number {
  return isOld ? Math.max(0, epoch - 1) : epoch;
}

const elect = fc.record({ topic: name, partition }).map((place): Move => () => ({
  type: 'electLeader',
  ...place,
}));

const remove = name.map((topic): Move => () => ({ type: 'deleteTopic', name: topic, requestId: null }));

/** Mostly what keeps topics alive and their ISRs moving; long enough for three failures in a row to meet. */
export const games: fc.Arbitrary<readonly Move[]> = fc.array(
  fc.oneof(
    { weight: 2, arbitrary: register },
    { weight: 4, arbitrary: fence },
    { weight: 6, arbitrary: unfence },
    { weight: 4, arbitrary: create },
    { weight: 8, arbitrary: alter },
    { weight: 1, arbitrary: elect },
    { weight: 1, arbitrary: remove },
  ),
  { minLength: 10, maxLength: 60 },
);
