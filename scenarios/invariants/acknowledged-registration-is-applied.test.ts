import test from 'ava';
import { acknowledgedRegistrationIsApplied } from './acknowledged-registration-is-applied.js';
import { appliedCommand } from './testkit/facts.js';
import { judge } from './testkit/judge.js';

function register(port: number) {
  return {
    type: 'registerBroker',
    brokerId: 7,
    host: 'n7',
    port,
    incarnation: `n7:${String(port)}`,
    startFenced: false,
  } as const;
}

function acknowledged(port: number) {
  return {
    type: 'brokerAcknowledged',
    nodeId: 'n1',
    brokerId: 7,
    incarnation: `n7:${String(port)}`,
  } as const;
}

test('planted: a registration is acknowledged before it is applied, when an older one is there and when none is', (t) => {
  t.deepEqual(judge(acknowledgedRegistrationIsApplied, [acknowledged(1)]), [
    'n1 acknowledged broker 7 at n7:1, and the metadata has none',
  ]);
  const early = [appliedCommand('n1', 1, register(1)), acknowledged(2), appliedCommand('n1', 2, register(2))];
  t.deepEqual(judge(acknowledgedRegistrationIsApplied, early), [
    'n1 acknowledged broker 7 at n7:2, and the metadata has n7:1',
  ]);
  const honest = [
    appliedCommand('n1', 1, register(1)),
    acknowledged(1),
    appliedCommand('n2', 1, register(1)),
  ];
  t.deepEqual(judge(acknowledgedRegistrationIsApplied, honest), []);
});
