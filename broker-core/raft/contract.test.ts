import test from 'ava';
import { AssertionError } from '../assert.js';
import {
  createRaft,
  EMPTY_STATE,
  messageSizeBytes,
  RaftPanic,
  type Raft,
  type RaftConfig,
  type RestoredState,
} from './index.js';

const DATA = Uint8Array.of(1);

test('between ready and advance nothing may change the node', (t) => {
  const raft = single();
  raft.campaign();
  const ready = raft.ready();
  const refused: ((raft: Raft) => unknown)[] = [
    (open) => open.tick(),
    (open) => open.campaign(),
    (open) => open.propose(DATA),
    (open) => open.step({ type: 'timeoutNow', from: 'n1', to: 'n1', term: 1 }),
    (open) => open.transferLeadership('n1'),
    (open) => open.reportUnreachable('n1'),
    (open) => open.reportSnapshot('n1', true),
    (open) => open.compact(0, { index: 0, term: 0, data: DATA }),
    (open) => open.onPersistReady(1),
    (open) => open.ready(),
  ];
  for (const call of refused) t.throws(() => call(raft), { instanceOf: AssertionError });
  raft.status();
  raft.hasReady();
  raft.advanceApplied(0);
  raft.advance(ready);
  raft.tick();
});

test('advance takes the latest Ready, once', (t) => {
  const raft = single();
  raft.campaign();
  const ready = raft.ready();
  t.throws(() => raft.advance({ ...ready }), { instanceOf: AssertionError });
  raft.advance(ready);
  t.throws(() => raft.advance(ready), { instanceOf: AssertionError });
});

test('a single node leads once its vote is durable, and commits once its entry is', (t) => {
  const raft = single();
  raft.campaign();
  const vote = raft.ready();
  t.deepEqual(vote.hardState, { term: 1, votedFor: 'n1', commitIndex: 0 });
  raft.advanceAppendAsync(vote);
  t.is(raft.status().role, 'candidate');
  raft.onPersistReady(vote.number);
  t.is(raft.status().role, 'leader');
  t.deepEqual(raft.propose(DATA), { type: 'appended', index: 2, term: 1 });
  const light = raft.advance(raft.ready());
  t.is(light.commitIndex, 2);
  const indexs = light.committedEntries.map((entry) => entry.index);
  t.deepEqual(indexs, [1, 2]);
  t.is(raft.status().appliedIndex, 0);
  raft.advanceApplied(2);
  t.is(raft.status().appliedIndex, 2);
  t.false(raft.hasReady());
});

test('several writes may be under way, and telling of a later one tells of all before', (t) => {
  const raft = single();
  raft.campaign();
  raft.advance(raft.ready());
  const numbers: number[] = [];
  for (let i = 0; i < 3; i += 1) {
    raft.propose(DATA);
    const ready = raft.ready();
    numbers.push(ready.number);
    raft.advanceAppendAsync(ready);
  }
  t.is(raft.status().commitIndex, 0);
  raft.onPersistReady(numbers[1] ?? 0);
  t.is(raft.status().commitIndex, 3);
  raft.onPersistReady(numbers[2] ?? 0);
  t.is(raft.status().commitIndex, 4);
  t.throws(() => raft.onPersistReady(99), { instanceOf: AssertionError });
});

test('a proposal without a leader is dropped, and an empty one is a mistake of the caller', (t) => {
  const raft = createRaft(config({}), EMPTY_STATE);
  t.deepEqual(raft.propose(DATA), { type: 'dropped', reason: 'noLeader' });
  t.throws(() => raft.propose(new Uint8Array(0)), { instanceOf: AssertionError });
});

test('messages of strangers and from oneself are ignored; one for another node is a mistake of the driver', (t) => {
  const raft = createRaft(config({}), EMPTY_STATE);
  raft.step({ type: 'heartbeat', from: 'n9', to: 'n1', term: 7, commitIndex: 0 });
  raft.step({ type: 'heartbeat', from: 'n1', to: 'n1', term: 7, commitIndex: 0 });
  t.is(raft.status().term, 0);
  t.false(raft.hasReady());
  t.throws(() => raft.step({ type: 'timeoutNow', from: 'n2', to: 'n3', term: 1 }), {
    instanceOf: AssertionError,
  });
});

test('a commit index beyond the log is a panic with raft-rs’s words', (t) => {
  const raft = createRaft(config({}), EMPTY_STATE);
  const beat = () => raft.step({ type: 'heartbeat', from: 'n2', to: 'n1', term: 1, commitIndex: 5 });
  const panic = t.throws(beat, { instanceOf: RaftPanic, message: 'to_commit 5 is out of range [last 0]' });
  t.is(panic.code, 'commitOutOfRange');
});

test('what says that somebody has voted twice in the term of a leader is a panic of that leader', (t) => {
  const leads = (): Raft => {
    const raft = createRaft(config({}), EMPTY_STATE);
    raft.campaign();
    while (raft.hasReady()) raft.advance(raft.ready());
    const { term } = raft.status();
    raft.step({ type: 'voteResponse', from: 'n2', to: 'n1', term, granted: true });
    return raft;
  };
  const { term, role } = leads().status();
  t.is(role, 'leader');
  const second = { type: 'heartbeat', from: 'n3', to: 'n1', term, commitIndex: 0 } as const;
  const both = t.throws(() => leads().step(second), { instanceOf: RaftPanic });
  t.is(both.code, 'twoLeadersInOneTerm');
  const unsent = { type: 'appendResponse', from: 'n3', to: 'n1', term, matchIndex: 7 } as const;
  const more = t.throws(() => leads().step(unsent), { instanceOf: RaftPanic });
  t.is(more.code, 'unsentAcknowledged');
  t.notThrows(() => leads().step({ ...unsent, matchIndex: 1 }));
});

