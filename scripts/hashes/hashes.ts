/**
 * `npm run hashes`: runs every scenario under its own variant and under `reference`, with seeds 1, 7 and 977,
 * and compares with `golden.json`, which `-- --write` writes. A change of structure leaves that as it is.
 */
import '../check-node.cjs';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { settingWords } from '../../scenarios/harness/result/replay-line.js';
import { listScenarios, runScenario, type RunResult } from '../../scenarios/index.js';

const SEEDS = [1, 7, 977];
/** The source folder: what is compiled runs from `dist/scripts/hashes/`. */
const GOLDEN = new URL('../../../scripts/hashes/golden.json', import.meta.url);

/** Every event of a run is in its `hash`; `figures` digests what is reported of it. */
interface Outcome {
  readonly verdict: string;
  readonly hash: string;
  readonly figures: string;
}

function figuresOf(result: RunResult): string {
  const { operations, waits, counters, blame, findings, violations, faults } = result;
  const text = JSON.stringify({ operations, waits, counters, blame, findings, violations, faults });
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

async function outcomes(): Promise<Record<string, Outcome>> {
  const found: Record<string, Outcome> = {};
  for (const { name, variant, variantSettings } of listScenarios()) {
    const own = [variant, ...settingWords(variantSettings)].join(' ');
    const asked: readonly [string, { readonly variant?: string }][] = [
      [own, {}],
      ['reference', { variant: 'reference' }],
    ];
    for (const [words, options] of new Map(asked)) {
      for (const seed of SEEDS) {
        const result = await runScenario(name, { seed, ...options });
        const { verdict, hash } = result;
        found[`${name} --variant ${words} --seed ${seed}`] = { verdict, hash, figures: figuresOf(result) };
      }
    }
  }
  return found;
}

const found = await outcomes();
if (process.argv.includes('--write')) {
  writeFileSync(GOLDEN, `${JSON.stringify(found, null, 2)}\n`);
  console.log(`${Object.keys(found).length} runs written`);
} else {
  const golden = JSON.parse(readFileSync(GOLDEN, 'utf8')) as Record<string, Outcome>;
  const names = [...new Set([...Object.keys(golden), ...Object.keys(found)])];
  const changed = names.filter((name) => JSON.stringify(golden[name]) !== JSON.stringify(found[name]));
  for (const name of changed)
    console.log(`${name}\n  was ${JSON.stringify(golden[name])}\n  is  ${JSON.stringify(found[name])}`);
  console.log(`${names.length - changed.length} runs equal, ${changed.length} changed`);
  process.exitCode = changed.length === 0 ? 0 : 2;
}
