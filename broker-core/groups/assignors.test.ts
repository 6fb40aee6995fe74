import test from 'ava';
import fc from 'fast-check';
import type { JoinedMember, MemberAssignment } from '../protocol/groups.js';
import { assignors } from './assignors.js';

const members = (...names: readonly string[]): readonly JoinedMember[] =>
  names.map((memberId) => ({ memberId, topics: ['a', 'b'] }));

/** `a: t/0,1 u/0`, by member. */
function text(assignments: readonly MemberAssignment[]): readonly string[] {
  return assignments.map(({ memberId, partitions }) => {
    const owned = partitions.map(({ topic, partitions: numbers }) => ` ${topic}/${numbers.join(',')}`);
    return `${memberId}:${owned.join('')}`;
  });
}

test('range gives each member a run of each topic, the first members one more', (t) => {
  const counts = new Map([
    ['b', 3],
    ['a', 7],
  ]);
  t.deepEqual(text(assignors.range(members('y', 'x', 'z'), counts)), [
    'x: a/0,1,2 b/0',
    'y: a/3,4 b/1',
    'z: a/5,6 b/2',
  ]);
});

test('round robin deals the partitions of all topics out in one row', (t) => {
  const counts = new Map([
    ['b', 3],
    ['a', 7],
  ]);
  t.deepEqual(text(assignors['round-robin'](members('y', 'x', 'z'), counts)), [
    'x: a/0,3,6 b/2',
    'y: a/1,4 b/0',
    'z: a/2,5 b/1',
  ]);
});

test('whoever has not subscribed to a topic gets nothing of it', (t) => {
  const counts = new Map([
    ['a', 2],
    ['b', 2],
  ]);
  const some = [
    { memberId: 'x', topics: ['a'] },
    { memberId: 'y', topics: ['a', 'b'] },
    { memberId: 'z', topics: [] },
  ];
  for (const assign of Object.values(assignors))
    t.deepEqual(text(assign(some, counts)), ['x: a/0', 'y: a/1 b/0,1', 'z:']);
});

const someMembers = fc.uniqueArray(
  fc.record({ memberId: fc.string({ maxLength: 4 }), topics: fc.subarray(['a', 'b', 'c']) }),
  { selector: ({ memberId }) => memberId, maxLength: 6 },
);
const someCounts = fc
  .uniqueArray(fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.nat(9)), { selector: ([topic]) => topic })
  .map((entries) => new Map(entries));

test('each partition that anybody wants has one owner, who wants it, and the order of the members means nothing', (t) =>
  fc.assert(
    fc.property(someMembers, someCounts, (joined, counts) => {
      for (const assign of Object.values(assignors)) {
        const assignments = assign(joined, counts);
        t.deepEqual(assign([...joined].reverse(), counts), assignments);
        const owned = new Map<string, string>();
        for (const { memberId, partitions } of assignments) {
          for (const { topic, partitions: numbers } of partitions) {
            t.true(joined.find((member) => member.memberId === memberId)?.topics.includes(topic));
            for (const partition of numbers) {
              t.false(owned.has(`${topic}/${partition}`));
              owned.set(`${topic}/${partition}`, memberId);
            }
          }
        }
        const wanted = [...counts].filter(([topic]) => joined.some(({ topics }) => topics.includes(topic)));
        t.is(
          owned.size,
          wanted.reduce((sum, [, count]) => sum + count, 0),
        );
      }
    }),
  ));
