import test from 'ava';
import type { BrokerFact } from '../../broker-core/broker/facts.js';
import type { Command } from '../../broker-core/metadata/commands.js';
import type { MetadataState } from '../../broker-core/metadata/state/state.js';
import type { CommittedRecord } from '../scenario.js';
import { committedOffsetMonotonic } from './committed-offset-monotonic.js';
import { committedWasConsumed } from './committed-was-consumed.js';
import { oneAssignmentPerGeneration } from './one-assignment-per-generation.js';
import { partitionHasOneMember } from './partition-has-one-member.js';
import { appliedCommand } from './testkit/facts.js';
import { end, image, judge, view } from './testkit/judge.js';

type Owned = Readonly<Record<string, readonly number[]>>;

const owned = (partitions: readonly number[]): { topic: string; partitions: readonly number[] }[] =>
  partitions.length === 0 ? [] : [{ topic: 'orders', partitions }];

function assigned(nodeId: string, generation: number, members: Owned): BrokerFact {
  const assignments = Object.entries(members).map(([memberId, partitions]) => ({
    memberId,
    partitions: owned(partitions),
  }));
  return { type: 'groupAssigned', nodeId, groupId: 'g', generation, assignments };
}

function synced(memberId: string, generation: number, ...partitions: readonly number[]): BrokerFact {
  const about = { nodeId: 'n1', groupId: 'g', generation, memberId };
  return { type: 'groupSynced', ...about, partitions: owned(partitions) };
}

const forgotten: BrokerFact = { type: 'groupForgotten', nodeId: 'n1', groupId: 'g' };

test('planted: a generation gets a second assignment, from its leader after the coordinator`s own, or from another coordinator', (t) => {
  const first = assigned('n1', 4, { a: [0], b: [1] });
  t.deepEqual(
    judge(oneAssignmentPerGeneration, [
      first,
      assigned('n1', 4, { b: [1], a: [0] }),
      assigned('n2', 5, { a: [1], b: [0] }),
    ]),
    [],
  );
  t.deepEqual(judge(oneAssignmentPerGeneration, [first, assigned('n2', 4, { a: [0, 1], b: [] })]), [
    'g generation 4: n1 had assigned a: orders/0; b: orders/1, then n2 assigned a: orders/0,1; b: nothing',
  ]);
});

test('planted: a partition is given to two members of a generation; in another generation it may be anybody`s', (t) => {
  t.deepEqual(
    judge(partitionHasOneMember, [
      synced('a', 4, 0),
      synced('a', 4, 0),
      synced('b', 4, 1),
      synced('b', 5, 0),
    ]),
    [],
  );
  t.deepEqual(judge(partitionHasOneMember, [synced('a', 4, 0, 1), synced('b', 4, 1, 2)]), [
    'g generation 4: orders/1 is given to a and to b',
  ]);
});

test('a group that was forgotten counts its generations anew', (t) => {
  const story = [assigned('n1', 0, { a: [0] }), synced('a', 0, 0), forgotten];
  for (const invariant of [oneAssignmentPerGeneration, partitionHasOneMember])
    t.deepEqual(judge(invariant, [...story, assigned('n1', 0, { b: [0] }), synced('b', 0, 0)]), []);
});

/** The n-th entry commits that offset of orders/0, unfenced; the first makes the partition. */
function commitsOf(...offsets: readonly number[]): readonly Command[] {
  const place = { topic: 'orders', partition: 0 };
  return [
    { type: 'assignPartition', ...place, replicas: [1] },
    ...offsets.map((offset) => ({
      type: 'commitOffsets' as const,
      groupId: 'g',
      fence: null,
      offsets: [{ ...place, offset }],
      requestId: null,
    })),
  ];
}

function applied(...offsets: readonly number[]): readonly BrokerFact[] {
  return commitsOf(...offsets).map((command, place) => appliedCommand('n1', place + 1, command));
}

const told = (offset: number, acknowledged = true): CommittedRecord => ({
  client: 'c1',
  groupId: 'g',
  topic: 'orders',
  partition: 0,
  offset,
  acknowledged,
});

const views = (...offsets: readonly number[]): ReadonlyMap<string, ReturnType<typeof view>> => {
  const metadata: MetadataState = image(...commitsOf(...offsets));
  return new Map([['n2', view({}, { metadata })]]);
};

test('planted: a committed offset goes back', (t) => {
  t.deepEqual(judge(committedOffsetMonotonic, applied(3, 3, 7)), []);
  t.deepEqual(judge(committedOffsetMonotonic, applied(3, 7, 5, 6)), [
    'g orders/0: offset 5 is committed after 7',
    'g orders/0: offset 6 is committed after 7',
  ]);
});

test('a group that was deleted may begin from the start, and so may a topic', (t) => {
  const first = commitsOf(7);
  const again = commitsOf(1).slice(1);
  for (const removed of [
    { type: 'deleteGroup', groupId: 'g', fence: null, requestId: null },
    { type: 'deleteTopic', name: 'orders', requestId: null },
  ] as const) {
    const topic = {
      type: 'createTopic',
      name: 'orders',
      partitionCount: 1,
      replicationFactor: 1,
      config: [],
      ifExists: 'overwrite',
      requestId: null,
    } as const;
    const commands = [topic, ...first, removed, commitsOf()[0] ?? topic, ...again];
    const story = commands.map((command, place) => appliedCommand('n1', place + 1, command));
    t.deepEqual(judge(committedOffsetMonotonic, story), [], removed.type);
  }
});

test('planted: a commit that was acknowledged is not there in the end', (t) => {
  t.deepEqual(
    judge(committedOffsetMonotonic, [
      ...applied(3, 7),
      end({ commits: [told(3), told(7), told(9, false)], views: views(3, 7) }),
    ]),
    [],
  );
  t.deepEqual(
    judge(committedOffsetMonotonic, [...applied(3), end({ commits: [told(7)], views: views(3) })]),
    ['g orders/0: c1 was told that 7 is committed, n2 has 3'],
  );
});

test('planted: a group commits past a record that none of its members was given', (t) => {
  const polled = (consumer: string, ...offsets: readonly number[]) => ({
    consumer,
    assignment: 1,
    atUs: 0,
    records: offsets.map((offset) => ({ topic: 'orders', partition: 0, offset, key: null, value: 'v' })),
  });
  const found = (...polls: readonly ReturnType<typeof polled>[]): readonly string[] =>
    judge(committedWasConsumed, [end({ commits: [told(3)], polls, views: views(3) })]);
  t.deepEqual(found(polled('c1', 0, 1), polled('c1', 2, 3)), []);
  t.deepEqual(found(polled('c1', 0, 2)), [
    'g: orders/0 is committed up to 3, and no member was given offset 1',
  ]);
  // Another consumer is no member, and a group that reads nothing makes up what it commits.
  t.deepEqual(found(polled('c1', 0, 1), polled('r9', 2)).length, 1);
  t.deepEqual(found(polled('r9', 0)), []);
});
