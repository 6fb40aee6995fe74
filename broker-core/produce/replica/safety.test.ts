import test from 'ava';
import fc from 'fast-check';
import { schedules, violationsOf } from './testkit/schedule.js';

for (const minInsyncReplicas of [1, 2]) {
  test(`whatever happens, what was acknowledged stays: min.insync.replicas ${minInsyncReplicas}`, (t) => {
    fc.assert(
      fc.property(schedules, (steps) => {
        const violations = violationsOf(steps, { minInsyncReplicas, lagTimeMaxUs: 700_000 });
        if (violations.length > 0) throw new Error(violations.slice(0, 3).join('\n'));
      }),
      { numRuns: 1_000, seed: 20_260, includeErrorInReport: true },
    );
    t.pass();
  });
}
