import test from 'ava';
import { invariants } from './all.js';
import {
  acknowledged,
  appended,
  applied,
  batch,
  becameLeader,
  durable,
  entry,
  hardState,
  highWatermark,
  opened,
  restored,
  role,
  served,
  vote,
  wrote,
} from './testkit/facts.js';
import { acked, crash, end, image, judge, replica, view, wait, type Step } from './testkit/judge.js';

test('every invariant has a name of its own, says what it holds, and cites its source', (t) => {
  t.is(new Set(invariants.map(({ name }) => name)).size, invariants.length);
  for (const { name, doc, source } of invariants) {
    t.regex(name, /^[a-z]+(-[a-z]+)+$/);
    t.true(doc.endsWith('.') && source.length > 10, name);
  }
});

/** n1 is elected, commits a no-op and a record, crashes and comes back as a follower of n2. */
const goodHistory: readonly Step[] = [
  ...['n1', 'n2', 'n3'].map((nodeId) => restored(nodeId)),
  ...['n1', 'n2'].flatMap((nodeId) => [
    hardState(nodeId, 1, { term: 1, votedFor: 'n1' }),
    durable(nodeId, 1),
  ]),
  vote('n2', 'n1', 1),
  role('n1', 'leader', 1),
  ...['n1', 'n2', 'n3'].flatMap((nodeId) => [wrote(nodeId, 2, entry(1, 1, '')), durable(nodeId, 2)]),
  ...['n1', 'n2', 'n3'].flatMap((nodeId) => [
    hardState(nodeId, 3, { term: 1, commitIndex: 1 }),
    applied(nodeId, entry(1, 1, '')),
  ]),
  ...['n1', 'n2', 'n3'].map((nodeId) => opened(nodeId)),
  becameLeader('n1', 0),
  ...['n1', 'n2', 'n3'].map((nodeId) => appended(nodeId, batch(0, 0, 'a'))),
  highWatermark('n1', 1),
  acknowledged('n1', batch(0, 0, 'a')),
  served('n1', 1, batch(0, 0, 'a')),
  wait(1000),
  crash('n1'),
  ...['n2', 'n3'].flatMap((nodeId) => [
    hardState(nodeId, 4, { term: 2, votedFor: 'n2', commitIndex: 1 }),
    durable(nodeId, 4),
  ]),
  vote('n3', 'n2', 2),
  role('n2', 'leader', 2),
  ...['n2', 'n3'].flatMap((nodeId) => [wrote(nodeId, 5, entry(2, 2, '')), durable(nodeId, 5)]),
  restored('n1', { entries: [entry(1, 1, '')], hardState: { term: 1, votedFor: 'n1' } }),
  opened('n1', [batch(0, 0, 'a')], 0),
  becameLeader('n2', 1, 1),
  highWatermark('n2', 1),
  highWatermark('n1', 1),
  wait(5_000_000),
];

test('a good history passes all of them', (t) => {
  const metadata = image(
    { type: 'assignPartition', topic: 'orders', partition: 0, replicas: [1, 2, 3] },
    { type: 'setPartitionLeader', topic: 'orders', partition: 0, leader: 2 },
    { type: 'updateIsr', topic: 'orders', partition: 0, isr: [2, 3] },
  );
  const status = { term: 2, leaderId: 'n2', appliedIndex: 3, commitIndex: 3, lastIndex: 3 };
  const views = new Map([
    ['n1', view(status, { metadata, replicas: [replica(1, 1, false)] })],
    ['n2', view({ ...status, role: 'leader' }, { metadata, replicas: [replica(1, 1)] })],
    ['n3', view(status, { metadata, replicas: [replica(1, 1, false)] })],
  ]);
  const partitions = [{ topic: 'orders', partition: 0, batches: [batch(0, 0, 'a')] }];
  const story = [...goodHistory, end({ views, partitions, sent: [acked('a', 0)] })];
  for (const invariant of invariants) t.deepEqual(judge(invariant, story), [], invariant.name);
});
