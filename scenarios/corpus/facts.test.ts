/** Runs that once went wrong and passed: what was wrong shows only in what the brokers tell. */
import test from 'ava';
import type { BrokerFact } from '../../broker-core/broker/facts.js';
import type { Invariant } from '../harness/definition/invariant.js';
import { runScenario } from '../index.js';

/** Hands each fact of a run on. */
function listening(onFact: (fact: BrokerFact) => void): Invariant {
  return { name: 'listening', doc: 'Listens.', source: 'none', create: () => ({ onFact }) };
}

test('a follower whose disk stalls goes on to answer heartbeats, so its leader stays', async (t) => {
  const leaders: string[] = [];
  const result = await runScenario('topic-creation', {
    seed: 1,
    variant: 'reference',
    causes: 'none',
    invariants: [
      listening((fact) => void (fact.type === 'role' && fact.role === 'leader' && leaders.push(fact.nodeId))),
    ],
    // Two of three are up, so the leader needs the one whose syncs stall.
    faults: [
      { id: 'away', type: 'crash', target: 'n3', loses: 'none', atMs: 7900, untilMs: 30_000 },
      { id: 'stall', type: 'stallDisk', target: 'n2', syncOnly: true, atMs: 8000.5, untilMs: 12_000 },
    ],
  });
  t.is(result.verdict, 'passed');
  t.deepEqual(leaders, ['n3', 'n1']);
});
