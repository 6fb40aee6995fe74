/** Bounds of a run, and the order of its events. */
import type { EventOrder } from '../../../../sim/kernel/order.js';
import { choice, int, ms, within } from './knob.js';

/** From the plainest, which is what a failure is shrunk towards. */
export const ORDERS = [
  'fifo',
  'pct:1',
  'pct:2',
  'pct:3',
  'pct:4',
  'pct:5',
  'permuted',
] as const satisfies readonly EventOrder[];

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
  'run.order': choice(
    'fifo',
    ORDERS,
    'Order of the events of one microsecond: as they were scheduled (`fifo`), drawn for each (`permuted`), or by a drawn priority for each connection, disk, timer and task, of which `pct:N` lowers N-1 at drawn moments.',
  ),
} as const;
