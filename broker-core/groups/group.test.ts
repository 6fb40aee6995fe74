import test from 'ava';
import fc from 'fast-check';
import { gives, GroupRig, REBALANCE_MS, SESSION_MS } from './testkit/rig.js';

/** m1 and m2 in generation 2, m1 leads, and each has one partition. */
function stable(): GroupRig {
  const rig = new GroupRig();
  rig.join();
  rig.sync('m1', 1, [gives('m1', 0, 1)]);
  rig.stored();
  rig.join();
  rig.join('m1');
  rig.sync('m1', 2, [gives('m1', 0), gives('m2', 1)]);
  rig.sync('m2', 2);
  rig.stored();
  return rig;
}

test('a round ends with the join that completes it; the leader is told who the members are', (t) => {
  const rig = new GroupRig();
  t.is(rig.answers.get(rig.join()), 'm1 in 1, leader m1 of m1');
  rig.sync('m1', 1, [gives('m1', 0, 1)]);
  rig.stored();
  const second = rig.join();
  t.is(rig.answers.get(second), undefined);
  t.is(rig.heartbeat('m1', 1), 'REBALANCE_IN_PROGRESS');
  const again = rig.join('m1');
  t.is(rig.answers.get(again), 'm1 in 2, leader m1 of m1,m2');
  t.is(rig.answers.get(second), 'm2 in 2, leader m1');
});

test('a first round waits for more members, and again with each that comes, but no longer than a rebalance may take', (t) => {
  const rig = new GroupRig({ initialDelayUs: 3_000_000 });
  const first = rig.join();
  rig.pass(2999);
  t.is(rig.answers.size, 0);
  rig.pass(1);
  t.is(rig.answers.get(first), 'm1 in 1, leader m1 of m1');

  const crowded = new GroupRig({ initialDelayUs: 3_000_000 });
  const joins = [crowded.join()];
  for (let round = 0; round < REBALANCE_MS / 3000; round += 1) {
    t.is(crowded.answers.size, 0, String(round));
    crowded.pass(1000);
    joins.push(crowded.join());
    crowded.pass(2000);
  }
  t.is(crowded.answers.size, joins.length);
});

test('nobody is told an assignment before it is in the log, and then all who ask are', (t) => {
  const rig = stable();
  rig.join('m1');
  rig.join('m2');
  const follower = rig.sync('m2', 3);
  const leader = rig.sync('m1', 3, [gives('m1', 1), gives('m2', 0)]);
  t.deepEqual([rig.answers.get(follower), rig.answers.get(leader)], [undefined, undefined]);
  t.like(rig.stores[0], { generation: 3, leader: 'm1' });
  rig.stored();
  t.deepEqual([rig.answers.get(follower), rig.answers.get(leader)], ['t/0', 't/1']);
  t.is(rig.answers.get(rig.sync('m2', 3)), 't/0');
});

test('an assignment that could not be stored is told to nobody, and the group begins anew', (t) => {
  const rig = stable();
  rig.join('m1');
  rig.join('m2');
  const follower = rig.sync('m2', 3);
  rig.sync('m1', 3, [gives('m1', 1), gives('m2', 0)]);
  rig.stored('COORDINATOR_NOT_AVAILABLE');
  t.is(rig.answers.get(follower), 'COORDINATOR_NOT_AVAILABLE');
  t.is(rig.heartbeat('m2', 3), 'REBALANCE_IN_PROGRESS');
});

test('an assignment that was stored when the next round had begun is told to nobody', (t) => {
  const rig = stable();
  rig.join('m1');
  rig.join('m2');
  const follower = rig.sync('m2', 3);
  rig.sync('m1', 3, [gives('m1', 1), gives('m2', 0)]);
  const third = rig.join();
  t.is(rig.answers.get(follower), 'REBALANCE_IN_PROGRESS');
  rig.stored();
  t.is(rig.group.phase, 'preparing');
  rig.join('m1');
  rig.join('m2');
  t.is(rig.answers.get(third), 'm3 in 4, leader m1');
});

test('who is not a member, or of another generation, is told so', (t) => {
  const rig = stable();
  t.is(rig.answers.get(rig.join('stranger')), 'UNKNOWN_MEMBER_ID');
  t.is(rig.answers.get(rig.sync('stranger', 2)), 'UNKNOWN_MEMBER_ID');
  t.is(rig.answers.get(rig.sync('m1', 1)), 'ILLEGAL_GENERATION');
  t.is(rig.heartbeat('m1', 3), 'ILLEGAL_GENERATION');
  t.is(rig.heartbeat('stranger', 2), 'UNKNOWN_MEMBER_ID');
  t.is(rig.leave('stranger'), 'UNKNOWN_MEMBER_ID');
  t.is(rig.group.commit('m1', 1, 0), 'ILLEGAL_GENERATION');
  t.is(rig.group.commit('m1', 2, 0), 'NONE');
  t.is(rig.group.commit('', null, 0), 'UNKNOWN_MEMBER_ID');
  t.is(new GroupRig().group.commit('', null, 0), 'NONE');
});

