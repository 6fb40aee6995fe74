/** What oracles have in common, made once. */
import type { Share } from './invariant.js';

export function newShare(): Share {
  const made = new Map<unknown, unknown>();
  const share: Share = <T>(kind: new (of: Share) => T): T => {
    const known = made.get(kind);
    // Under a class there is only what that class has made.
    if (known !== undefined) return known as T;
    const one = new kind(share);
    made.set(kind, one);
    return one;
  };
  return share;
}
