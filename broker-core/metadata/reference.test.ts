/** What always holds while only the reference design's commands are used (invariants 25, 26, 31 and 34). */
import test from 'ava';
import fc from 'fast-check';
import type { Partition } from '../protocol/records.js';
import { decodeSnapshot, encodeSnapshot } from './snapshot.js';
import { MetadataState } from './state/state.js';
import { registration, step } from './testkit/image.js';
import { games } from './testkit/moves.js';
import { isReady } from './views.js';

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

test('the ISR is a live, non-empty part of the replicas and holds the leader, who is live', (t) =>
  fc.assert(
    fc.property(games, (game) => {
      const state = fourLiveBrokers();
      for (const move of game) {
        const command = move(state);
        step(state, command);
        for (const partition of state.partitions())
          t.is(whatIsWrong(state, partition), null, JSON.stringify([command, partition]));
      }
    }),
    { numRuns: 500 },
  ));

test('a leader epoch has one leader, and no epoch goes back while a topic lives', (t) =>
  fc.assert(
    fc.property(games, (game) => {
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
  ));

test('a topic that exists has all its partitions assigned, and is ready while all brokers are live', (t) =>
  fc.assert(
    fc.property(games, (game) => {
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
  ));

test('a node that joins by snapshot in the middle ends like the others', (t) =>
  fc.assert(
    fc.property(games, fc.nat(20), (game, joinsAt) => {
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
  ));

function fourLiveBrokers(): MetadataState {
  const state = new MetadataState();
  for (const id of [1, 2, 3, 4]) {
    step(state, registration(id));
    step(state, { type: 'unfenceBroker', brokerId: id, brokerEpoch: null });
  }
  return state;
}
