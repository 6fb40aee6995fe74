import test from 'ava';
import { applyLag, heartbeatGap } from './lags.js';
import { leaders } from './leaders.js';
import type { Gauge, Measure } from '../harness/definition/measure.js';
import { Measures } from '../harness/run/measures.js';

type Fact = Parameters<Gauge['onFact']>[0];

const role = (nodeId: string, what: 'leader' | 'candidate' | 'follower', term: number): Fact => ({
  type: 'role',
  nodeId,
  role: what,
  term,
  leaderId: null,
});
const vote = (nodeId: string, votedFor: string, term: number): Fact => ({
  type: 'hardStateWritten',
  nodeId,
  readyNumber: 1,
  term,
  votedFor,
  commitIndex: 0,
});
const heard = (nodeId: string): Fact => ({ type: 'leaderHeard', nodeId, from: 'n1', term: 1 });
const applied = (nodeId: string, index: number): Fact => ({
  type: 'applied',
  nodeId,
  index,
  term: 1,
  data: new Uint8Array(),
  stateHash: 0,
});

/** What is recorded of facts at their times; `load` and `heal` stand for the two ends of what counts. */
function record(
  measure: Measure,
  script: readonly (readonly [atUs: number, what: Fact | string])[],
): string[] {
  const lines: string[] = [];
  let nowUs = 0;
  const recording = {
    waited: (name: string, us: number) => void lines.push(`${name} ${us}`),
    count: (name: string) => void lines.push(name),
  };
  const measures = new Measures([measure], recording, () => nowUs);
  for (const [atUs, what] of script) {
    nowUs = atUs;
    if (what === 'load') measures.loadBegins();
    else if (what === 'heal') measures.healBegins();
    else if (typeof what === 'string') measures.onCrash(what);
    else measures.onFact(what);
  }
  return lines;
}

test('leaders: nobody, then one, then two of them, and one again', (t) => {
  const lines = record(leaders, [
    [0, 'load'],
    [100, role('n1', 'leader', 1)],
    [300, role('n2', 'leader', 2)],
    [350, role('n1', 'follower', 2)],
    [400, 'n2'],
    [450, 'heal'],
    [500, role('n3', 'leader', 3)],
  ]);
  t.deepEqual(lines, [
    'raft_elections_won',
    'raft.nobodyLeads 100',
    'raft_elections_won',
    'raft.severalLead 50',
    'raft.nobodyLeads 50',
  ]);
});

test('leaders: a candidate counts once for each term that it stands in, and is silent once', (t) => {
  const lines = record(leaders, [
    [0, role('n1', 'leader', 1)],
    [0, 'load'],
    [10, heard('n2')],
    [70, vote('n2', 'n2', 2)],
    [70, role('n2', 'candidate', 2)],
    // Its commit index has moved; it has not stood again.
    [75, vote('n2', 'n2', 2)],
    [80, vote('n2', 'n2', 3)],
    [90, vote('n3', 'n2', 3)],
  ]);
  t.deepEqual(lines, ['raft_candidacies', 'raft.silence 60', 'raft_candidacies']);
});

test('heartbeat-gap: from one message to the next at the same node, not across a crash', (t) => {
  const lines = record(heartbeatGap, [
    [0, heard('n2')],
    [5, 'load'],
    [10, heard('n3')],
    [20, heard('n2')],
    [30, 'n2'],
    [90, heard('n2')],
  ]);
  t.deepEqual(lines, ['raft.heartbeatGap 20']);
});

test('apply-lag: of each entry at each node but the first; what is applied again after a restart is no lag', (t) => {
  const lines = record(applyLag, [
    [0, 'load'],
    [10, applied('n1', 1)],
    [15, applied('n2', 1)],
    [20, 'n2'],
    [30, applied('n2', 1)],
    [40, applied('n1', 2)],
    [90, applied('n2', 2)],
  ]);
  t.deepEqual(lines, ['raft.applyLag 5', 'raft.applyLag 50']);
});
