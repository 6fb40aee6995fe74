import test from 'ava';
import type { Command } from '../../broker-core/protocol/commands.js';
import { leaderComesFromPreviousIsr } from './successions.js';
import { appliedCommand } from './testkit/facts.js';
import { judge } from './testkit/judge.js';

const ORDERS = { topic: 'orders', partition: 0 } as const;

function violations(...commands: readonly Command[]): readonly string[] {
  const story = commands.map((command, place) => appliedCommand('n1', place + 1, command));
  return judge(leaderComesFromPreviousIsr, story);
}

const assigned: Command = { type: 'assignPartition', ...ORDERS, replicas: [1, 2, 3] };
const led = (leader: number): Command => ({ type: 'setPartitionLeader', ...ORDERS, leader });
const isr = (...members: readonly number[]): Command => ({ type: 'updateIsr', ...ORDERS, isr: members });

test('the next leader comes from the ISR; the first one of a new partition has none to come from', (t) => {
  t.deepEqual(violations(assigned, led(1), isr(1, 2), led(2)), []);
});

test('planted: a replica leads that had left the ISR, though the image names it as the ISR then', (t) => {
  t.deepEqual(violations(assigned, led(1), isr(1, 2), led(3), isr(3)), [
    'orders/0: 3 leads, the ISR was [1, 2]',
  ]);
});
