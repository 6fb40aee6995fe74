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

test('a snapshot counts as lost after the time that is set, and not before', (t) => {
  const { raft } = follower();
  const timers: { readonly delayUs: number; readonly fire: () => void }[] = [];
  const reported: string[] = [];
  const deps = {
    raft: {
      ...raft,
      reportSnapshot: (peer: string, arrived: boolean) => reported.push(`${peer} ${arrived}`),
    },
    sender: { send: () => undefined },
    env: {
      timers: {
        after: (delayUs: number, _wait: unknown, fire: () => void) => timers.push({ delayUs, fire }),
      },
    },
    whenIdle: (change: () => void) => change(),
    snapshotTimeoutUs: 750_000,
  };
  const status = raft.status();
  const node = new QuorumNode({
    ...deps,
    raft: { ...deps.raft, status: () => status },
  } as unknown as QuorumDeps);
  const snapshot = { index: 3, term: 1, data: new Uint8Array(0) };
  const message = { type: 'installSnapshot', from: 'n2', to: 'n3', term: 1, snapshot };
  node.send([message as unknown as Parameters<QuorumNode['send']>[0][number]]);
  t.deepEqual([timers.map(({ delayUs }) => delayUs), reported], [[750_000], []]);
  timers[0]?.fire();
  t.deepEqual(reported, ['n3 false']);
});
