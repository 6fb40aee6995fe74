import type { RunOptions } from '../definition/api.js';
import { unknownName } from '../settings/unknown-name.js';
import { UsageError } from '../settings/usage-error.js';

const OPTIONS = {
  seed: true,
  variant: true,
  set: true,
  faults: true,
  invariants: true,
  expects: true,
  causes: true,
  logEvents: true,
  onViolation: true,
  signal: true,
} as const satisfies Record<keyof RunOptions, true>;

type Given = Partial<Record<keyof RunOptions, unknown>>;

/** For callers without types: an option that nobody knows would be left out in silence. */
export function checkOptions(options: unknown): void {
  if (typeof options !== 'object' || options === null)
    throw new UsageError(`options cannot be ${String(options)}; they are an object, such as { seed: 1 }`);
  const names = Object.keys(OPTIONS);
  const wrongs = Object.keys(options).filter((name) => !names.includes(name));
  if (wrongs.length > 0) throw new UsageError(...wrongs.map((name) => unknownName('option', name, names)));
  const {
    variant,
    set = {},
    causes = 'none',
    logEvents = {},
    invariants = [],
    expects = [],
  }: Given = options;
  const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null;
  const check = (name: string, value: unknown, holds: boolean, right: string): void => {
    if (!holds) throw new UsageError(`${name} cannot be ${String(value)}; it is ${right}`);
  };
  check(
    'variant',
    variant,
    variant === undefined || typeof variant === 'string' || isObject(variant),
    'a name or a variant',
  );
  check('set', set, isObject(set), 'an object, such as { "cluster.nodes": 5 }');
  check('causes', causes, ['none', 'slowest', 'all'].includes(String(causes)), 'none, slowest or all');
  check('logEvents', logEvents, isObject(logEvents), 'an object of fromEvent and toEvent');
  const areNames = Array.isArray(expects) && expects.every((name) => typeof name === 'string');
  check('expects', expects, areNames, 'a list of names of invariants');
  check('invariants', invariants, Array.isArray(invariants), 'a list of invariants');
}