test('a member that falls silent is dropped after its session, one that waits for an answer is not', (t) => {
  const rig = stable();
  rig.pass(SESSION_MS - 1);
  t.is(rig.heartbeat('m1', 2), 'NONE');
  rig.pass(1);
  t.is(rig.group.memberCount, 1);
  t.is(rig.heartbeat('m1', 2), 'REBALANCE_IN_PROGRESS');
  const alone = rig.join('m1');
  t.is(rig.answers.get(alone), 'm1 in 3, leader m1 of m1');

  const waiting = stable();
  waiting.join('m2', ['t', 'u']);
  waiting.heartbeat('m1', 2);
  waiting.pass(SESSION_MS + 1);
  t.is(waiting.group.memberCount, 1);
  t.is(waiting.heartbeat('m2', 3), 'NONE');
});

test('who has waited for an assignment that does not come begins a new session', (t) => {
  const rig = stable();
  rig.join('m1');
  rig.join('m2');
  const follower = rig.sync('m2', 3);
  // The leader sends heartbeats, and no assignments.
  for (let passedMs = 0; passedMs < REBALANCE_MS; passedMs += 5000) {
    t.is(rig.heartbeat('m1', 3), 'NONE');
    rig.pass(5000);
  }
  t.is(rig.answers.get(follower), 'REBALANCE_IN_PROGRESS');
  t.is(rig.heartbeat('m1', 3), 'UNKNOWN_MEMBER_ID');
  t.is(rig.answers.get(rig.join('m2')), 'm2 in 4, leader m2 of m2');
});

test('a round goes on without those who have not joined in time, and another member leads if the leader is gone', (t) => {
  const rig = stable();
  const third = rig.join();
  rig.pass(SESSION_MS / 2);
  rig.heartbeat('m1', 2);
  rig.join('m2');
  for (let passedMs = 0; passedMs < REBALANCE_MS; passedMs += 5000) {
    rig.heartbeat('m1', 2);
    rig.pass(5000);
  }
  t.is(rig.answers.get(third), 'm3 in 3, leader m2');
  t.is(rig.heartbeat('m1', 2), 'UNKNOWN_MEMBER_ID');
});

test('the last member to leave ends the group`s generation, which the log is told', (t) => {
  const rig = stable();
  t.is(rig.leave('m1'), 'NONE');
  t.is(rig.group.phase, 'preparing');
  t.is(rig.leave('m2'), 'NONE');
  t.is(rig.group.phase, 'empty');
  t.like(rig.stores.at(-1), { generation: 3, leader: null, members: [] });
});

test('planted: a generation that is over is refused, because the next was stored before it: nothing follows', (t) => {
  const rig = stable();
  rig.join('m1');
  rig.join('m2');
  rig.sync('m1', 3, [gives('m1', 1), gives('m2', 0)]);
  rig.join('m1', ['u']);
  rig.join('m2');
  rig.sync('m1', 4, [gives('m1', 0), gives('m2', 1)]);
  const generations = rig.stores.map(({ generation }) => generation);
  t.deepEqual(generations, [3, 4]);
  rig.stored('ILLEGAL_GENERATION');
  t.false(rig.isDisowned);
  rig.stored();
  t.is(rig.heartbeat('m1', 4), 'NONE');
});

test('planted: a generation that is refused while it is the newest is another coordinator`s, also when the next round has begun', (t) => {
  for (const isNextBegun of [false, true]) {
    const rig = stable();
    rig.join('m1');
    rig.join('m2');
    rig.sync('m1', 3, [gives('m1', 1), gives('m2', 0)]);
    if (isNextBegun) rig.join();
    rig.stored(isNextBegun ? 'ILLEGAL_GENERATION' : 'NOT_COORDINATOR');
    t.true(rig.isDisowned);
  }
});

test('planted: that a group is empty is written until the log has it, a second after each failure, and then it holds nothing', (t) => {
  const rig = stable();
  rig.leave('m1');
  rig.leave('m2');
  for (const generation of [3, 4, 5]) {
    const generations = rig.stores.map((record) => record.generation);
    t.deepEqual(generations, [generation]);
    t.false(rig.group.holdsNothing);
    rig.stored('COORDINATOR_NOT_AVAILABLE');
    rig.pass(999);
    t.deepEqual(rig.stores, []);
    rig.pass(1);
  }
  rig.stored();
  t.true(rig.group.holdsNothing);
  t.is(rig.group.nextDeadlineUs, null);
});

test('a group whose end could not be stored and that has members again stores their generation, and no other', (t) => {
  const rig = stable();
  rig.leave('m1');
  rig.leave('m2');
  rig.stored('COORDINATOR_NOT_AVAILABLE');
  rig.join();
  rig.heartbeat('m3', 4);
  rig.pass(SESSION_MS - 1);
  t.deepEqual(rig.stores, []);
  rig.sync('m3', 4, [gives('m3', 0)]);
  t.is(rig.stores[0]?.generation, 4);
});

