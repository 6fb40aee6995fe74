/** Bounds of a run. */
import { int, ms, within } from './knob.js';

export const RUN_KNOBS = {
  'run.startMs': int(8000, ms, 'Virtual time at which the load begins, or later, once the cluster is up.'),
  'run.settleMs': int(
    120_000,
    ms,
    'After the load has ended and all faults are healed: the time within which everything has to come to rest.',
  ),
  'run.quietMs': int(
    30_000,
    within(0, 600_000, 'ms'),
    'Time that requests between brokers have, once everything has come to rest, to end by their own time-outs.',
  ),
  'run.untilMs': int(600_000, within(1, 86_400_000, 'ms'), 'Virtual time after which a run has stalled.'),
  'run.eventsMax': int(50_000_000, within(1000, 10_000_000_000), 'Events after which a run has stalled.'),
} as const;
