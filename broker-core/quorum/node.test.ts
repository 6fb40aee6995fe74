import test from 'ava';
import type { Timer } from '../env.js';
import { createRaft, EMPTY_STATE, type Raft } from '../raft/index.js';
import { QuorumNode, type QuorumDeps } from './node.js';
import type { RaftStore } from './store.js';

function follower(): {
  readonly raft: Raft;
  readonly node: QuorumNode;
  readonly stops: string[];
  readonly fail: () => void;
} {
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
  let failed = (): void => undefined;
  const store = { whenFailed: (done: () => void) => void (failed = done) } as Partial<RaftStore> as RaftStore;
  // Taking in a message needs nothing else of what a node has.
  const deps = { raft, store, fence } as Partial<QuorumDeps> as QuorumDeps;
  return { raft, node: new QuorumNode(deps), stops, fail: () => failed() };
}

test('a message that shows that this node has lost its log stops it, and the reason names the panic', (t) => {
  const { node, stops } = follower();
  t.true(node.step({ type: 'heartbeat', from: 'n1', to: 'n2', term: 1, commitIndex: 0 }));
  t.false(node.stopped);
  t.false(node.step({ type: 'heartbeat', from: 'n1', to: 'n2', term: 1, commitIndex: 5 }));
  t.true(node.stopped);
  t.deepEqual(stops, ['raft panics: commitOutOfRange: to_commit 5 is out of range [last 0]']);
});

test('a node stops when its log fails, though it waits for nothing', (t) => {
  const { node, stops, fail } = follower();
  fail();
  t.true(node.stopped);
  t.deepEqual(stops, ['the metadata log failed: WAL_FENCED']);
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
  const { timers, reported, sendSnapshot } = snapshots();
  sendSnapshot('n3');
  t.deepEqual([timers.map(({ delayUs }) => delayUs), reported], [[750_000], []]);
  timers[0]?.fire();
  t.deepEqual(reported, ['n3 false']);
});

test('the timer of an earlier snapshot is cancelled, and fails no later one for the same peer', (t) => {
  const { timers, reported, sendSnapshot } = snapshots();
  sendSnapshot('n3');
  sendSnapshot('n1');
  sendSnapshot('n3');
  t.deepEqual(
    timers.map(({ cancelled }) => cancelled),
    [true, false, false],
  );
  // A loop that was busy when the time was up comes to it only now.
  timers[0]?.fire();
  t.deepEqual(reported, []);
  timers[1]?.fire();
  timers[2]?.fire();
  t.deepEqual(reported, ['n1 false', 'n3 false']);
});

interface Watch extends Timer {
  readonly delayUs: number;
  readonly fire: () => void;
  cancelled: boolean;
}

/** A leader that sends snapshots: the timers that it sets, and what its Raft is told. */
function snapshots(): {
  readonly timers: readonly Watch[];
  readonly reported: readonly string[];
  readonly sendSnapshot: (to: string) => void;
} {
  const { raft } = follower();
  const timers: Watch[] = [];
  const reported: string[] = [];
  const after = (delayUs: number, _wait: unknown, fire: () => void): Watch => {
    const timer = { delayUs, fire, cancelled: false } as Watch;
    timers.push(timer);
    return timer;
  };
  const cancel = (timer: Timer): void => {
    (timer as Watch).cancelled = true;
  };
  const node = new QuorumNode({
    raft: {
      ...raft,
      status: () => raft.status(),
      reportSnapshot: (peer: string, arrived: boolean) => void reported.push(`${peer} ${arrived}`),
    },
    sender: { send: () => undefined },
    store: { whenFailed: () => undefined },
    env: { timers: { after, cancel } },
    whenIdle: (change: () => void) => change(),
    snapshotTimeoutUs: 750_000,
  } as unknown as QuorumDeps);
  const snapshot = { index: 3, term: 1, data: new Uint8Array(0) };
  const sendSnapshot = (to: string): void =>
    node.send([{ type: 'installSnapshot', from: 'n2', to, term: 1, snapshot }]);
  return { timers, reported, sendSnapshot };
}