test('who was given an id is held as long as it may join with it', (t) => {
  const rig = new GroupRig({ memberIdRequired: true });
  t.true(rig.group.holdsNothing);
  rig.join();
  t.false(rig.group.holdsNothing);
  rig.pass(SESSION_MS);
  t.true(rig.group.holdsNothing);
});

test('a member that missed the answer to its join is told again; a leader that joins again assigns again', (t) => {
  const rig = stable();
  t.is(rig.answers.get(rig.join('m2')), 'm2 in 2, leader m1');
  t.is(rig.group.phase, 'stable');
  rig.join('m1');
  t.is(rig.group.phase, 'preparing');
});

test('members that know no assignor in common cannot be in one group', (t) => {
  const rig = new GroupRig();
  rig.join('', ['t'], ['range', 'round-robin']);
  t.is(rig.answers.get(rig.join('', ['t'], ['sticky'])), 'INCONSISTENT_GROUP_PROTOCOL');
  rig.join('', ['t'], ['round-robin']);
  rig.join('m1', ['t'], ['range', 'round-robin']);
  t.is(rig.group.memberCount, 2);
  rig.sync('m1', 2, [gives('m1', 0)]);
  t.is(rig.stores.at(-1)?.assignor, 'round-robin');
});

test('with KIP-394 a member is given its id first, and a round waits for who was given one', (t) => {
  const rig = new GroupRig({ memberIdRequired: true });
  t.is(rig.answers.get(rig.join()), 'MEMBER_ID_REQUIRED');
  t.is(rig.group.memberCount, 0);
  t.is(rig.answers.get(rig.join('m1')), 'm1 in 1, leader m1 of m1');
  rig.sync('m1', 1, []);
  rig.stored();
  rig.join();
  rig.join();
  rig.join('m2');
  rig.join('m1');
  // m3 has its id, and may join until its session would have ended.
  t.is(rig.group.phase, 'preparing');
  rig.pass(SESSION_MS);
  t.is(rig.group.phase, 'completing');
});

test('a coordinator that takes over goes on with the generation in the log, and sessions begin anew', (t) => {
  const record = stable();
  record.join('m1');
  record.join('m2');
  record.sync('m1', 3, [gives('m1', 1), gives('m2', 0)]);
  const [stored] = record.stores;
  if (stored === undefined) return t.fail();
  const next = new GroupRig({}, stored);
  t.is(next.heartbeat('m1', 3), 'NONE');
  t.is(next.answers.get(next.sync('m2', 3)), 't/0');
  next.pass(SESSION_MS);
  t.is(next.group.memberCount, 0);
  t.is(next.stores.at(-1)?.generation, 4);
});

test('a group that is another broker`s by now lets nobody wait', (t) => {
  const rig = stable();
  const joining = rig.join();
  rig.run(rig.group.abandon('NOT_COORDINATOR'));
  t.is(rig.answers.get(joining), 'NOT_COORDINATOR');
  t.is(rig.group.nextDeadlineUs, null);
});

/** What may happen to a group; letters stand for members that may be there or not. */
const step = fc.oneof(
  fc.record({ what: fc.constant('join' as const), who: fc.constantFrom('', 'm1', 'm2', 'm3') }),
  fc.record({ what: fc.constant('sync' as const), who: fc.constantFrom('m1', 'm2', 'm3') }),
  fc.record({ what: fc.constant('leave' as const), who: fc.constantFrom('m1', 'm2', 'm3') }),
  fc.record({ what: fc.constant('stored' as const), fails: fc.boolean() }),
  fc.record({ what: fc.constant('pass' as const), ms: fc.constantFrom(1, 3000, 10_000, 60_000) }),
);

test('whatever happens, each request is answered once, in bounded time, and generations only grow', (t) =>
  fc.assert(
    fc.property(
      fc.array(step, { maxLength: 40 }),
      fc.constantFrom(0, 3_000_000),
      fc.boolean(),
      (steps, initialDelayUs, memberIdRequired) => {
        const rig = new GroupRig({ initialDelayUs, memberIdRequired });
        let asked = 0;
        let newest = 0;
        for (const one of steps) {
          if (one.what === 'join') asked = rig.join(one.who);
          else if (one.what === 'sync') asked = rig.sync(one.who, rig.group.generation, [gives('m1', 0)]);
          else if (one.what === 'leave') rig.leave(one.who);
          else if (one.what === 'stored') rig.stored(one.fails ? 'COORDINATOR_NOT_AVAILABLE' : null);
          else rig.pass(one.ms);
          t.true(rig.group.generation >= newest);
          newest = rig.group.generation;
        }
        while (rig.stores.length > 0) rig.stored();
        // A first round may be extended up to a rebalance's time-out; then an assignment is awaited as long;
        // then sessions end.
        rig.pass(3 * REBALANCE_MS + 2 * SESSION_MS);
        while (rig.stores.length > 0) rig.stored();
        t.is(rig.answers.size, asked);
        t.is(rig.group.nextDeadlineUs, null);
      },
    ),
    { numRuns: 500 },
  ));
