import test from 'ava';
import { topicOf } from '../metadata/testkit/image.js';
import { GROUP, script, type CoordinatorRig, type Step } from './testkit/coordinator-rig.js';

const commit = (offset: number) => (rig: CoordinatorRig) => {
  const offsets = [{ topic: 'orders', topicId: null, partition: 0, offset }];
  rig.handle({ type: 'offsetCommit', groupId: GROUP, generation: null, memberId: '', offsets });
};
const remove: Step = (rig) => rig.handle({ type: 'deleteGroup', groupId: GROUP });
const applyWritten: Step = (rig) => rig.applyWritten();
/** A member in generation 1, with its assignment in the log. */
const oneMember: readonly Step[] = [(rig) => rig.join(), (rig) => rig.sync(1), applyWritten];

test('planted: a generation whose store is refused when the next one is in the log takes nobody`s membership', async (t) => {
  await script(
    ...oneMember,
    (rig) => rig.join(rig.memberId),
    (rig) => rig.sync(2),
    // It wants something else by now: another round, before the log has answered.
    (rig) => rig.join(rig.memberId, ['orders', 'more']),
    (rig) => rig.sync(3),
    (rig) => {
      t.deepEqual(
        rig.written.map((command) => command.type === 'storeGroup' && command.group.generation),
        [2, 3],
      );
      rig.applyWritten(1);
      rig.applyWritten(0);
    },
    (rig) => {
      const memberId = rig.memberId;
      rig.takeAnswers();
      rig.handle({ type: 'groupHeartbeat', groupId: GROUP, generation: 3, memberId });
      t.deepEqual(rig.takeAnswers(), ['groupHeartbeat NONE']);
    },
  );
});

test('planted: a group is in memory as long as it has members, or the log has to be told that it has none', async (t) => {
  await script(
    ...oneMember,
    (rig) => {
      t.is(rig.coordinator.groupCount, 1);
      rig.leave();
    },
    // Nobody knows what became of the write. It is made again a second later.
    5999,
    (rig) => {
      t.is(rig.written.length, 1);
      t.is(rig.coordinator.groupCount, 1);
    },
    2,
    (rig) => {
      t.is(rig.written.length, 2);
      rig.applyWritten();
      rig.applyWritten();
    },
    (rig) => {
      t.is(rig.coordinator.groupCount, 0);
      t.like(rig.store.view.group(GROUP), { generation: 3, members: [] });
      rig.join();
    },
    (rig) => rig.sync(4),
    applyWritten,
    (rig) => {
      t.is(rig.coordinator.groupCount, 1);
      t.is(rig.store.view.group(GROUP)?.members.length, 1);
    },
  );
});

test('whoever only asks leaves no group in memory', async (t) => {
  await script(
    (rig) => {
      rig.handle({ type: 'groupHeartbeat', groupId: GROUP, generation: 1, memberId: 'nobody' });
      commit(7)(rig);
      t.deepEqual(rig.takeAnswers(), ['groupHeartbeat UNKNOWN_MEMBER_ID']);
      t.is(rig.coordinator.groupCount, 0);
    },
    applyWritten,
    (rig) => t.deepEqual(rig.takeAnswers(), ['offsetCommit NONE']),
  );
});

test('planted: a deletion that comes late, when its operator has given up, takes no commit that was acknowledged since', async (t) => {
  await script(
    commit(7),
    applyWritten,
    remove,
    5001,
    (rig) => {
      t.deepEqual(rig.takeAnswers(), ['offsetCommit NONE', 'deleteGroup COORDINATOR_NOT_AVAILABLE']);
      commit(8)(rig);
    },
    (rig) => rig.applyWritten(1),
    (rig) => {
      t.deepEqual(rig.takeAnswers(), ['offsetCommit NONE']);
      rig.applyWritten();
      t.is(rig.store.view.groupOffset(GROUP, 'orders', 0)?.offset, 8);
    },
  );
});

