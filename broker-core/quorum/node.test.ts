import test from 'ava';
import { createRaft, EMPTY_STATE, type Raft } from '../raft/index.js';
import { QuorumNode, type QuorumDeps } from './node.js';

function follower(): { readonly raft: Raft; readonly node: QuorumNode; readonly stops: string[] } {
  const raft = createRaft(
    {
      nodeId: 'n2',
      peers: ['n1', 'n2', 'n3'],
      electionTicks: 10,
      heartbeatTicks: 1,
      drawElectionTicks: (low) => low,
    },
    EMPTY_STATE,
  );
  const stops: string[] = [];
  const fence = (reason: string): void => void stops.push(reason);
  // Taking in a message needs nothing else of what a node has.
  const deps = { raft, fence } as Partial<QuorumDeps> as QuorumDeps;
  return { raft, node: new QuorumNode(deps), stops };
}

test('a message that shows that this node has lost its log stops it, and the reason names the panic', (t) => {
  const { node, stops } = follower();
  t.true(node.step({ type: 'heartbeat', from: 'n1', to: 'n2', term: 1, commitIndex: 0 }));
  t.false(node.stopped);
  t.false(node.step({ type: 'heartbeat', from: 'n1', to: 'n2', term: 1, commitIndex: 5 }));
  t.true(node.stopped);
  t.deepEqual(stops, ['raft panics: commitOutOfRange: to_commit 5 is out of range [last 0]']);
});

test('what a programmer got wrong is no panic of Raft, and ends the run', (t) => {
  const { raft, node, stops } = follower();
  raft.campaign();
  raft.ready();
  t.throws(() => node.step({ type: 'heartbeat', from: 'n1', to: 'n2', term: 9, commitIndex: 0 }), {
    message: /a Ready is open/,
  });
  t.deepEqual(stops, []);
});
