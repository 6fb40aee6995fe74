import test from 'ava';
import { appliedCommand } from './testkit/facts.js';
import { judge } from './testkit/judge.js';
import { acknowledgedRegistrationIsApplied } from './topics.js';

function register(port: number, life = 1) {
  return { type: 'registerBroker', ...brokerAt(port, life), startFenced: false } as const;
}

function acknowledged(port: number, life = 1) {
  return { type: 'brokerAcknowledged', nodeId: 'n1', ...brokerAt(port, life) } as const;
}

function brokerAt(port: number, life: number) {
  return { brokerId: 7, host: 'n7', port, incarnation: `life ${life}` };
}

test('planted: a registration is acknowledged before it is applied, when an older one is there and when none is', (t) => {
  t.deepEqual(judge(acknowledgedRegistrationIsApplied, [acknowledged(1)]), [
    'n1 acknowledged broker 7, life 1 at n7:1, and the metadata has none',
  ]);
  const early = [appliedCommand('n1', 1, register(1)), acknowledged(2), appliedCommand('n1', 2, register(2))];
  t.deepEqual(judge(acknowledgedRegistrationIsApplied, early), [
    'n1 acknowledged broker 7, life 1 at n7:2, and the metadata has life 1 at n7:1',
  ]);
  const formerLife = [appliedCommand('n1', 1, register(1)), acknowledged(1, 2)];
  t.deepEqual(judge(acknowledgedRegistrationIsApplied, formerLife), [
    'n1 acknowledged broker 7, life 2 at n7:1, and the metadata has life 1 at n7:1',
  ]);
  const honest = [
    appliedCommand('n1', 1, register(1)),
    acknowledged(1),
    appliedCommand('n2', 1, register(1)),
    appliedCommand('n1', 2, register(1, 2)),
    // The node that was asked comes to the first only now.
    acknowledged(1),
  ];
  t.deepEqual(judge(acknowledgedRegistrationIsApplied, honest), []);
});
