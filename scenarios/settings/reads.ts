/** Finds knobs that nothing reads: an option that is accepted and ignored is a lie. */
import { isKnobName, type KnobName, type Settings } from './table.js';

export interface TrackedSettings {
  /** Behaves like what was given, and remembers which fields were read. */
  readonly settings: Settings;
  /** Knobs read so far. */
  readonly reads: ReadonlySet<KnobName>;
}

/** Copying all settings reads all of them, so hand on the object itself. */
export function trackReads(settings: Settings): TrackedSettings {
  const reads = new Set<KnobName>();
  const tracked = new Proxy(settings, {
    get(target, name, receiver): unknown {
      if (typeof name === 'string' && isKnobName(name)) reads.add(name);
      return Reflect.get(target, name, receiver);
    },
  });
  return { settings: tracked, reads };
}
