/** The one line that runs the same again. */
import type { SettingValue } from '../settings/areas/knob.js';
import { NOTHING, STALLED } from './expected.js';
import type { UncheckedSettings } from '../settings/table.js';

export interface ReplayParts {
  readonly scenario: string;
  readonly seed: number;
  readonly variant: string;
  /** What the person set. */
  readonly set: UncheckedSettings;
  /** Names of invariants, or `stalled`, that the person expected. */
  readonly expects: readonly string[];
  /** Whether faults were given, and not the scenario's own. */
  readonly faultsGiven: boolean;
}

/** Stands in the line for a file that only the caller knows. */
const FAULTS_FILE_UNKNOWN = 'FAULTS.json';

export function replayLine({ scenario, seed, variant, set, expects, faultsGiven }: ReplayParts): string {
  const asked = [...settingWords(set), ...expectWords(expects)];
  const words = ['run', scenario, '--seed', String(seed), '--variant', variant, ...asked];
  return commandLine(faultsGiven ? [...words, '--faults', FAULTS_FILE_UNKNOWN] : words);
}

/** The same run, whose line names the file that its faults are in. */
export function withFaultsFile<T extends { readonly replay: string }>(run: T, file: string): T {
  return { ...run, replay: run.replay.replace(/FAULTS\.json$/, () => quoted(file)) };
}

/** `--set` and its argument for each. */
export function settingWords(set: UncheckedSettings): readonly string[] {
  return Object.entries(set).flatMap(([name, value]) => ['--set', `${name}=${textOf(value)}`]);
}

/** `--expect` and its argument for each. */
export function expectWords(expects: readonly string[]): readonly string[] {
  return expects.flatMap((name) => [
    '--expect',
    name === STALLED || name === NOTHING ? name : `violated:${name}`,
  ]);
}

/** For a shell: what needs quotes has them. */
export function commandLine(words: readonly string[]): string {
  return ['stallgrind', ...words].map(quoted).join(' ');
}

function textOf(value: unknown): string {
  return isPlain(value) ? String(value) : JSON.stringify(value);
}

function isPlain(value: unknown): value is SettingValue {
  return (
    value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
  );
}

/** A word as a shell takes it. */
export function quoted(word: string): string {
  return /^[\w./:=,@%+-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
