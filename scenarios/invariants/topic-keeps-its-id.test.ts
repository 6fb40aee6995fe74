import test from 'ava';
import { appliedCommand } from './testkit/facts.js';
import { judge } from './testkit/judge.js';
import { topicKeepsItsId } from './topic-keeps-its-id.js';

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
