/** What always holds while only the reference design's commands are used (invariants 25, 26, 31 and 34). */
import test from 'ava';
import fc from 'fast-check';
import { planAssignment } from './assignment.js';
import type { SingleCommand } from './commands.js';
import { decodeSnapshot, encodeSnapshot } from './snapshot.js';
import { MetadataState } from './state/state.js';
import { registration, step } from './testkit/image.js';
import type { Partition } from './records.js';
import { isReady, liveBrokers } from './views.js';

/** A command made of the image as it is, as a controller or leader would make it; perhaps of one that is out of date. */
type Move = (state: MetadataState) => SingleCommand;

const brokerId = fc.integer({ min: 1, max: 4 });
const name = fc.constantFrom('a', 'b');

const moves: fc.Arbitrary<Move> = fc.oneof(
  fc.tuple(brokerId, fc.constantFrom('first', 'second', 'third')).map(([id, incarnation]): Move => {
    return () => registration(id, { incarnation });
  }),
  brokerId.map((id): Move => () => ({
    type: 'fenceBroker',
    brokerId: id,
    brokerEpoch: null,
    failover: 'first-live-isr',
  })),
  brokerId.map((id): Move => () => ({ type: 'unfenceBroker', brokerId: id, brokerEpoch: null })),
  fc
    .tuple(name, fc.integer({ min: 1, max: 3 }), brokerId, fc.boolean())
    .map(([topic, count, factor, isStale]): Move => {
      return (state) => create(state, topic, count, factor, isStale);
    }),
  fc
    .record({
      topic: name,
      partition: fc.nat(2),
      members: fc.subarray([1, 2, 3, 4]),
      lag: fc.nat(3),
      isChecked: fc.boolean(),
    })
    .map(
      (drawn): Move =>
        (state) =>
          alter(state, drawn),
    ),
  fc
    .tuple(name, fc.nat(2))
    .map(([topic, partition]): Move => () => ({ type: 'electLeader', topic, partition })),
  name.map((topic): Move => () => ({ type: 'deleteTopic', name: topic, requestId: null })),
);

/** A stale plan is of the time when all brokers were live. */
function create(
  state: MetadataState,
  topic: string,
  count: number,
  factor: number,
  isStale: boolean,
): SingleCommand {
  const known = isStale ? state.brokers() : liveBrokers(state);
  const plan = planAssignment(
    topic,
    count,
    Math.min(factor, known.length),
    known.map((broker) => broker.brokerId),
  );
  const partitions = plan.ok ? plan.partitions : [];
  return { type: 'createTopicWithAssignments', name: topic, config: [], partitions, requestId: null };
}

type AlterDraw = {
  readonly topic: string;
  readonly partition: number;
  readonly members: readonly number[];
  readonly lag: number;
  readonly isChecked: boolean;
};

function alter(
  state: MetadataState,
  { topic, partition, members, lag, isChecked }: AlterDraw,
): SingleCommand {
  const current = state.partition(topic, partition);
  const isrBrokerEpochs = members.map((id) => state.broker(id)?.brokerEpoch ?? 0);
  return {
    type: 'alterPartition',
    topic,
    topicId: state.topic(topic)?.topicId ?? '',
    partition,
    leaderEpoch: Math.max(0, (current?.leaderEpoch ?? 0) - (lag === 1 ? 1 : 0)),
    partitionEpoch: Math.max(0, (current?.partitionEpoch ?? 0) - (lag === 2 ? 1 : 0)),
    isr: members,
    isrBrokerEpochs: isChecked ? isrBrokerEpochs : null,
  };
}

function whatIsWrong(state: MetadataState, partition: Partition): string | null {
  const { replicas, isr, leader } = partition;
  const isLive = (id: number) => state.broker(id)?.fenced === false;
  if (isr.length === 0) return 'the ISR is empty';
  if (new Set(isr).size !== isr.length || !isr.every((id) => replicas.includes(id)))
    return 'the ISR is no subset';
  if (leader !== null && !isr.includes(leader)) return 'the leader is not in the ISR';
  if (leader !== null && !isLive(leader)) return 'the leader is fenced';
  if (leader === null && isr.some(isLive)) return 'nobody leads, though somebody could';
  if (isr.length > 1 && !isr.every(isLive))
    return 'a fenced broker is in the ISR, and not as its last member';
  return null;
}

test('the ISR is a live, non-empty part of the replicas and holds the leader, who is live', (t) => {
  fc.assert(
    fc.property(fc.array(moves, { maxLength: 60 }), (game) => {
      const state = fourLiveBrokers();
      for (const move of game) {
        const command = move(state);
        step(state, command);
        for (const partition of state.partitions()) {
          t.is(whatIsWrong(state, partition), null, JSON.stringify([command, partition]));
        }
      }
    }),
    { numRuns: 500 },
  );
});

test('a leader epoch has one leader, and no epoch goes back while a topic lives', (t) => {
  fc.assert(
    fc.property(fc.array(moves, { maxLength: 60 }), (game) => {
      const state = fourLiveBrokers();
      const leaders = new Map<string, number | null>();
      const newest = new Map<string, Partition>();
      for (const move of game) {
        step(state, move(state));
        for (const partition of state.partitions()) {
          const key = `${state.topic(partition.topic)?.topicId ?? '?'}/${partition.partition}`;
          const reign = `${key}/${partition.leaderEpoch}`;
          if (leaders.has(reign)) t.is(leaders.get(reign), partition.leader);
          leaders.set(reign, partition.leader);
          const before = newest.get(key);
          if (before !== undefined && before !== partition)
            t.is(partition.partitionEpoch, before.partitionEpoch + 1);
          newest.set(key, partition);
        }
      }
    }),
    { numRuns: 300 },
  );
});

test('a topic that exists has all its partitions assigned, and is ready while all brokers are live', (t) => {
  fc.assert(
    fc.property(fc.array(moves, { maxLength: 60 }), (game) => {
      const state = fourLiveBrokers();
      for (const move of game) step(state, move(state));
      for (const id of [1, 2, 3, 4]) step(state, { type: 'unfenceBroker', brokerId: id, brokerEpoch: null });
      for (const topic of state.topics()) t.true(isReady(state, topic.name));
      t.is(
        state.partitions().length,
        state.topics().reduce((total, { partitionCount }) => total + partitionCount, 0),
      );
    }),
    { numRuns: 300 },
  );
});

test('a node that joins by snapshot in the middle ends like the others', (t) => {
  fc.assert(
    fc.property(fc.array(moves, { maxLength: 40 }), fc.nat(40), (game, joinsAt) => {
      const state = fourLiveBrokers();
      let joined: MetadataState | null = null;
      for (const [turn, move] of game.entries()) {
        const command = move(state);
        step(state, command);
        if (joined !== null) step(joined, command);
        if (turn !== joinsAt) continue;
        const decoded = decodeSnapshot(encodeSnapshot(state));
        joined = decoded.ok ? decoded.state : t.fail();
      }
      if (joined !== null) t.deepEqual(encodeSnapshot(joined), encodeSnapshot(state));
      else t.pass();
    }),
  );
});

function fourLiveBrokers(): MetadataState {
  const state = new MetadataState();
  for (const id of [1, 2, 3, 4]) {
    step(state, registration(id));
    step(state, { type: 'unfenceBroker', brokerId: id, brokerEpoch: null });
  }
  return state;
}
