import test from 'ava';
import type { BrokerFact } from '../../broker-core/broker/facts.js';
import type { Command } from '../../broker-core/protocol/commands.js';
import { fencingDoesNotFlap, isrDoesNotFlap } from './pace.js';
import { appliedCommand } from './testkit/facts.js';
import { fault, judge, wait, type Step } from './testkit/judge.js';

const registered = (brokerId: number): Command => ({
  type: 'registerBroker',
  brokerId,
  host: `n${brokerId}`,
  port: 1,
  incarnation: 'a',
  startFenced: false,
});
const created: Command = {
  type: 'createTopicWithAssignments',
  name: 'orders',
  config: [],
  partitions: [{ replicas: [1, 2], leader: 1, isr: [1, 2] }],
  requestId: null,
};
const isr = (...brokerIds: number[]): Command => ({
  type: 'updateIsr',
  topic: 'orders',
  partition: 0,
  isr: brokerIds,
});
const fences: Command = { type: 'fenceBroker', brokerId: 2, brokerEpoch: null, failover: 'first-live-isr' };
const lives: Command = { type: 'unfenceBroker', brokerId: 2, brokerEpoch: null };

type Told = Command | number | 'clock';

/** Commands at the indexes that come, and milliseconds between them. */
function story(...steps: readonly Told[]): readonly Step[] {
  let index = 0;
  return [registered(1), registered(2), created, ...steps].map((step): Step => {
    if (step === 'clock') return fault('clockOffset', 'n1');
    if (typeof step === 'number') return wait(step * 1000);
    const applied: BrokerFact = appliedCommand('n1', (index += 1), step);
    return applied;
  });
}

const SET = { 'replica.lagTimeMaxMs': 1000, 'broker.sessionTimeoutMs': 1000, 'broker.heartbeatMs': 100 };

test('planted: a follower leaves the ISR, joins, and leaves within the time that it may lag', (t) => {
  const found = (...steps: readonly Told[]): readonly string[] => judge(isrDoesNotFlap, story(...steps), SET);
  t.deepEqual(found(5, isr(1), isr(1, 2), 1000, isr(1)), []);
  t.deepEqual(found(5, isr(1), isr(1, 2), 10, isr(1)), [
    'orders/0: 2 leaves the ISR for the second time in 15 ms',
  ]);
  t.deepEqual(found(5, isr(1), isr(1, 2), fences), []);
  t.deepEqual(found(5, 'clock', isr(1), isr(1, 2), 10, isr(1)), []);
});

test('planted: a broker is fenced, live again, and fenced within a session', (t) => {
  t.deepEqual(judge(fencingDoesNotFlap, story(fences, lives, 1000, fences), SET), []);
  t.deepEqual(judge(fencingDoesNotFlap, story(fences, lives, 300, fences), SET), [
    'broker 2 is fenced for the second time in 300 ms',
  ]);
});
