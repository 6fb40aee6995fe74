/** The bench's results as text. */
import type { SectionResult } from './sections.js';

/** Where it ran, and the most memory that the process held. */
export interface Surroundings {
  readonly node: string;
  readonly platform: string;
  readonly cpu: string;
  readonly peakMemoryMb: number;
  readonly heapUsedMb: number;
}

export function sectionText({ title, figures, ratios }: SectionResult): string {
  const nameWidth = Math.max(...figures.map(({ name }) => name.length));
  const lines = figures.map(({ name, unit, perSecond, slowestPerSecond, fastestPerSecond }) => {
    const spread = `${count(slowestPerSecond)} - ${count(fastestPerSecond)}`;
    return `  ${name.padEnd(nameWidth)}  ${count(perSecond).padStart(10)} ${unit}/s  (${spread})`;
  });
  const compared = ratios.map(({ name, times }) => `  ${times.toFixed(2)} x  ${name}`);
  return [title, ...lines, ...compared, ''].join('\n');
}

export function surroundingsText({ node, platform, cpu, peakMemoryMb, heapUsedMb }: Surroundings): string {
  const memory = `${peakMemoryMb.toFixed(0)} MB at most, ${heapUsedMb.toFixed(0)} MB of heap in the end`;
  return `Per second of processor time; in brackets the slowest and the fastest round.\nNode ${node}, ${platform}, ${cpu}\nMemory: ${memory}`;
}

function count(perSecond: number): string {
  return (perSecond < 1000 ? Math.round(perSecond * 10) / 10 : Math.round(perSecond)).toLocaleString('en-US');
}
