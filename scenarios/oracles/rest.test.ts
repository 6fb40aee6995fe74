import test from 'ava';
import type { BrokerFact } from '../../broker-core/broker/facts.js';
import {
  highWatermarkAtLogEnd,
  imagesConverge,
  metadataImagesEqual,
  nothingPendingAtRest,
  oneLeaderAfterHeal,
} from './rest.js';
import { applied, entry } from './testkit/facts.js';
import { crash, end, image, judge, replica, sent, view, wait } from './testkit/judge.js';

const orders = [
  { type: 'assignPartition', topic: 'orders', partition: 0, replicas: [1] },
  { type: 'setPartitionLeader', topic: 'orders', partition: 0, leader: 1 },
] as const;

test('planted: a node is down, nobody leads, two lead, or one follows another', (t) => {
  const found = (...views: readonly (readonly [string, ReturnType<typeof view>])[]): readonly string[] =>
    judge(oneLeaderAfterHeal, [end({ views: new Map(views) })]);
  const leads = (nodeId: string): readonly [string, ReturnType<typeof view>] => [
    nodeId,
    view({ role: 'leader', leaderId: nodeId }),
  ];
  const follows = (nodeId: string, leaderId: string): readonly [string, ReturnType<typeof view>] => [
    nodeId,
    view({ leaderId }),
  ];
  t.deepEqual(found(leads('n1'), follows('n2', 'n1'), follows('n3', 'n1')), []);
  t.deepEqual(found(leads('n1'), follows('n3', 'n1')), ['n2 is not up']);
  t.deepEqual(found(follows('n1', 'n2'), follows('n2', 'n1'), follows('n3', 'n1')), [
    'nobody leads the metadata log',
  ]);
  t.deepEqual(found(leads('n1'), leads('n2'), follows('n3', 'n1')), ['n1 and n2 lead the metadata log']);
  t.deepEqual(found(leads('n1'), follows('n2', 'n1'), follows('n3', 'n2')), [
    'n1 leads the metadata log, n3 follows n2',
  ]);
});

test('what was applied a moment ago may be on its way', (t) => {
  const views = new Map([['n2', view({ appliedIndex: 1 }, { metadata: image(orders[0]) })]]);
  const steps = [
    applied('n1', entry(1, 1)),
    wait(2_000_000),
    applied('n1', entry(2, 1)),
    wait(1000),
    end({ views }),
  ];
  t.deepEqual(judge(imagesConverge, steps), []);
});

test('planted: a node stays behind, with its log or with its image', (t) => {
  const views = new Map([
    ['n2', view({ appliedIndex: 1 }, { metadata: image(...orders) })],
    ['n3', view({ appliedIndex: 2 }, { metadata: image(orders[0]) })],
  ]);
  const steps = [
    applied('n1', entry(1, 1)),
    applied('n1', entry(2, 1)),
    wait(5_000_000),
    applied('n1', entry(3, 1)),
    end({ views }),
  ];
  t.deepEqual(judge(imagesConverge, steps), [
    'n2 has applied index 1, others had applied 2',
    'n3 has an image of index 1, others had applied 2',
  ]);
});

test('planted: two brokers have different metadata at one index', (t) => {
  const one = image(...orders);
  const other = image(orders[0], { ...orders[1], leader: 2 });
  const found = (a: typeof one, b: typeof one): readonly string[] => {
    const views = new Map([
      ['n1', view({}, { metadata: a })],
      ['n2', view({}, { metadata: b })],
    ]);
    return judge(metadataImagesEqual, [end({ views })]);
  };
  t.deepEqual(found(one, image(...orders)), []);
  t.deepEqual(found(one, image(orders[0])), []);
  const hashes = `n1 has an image with hash ${one.contentHash}, n2 one with hash ${other.contentHash}`;
  t.deepEqual(found(one, other), [`index 2: ${hashes}`]);
});

test('planted: a request without an answer, a leaked waiter, a producer that waits', (t) => {
  const quiet = view({}, { pending: { pendingTopics: 0, peerCalls: 1 }, replicas: [replica(1, 1)] });
  t.deepEqual(judge(nothingPendingAtRest, [end({ views: new Map([['n1', quiet]]) })]), []);
  const busy = view({}, { pending: { pendingTopics: 2, peerCalls: 2 }, replicas: [replica(1, 1, true, 3)] });
  t.deepEqual(
    judge(nothingPendingAtRest, [end({ sent: [sent('c1-000004', null)], views: new Map([['n1', busy]]) })]),
    [
      'c1 has no answer to c1-000004, sent to orders',
      'n1 has 2 pendingTopics at rest, expected 0 at most',
      'n1 has 2 peerCalls at rest, expected 1 at most',
      'n1 has 3 batches whose producers wait, expected 0',
    ],
  );
});

test('planted: a fetch has been answered, and still waits at a partition', (t) => {
  const views = new Map([['n1', view({}, { replicas: [replica(1, 1, true, 0, 2)] })]]);
  const request = {
    type: 'fetch',
    reader: { type: 'consumer' },
    minBytes: 1,
    maxWaitMs: 500,
    maxBytes: 1,
  } as const;
  const waits: BrokerFact = {
    type: 'fetchWaits',
    nodeId: 'n1',
    number: 1,
    request: { ...request, partitions: [] },
  };
  const answered: BrokerFact = { type: 'fetchAnswered', nodeId: 'n1', number: 1 };
  t.deepEqual(judge(nothingPendingAtRest, [waits, end({ views })]), []);
  const leaked = ['n1 has 2 places at which a fetch waits, and no fetch'];
  t.deepEqual(judge(nothingPendingAtRest, [waits, answered, end({ views })]), leaked);
  t.deepEqual(judge(nothingPendingAtRest, [waits, crash('n1'), end({ views })]), leaked);
});

test('planted: a partition is not led by its leader, or holds what is not committed', (t) => {
  const found = (...replicas: readonly ReturnType<typeof replica>[]): readonly string[] => {
    const views = new Map([['n1', view({}, { metadata: image(...orders), replicas })]]);
    return judge(highWatermarkAtLogEnd, [end({ views })]);
  };
  t.deepEqual(found(replica(5, 5)), []);
  t.deepEqual(found(replica(5, 4)), ['orders/0: the log ends at 5 on n1, the high watermark is 4']);
  t.deepEqual(found(replica(5, 5, false)), ['orders/0: n1 is its leader and does not lead it']);
  t.deepEqual(found(), ['orders/0: n1 is its leader and does not lead it']);
});
