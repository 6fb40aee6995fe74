import test from 'ava';
import type { QuorumFact } from '../../broker-core/quorum/facts.js';
import { invariants } from './all.js';
import { resolveSettings } from '../harness/settings/resolve.js';
import { Damages } from '../harness/definition/damages.js';
import { Oracles } from '../harness/run/oracles.js';

/** Told by the Raft group of a partition. */
function told(
  ...facts: readonly (readonly [group: string, fact: QuorumFact, topicId?: string])[]
): readonly string[] {
  const oracles = new Oracles(invariants, {
    settings: resolveSettings({}).settings,
    brokers: ['n1', 'n2', 'n3'],
    nowUs: () => 0,
    damages: new Damages(),
    diskOf: () => null,
    reached: () => undefined,
    sometimes: () => undefined,
  });
  for (const [group, fact, topicId = '1'] of facts)
    oracles.onFact({ type: 'group', nodeId: fact.nodeId, group, topicId, fact });
  return oracles.violations.map(({ invariant, detail }) => `${invariant}: ${detail}`);
}

const leads = (nodeId: string, term: number): QuorumFact => {
  return { type: 'role', nodeId, role: 'leader', term, leaderId: nodeId };
};

test('what holds for the metadata log is held of the group of each partition, and each by itself', (t) => {
  t.deepEqual(told(['a/0', leads('n1', 1)], ['a/1', leads('n2', 1)], ['a/0', leads('n2', 2)]), []);
  t.deepEqual(told(['a/0', leads('n1', 1)], ['a/0', leads('n2', 1)]), [
    'election-safety: group a/0: n1 and n2 both lead term 1',
  ]);
});

test('the group of a topic that was deleted is not that of the next one of its name', (t) => {
  t.deepEqual(told(['a/0', leads('n1', 3), '1'], ['a/0', leads('n1', 1), '2']), []);
  t.is(told(['a/0', leads('n1', 3), '1'], ['a/0', leads('n1', 1), '1']).length, 1);
});
