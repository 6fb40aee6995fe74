/** Hooks of Node's module loader, in a thread of their own: compiled code is loaded with its switches. */
import type { LoadHook } from 'node:module';
import { withSwitches, type Switch } from '../../scenarios/mutants/form/switches.js';

export interface HooksData {
  /** Where the compiled code is, as a URL that ends with `/`. */
  readonly root: string;
  readonly switches: readonly Switch[];
}

let switchesOfUrl = new Map<string, Switch[]>();

export function initialize({ root, switches }: HooksData): void {
  switchesOfUrl = new Map();
  for (const one of switches) {
    const url = new URL(one.file.replace(/\.ts$/, '.js'), root).href;
    switchesOfUrl.set(url, [...(switchesOfUrl.get(url) ?? []), one]);
  }
}

export const load: LoadHook = async (url, context, nextLoad) => {
  const loaded = await nextLoad(url, context);
  const switches = switchesOfUrl.get(url);
  if (switches === undefined) return loaded;
  const source = typeof loaded.source === 'string' ? loaded.source : new TextDecoder().decode(loaded.source);
  return { ...loaded, source: withSwitches(source, switches) };
};
