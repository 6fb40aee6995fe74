import test from 'ava';
import { createRaft, EMPTY_STATE, type Raft, type RaftMessage } from './index.js';

const DATA = Uint8Array.of(1);

test('a probed follower gets one append, and the next only after an answer or a heartbeat response', (t) => {
  const raft = leader();
  t.is(
    appendsOf(raft, () => void raft.propose(DATA)),
    0,
  );
  t.is(
    appendsOf(raft, () => raft.step({ ...from, type: 'heartbeatResponse' })),
    1,
  );
  t.is(raft.status().progress[1]?.state, 'probe');
});

test('in replicate the leader sends ahead, until the window is full; an acknowledgement opens it', (t) => {
  const raft = leader();
  raft.step({ ...from, type: 'appendResponse', matchIndex: 1 });
  const sent = [1, 2, 3, 4].map(() => appendsOf(raft, () => void raft.propose(DATA)));
  // The answer to the probe also brought the commit index: an empty message, which takes no place in the
  // window.
  t.deepEqual(sent, [2, 1, 0, 0]);
  t.is(raft.status().progress[1]?.inflightMessages, 2);
  t.is(
    appendsOf(raft, () => raft.step({ ...from, type: 'appendResponse', matchIndex: 2 })),
    1,
  );
});

test('a full window whose messages were all lost is opened by a heartbeat response', (t) => {
  const raft = leader();
  raft.step({ ...from, type: 'appendResponse', matchIndex: 1 });
  for (let i = 0; i < 4; i += 1) raft.propose(DATA);
  drain(raft);
  t.is(
    appendsOf(raft, () => raft.step({ ...from, type: 'heartbeatResponse' })),
    1,
  );
});

test('a report that the peer was unreachable sends the leader back to probing from what is acknowledged', (t) => {
  const raft = leader();
  raft.step({ ...from, type: 'appendResponse', matchIndex: 1 });
  raft.propose(DATA);
  raft.reportUnreachable('n2');
  const progress = raft.status().progress[1];
  t.is(progress?.state, 'probe');
  t.is(progress?.nextIndex, 2);
});

test('an old rejection does not send the leader back', (t) => {
  const raft = leader();
  raft.step({ ...from, type: 'appendResponse', matchIndex: 1 });
  drain(raft);
  t.is(
    appendsOf(raft, () =>
      raft.step({ ...from, type: 'appendReject', rejectedIndex: 1, hintIndex: 0, hintTerm: 0 }),
    ),
    0,
  );
  t.is(raft.status().progress[1]?.state, 'replicate');
});

const from = { from: 'n2', to: 'n1', term: 1 } as const;

/** A leader of three with one append out to each follower and a window of two messages. */
function leader(): Raft {
  const raft = createRaft(
    {
      nodeId: 'n1',
      peers: ['n1', 'n2', 'n3'],
      inflightMessagesMax: 2,
      drawElectionTicks: (lowTicks) => lowTicks,
    },
    EMPTY_STATE,
  );
  raft.campaign();
  drain(raft);
  raft.step({ ...from, type: 'voteResponse', granted: true });
  drain(raft);
  return raft;
}

/** How many append messages to n2 come of it. */
function appendsOf(raft: Raft, input: () => void): number {
  input();
  return drain(raft).filter(({ type, to }) => type === 'appendEntries' && to === 'n2').length;
}

function drain(raft: Raft): readonly RaftMessage[] {
  const messages: RaftMessage[] = [];
  while (raft.hasReady()) {
    const ready = raft.ready();
    const light = raft.advance(ready);
    messages.push(...ready.messages, ...ready.persistedMessages, ...light.messages);
  }
  return messages;
}
