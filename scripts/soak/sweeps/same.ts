/** Whether two sweeps are one: their documents, journals and capsules, to the byte. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Of a sweep's document, what a clock says. */
const CLOCKED = ['wallMs', 'eventsPerS', 'virtualPerWall'];

export interface SweptTo {
  /** Of its document, the clock aside. */
  readonly document: string;
  /** A line for each run, in their order. */
  readonly runs: readonly string[];
  readonly capsules: Readonly<Record<string, string>>;
}

export function sweptTo(stdout: string, folder: string): SweptTo {
  const document = JSON.parse(stdout.replaceAll(folder, 'DIR')) as Readonly<Record<string, unknown>>;
  const timeless = Object.entries(document).filter(([name]) => !CLOCKED.includes(name));
  const names = readdirSync(folder).filter((name) => name.endsWith('.json') && !name.startsWith('.'));
  return {
    document: JSON.stringify(timeless),
    runs: readFileSync(join(folder, 'sweep.jsonl'), 'utf8')
      .split('\n')
      .filter((line) => line.startsWith('{"place":'))
      .sort(),
    capsules: Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, name), 'utf8')])),
  };
}

/** In words; empty: they are. */
export function differences(one: SweptTo, other: SweptTo): readonly string[] {
  const names = [...new Set([...Object.keys(one.capsules), ...Object.keys(other.capsules)])];
  return [
    ...(one.document === other.document ? [] : ['the documents differ']),
    ...(one.runs.join('\n') === other.runs.join('\n') ? [] : ['the journals differ']),
    ...names.filter((name) => one.capsules[name] !== other.capsules[name]).map((name) => `${name} differs`),
  ];
}

/** Runs that are in the journal by now. */
export function runsIn(folder: string): number {
  try {
    return readFileSync(join(folder, 'sweep.jsonl'), 'utf8').split('\n').length - 2;
  } catch {
    return 0;
  }
}
