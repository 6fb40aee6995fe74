/** Finds knobs that nothing reads: an option that is accepted and ignored is a lie. */
import { readsOf } from './observed.js';
import type { GivenSettings, Settings } from './table.js';

export interface TrackedSettings {
  /** Behaves like what was given, and remembers which fields were read. */
  readonly settings: Settings;
  /** Knobs read so far. */
  readonly reads: ReadonlySet<string>;
  /**
   * What `build`, which may be called several times, makes of the settings, such as a broker's configuration.
   * A watched knob counts as read only when a field is read that would differ without it.
   */
  readonly made: <T extends object>(build: (settings: Settings) => T) => T;
}

/** Copying settings reads all of them: hand on the object. `watched`: knobs, with what they were before. */
export function trackReads(settings: Settings, watched: GivenSettings = {}): TrackedSettings {
  const reads = new Set<string>();
  const told = (onRead: (name: string) => void): Settings =>
    new Proxy(settings, {
      get(target, name, receiver): unknown {
        if (typeof name === 'string' && Object.hasOwn(target, name)) onRead(name);
        return Reflect.get(target, name, receiver);
      },
    });
  const made = <T extends object>(build: (settings: Settings) => T): T => {
    const touched = new Set<string>();
    const value = build(
      told((name) => {
        if (Object.hasOwn(watched, name)) touched.add(name);
        else reads.add(name);
      }),
    );
    const others = new Map<string, unknown>();
    for (const name of touched) others.set(name, build({ ...settings, [name]: watched[name] }));
    return readsOf(value, others, (name) => reads.add(name));
  };
  return { settings: told((name) => reads.add(name)), reads, made };
}
