import type { RunOptions } from '../definition/api.js';
import { unknownName } from '../settings/unknown-name.js';
import { UsageError } from '../settings/usage-error.js';

const OPTIONS = {
  seed: true,
  variant: true,
  set: true,
  faults: true,
  invariants: true,
  causes: true,
  logEvents: true,
  signal: true,
} as const satisfies Record<keyof RunOptions, true>;

/** For callers without types: an option that nobody knows would be left out in silence. */
export function checkOptions(options: unknown): void {
  if (typeof options !== 'object' || options === null)
    throw new UsageError(`options cannot be ${String(options)}; they are an object, such as { seed: 1 }`);
  const names = Object.keys(OPTIONS);
  const wrongs = Object.keys(options).filter((name) => !names.includes(name));
  if (wrongs.length > 0) throw new UsageError(...wrongs.map((name) => unknownName('option', name, names)));
}
