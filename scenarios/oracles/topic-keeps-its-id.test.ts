import test from 'ava';
import { appliedCommand, appliedDirectly } from './testkit/facts.js';
import { judge } from './testkit/judge.js';
import { topicKeepsItsId } from './topics.js';

const create = {
  type: 'createTopic',
  name: 'orders',
  partitionCount: 1,
  replicationFactor: 1,
  config: [],
  requestId: null,
} as const;
const remove = { type: 'deleteTopic', name: 'orders', requestId: null } as const;

test('planted: a second creation replaces the topic; refused, or after a deletion, it does not', (t) => {
  const overwritten = [
    appliedCommand('n1', 1, { ...create, ifExists: 'overwrite' }),
    appliedCommand('n1', 2, { ...create, ifExists: 'overwrite' }),
    // Another node applies the same, later.
    appliedCommand('n2', 1, { ...create, ifExists: 'overwrite' }),
    appliedCommand('n2', 2, { ...create, ifExists: 'overwrite' }),
  ];
  const [violation, ...others] = judge(topicKeepsItsId, overwritten);
  t.regex(violation ?? '', /^orders \S+ is replaced by \S+$/);
  t.deepEqual(others, []);
  const harmless = [
    appliedCommand('n1', 1, { ...create, ifExists: 'overwrite' }),
    appliedCommand('n1', 2, { ...create, ifExists: 'refuse' }),
    appliedCommand('n1', 3, remove),
    appliedCommand('n1', 4, { ...create, ifExists: 'overwrite' }),
  ];
  t.deepEqual(judge(topicKeepsItsId, harmless), []);
});

test('planted: two leaders that write without Raft create a topic each; what arrives twice is one write', (t) => {
  const blind = { ...create, ifExists: 'overwrite' } as const;
  const split = [
    appliedDirectly('n1', 'wal:n1:1', blind),
    appliedDirectly('n2', 'wal:n2:1', blind),
    // The others, and n1 after a restart.
    appliedDirectly('n3', 'wal:n2:1', blind),
    appliedDirectly('n1', 'wal:n1:1', blind),
  ];
  t.deepEqual(judge(topicKeepsItsId, split), ['orders wal:n1:1 is replaced by wal:n2:1']);
  const forwarded = [appliedDirectly('n1', 'wal:n1:1', blind), appliedCommand('n1', 1, blind)];
  t.deepEqual(judge(topicKeepsItsId, forwarded), ['orders wal:n1:1 is replaced by 1']);
  const harmless = [
    appliedDirectly('n1', 'wal:n1:1', blind),
    appliedDirectly('n2', 'wal:n1:1', blind),
    appliedCommand('n1', 1, remove),
    appliedDirectly('n1', 'wal:n1:2', blind),
  ];
  t.deepEqual(judge(topicKeepsItsId, harmless), []);
});
