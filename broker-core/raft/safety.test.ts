import test from 'ava';
import fc from 'fast-check';
import { createCluster } from './testkit/cluster.js';
import type { PersistMode } from './testkit/driver.js';
import { SafetyChecker } from './testkit/safety.js';
import { demandProgress, runSchedule, scheduleArbitrary } from './testkit/schedule.js';

const RUNS = 400;

for (const nodeCount of [3, 5]) {
  for (const mode of ['sync', 'async'] satisfies PersistMode[]) {
    test(`${nodeCount} nodes, ${mode} writes: safe under any schedule, and well again once it ends`, (t) => {
      const property = fc.property(
        scheduleArbitrary(480),
        fc.boolean(),
        fc.boolean(),
        (schedule, preVote, checkQuorum) => {
          const checker = new SafetyChecker();
          const cluster = createCluster({ nodeCount, mode, preVote, checkQuorum }, checker);
          runSchedule(cluster, checker, schedule);
          demandProgress(cluster, checker, 300);
        },
      );
      t.notThrows(() => fc.assert(property, { seed: 20_251_121, numRuns: RUNS, includeErrorInReport: true }));
    });
  }
}
