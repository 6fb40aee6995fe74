/**
 * `npm run bench`: how fast the simulator is, in one process. `--json` prints the same as JSON; `--rounds 9` measures longer;
 * a section's name (`timers`, `sleeps`, `recording`, `runtime`, `raft`, `cluster`) runs that one alone.
 */
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { sectionText, surroundingsText, type Surroundings } from './bench/report.js';
import { SECTIONS, type SectionResult } from './bench/sections.js';

const { values, positionals } = parseArgs({
  options: { json: { type: 'boolean', default: false }, rounds: { type: 'string', default: '5' } },
  allowPositionals: true,
});

const rounds = Number(values.rounds);
if (!Number.isSafeInteger(rounds) || rounds < 1) throw new RangeError('--rounds: an integer of at least 1');
const unknown = positionals.find((name) => !SECTIONS.some((section) => section.name === name));
if (unknown !== undefined) {
  throw new RangeError(`no section '${unknown}'; there are ${SECTIONS.map(({ name }) => name).join(', ')}`);
}

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
