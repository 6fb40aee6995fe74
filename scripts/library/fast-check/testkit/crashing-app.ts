/** Systems that do nothing but be struck: what they violate says how often. */
import { appWithKnobs, type App } from '../../../../scenarios/harness/definition/app.js';
import { flag, int } from '../../../../scenarios/harness/settings/areas/knob.js';
import type { Swarming } from '../../../../scenarios/harness/definition/swarming.js';

export interface CrashingOptions {
  /** Restarts of `a` that are one too many. */
  readonly tooMany: number;
  /** Whether a single restart is wrong too, by another invariant. */
  readonly mindsOne?: boolean;
  readonly swarm?: Swarming;
}

/** Node `a` counts its restarts, which is all that can be wrong. */
export function crashing({ tooMany, mindsOne = false, swarm = TOLERANT }: CrashingOptions): App {
  return appWithKnobs({
    name: 'crashing',
    doc: 'A node that shall not restart too often.',
    knobs: {
      'crashing.idleMs': int(3000, { unit: 'ms', min: 1, max: 10_000 }, 'For how long it runs.'),
      'crashing.minds': flag(true, 'Whether it minds at all.'),
    },
    invariants: { often: 'It restarts seldom.', once: 'It does not restart once.' },
    swarm,
    system: ({ settings, nowUs, violate }) => {
      let starts = 0;
      return {
        nodes: [
          {
            nodeId: 'a',
            boot: () => {
              starts += 1;
            },
          },
          { nodeId: 'b', boot: () => undefined },
        ],
        isDone: () => nowUs() >= settings['crashing.idleMs'] * 1000,
        atEnd: () => {
          if (!settings['crashing.minds']) return;
          if (starts > tooMany) violate('often', `a restarted ${starts - 1} time${starts === 2 ? '' : 's'}`);
          else if (mindsOne && starts === 2) violate('once', 'a restarted once');
        },
      };
    },
  });
}

const TOLERANT: Swarming = {
  faults: ['crash', 'pause', 'slowLink', 'partition'],
  knobs: { 'crashing.idleMs': [3000, 1500, 4217] },
  activeMs: [1400],
};