test('planted: who asks for offsets is told what was acknowledged before, though another has taken the group over', async (t) => {
  const fetch: Step = (rig) =>
    rig.handle({ type: 'offsetFetch', groupId: GROUP, partitions: [{ topic: 'orders', partitions: [0] }] });
  await script(
    commit(7),
    applyWritten,
    fetch,
    (rig) => {
      t.deepEqual(rig.takeAnswers(), ['offsetCommit NONE']);
      // What this broker has not heard of yet: the other one has acknowledged 8, which is in the log before
      // the question.
      const offsets = [{ topic: 'orders', topicId: null, partition: 0, offset: 8 }];
      rig.apply({ type: 'commitOffsets', groupId: GROUP, fence: null, offsets, requestId: null });
      rig.applyWritten();
    },
    (rig) => {
      const topicIds = [{ topic: 'orders', topicId: '2' }];
      const offsets = [{ topic: 'orders', partition: 0, offset: 8 }];
      t.deepEqual(rig.answers.splice(0), [{ type: 'offsetFetch', error: 'NONE', offsets, topicIds }]);
    },
    // Cut off, it does not know what to say.
    fetch,
    5001,
    (rig) => t.deepEqual(rig.takeAnswers(), ['offsetFetch COORDINATOR_NOT_AVAILABLE']),
  );
});

test('planted: who commits by the name of a topic means the one that is there when it does', async (t) => {
  await script(
    commit(7),
    (rig) => {
      rig.apply({ type: 'deleteTopic', name: 'orders', requestId: null });
      rig.apply(topicOf('orders', [1]));
      rig.applyWritten();
      commit(8)(rig);
    },
    applyWritten,
    (rig) => {
      t.deepEqual(rig.takeAnswers(), ['offsetCommit UNKNOWN_TOPIC_ID', 'offsetCommit NONE']);
      rig.apply({ type: 'deleteTopic', name: 'orders', requestId: null });
      commit(9)(rig);
      t.deepEqual(rig.takeAnswers(), ['offsetCommit UNKNOWN_TOPIC_OR_PARTITION']);
    },
  );
});

test('a deletion whose operator has given up ends the group all the same, once its turn comes', async (t) => {
  await script(
    ...oneMember,
    (rig) => rig.leave(),
    applyWritten,
    remove,
    5001,
    applyWritten,
    (rig) => {
      t.is(rig.store.view.group(GROUP), undefined);
      t.is(rig.facts.at(-1)?.type, 'groupForgotten');
    },
  );
});

test('planted: a deletion that comes twice ends no group that has come since under the name', async (t) => {
  await script(
    ...oneMember,
    (rig) => rig.leave(),
    applyWritten,
    remove,
    (rig) => {
      const [deletion] = rig.written.splice(0, 1);
      t.is(deletion?.type, 'deleteGroup');
      if (deletion === undefined) return;
      rig.apply(deletion);
      rig.written.push(deletion);
    },
    (rig) => {
      rig.join();
      // The attempt whose answer was lost, made again.
      rig.applyWritten();
    },
    (rig) => {
      t.is(rig.coordinator.groupCount, 1);
      t.is(rig.facts.filter(({ type }) => type === 'groupForgotten').length, 1);
      const { memberId } = rig;
      rig.takeAnswers();
      rig.handle({ type: 'groupHeartbeat', groupId: GROUP, generation: 1, memberId });
      t.deepEqual(rig.takeAnswers(), ['groupHeartbeat NONE']);
    },
  );
});

test('a group that is deleted in the last moment of its coordinator is known to have been', async (t) => {
  await script(
    commit(7),
    applyWritten,
    remove,
    (rig) => {
      rig.applyWritten();
      // In the same event: another coordinates whatever comes next.
      rig.apply({ type: 'fenceBroker', brokerId: 1, brokerEpoch: null, failover: 'first-live-isr' });
    },
    (rig) => t.is(rig.facts.at(-1)?.type, 'groupForgotten'),
  );
});
