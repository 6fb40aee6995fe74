import test from 'ava';
import { acknowledgedIsOnLeadersDisk } from './acks.js';
import { fencedBrokerIsSilent } from './fenced-broker-is-silent.js';
import {
  acknowledgedIsCommitted,
  highWatermarkMonotonic,
  servedBelowHighWatermark,
} from './high-watermarks.js';
import {
  offsetsDense,
  oneLeaderPerEpoch,
  oneValueAtOneOffset,
  twoLeadersDoNotAcknowledge,
} from './replicas.js';
import {
  acknowledged,
  appended,
  batch,
  becameLeader,
  highWatermark,
  onDisk,
  opened,
  restored,
  served,
  truncated,
  vote,
} from './testkit/facts.js';
import { crash, end, judge } from './testkit/judge.js';

const a = batch(0, 0, 'c1-000000');
const b = batch(1, 0, 'c1-000001', 'c1-000002');
const other = batch(1, 1, 'c2-000000');

test('a log that grows, is cut and opens again is dense', (t) => {
  const steps = [
    opened('n1'),
    becameLeader('n1', 0),
    appended('n1', a),
    appended('n1', b),
    truncated('n1', 3, 1),
    appended('n1', other),
    crash('n1'),
    opened('n1', [a]),
    appended('n1', b),
  ];
  t.deepEqual(judge(offsetsDense, steps), []);
});

test('planted: an offset is skipped, given twice, or lost in recovery', (t) => {
  t.deepEqual(judge(offsetsDense, [opened('n1'), appended('n1', b)]), [
    'n1 orders/0: appends at offset 1 of a log that ends at 0',
  ]);
  t.deepEqual(judge(offsetsDense, [opened('n1'), appended('n1', a), appended('n1', a)]), [
    'n1 orders/0: appends at offset 0 of a log that ends at 1',
  ]);
  t.deepEqual(judge(offsetsDense, [opened('n1', [a, batch(2, 0, 'x')])]), [
    'n1 orders/0: finds a batch at offset 2 of a log that ends at 1',
  ]);
  t.deepEqual(judge(offsetsDense, [opened('n1', [a]), becameLeader('n1', 1, 0)]), [
    'n1 orders/0: begins to lead at offset 0 of a log that ends at 1',
  ]);
  t.deepEqual(judge(offsetsDense, [opened('n1', [a, b]), truncated('n1', 2, 1)]), [
    'n1 orders/0: truncates from the end at offset 2 of a log that ends at 3',
  ]);
});

test('replicas may differ above the high watermark, and a copy from disk is the same batch', (t) => {
  const copy = { ...a, records: a.records.map((record) => ({ ...record })) };
  const steps = [
    appended('n1', a),
    appended('n1', b),
    appended('n2', a),
    appended('n2', other),
    highWatermark('n1', 1),
    highWatermark('n2', 1),
    crash('n1'),
    opened('n1', [copy], 1),
    appended('n1', other),
    highWatermark('n2', 2),
    highWatermark('n1', 2),
    end({ partitions: [{ topic: 'orders', partition: 0, batches: [copy, other] }] }),
  ];
  t.deepEqual(judge(oneValueAtOneOffset, steps), []);
});

test('planted: two leaders commit different records at one offset', (t) => {
  const steps = [
    appended('n1', a),
    appended('n1', b),
    highWatermark('n1', 3),
    appended('n2', a),
    appended('n2', other),
    highWatermark('n2', 2),
  ];
  t.deepEqual(judge(oneValueAtOneOffset, steps), [
    'orders/0 offset 1: n2 has c2-000000 of epoch 1, committed there (newest by n1) was c1-000001,c1-000002 of epoch 0',
  ]);
});

test('planted: a replica finds other records below its high watermark after a restart', (t) => {
  const steps = [
    appended('n1', a),
    highWatermark('n1', 1),
    crash('n1'),
    opened('n1', [batch(0, 0, 'rotten')], 1),
  ];
  t.deepEqual(judge(oneValueAtOneOffset, steps), [
    'orders/0 offset 0: n1 has rotten of epoch 0, committed there (newest by n1) was c1-000000 of epoch 0',
  ]);
});

test('planted: a consumer reads what was not committed there', (t) => {
  const read = end({ partitions: [{ topic: 'orders', partition: 0, batches: [batch(0, 1, 'c2-000000')] }] });
  t.deepEqual(judge(oneValueAtOneOffset, [appended('n1', a), highWatermark('n1', 1), read]), [
    'orders/0 offset 0: a consumer reads c2-000000 of epoch 1, committed there (newest by n1) was c1-000000 of epoch 0',
  ]);
});

test('a high watermark may be lower on another replica and in another life', (t) => {
  const steps = [
    appended('n1', a),
    appended('n1', b),
    highWatermark('n1', 3),
    appended('n2', a),
    highWatermark('n2', 1),
    crash('n1'),
    opened('n1', [a, b], 0),
    highWatermark('n1', 1),
    truncated('n1', 3, 1),
  ];
  t.deepEqual(judge(highWatermarkMonotonic, steps), []);
});

test('planted: a high watermark goes back, leaves the log, or loses its ground', (t) => {
  const start = [appended('n1', a), appended('n1', b), highWatermark('n1', 3)];
  t.deepEqual(judge(highWatermarkMonotonic, [...start, highWatermark('n1', 1)]), [
    'n1 orders/0: the high watermark goes from 3 back to 1',
  ]);
  t.deepEqual(judge(highWatermarkMonotonic, [appended('n1', a), highWatermark('n1', 2)]), [
    'n1 orders/0: the high watermark is 2 in a log that ends at 1',
  ]);
  t.deepEqual(judge(highWatermarkMonotonic, [...start, truncated('n1', 3, 1)]), [
    'n1 orders/0: the log is cut to 1, below the high watermark 3',
  ]);
});

