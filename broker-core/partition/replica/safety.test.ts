import test from 'ava';
import fc from 'fast-check';
import type { RigOptions } from './testkit/rig.js';
import { schedules, violationsOf } from './testkit/schedule.js';

const settings: Readonly<Record<string, RigOptions>> = {
  'one broker in the ISR is enough': { minInsyncReplicas: 1 },
  'two have to be in the ISR': { minInsyncReplicas: 2 },
  'a batch at a time': { replicateBytesMax: 1 },
};

for (const [name, options] of Object.entries(settings)) {
  test(`whatever happens, what was acknowledged stays: ${name}`, (t) => {
    fc.assert(
      fc.property(schedules, (steps) => {
        const violations = violationsOf(steps, { ...options, lagTimeMaxUs: 700_000 });
        if (violations.length > 0) throw new Error(violations.slice(0, 3).join('\n'));
      }),
      { numRuns: 800, seed: 20_260, includeErrorInReport: true },
    );
    t.pass();
  });
}
