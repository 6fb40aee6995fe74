/**
 * `npm run bench`: how fast the simulator is, in one process. `--json` prints the same as JSON; `--rounds 9` measures longer;
 * a section's name (`timers`, `sleeps`, `recording`, `runtime`, `raft`, `cluster`) runs that one alone.
 */
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { sectionText, surroundingsText, type Surroundings } from './report.js';
import { SECTIONS, type SectionResult } from './sections.js';

const { values, positionals, rounds } = readArgs();

const results: SectionResult[] = [];
for (const section of SECTIONS) {
  if (positionals.length > 0 && !positionals.includes(section.name)) continue;
  const result = await section.run({ rounds });
  results.push(result);
  if (!values.json) console.log(sectionText(result));
}
const where = surroundings();
console.log(values.json ? JSON.stringify({ ...where, sections: results }, null, 2) : surroundingsText(where));

function surroundings(): Surroundings {
  return {
    node: process.versions.node,
    platform: `${process.platform} ${process.arch}`,
    cpu: cpus()[0]?.model ?? 'unknown cpu',
    // Kilobytes, on every platform.
    peakMemoryMb: process.resourceUsage().maxRSS / 1024,
    heapUsedMb: process.memoryUsage().heapUsed / 1_048_576,
  };
}

/** A slip of the pen gets a line, and nothing is measured. */
function readArgs(): {
  readonly values: { readonly json: boolean };
  readonly positionals: readonly string[];
  readonly rounds: number;
} {
  try {
    const { values: given, positionals: names } = parseArgs({
      options: { json: { type: 'boolean', default: false }, rounds: { type: 'string', default: '5' } },
      allowPositionals: true,
    });
    const count = Number(given.rounds);
    if (!Number.isSafeInteger(count) || count < 1) throw new RangeError('--rounds: an integer of at least 1');
    const unknown = names.find((name) => !SECTIONS.some((section) => section.name === name));
    const known = SECTIONS.map(({ name }) => name).join(', ');
    if (unknown !== undefined) throw new RangeError(`no section '${unknown}'; there are ${known}`);
    return { values: given, positionals: names, rounds: count };
  } catch (error) {
    console.error(`error: ${error instanceof Error ? error.message : String(error)}`);
    process.exit(1);
  }
}
