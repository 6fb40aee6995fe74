/** Commands over a few brokers, topics and requests, so that random ones meet. */
import fc from 'fast-check';
import type { Command, SingleCommand } from '../../protocol/commands.js';
import type { ConfigEntry, Group, OffsetOfTopic, RequestId } from '../../protocol/records.js';

const brokerId = fc.integer({ min: 1, max: 4 });
const brokerIds = fc.uniqueArray(brokerId, { maxLength: 4 });
const epoch = fc.oneof(fc.nat(5), fc.maxSafeNat());
const name = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom('a', 'b', 'a.b') },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 12 }) },
);
const partition = fc.nat(3);
const config: fc.Arbitrary<ConfigEntry[]> = fc.array(fc.tuple(fc.string(), fc.string()), { maxLength: 2 });
const someRequestId: fc.Arbitrary<RequestId> = fc.record({
  origin: fc.constantFrom('n1#1', 'n2#1', ''),
  number: fc.nat(3),
  seenIndex: fc.nat(20),
});
const requestId = fc.option(someRequestId);
const assignment = fc.record({ replicas: brokerIds, leader: brokerId, isr: brokerIds });

const groupId = fc.constantFrom('g', 'h');
const memberId = fc.constantFrom('c1-1', 'c2-1');
const coordinator = fc.record({ brokerId, brokerEpoch: fc.integer({ min: 1, max: 5 }) });
const group: fc.Arbitrary<Group> = fc.record({
  groupId,
  generation: fc.nat(5),
  assignor: fc.constantFrom('', 'range'),
  leader: fc.option(memberId),
  members: fc.array(
    fc.record({
      memberId,
      topics: fc.array(name, { maxLength: 2 }),
      assignors: fc.array(fc.constantFrom('range', 'round-robin'), { maxLength: 2 }),
      sessionTimeoutMs: fc.nat(60_000),
      rebalanceTimeoutMs: fc.nat(60_000),
      assignment: fc.array(fc.record({ topic: name, partitions: fc.array(partition, { maxLength: 3 }) }), {
        maxLength: 2,
      }),
    }),
    { maxLength: 2 },
  ),
});
const topicId = fc.constantFrom('1', '2', '3', '4', '5');
const offsets: fc.Arbitrary<OffsetOfTopic[]> = fc.array(
  fc.record({ topic: name, topicId: fc.option(topicId), partition, offset: fc.nat(100) }),
  { maxLength: 3 },
);

/** One generator for each type of command: that none is missing is the type's to check. */
const byType: { readonly [T in SingleCommand['type']]: fc.Arbitrary<Extract<SingleCommand, { type: T }>> } = {
  registerBroker: fc.record({
    type: fc.constant('registerBroker'),
    brokerId,
    host: fc.constantFrom('n1', 'n2'),
    port: fc.nat(65_535),
    incarnation: fc.constantFrom('first', 'second'),
    startFenced: fc.boolean(),
  }),
  fenceBroker: fc.record({
    type: fc.constant('fenceBroker'),
    brokerId,
    brokerEpoch: fc.option(epoch),
    failover: fc.constantFrom('first-isr', 'first-live-isr'),
  }),
  unfenceBroker: fc.record({ type: fc.constant('unfenceBroker'), brokerId, brokerEpoch: fc.option(epoch) }),
  createTopic: fc.record({
    type: fc.constant('createTopic'),
    name,
    partitionCount: fc.nat(4),
    replicationFactor: fc.nat(4),
    config,
    ifExists: fc.constantFrom('refuse', 'overwrite'),
    requestId,
  }),
  createTopicWithAssignments: fc.record({
    type: fc.constant('createTopicWithAssignments'),
    name,
    config,
    partitions: fc.array(assignment, { maxLength: 3 }),
    requestId,
  }),
  assignPartition: fc.record({
    type: fc.constant('assignPartition'),
    topic: name,
    partition,
    replicas: brokerIds,
  }),
  setPartitionLeader: fc.record({
    type: fc.constant('setPartitionLeader'),
    topic: name,
    partition,
    leader: brokerId,
  }),
  updateIsr: fc.record({ type: fc.constant('updateIsr'), topic: name, partition, isr: brokerIds }),
  updatePartitionOffset: fc.record({
    type: fc.constant('updatePartitionOffset'),
    topic: name,
    partition,
    highWatermark: fc.nat(9),
  }),
  alterPartition: fc.record({
    type: fc.constant('alterPartition'),
    topic: name,
    topicId,
    partition,
    leaderEpoch: epoch,
    partitionEpoch: epoch,
    isr: brokerIds,
    isrBrokerEpochs: fc.array(fc.option(epoch), { maxLength: 4 }),
  }),
  electLeader: fc.record({ type: fc.constant('electLeader'), topic: name, partition }),
  deleteTopic: fc.record({ type: fc.constant('deleteTopic'), name, requestId }),
  allocateProducerIds: fc.record({
    type: fc.constant('allocateProducerIds'),
    count: fc.integer({ min: 0, max: 1_000_001 }),
    requestId,
  }),
  storeGroup: fc.record({
    type: fc.constant('storeGroup'),
    coordinator,
    seenIndex: fc.nat(40),
    group,
    requestId,
  }),
  commitOffsets: fc.record({
    type: fc.constant('commitOffsets'),
    groupId,
    fence: fc.option(
      fc.record({
        coordinator,
        generation: fc.option(fc.nat(5)),
        memberId,
        sequence: fc.nat(5),
        seenIndex: fc.nat(40),
      }),
    ),
    offsets,
    requestId,
  }),
  deleteGroup: fc.record({
    type: fc.constant('deleteGroup'),
    groupId,
    fence: fc.option(
      fc.record({ coordinator, generation: fc.nat(5), sequence: fc.nat(5), seenIndex: fc.nat(40) }),
    ),
    requestId,
  }),
  barrier: fc.record({ type: fc.constant('barrier'), requestId: someRequestId }),
};

const singleCommand: fc.Arbitrary<SingleCommand> = fc.oneof(...Object.values(byType));

export const command: fc.Arbitrary<Command> = fc.oneof(
  { weight: 6, arbitrary: singleCommand },
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constant('batch' as const),
      commands: fc.array(singleCommand, { maxLength: 4 }),
    }),
  },
);

/** Brokers 1 to 3 live, so that what comes after them is not refused for want of a broker; then anything. */
export const commands: fc.Arbitrary<readonly Command[]> = fc
  .array(command, { maxLength: 40 })
  .map((anything) => [1, 2, 3].map(liveBroker).concat(anything));

function liveBroker(id: number): Command {
  return {
    type: 'registerBroker',
    brokerId: id,
    host: `n${id}`,
    port: 9092,
    incarnation: 'first',
    startFenced: false,
  };
}
