import test from 'ava';
import type { BrokerFact } from '../../broker-core/broker/facts.js';
import type { MetadataState } from '../../broker-core/metadata/state/state.js';
import type { Command } from '../../broker-core/protocol/commands.js';
import type { CommittedRecord, FetchedOffsets } from '../harness/definition/scenario.js';
import { oneAssignmentPerGeneration, partitionHasOneMember } from './assignments.js';
import {
  committedOffsetMonotonic,
  committedWasConsumed,
  newTopicHasNoOldOffset,
  offsetFetchIsCurrent,
} from './group-offsets.js';
import { appliedCommand } from './testkit/facts.js';
import { end, image, judge, type Step, view, wait } from './testkit/judge.js';

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

test('a group that was forgotten counts its generations from the start', (t) => {
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
      offsets: [{ ...place, topicId: null, offset }],
      requestId: null,
    })),
  ];
}

function applied(...offsets: readonly number[]): readonly BrokerFact[] {
  return commitsOf(...offsets).map((command, place) => appliedCommand('n1', place + 1, command));
}

const told = (offset: number, acknowledgedAtUs: number | null = 20): CommittedRecord => ({
  client: 'c1',
  groupId: 'g',
  topic: 'orders',
  partition: 0,
  topicId: null,
  offset,
  sentAtUs: 10,
  acknowledgedAtUs,
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
      end({ commits: [told(3), told(7), told(9, null)], views: views(3, 7) }),
    ]),
    [],
  );
  t.deepEqual(
    judge(committedOffsetMonotonic, [...applied(3), end({ commits: [told(7)], views: views(3) })]),
    ['g orders/0: c1 was told that 7 is committed, n2 has 3'],
  );
});

/** `c2` asked where the group is in orders/0, and was told 100 us later; null: nothing is committed. */
function fetched(sentAtUs: number, offset: number | null): FetchedOffsets {
  const place = { topic: 'orders', partition: 0 };
  return {
    client: 'c2',
    groupId: 'g',
    sentAtUs,
    answeredAtUs: sentAtUs + 100,
    partitions: [{ topic: 'orders', partitions: [0] }],
    answer: {
      offsets: offset === null ? [] : [{ ...place, offset }],
      topicIds: new Map(),
      askedAtUs: sentAtUs,
    },
  };
}

test('planted: who asks for a committed offset is told less than what was acknowledged before', (t) => {
  const found = (...offsetFetches: readonly FetchedOffsets[]): readonly string[] =>
    judge(offsetFetchIsCurrent, [end({ commits: [told(3), told(7), told(9, null)], offsetFetches })]);
  // Acknowledged at 20 us: who asked at that moment may have been answered first.
  t.deepEqual(found(fetched(20, null), fetched(21, 7), fetched(21, 9)), []);
  t.deepEqual(found(fetched(21, 3)), [
    'c2 asked at 21 us where g is in orders/0 and was told 3; c1 had been told at 20 us that 7 is committed',
  ]);
  t.is(found(fetched(21, null)).length, 1);
});

const TOPIC_GONE: Command = { type: 'deleteTopic', name: 'orders', requestId: null };
/** orders is deleted at 50 us. */
const deletedAt50: readonly Step[] = [
  appliedCommand('n1', 1, {
    type: 'createTopic',
    name: 'orders',
    partitionCount: 1,
    replicationFactor: 1,
    config: [],
    ifExists: 'refuse',
    requestId: null,
  }),
  wait(50),
  appliedCommand('n1', 2, TOPIC_GONE),
];

test('what went with its group or its topic need not be told, nor kept', (t) => {
  const story = (sentAtUs: number): readonly Step[] => [
    ...deletedAt50,
    end({
      commits: [{ ...told(7), sentAtUs, acknowledgedAtUs: sentAtUs + 10 }],
      offsetFetches: [fetched(100, null)],
      views: views(),
    }),
  ];
  for (const invariant of [offsetFetchIsCurrent, committedOffsetMonotonic]) {
    t.deepEqual(judge(invariant, story(10)), [], invariant.name);
    // It was sent when the deletion was in the log.
    t.is(judge(invariant, story(60)).length, 1, invariant.name);
  }
});

test('planted: a topic is created again, and a group is told where it was in the one that was deleted', (t) => {
  const found = (sentAtUs: number, ...commits: readonly number[]): readonly string[] =>
    judge(newTopicHasNoOldOffset, [
      ...deletedAt50,
      end({
        commits: commits.map((atUs) => ({ ...told(7), sentAtUs: atUs })),
        offsetFetches: [fetched(sentAtUs, 7)],
      }),
    ]);
  t.deepEqual([...found(40, 10), ...found(100, 10, 60)], []);
  t.deepEqual(found(100, 10), [
    'c2 asked at 100 us where g is in orders/0 and was told 7, which nobody has committed since the topic was deleted at 50 us',
  ]);
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
    'g: orders/0 is committed up to 3 by c1, and no member was given offset 1',
  ]);
  // What it is given later was not read when it was committed.
  const later = { ...polled('c1', 2), atUs: Number.MAX_SAFE_INTEGER };
  t.deepEqual(found(polled('c1', 0, 1), later), [
    'g: orders/0 is committed up to 3 by c1, and no member was given offset 2',
  ]);
  // Another consumer is no member, and a group that reads nothing makes up what it commits.
  t.deepEqual(found(polled('c1', 0, 1), polled('r9', 2)).length, 1);
  t.deepEqual(found(polled('r9', 0)), []);
});
