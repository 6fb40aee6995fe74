/** Bounds of a run. */
import { int, ms } from './knob.js';

export const RUN_KNOBS = {
  'run.startMs': int(
    8000,
    ms,
    'Virtual time at which the load begins, if the cluster is up by then, or as soon as it is.',
  ),
  'run.settleMs': int(
    120_000,
    ms,
    'After the load has ended and all faults are healed: the time within which everything has to come to rest.',
  ),
  'run.quietMs': int(
    30_000,
    { unit: 'ms', min: 0, max: 600_000 },
    'Time that requests between brokers have, once everything has come to rest, to end by their own time-outs.',
  ),
  'run.untilMs': int(
    600_000,
    { unit: 'ms', min: 1, max: 86_400_000 },
    'Virtual time at which a run that has not ended counts as stalled.',
  ),
  'run.eventsMax': int(
    50_000_000,
    { min: 1000, max: 10_000_000_000 },
    'Events after which a run that has not ended counts as stalled.',
  ),
} as const;
