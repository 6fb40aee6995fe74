import test from 'ava';
import { coordinatorOf } from '../state/group-coordinator.js';
import type { CommandOf, CommitFence } from '../../protocol/commands.js';
import type { Group } from '../../protocol/records.js';
import { decodeSnapshot, encodeSnapshot } from '../snapshot.js';
import type { MetadataState } from '../state/state.js';
import { accepted, errorOf, topicOf, withOrders } from '../testkit/image.js';

const GROUP = 'g';

function group(generation: number, ...memberIds: readonly string[]): Group {
  const members = memberIds.map((memberId) => ({
    memberId,
    topics: ['orders'],
    assignors: ['range'],
    sessionTimeoutMs: 10_000,
    rebalanceTimeoutMs: 60_000,
    assignment: [{ topic: 'orders', partitions: [0] }],
  }));
  return { groupId: GROUP, generation, assignor: 'range', leader: memberIds[0] ?? null, members };
}

function coordinator(state: MetadataState): CommandOf<'storeGroup'>['coordinator'] {
  const brokerId = coordinatorOf(state, GROUP) ?? 0;
  return { brokerId, brokerEpoch: state.broker(brokerId)?.brokerEpoch ?? 0 };
}

function store(state: MetadataState, stored: Group, by = coordinator(state)): CommandOf<'storeGroup'> {
  const seenIndex = state.appliedIndex;
  return { type: 'storeGroup', coordinator: by, seenIndex, group: stored, requestId: null };
}

function commit(
  state: MetadataState,
  offset: number,
  fence: Partial<CommitFence> | null = {},
  topicId: string | null = null,
): CommandOf<'commitOffsets'> {
  const whole = {
    coordinator: coordinator(state),
    generation: 1,
    memberId: 'm1',
    sequence: offset,
    seenIndex: state.appliedIndex,
  };
  return {
    type: 'commitOffsets',
    groupId: GROUP,
    fence: fence === null ? null : { ...whole, ...fence },
    offsets: [{ topic: 'orders', topicId, partition: 0, offset }],
    requestId: null,
  };
}

const committed = (state: MetadataState): number | undefined => state.groupOffset(GROUP, 'orders', 0)?.offset;

test('planted: a coordinator that was fenced stores no assignment, be it of a later generation', (t) => {
  const state = withOrders();
  const former = coordinator(state);
  const late = store(state, group(2, 'm1'), former);
  accepted(state, store(state, group(1, 'm1')));
  accepted(state, {
    type: 'fenceBroker',
    brokerId: former.brokerId,
    brokerEpoch: null,
    failover: 'first-live-isr',
  });
  t.not(coordinatorOf(state, GROUP), former.brokerId);
  t.is(errorOf(state, late), 'NOT_COORDINATOR');
  accepted(state, store(state, group(2, 'm2')));
  t.is(state.group(GROUP)?.leader, 'm2');
});

test('of one generation there is one assignment, and generations only grow', (t) => {
  const state = withOrders();
  accepted(state, store(state, group(2, 'm1')));
  t.is(errorOf(state, store(state, group(2, 'm2'))), 'ILLEGAL_GENERATION');
  t.is(errorOf(state, store(state, group(1, 'm2'))), 'ILLEGAL_GENERATION');
  accepted(state, store(state, group(3, 'm2')));
});

test('a member commits in its generation, and nobody else does', (t) => {
  const state = withOrders();
  accepted(state, store(state, group(1, 'm1')));
  accepted(state, commit(state, 7));
  t.is(committed(state), 7);
  t.is(errorOf(state, commit(state, 8, { memberId: 'm2' })), 'UNKNOWN_MEMBER_ID');
  t.is(errorOf(state, commit(state, 8, { generation: null })), 'UNKNOWN_MEMBER_ID');
  const late = commit(state, 8);
  accepted(state, store(state, group(2, 'm1', 'm2')));
  t.is(errorOf(state, late), 'ILLEGAL_GENERATION');
  t.is(committed(state), 7);
});

