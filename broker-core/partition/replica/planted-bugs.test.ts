import test from 'ava';
import fc from 'fast-check';
import { plantedBugs } from './testkit/planted-bugs.js';
import type { RigOptions } from './testkit/rig.js';
import { schedules, violationsOf, type Step } from './testkit/schedule.js';

const all = fc.sample(schedules, { numRuns: 1_500, seed: 1 });

for (const [name, options] of Object.entries(plantedBugs)) {
  test(`it is noticed when ${name}`, (t) => {
    const noticedAfter = all.findIndex((steps) => isNoticed(steps, options));
    t.true(noticedAfter >= 0);
    t.log(`after ${noticedAfter + 1} schedules`);
  });
}

/** By a judge, or by the assertions of the code itself. */
function isNoticed(steps: readonly Step[], options: RigOptions): boolean {
  try {
    return violationsOf(steps, { lagTimeMaxUs: 700_000, ...options }).length > 0;
  } catch {
    return true;
  }
}
