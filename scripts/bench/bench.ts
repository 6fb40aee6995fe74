/**
 * `npm run bench`: how fast the simulator is. `--json` prints JSON, `--rounds 9` measures longer; the name of
 * a section (`timers`, `sleeps`, `recording`, `runtime`, `echo`, `raft`, `cluster`) runs that one alone.
 */
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { SECTIONS, type SectionResult } from './sections.js';

const { asJson, names, rounds } = readArgs();

const results: SectionResult[] = [];
for (const section of SECTIONS) {
  if (names.length > 0 && !names.includes(section.name)) continue;
  const result = await section.run(rounds);
  results.push(result);
  if (!asJson) console.log(sectionText(result));
}
const where = surroundings();
console.log(asJson ? JSON.stringify({ ...where, sections: results }, null, 2) : surroundingsText(where));

/** Where it ran, and the most memory that the process held. */
function surroundings() {
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
function readArgs() {
  try {
    const { values, positionals } = parseArgs({
      options: { json: { type: 'boolean', default: false }, rounds: { type: 'string', default: '5' } },
      allowPositionals: true,
    });
    const count = Number(values.rounds);
    if (!Number.isSafeInteger(count) || count < 1) throw new RangeError('--rounds: an integer of at least 1');
    const unknown = positionals.find((name) => !SECTIONS.some((section) => section.name === name));
    const known = SECTIONS.map(({ name }) => name).join(', ');
    if (unknown !== undefined) throw new RangeError(`no section '${unknown}'; there are ${known}`);
    return { asJson: values.json, names: positionals, rounds: count };
  } catch (error) {
    console.error(`error: ${error instanceof Error ? error.message : String(error)}`);
    process.exit(1);
  }
}

function sectionText({ title, figures, ratios }: SectionResult): string {
  const nameWidth = Math.max(...figures.map(({ name }) => name.length));
  const lines = figures.map(({ name, unit, perSecond, slowestPerSecond, fastestPerSecond }) => {
    const spread = `${count(slowestPerSecond)} - ${count(fastestPerSecond)}`;
    return `  ${name.padEnd(nameWidth)}  ${count(perSecond).padStart(10)} ${unit}/s  (${spread})`;
  });
  const compared = ratios.map(({ name, times }) => `  ${times.toFixed(2)} x  ${name}`);
  return [title, ...lines, ...compared, ''].join('\n');
}

function surroundingsText({ node, platform, cpu, peakMemoryMb, heapUsedMb }: typeof where): string {
  const memory = `${peakMemoryMb.toFixed(0)} MB at most, ${heapUsedMb.toFixed(0)} MB of heap in the end`;
  return `Per second of processor time; in brackets the slowest and the fastest round.\nNode ${node}, ${platform}, ${cpu}\nMemory: ${memory}`;
}

function count(perSecond: number): string {
  return (perSecond < 1000 ? Math.round(perSecond * 10) / 10 : Math.round(perSecond)).toLocaleString('en-US');
}