test('a commit that was overtaken by a later one of its coordinator is refused', (t) => {
  const state = withOrders();
  accepted(state, store(state, group(1, 'm1')));
  const slow = commit(state, 18);
  accepted(state, commit(state, 19));
  t.is(errorOf(state, slow), 'INVALID_UPDATE_VERSION');
  t.is(committed(state), 19);
});

test('a commit that was overtaken by one of another coordinator is refused, though its own coordinates the group again', (t) => {
  const state = withOrders();
  accepted(state, store(state, group(1, 'm1')));
  const slow = commit(state, 18);
  const { brokerId } = coordinator(state);
  accepted(state, { type: 'fenceBroker', brokerId, brokerEpoch: null, failover: 'first-live-isr' });
  accepted(state, commit(state, 19, { sequence: 1 }));
  accepted(state, { type: 'unfenceBroker', brokerId, brokerEpoch: null });
  t.is(coordinator(state).brokerId, brokerId);
  t.is(errorOf(state, slow), 'INVALID_UPDATE_VERSION');
  accepted(state, commit(state, 20, { sequence: 21 }));
  t.is(committed(state), 20);
});

test('planted: a commit for a topic that was deleted is none for the next of its name', (t) => {
  const state = withOrders();
  const fence = { generation: null, memberId: '' };
  const { topicId = null } = state.topic('orders') ?? {};
  accepted(state, commit(state, 7, fence, topicId));
  const slow = commit(state, 8, fence, topicId);
  accepted(state, { type: 'deleteTopic', name: 'orders', requestId: null });
  t.is(errorOf(state, slow), 'UNKNOWN_TOPIC_ID');
  accepted(state, topicOf('orders', [1, 2, 3]));
  t.is(errorOf(state, slow), 'UNKNOWN_TOPIC_ID');
  t.is(committed(state), undefined);
  // Without a fence the name is enough.
  accepted(state, commit(state, 9, null));
  t.is(committed(state), 9);
});

test('an unfenced commit is written for any sender', (t) => {
  const state = withOrders();
  accepted(state, store(state, group(1, 'm1')));
  accepted(state, commit(state, 7));
  accepted(state, commit(state, 3, null));
  t.is(committed(state), 3);
});

test('a consumer outside any generation commits while the group has no members', (t) => {
  const state = withOrders();
  accepted(state, commit(state, 7, { generation: null, memberId: '' }));
  t.is(errorOf(state, commit(state, 8)), 'UNKNOWN_MEMBER_ID');
  t.is(committed(state), 7);
});

test('a group is deleted with its offsets, once it has no members; a topic takes the offsets of all groups along', (t) => {
  const state = withOrders();
  const remove = { type: 'deleteGroup', groupId: GROUP, fence: null, requestId: null } as const;
  t.is(errorOf(state, remove), 'GROUP_ID_NOT_FOUND');
  accepted(state, store(state, group(1, 'm1')));
  accepted(state, commit(state, 7));
  t.is(errorOf(state, remove), 'NON_EMPTY_GROUP');
  accepted(state, store(state, group(2)));
  accepted(state, remove);
  t.is(committed(state), undefined);
  t.is(state.group(GROUP), undefined);
  accepted(state, commit(state, 9, { generation: null, memberId: '' }));
  accepted(state, { type: 'deleteTopic', name: 'orders', requestId: null });
  t.deepEqual(state.groupOffsets(), []);
});

function deletion(
  state: MetadataState,
  fence: Partial<NonNullable<CommandOf<'deleteGroup'>['fence']>> & { readonly sequence: number },
): CommandOf<'deleteGroup'> {
  const whole = { coordinator: coordinator(state), generation: 0, seenIndex: state.appliedIndex };
  return { type: 'deleteGroup', groupId: GROUP, fence: { ...whole, ...fence }, requestId: null };
}

