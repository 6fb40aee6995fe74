/**
 * Runs that once went wrong, each with what is right. A new one is a JSON file: `says` in a sentence, what
 * `runScenario` takes, and what to expect of it.
 */
import { readdirSync, readFileSync } from 'node:fs';
import test from 'ava';
import { z } from 'zod';
import { runScenario } from '../index.js';

const FOLDER = 'scenarios/corpus';

const corpusCase = z.strictObject({
  says: z.string(),
  scenario: z.string(),
  seed: z.number(),
  variant: z.string(),
  set: z.record(z.string(), z.union([z.number(), z.string(), z.boolean()])),
  faults: z.array(z.unknown()),
  expect: z.strictObject({
    verdict: z.enum(['passed', 'violated', 'stalled']),
    /** Counters that may not be higher. */
    countersMax: z.record(z.string(), z.number()).optional(),
  }),
});

for (const file of readdirSync(FOLDER).filter((name) => name.endsWith('.json'))) {
  const parsed = corpusCase.parse(JSON.parse(readFileSync(`${FOLDER}/${file}`, 'utf8')));
  const { says, scenario, seed, variant, set, faults, expect } = parsed;
  test(`${file}: ${says}`, async (t) => {
    const result = await runScenario(scenario, { seed, variant, set, faults, causes: 'none' });
    t.is(result.verdict, expect.verdict, JSON.stringify({ violations: result.violations.slice(0, 3) }));
    for (const [name, most] of Object.entries(expect.countersMax ?? {})) {
      const count = new Map(Object.entries(result.counters)).get(name) ?? 0;
      t.true(count <= most, `${name}: ${String(count)}, and not more than ${String(most)}`);
    }
  });
}
