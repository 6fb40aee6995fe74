import test from 'ava';
import type { GroupCoordinator } from '../../groups/deps.js';
import { GROUP, scriptOf, type CoordinatorRig, type Step } from '../../groups/testkit/coordinator-rig.js';
import { OneLockCoordinator } from './one-lock-coordinator.js';

type Rig = CoordinatorRig<GroupCoordinator>;

/** No round ends, and nobody assigns in a leader's place. */
const waitingForEver = (...steps: readonly Step<GroupCoordinator>[]): Promise<void> =>
  scriptOf(
    (deps) =>
      new OneLockCoordinator(
        deps,
        { joinPollUs: 1, joinLimitUs: 1, syncFallbackUs: 1 },
        () => undefined,
        () => undefined,
      ),
    steps,
  );

const join = (memberId: string) => (rig: Rig) => rig.join(memberId);
const sync = (memberId: string) => (rig: Rig) =>
  rig.handle({ type: 'syncGroup', groupId: GROUP, generation: 0, memberId, assignments: [] });

test('planted: who asks again ends the wait of what it asked before', async (t) => {
  await waitingForEver(
    join('m1'),
    join('m2'),
    (rig) => t.deepEqual(rig.takeAnswers(), []),
    join('m1'),
    (rig) => t.deepEqual(rig.takeAnswers(), ['joinGroup UNKNOWN_SERVER_ERROR']),
    sync('m2'),
    sync('m2'),
    (rig) => {
      t.deepEqual(rig.takeAnswers(), ['syncGroup UNKNOWN_SERVER_ERROR']);
      t.is(rig.coordinator.waiterCount, 3);
    },
  );
});

test('as in the documents` code, a join is left behind when its time is over or its member is gone, until the group is deleted', async (t) => {
  const beat = (rig: Rig): void => {
    rig.handle({ type: 'groupHeartbeat', groupId: GROUP, generation: 0, memberId: 'm2' });
  };
  await waitingForEver(
    join('m1'),
    join('m2'),
    20_000,
    beat,
    20_000,
    beat,
    // m1 has fallen silent, and is out.
    sync('m1'),
    (rig) => t.true(rig.takeAnswers().includes('syncGroup UNKNOWN_MEMBER_ID')),
    20_000,
    (rig) => {
      t.deepEqual(rig.takeAnswers(), ['joinGroup UNKNOWN_SERVER_ERROR', 'joinGroup UNKNOWN_SERVER_ERROR']);
      t.is(rig.coordinator.waiterCount, 2);
      rig.handle({ type: 'deleteGroup', groupId: GROUP });
    },
    (rig) => t.is(rig.coordinator.waiterCount, 0),
  );
});
