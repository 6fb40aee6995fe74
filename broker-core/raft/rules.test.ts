import test from 'ava';
import {
  createRaft,
  EMPTY_STATE,
  type Raft,
  type RaftConfig,
  type RaftMessage,
  type RestoredState,
} from './index.js';

const DATA = Uint8Array.of(1);

test('a follower commits no further than what the message covers: its own tail may be another leader’s', (t) => {
  const raft = node(
    {},
    { ...EMPTY_STATE, hardState: inTerm(2), entries: [entry(1, 1), entry(2, 2), entry(3, 2)] },
  );
  raft.step({
    ...from,
    term: 3,
    type: 'appendEntries',
    prevLogIndex: 1,
    prevLogTerm: 1,
    commitIndex: 3,
    entries: [],
  });
  t.is(raft.status().commitIndex, 1);
  t.is(raft.status().lastIndex, 3);
});

test('an append that is shorter than what its successors brought takes nothing away', (t) => {
  const raft = node(
    {},
    { ...EMPTY_STATE, hardState: inTerm(1), entries: [entry(1, 1), entry(2, 1), entry(3, 1)] },
  );
  const append = {
    ...from,
    term: 1,
    type: 'appendEntries',
    prevLogIndex: 0,
    prevLogTerm: 0,
    commitIndex: 0,
  } as const;
  raft.step({ ...append, entries: [entry(1, 1)] });
  t.is(raft.status().lastIndex, 3);
  t.like(drain(raft)[0], { type: 'appendResponse', matchIndex: 1 });
});

test('a granted pre-vote repeats the term asked about, and changes neither term nor vote', (t) => {
  const raft = node({ preVote: true }, EMPTY_STATE);
  raft.step({ ...from, term: 5, type: 'preVote', lastLogIndex: 0, lastLogTerm: 0 });
  t.like(drain(raft)[0], { type: 'preVoteResponse', term: 5, granted: true });
  t.like(raft.status(), { term: 0, votedFor: null });
});

test('a refused pre-vote carries the voter’s own term', (t) => {
  const raft = node({ preVote: true }, { ...EMPTY_STATE, hardState: inTerm(7) });
  raft.step({ ...from, term: 5, type: 'preVote', lastLogIndex: 9, lastLogTerm: 4 });
  t.like(drain(raft)[0], { type: 'preVoteResponse', term: 7, granted: false });
});

test('while probing, only the answer to the probe that is out moves the next index', (t) => {
  const raft = leaderOf([1, 2, 3, 4]);
  const reject = { ...from, term: 2, type: 'appendReject', hintTerm: 1 } as const;
  raft.step({ ...reject, rejectedIndex: 2, hintIndex: 0 });
  t.is(raft.status().progress[1]?.nextIndex, 5);
  raft.step({ ...reject, rejectedIndex: 4, hintIndex: 2 });
  t.is(raft.status().progress[1]?.nextIndex, 3);
});

test('after a failed snapshot the leader starts from what is acknowledged, after a delivered one from behind it', (t) => {
  for (const [ok, nextIndex] of [
    [false, 1],
    [true, 5],
  ] as const) {
    const raft = leaderOf([1, 2, 3, 4]);
    // The two together commit, so that there is something to compact.
    raft.step({ from: 'n3', to: 'n1', term: 2, type: 'appendResponse', matchIndex: 5 });
    drain(raft);
    raft.compact(4, { index: 4, term: 1, data: DATA });
    raft.step({ ...from, term: 2, type: 'appendReject', rejectedIndex: 4, hintIndex: 0, hintTerm: 0 });
    t.is(raft.status().progress[1]?.state, 'snapshot');
    raft.reportSnapshot('n2', ok);
    t.like(raft.status().progress[1], { state: 'probe', nextIndex });
  }
});

test('a snapshot that is older than what the node compacts with is not kept instead', (t) => {
  const raft = leaderOf([1, 2, 3, 4]);
  raft.step({ from: 'n3', to: 'n1', term: 2, type: 'appendResponse', matchIndex: 5 });
  drain(raft);
  raft.compact(4, { index: 4, term: 1, data: DATA });
  raft.compact(2, { index: 2, term: 1, data: DATA });
  t.like(raft.status(), { snapshotIndex: 4, compactedIndex: 4 });
});

test('a peer that acknowledges what the log goes on from gets entries, and not only when the snapshot’s time is up', (t) => {
  const raft = sendingSnapshot();
  // Below what the log still has: only the snapshot helps.
  raft.step({ ...from, term: 2, type: 'appendResponse', matchIndex: 1 });
  t.is(raft.status().progress[1]?.state, 'snapshot');
  t.deepEqual(drain(raft), []);
  // Below the snapshot, but the entries after it are here.
  raft.step({ ...from, term: 2, type: 'appendResponse', matchIndex: 2 });
  t.like(raft.status().progress[1], { state: 'replicate', matchIndex: 2, nextIndex: 6 });
  t.like(drain(raft)[0], { type: 'appendEntries', to: 'n2', prevLogIndex: 2 });
});

