/** What the oracles of one run look at together. */
import type { Share, Tracker } from '../definition/invariant.js';

export interface Trackers {
  readonly share: Share;
  /** In the order in which they were first asked for. */
  readonly all: readonly Tracker[];
}

export function createTrackers(nowUs: () => number): Trackers {
  const all: Tracker[] = [];
  const share: Share = (Kind) => {
    for (const tracker of all) if (tracker instanceof Kind) return tracker;
    const tracker = new Kind(share, nowUs);
    all.push(tracker);
    return tracker;
  };
  return { share, all };
}