test('planted: a deletion that comes late takes no commit that was taken after it, nor a later generation', (t) => {
  const state = withOrders();
  const outside = { generation: null, memberId: '' };
  accepted(state, commit(state, 7, { ...outside, sequence: 1 }));
  const slow = deletion(state, { sequence: 2 });
  accepted(state, commit(state, 8, { ...outside, sequence: 3 }));
  t.is(errorOf(state, slow), 'INVALID_UPDATE_VERSION');
  t.is(committed(state), 8);
  accepted(state, deletion(state, { sequence: 4 }));
  t.is(committed(state), undefined);

  const late = deletion(state, { sequence: 5 });
  accepted(state, store(state, group(1, 'm1')));
  accepted(state, store(state, group(2)));
  t.is(errorOf(state, late), 'INVALID_UPDATE_VERSION');
  accepted(state, deletion(state, { sequence: 6, generation: 2 }));
  t.is(state.group(GROUP), undefined);
});

test('planted: a coordinator that was fenced deletes nothing, nor does one that coordinates again what another has written since', (t) => {
  const state = withOrders();
  const outside = { generation: null, memberId: '' };
  accepted(state, commit(state, 7, { ...outside, sequence: 1 }));
  const slow = deletion(state, { sequence: 2 });
  const { brokerId } = coordinator(state);
  accepted(state, { type: 'fenceBroker', brokerId, brokerEpoch: null, failover: 'first-live-isr' });
  t.is(errorOf(state, slow), 'NOT_COORDINATOR');
  accepted(state, commit(state, 8, { ...outside, sequence: 1 }));
  accepted(state, { type: 'unfenceBroker', brokerId, brokerEpoch: null });
  t.is(errorOf(state, slow), 'INVALID_UPDATE_VERSION');
  t.is(committed(state), 8);
});

test('planted: what was written for a group that has been deleted since brings nothing of it back', (t) => {
  const state = withOrders();
  const outside = { generation: null, memberId: '' };
  const lateGeneration = store(state, group(1, 'm1'));
  const lateCommit = commit(state, 7, { ...outside, sequence: 1 });
  accepted(state, store(state, group(2)));
  accepted(state, deletion(state, { sequence: 2, generation: 2 }));
  t.is(errorOf(state, lateGeneration), 'INVALID_UPDATE_VERSION');
  t.is(errorOf(state, lateCommit), 'INVALID_UPDATE_VERSION');
  t.deepEqual([state.group(GROUP), committed(state)], [undefined, undefined]);
  // Also after a snapshot: what is left of the deletion is in it.
  const restored = decodeSnapshot(encodeSnapshot(state));
  t.true(restored.ok);
  if (restored.ok) t.is(errorOf(restored.state, lateGeneration), 'INVALID_UPDATE_VERSION');
  accepted(state, store(state, group(1, 'm2')));
  accepted(state, commit(state, 8, { memberId: 'm2', sequence: 3 }));
  t.is(committed(state), 8);
});

test('a deletion in flight takes what was taken before it', (t) => {
  const state = withOrders();
  const first = commit(state, 7, { generation: null, memberId: '', sequence: 1 });
  const remove = deletion(state, { sequence: 2 });
  accepted(state, first);
  accepted(state, remove);
  t.is(committed(state), undefined);
});

test('groups and offsets are in a snapshot', (t) => {
  const state = withOrders();
  accepted(state, store(state, group(1, 'm1')));
  accepted(state, commit(state, 7));
  const decoded = decodeSnapshot(encodeSnapshot(state));
  if (!decoded.ok) return t.fail();
  t.deepEqual(decoded.state.groups(), state.groups());
  t.deepEqual(decoded.state.groupOffsets(), state.groupOffsets());
});

test('groups spread over the brokers, and only those of a broker that fails move', (t) => {
  const state = withOrders();
  const names = Array.from({ length: 300 }, (_, place) => `group-${place}`);
  const before = names.map((name) => coordinatorOf(state, name));
  for (const brokerId of [1, 2, 3]) {
    const count = before.filter((coordinates) => coordinates === brokerId).length;
    t.true(count > 70 && count < 130, `${brokerId} coordinates ${count} of 300`);
  }
  accepted(state, { type: 'fenceBroker', brokerId: 2, brokerEpoch: null, failover: 'first-live-isr' });
  for (const [place, name] of names.entries()) {
    const now = coordinatorOf(state, name);
    if (before[place] === 2) t.not(now, 2);
    else t.is(now, before[place] ?? null);
  }
});
