/** The one line that runs the same again. */
import type { SettingValue } from '../settings/knob.js';
import type { UncheckedSettings } from '../settings/table.js';

export interface ReplayParts {
  readonly scenario: string;
  readonly seed: number;
  readonly variant: string;
  /** What the person set. */
  readonly set: UncheckedSettings;
  /** File of the faults that were given; null if the scenario made them. */
  readonly faultsFile: string | null;
}

/** For a shell: what needs quotes has them. */
export function replayLine({ scenario, seed, variant, set, faultsFile }: ReplayParts): string {
  const words = ['stallgrind', 'run', scenario, '--seed', String(seed), '--variant', variant];
  for (const [name, value] of Object.entries(set)) words.push('--set', `${name}=${textOf(value)}`);
  if (faultsFile !== null) words.push('--faults', faultsFile);
  return words.map(quoted).join(' ');
}

function textOf(value: unknown): string {
  return isPlain(value) ? String(value) : JSON.stringify(value);
}

function isPlain(value: unknown): value is SettingValue {
  return (
    value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
  );
}

function quoted(word: string): string {
  return /^[\w./:=,@%+-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
