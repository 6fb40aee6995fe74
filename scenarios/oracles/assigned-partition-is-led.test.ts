import test from 'ava';
import type { Command } from '../../broker-core/protocol/commands.js';
import { end, image, judge, view } from './testkit/judge.js';
import { assignedPartitionIsLed } from './topics.js';

const assigned = { type: 'assignPartition', topic: 'orders', partition: 0, replicas: [1, 2] } as const;
const led = { type: 'setPartitionLeader', topic: 'orders', partition: 0, leader: 1 } as const;
const inSync = { type: 'updateIsr', topic: 'orders', partition: 0, isr: [1, 2] } as const;

function found(nodes: readonly string[], ...commands: readonly Command[]): readonly string[] {
  const seen = view({}, { metadata: image(...commands) });
  return judge(assignedPartitionIsLed, [end({ views: new Map(nodes.map((nodeId) => [nodeId, seen])) })]);
}

test('planted: a partition is assigned, and its leader or its ISR was never written', (t) => {
  t.deepEqual(found(['n1', 'n2'], assigned), [
    'n1 has orders/0 assigned and without a leader',
    'n2 has orders/0 assigned and without a leader',
  ]);
  t.deepEqual(found(['n1', 'n2'], assigned, led), [
    'n1 has orders/0 assigned and without an ISR',
    'n2 has orders/0 assigned and without an ISR',
  ]);
  t.deepEqual(found(['n1', 'n2'], assigned, led, inSync), []);
  // A replica is down: a leader may have to be waited for.
  t.deepEqual(found(['n1'], assigned), []);
});