test('a peer that has everything leaves the probe with its next acknowledgement, not with the next entry', (t) => {
  const raft = leaderOf([1, 2, 3, 4]);
  raft.step({ ...from, term: 2, type: 'appendResponse', matchIndex: 5 });
  raft.reportUnreachable('n2');
  drain(raft);
  t.like(raft.status().progress[1], { state: 'probe', matchIndex: 5, nextIndex: 6 });
  raft.step({ ...from, term: 2, type: 'heartbeatResponse' });
  t.like(drain(raft)[0], { type: 'appendEntries', to: 'n2', prevLogIndex: 5, entries: [] });
  // An old one shows nothing of what the peer has now.
  raft.step({ ...from, term: 2, type: 'appendResponse', matchIndex: 4 });
  t.is(raft.status().progress[1]?.state, 'probe');
  raft.step({ ...from, term: 2, type: 'appendResponse', matchIndex: 5 });
  t.like(raft.status().progress[1], { state: 'replicate', nextIndex: 6 });
  // And that is all: no exchange goes on between two that have nothing to say.
  drain(raft);
  raft.step({ ...from, term: 2, type: 'appendResponse', matchIndex: 5 });
  raft.step({ ...from, term: 2, type: 'heartbeatResponse' });
  t.deepEqual(drain(raft), []);
});

test('a request to hand over to a stranger leaves a pending transfer alone, one to the leader itself ends it', (t) => {
  const raft = leaderOf([1]);
  raft.transferLeadership('n2');
  for (const [transferee, pending] of [
    ['n9', 'n2'],
    ['n3', 'n3'],
    ['n1', null],
  ] as const) {
    raft.step({ ...from, term: 2, type: 'transferLeadership', transferee });
    t.is(raft.status().leadTransferee, pending);
  }
});

test('a life that has caught up is not brought up to date again by a message that was overtaken', (t) => {
  const raft = leaderOf([1, 2, 3, 4]);
  const catchingUp = { ...from, term: 2, type: 'catchingUp', life: 7 } as const;
  const append = { ...from, term: 2, type: 'appendResponse' } as const;
  raft.step({ ...catchingUp, matchIndex: 0 });
  const { lastIndex } = raft.status();
  raft.step({ ...append, matchIndex: lastIndex });
  drain(raft);
  const caughtUp = raft.status();
  raft.step({ ...catchingUp, matchIndex: 1 });
  t.is(raft.status().lastIndex, lastIndex);
  t.deepEqual(raft.status().progress, caughtUp.progress);
  // Another life of it has lost its disk again.
  raft.step({ ...catchingUp, life: 8, matchIndex: 0 });
  t.is(raft.status().lastIndex, lastIndex + 1);
  t.is(raft.status().progress[1]?.matchIndex, 0);
});

test('leadership goes to no node that may not vote, and a transfer to another stays pending', (t) => {
  const raft = leaderOf([1]);
  raft.transferLeadership('n3');
  raft.step({ ...from, term: 2, type: 'catchingUp', life: 2, matchIndex: 0 });
  raft.transferLeadership('n2');
  t.is(raft.status().leadTransferee, 'n3');
});

const from = { from: 'n2', to: 'n1' } as const;

function entry(index: number, term: number): { index: number; term: number; data: Uint8Array } {
  return { index, term, data: DATA };
}

function inTerm(term: number): RestoredState['hardState'] {
  return { term, votedFor: null, commitIndex: 0 };
}

function node(setting: Partial<RaftConfig>, restored: RestoredState): Raft {
  const fixed = {
    nodeId: 'n1',
    peers: ['n1', 'n2', 'n3'],
    drawElectionTicks: (lowTicks: number) => lowTicks,
  };
  return createRaft({ ...fixed, ...setting }, restored);
}

/** A leader of term 2 over entries of term 1 at these indexes; its own comes after them. */
function leaderOf(indexes: readonly number[]): Raft {
  const entries = indexes.map((index) => entry(index, 1));
  const raft = node({}, { ...EMPTY_STATE, hardState: inTerm(1), entries });
  raft.campaign();
  drain(raft);
  raft.step({ from: 'n3', to: 'n1', term: 2, type: 'voteResponse', granted: true });
  drain(raft);
  return raft;
}

/** A leader that holds the entries from 3 on, and sends n2, which has none of them, a snapshot of 4. */
function sendingSnapshot(): Raft {
  const raft = leaderOf([1, 2, 3, 4]);
  raft.step({ from: 'n3', to: 'n1', term: 2, type: 'appendResponse', matchIndex: 5 });
  drain(raft);
  raft.compact(2, { index: 4, term: 1, data: DATA });
  raft.step({ ...from, term: 2, type: 'appendReject', rejectedIndex: 4, hintIndex: 0, hintTerm: 0 });
  drain(raft);
  return raft;
}

function drain(raft: Raft): readonly RaftMessage[] {
  const messages: RaftMessage[] = [];
  while (raft.hasReady()) {
    const ready = raft.ready();
    const light = raft.advance(ready);
    messages.push(...ready.messages, ...ready.persistedMessages, ...light.messages);
    const lastApplied = light.committedEntries.at(-1);
    if (lastApplied !== undefined) raft.advanceApplied(lastApplied.index);
  }
  return messages;
}
