import test from 'ava';
import fc from 'fast-check';
import { createCluster } from './testkit/cluster.js';
import { CORRECT_HABITS, type PersistMode } from './testkit/driver.js';
import { SafetyChecker } from './testkit/safety.js';
import { demandProgress, runSchedule, scheduleArbitrary } from './testkit/schedule.js';

const RUNS = 400;

/** All of a follower's messages wait for its disk, as in raft-rs, or those that promise something. */
const WAITING = ['whenDurable', 'promisesWhenDurable'] as const;

for (const nodeCount of [3, 5]) {
  for (const [place, mode] of (['sync', 'async'] satisfies PersistMode[]).entries()) {
    const sendPersisted = WAITING[place] ?? 'whenDurable';
    const habits = { ...CORRECT_HABITS, sendPersisted };
    test(`${nodeCount} nodes, ${mode} writes, ${sendPersisted}: safe under any schedule, and well again once it ends`, (t) => {
      const property = fc.property(
        scheduleArbitrary(480),
        fc.boolean(),
        fc.boolean(),
        (schedule, preVote, checkQuorum) => {
          const checker = new SafetyChecker();
          const cluster = createCluster({ nodeCount, mode, preVote, checkQuorum, habits }, checker);
          runSchedule(cluster, checker, schedule);
          demandProgress(cluster, checker, 300);
        },
      );
      t.notThrows(() => fc.assert(property, { seed: 20_251_121, numRuns: RUNS, includeErrorInReport: true }));
    });
  }
}