test('an append that contradicts a committed entry is a panic', (t) => {
  const entries = [{ term: 1, index: 1, data: DATA }];
  const raft = createRaft(config({}), {
    ...EMPTY_STATE,
    hardState: { term: 1, votedFor: null, commitIndex: 1 },
    entries,
  });
  const append = () =>
    raft.step({
      type: 'appendEntries',
      from: 'n2',
      to: 'n1',
      term: 2,
      prevLogIndex: 1,
      prevLogTerm: 1,
      commitIndex: 1,
      entries: [{ term: 2, index: 1, data: DATA }],
    });
  t.is(t.throws(append, { instanceOf: RaftPanic }).code, 'committedEntryConflict');
});

test('a restored state that contradicts itself is a panic', (t) => {
  const entry = (index: number, term: number) => ({ index, term, data: DATA });
  const hardState = { term: 2, votedFor: null, commitIndex: 0 };
  const snapshot = { index: 3, term: 1, data: DATA };
  const contradictions: RestoredState[] = [
    { ...EMPTY_STATE, hardState: { ...hardState, commitIndex: 1 } },
    { ...EMPTY_STATE, hardState, entries: [entry(2, 1)] },
    { ...EMPTY_STATE, hardState, entries: [entry(1, 1), entry(3, 1)] },
    { ...EMPTY_STATE, hardState, entries: [entry(1, 2), entry(2, 1)] },
    { ...EMPTY_STATE, hardState, entries: [entry(1, 3)] },
    { ...EMPTY_STATE, hardState, snapshot },
    { ...EMPTY_STATE, hardState, snapshot, entries: [entry(5, 1)], appliedIndex: 3 },
  ];
  for (const restored of contradictions) {
    const panic = t.throws(() => createRaft(config({}), restored), { instanceOf: RaftPanic });
    t.is(panic.code, 'restoredStateInvalid');
  }
});

test('entries that the snapshot covers are ignored on restart, and those after it kept', (t) => {
  const entries = [1, 2, 3, 4].map((index) => ({ index, term: 1, data: DATA }));
  const hardState = { term: 1, votedFor: null, commitIndex: 0 };
  const raft = createRaft(config({}), {
    hardState,
    entries,
    snapshot: { index: 3, term: 1, data: DATA },
    appliedIndex: 3,
  });
  const { compactedIndex, commitIndex, lastIndex } = raft.status();
  t.deepEqual(
    { compactedIndex, commitIndex, lastIndex },
    { compactedIndex: 3, commitIndex: 3, lastIndex: 4 },
  );
});

test('each setting is checked, and the message names it', (t) => {
  const wrong: [Partial<RaftConfig>, RegExp][] = [
    [{ peers: ['n2', 'n3'] }, /peers/],
    [{ peers: ['n1', 'n1'] }, /peers/],
    [{ electionTicks: 2, heartbeatTicks: 2 }, /electionTicks/],
    [{ heartbeatTicks: 0 }, /heartbeatTicks/],
    [{ inflightMessagesMax: 0 }, /inflightMessagesMax/],
    [{ appendBytesMax: 0.5 }, /appendBytesMax/],
    [{ uncommittedBytesMax: -1 }, /uncommittedBytesMax/],
    [{ drawElectionTicks: (_low, high) => high }, /drawElectionTicks/],
  ];
  for (const [setting, message] of wrong)
    t.throws(() => createRaft(config(setting), EMPTY_STATE), { message });
});

test('the election timeout is drawn at each change of term or role, keyed by term, and not at a heartbeat', (t) => {
  const draws: string[] = [];
  const drawElectionTicks: RaftConfig['drawElectionTicks'] = (lowTicks, highTicks, term, drawIndex) => {
    draws.push(`${lowTicks}-${highTicks} t${term} #${drawIndex}`);
    return lowTicks;
  };
  const raft = createRaft(config({ drawElectionTicks }), EMPTY_STATE);
  raft.step({ type: 'heartbeat', from: 'n2', to: 'n1', term: 1, commitIndex: 0 });
  raft.step({ type: 'heartbeat', from: 'n2', to: 'n1', term: 1, commitIndex: 0 });
  raft.campaign();
  t.deepEqual(draws, ['20-40 t0 #0', '20-40 t1 #0', '20-40 t2 #0']);
});

test('the size of a message grows with what it carries', (t) => {
  const envelope = { from: 'n1', to: 'n2', term: 1 };
  const append = {
    ...envelope,
    type: 'appendEntries',
    prevLogIndex: 0,
    prevLogTerm: 0,
    commitIndex: 0,
  } as const;
  const emptyBytes = messageSizeBytes({ ...append, entries: [] });
  const oneBytes = messageSizeBytes({
    ...append,
    entries: [{ term: 1, index: 1, data: new Uint8Array(100) }],
  });
  t.is(oneBytes - emptyBytes, 120);
  const snapshot = { index: 1, term: 1, data: new Uint8Array(1_000) };
  t.true(messageSizeBytes({ ...envelope, type: 'installSnapshot', snapshot }) > 1_000);
  t.true(messageSizeBytes({ ...envelope, type: 'heartbeatResponse' }) < 100);
});

function config(setting: Partial<RaftConfig>): RaftConfig {
  return { nodeId: 'n1', peers: ['n1', 'n2', 'n3'], drawElectionTicks: (lowTicks) => lowTicks, ...setting };
}

function single(): Raft {
  return createRaft(config({ peers: ['n1'] }), EMPTY_STATE);
}
