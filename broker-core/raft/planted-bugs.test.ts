import test from 'ava';
import fc from 'fast-check';
import { RaftPanic } from './index.js';
import { createCluster } from './testkit/cluster.js';
import { CORE_BUGS, DRIVER_BUGS, type PlantedBug } from './testkit/planted-bugs.js';
import { SafetyChecker } from './testkit/safety.js';
import { demandProgress, runSchedule, scheduleArbitrary, type ScheduleOp } from './testkit/schedule.js';
import { SafetyViolation, type ViolationKind } from './testkit/violation.js';

const SCHEDULES = fc.sample(scheduleArbitrary(480), { seed: 7, numRuns: 1_000 });

/** What a checker sees that looks at disks and promises; without it only what a user would see is left. */
const DISK_RULES: readonly ViolationKind[] = [
  'undurablePromise',
  'committedNotOnQuorum',
  'oneVoteATerm',
  'termWentBack',
];

for (const bug of [...DRIVER_BUGS, ...CORE_BUGS]) {
  test(`planted bug: ${bug.name}`, (t) => {
    const runs = SCHEDULES.findIndex((schedule) => outcomeOf(bug, schedule, []) === bug.consequence);
    t.not(runs, -1, `${bug.consequence} must be found`);
  });
}

for (const bug of DRIVER_BUGS)
  test(`it does harm, not just break a rule: ${bug.name}`, (t) =>
    t.true(SCHEDULES.some((schedule) => outcomeOf(bug, schedule, DISK_RULES) !== 'well')));

test('the same schedules do no harm when no bug is planted', (t) => {
  for (const { mode } of DRIVER_BUGS.slice(0, 2)) {
    const noBug = { ...DRIVER_BUGS[0], mode, habits: undefined };
    t.true(SCHEDULES.slice(0, 400).every((schedule) => outcomeOf(noBug, schedule, []) === 'well'));
  }
});

/** The kind of the first thing that goes wrong, or `well`. */
function outcomeOf(
  bug: Partial<Pick<PlantedBug, 'tamper'>> & {
    mode: PlantedBug['mode'];
    habits: PlantedBug['habits'] | undefined;
  },
  schedule: readonly ScheduleOp[],
  unchecked: readonly ViolationKind[],
): string {
  const checker = new SafetyChecker(unchecked);
  const { mode, habits, tamper } = bug;
  // The length stands in for a draw: some clusters have five nodes, some the pre-vote.
  const nodeCount = schedule.length % 3 === 0 ? 5 : 3;
  const options = {
    nodeCount,
    mode,
    preVote: schedule.length % 2 === 0,
    checkQuorum: schedule.length % 5 === 0,
  };
  const cluster = createCluster(
    { ...options, ...(habits === undefined ? {} : { habits }), ...(tamper === undefined ? {} : { tamper }) },
    checker,
  );
  try {
    runSchedule(cluster, checker, schedule);
    demandProgress(cluster, checker, 200);
    return 'well';
  } catch (error) {
    if (error instanceof SafetyViolation) return error.kind;
    return error instanceof RaftPanic ? error.code : String(error);
  }
}