test('planted: a consumer is given what is not committed', (t) => {
  const start = [appended('n1', a), appended('n1', b), highWatermark('n1', 1)];
  t.deepEqual(judge(servedBelowHighWatermark, [...start, served('n1', 1, a)]), []);
  t.deepEqual(judge(servedBelowHighWatermark, [...start, served('n1', 3, a, b)]), [
    'n1 orders/0: serves offsets up to 2, its high watermark is 1',
  ]);
});

test('planted: a record is acknowledged to acks=all before the in-sync replicas have it', (t) => {
  const start = [appended('n1', a), appended('n1', b), highWatermark('n1', 1)];
  t.deepEqual(
    judge(acknowledgedIsCommitted, [...start, acknowledged('n1', a), acknowledged('n1', b, 0, 1)]),
    [],
  );
  t.deepEqual(judge(acknowledgedIsCommitted, [...start, acknowledged('n1', b)]), [
    'n1 orders/0: acknowledges offsets up to 2, its high watermark is 1',
  ]);
});

test('planted: a record is acknowledged to acks=1 before the leader’s disk has it', (t) => {
  const start = [appended('n1', a), onDisk('n1', 1), acknowledged('n1', a, 0, 1), appended('n1', b)];
  t.deepEqual(judge(acknowledgedIsOnLeadersDisk, [...start, acknowledged('n1', b)]), []);
  t.deepEqual(judge(acknowledgedIsOnLeadersDisk, [...start, acknowledged('n1', b, 0, 1)]), [
    'n1 orders/0: acknowledges offsets up to 2 with acks=1, its disk has what is before 1',
  ]);
  const restarted = [crash('n1'), opened('n1', [a, b]), acknowledged('n1', b, 0, 1)];
  t.deepEqual(judge(acknowledgedIsOnLeadersDisk, [...start, ...restarted]), []);
});

test('a retry of the same batch may be acknowledged by a later leader', (t) => {
  const copy = { ...a, records: [...a.records] };
  const steps = [
    appended('n1', a),
    acknowledged('n1', a),
    appended('n2', copy),
    becameLeader('n2', 1),
    acknowledged('n2', copy, 1),
  ];
  t.deepEqual(judge(twoLeadersDoNotAcknowledge, steps), []);
});

test('with acks=1 a deposed leader may have acknowledged what is lost', (t) => {
  const steps = [
    appended('n1', a),
    acknowledged('n1', a, 0, 1),
    appended('n2', batch(0, 1, 'x')),
    acknowledged('n2', batch(0, 1, 'x')),
  ];
  t.deepEqual(judge(twoLeadersDoNotAcknowledge, steps), []);
});

test('planted: two leaders acknowledge different records at one offset', (t) => {
  const steps = [
    appended('n1', a),
    appended('n1', b),
    acknowledged('n1', b),
    appended('n2', a),
    appended('n2', other),
    acknowledged('n2', other),
  ];
  t.deepEqual(judge(twoLeadersDoNotAcknowledge, steps), [
    'orders/0 offset 1: n1 acknowledged c1-000001,c1-000002 of epoch 0 in epoch 0, n2 c2-000000 of epoch 1 in epoch 1',
  ]);
});

test('planted: a leader acknowledges what is not in its log', (t) =>
  t.deepEqual(judge(twoLeadersDoNotAcknowledge, [appended('n1', a), acknowledged('n1', b)]), [
    'orders/0 offset 1: acknowledged by n1, whose log ends at 1',
  ]));

test('planted: two brokers, or two lives of one, lead an epoch', (t) => {
  t.deepEqual(
    judge(oneLeaderPerEpoch, [
      becameLeader('n1', 4),
      becameLeader('n1', 4),
      crash('n1'),
      becameLeader('n1', 5),
    ]),
    [],
  );
  t.deepEqual(judge(oneLeaderPerEpoch, [becameLeader('n1', 4), becameLeader('n2', 4)]), [
    'orders/0 epoch 4: led by n1 in its life 1, and by n2 in its life 1',
  ]);
  t.deepEqual(judge(oneLeaderPerEpoch, [becameLeader('n1', 4), crash('n1'), becameLeader('n1', 4)]), [
    'orders/0 epoch 4: led by n1 in its life 1, and by n1 in its life 2',
  ]);
});

test('planted: a broker whose disk failed goes on to promise', (t) => {
  const fenced = { type: 'fenced', nodeId: 'n1', reason: 'sync failed' } as const;
  const topic = { type: 'topicAcknowledged', nodeId: 'n1', topic: 'orders' } as const;
  t.deepEqual(judge(fencedBrokerIsSilent, [topic, fenced, acknowledged('n2', a), crash('n1'), topic]), []);
  t.deepEqual(judge(fencedBrokerIsSilent, [fenced, restored('n1'), vote('n1', 'n2', 1)]), []);
  t.deepEqual(judge(fencedBrokerIsSilent, [fenced, acknowledged('n1', a), vote('n1', 'n2', 1), topic]), [
    'n1 acknowledges records after it was fenced: sync failed',
    'n1 sends a vote after it was fenced: sync failed',
    'n1 acknowledges a topic after it was fenced: sync failed',
  ]);
});
