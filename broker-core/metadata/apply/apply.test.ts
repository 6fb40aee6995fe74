import test from 'ava';
import fc from 'fast-check';
import { decodeCommand, encodeCommand, type Command } from '../../protocol/commands.js';
import { decodeSnapshot, encodeSnapshot } from '../snapshot.js';
import { MetadataState } from '../state/state.js';
import { command, commands } from '../testkit/arbitraries.js';
import { accepted, errorOf, registration, step, threeBrokers, topicOf, typesOf } from '../testkit/image.js';
import { apply, applyOutsideLog, skipTo } from './apply.js';

test('two nodes that apply the same log agree after each entry, one of them from the bytes', (t) =>
  fc.assert(
    fc.property(commands, (log) => {
      const [left, right] = [new MetadataState(), new MetadataState()];
      for (const each of log) {
        const decoded = decodeCommand(encodeCommand(each));
        if (!decoded.ok) return t.fail();
        t.deepEqual(step(left, each), step(right, decoded.command));
        t.is(left.contentHash, right.contentHash);
      }
      t.deepEqual(encodeSnapshot(left), encodeSnapshot(right));
    }),
  ));

test('one command more changes the hash exactly if it changes the content', (t) =>
  fc.assert(
    fc.property(commands, command, (log, last) => {
      const state = new MetadataState();
      for (const each of log) step(state, each);
      const [content, hash] = [contentOf(state), state.contentHash];
      step(state, last);
      t.is(state.contentHash === hash, contentOf(state) === content);
    }),
    { numRuns: 500 },
  ));

test('the hash that is kept along the way is the one that the content has when it is put together from nothing', (t) =>
  fc.assert(
    fc.property(commands, (log) => {
      const state = new MetadataState();
      for (const each of log) step(state, each);
      const decoded = decodeSnapshot(encodeSnapshot(state));
      if (!decoded.ok) return t.fail();
      t.is(decoded.state.contentHash, state.contentHash);
    }),
  ));

test('a refused command leaves no trace but its answer', (t) =>
  fc.assert(
    fc.property(commands, (log) => {
      const state = new MetadataState();
      for (const each of log) {
        const [before, answers] = [state.contentHash, state.answers().length];
        if (step(state, each).type === 'ok' || state.answers().length > answers) continue;
        t.is(state.contentHash, before);
      }
      t.is(state.appliedIndex, log.length);
    }),
  ));

function contentOf(state: MetadataState): string {
  return JSON.stringify([
    state.counters,
    state.brokers(),
    state.topics(),
    state.partitions(),
    state.groups(),
    state.groupOffsets(),
    state.watermarks(),
    state.answers(),
  ]);
}

test('a batch takes effect whole, in order, each command seeing the ones before', (t) => {
  const state = new MetadataState();
  const result = accepted(state, {
    type: 'batch',
    commands: [registration(1, { startFenced: false }), topicOf('a', [1]), topicOf('b', [1])],
  });
  t.deepEqual(result.reply, {
    type: 'batch',
    replies: [
      { type: 'broker', brokerEpoch: 1 },
      { type: 'topic', topicId: '1.1' },
      { type: 'topic', topicId: '1.2' },
    ],
  });
  t.deepEqual(typesOf(result.changes).slice(0, 2), ['brokerRegistered', 'partitionAssigned']);
});

test('a batch of which one command is refused leaves no trace of the others', (t) => {
  const state = threeBrokers();
  const requestId = { origin: 'n1#1', number: 1, seenIndex: 0 };
  const error = errorOf(state, {
    type: 'batch',
    commands: [
      { ...topicOf('a', [1, 2]), requestId },
      { type: 'fenceBroker', brokerId: 1, brokerEpoch: null, failover: 'first-live-isr' },
      { type: 'deleteTopic', name: 'a', requestId: null },
      topicOf('b', [9]),
    ],
  });
  t.is(error, 'INVALID_REPLICA_ASSIGNMENT');
  t.deepEqual([state.topics(), state.partitions(), state.answers()], [[], [], []]);
  t.false(state.broker(1)?.fenced);
  t.is(accepted(state, { ...topicOf('a', [1, 2]), requestId }).reply.type, 'topic');
});

test('the index moves forwards only', (t) => {
  const state = new MetadataState();
  apply(state, 5, registration(1));
  t.throws(() => apply(state, 5, registration(2)));
  t.throws(() => skipTo(state, 4));
  skipTo(state, 9);
  t.is(state.appliedIndex, 9);
  t.is(state.savepoint(), 0, 'what cannot be taken back any more is not kept');
  t.is(state.broker(2), undefined);
});

test('a write outside the log moves no index, and nodes that apply it at different places disagree', (t) => {
  const create: Command = {
    type: 'createTopic',
    name: 'a',
    partitionCount: 1,
    replicationFactor: 1,
    config: [],
    ifExists: 'overwrite',
    requestId: null,
  };
  const [leader, follower] = [threeBrokers(), threeBrokers()];
  applyOutsideLog(leader, 'wal:n1:1', create);
  accepted(leader, { type: 'deleteTopic', name: 'a', requestId: null });
  t.is(errorOf(follower, { type: 'deleteTopic', name: 'a', requestId: null }), 'UNKNOWN_TOPIC_OR_PARTITION');
  applyOutsideLog(follower, 'wal:n1:1', create);
  t.deepEqual([leader.appliedIndex, follower.appliedIndex], [7, 7]);
  t.not(leader.contentHash, follower.contentHash);
  t.throws(() => applyOutsideLog(leader, '7', create));
});

test('a barrier moves the index, however often it comes, and leaves no trace', (t) => {
  const state = threeBrokers();
  const { contentHash, appliedIndex } = state;
  const barrier: Command = { type: 'barrier', requestId: { origin: 'n1#1', number: 1, seenIndex: 0 } };
  for (const time of [1, 2]) {
    t.is(step(state, barrier).type, 'ok');
    t.deepEqual([state.contentHash, state.appliedIndex], [contentHash, appliedIndex + time]);
  }
});
