import { all, everyMultipleOf, pooledWaitsMs, shortest, text, waitsMs } from '../figures.js';
import type { VerdictRow } from '../row.js';

const NAME = 'fetch-min-bytes';
const MAX_WAIT_MS = 500;
const POLLS_MS = [10, 37, 50, 200] as const;
/** When the one record comes, for each of which a fetch that is told and fetches that poll are compared. */
const ARRIVALS_MS = [40, 111, 350] as const;

export const r10: VerdictRow = {
  id: 'R10',
  claim: 'A fetch that waits for min_bytes polls: what comes between two looks lies there until the next.',
  source: 'S0:L244-279',
  expected:
    'Data that comes after t is given out after ceil(t/p)*p for an interval p, or at max_wait: U(0,p) more than when told (spec b R10)',
  async settle(lab) {
    let exact = 0;
    let compared = 0;
    for (const firstAfterMs of ARRIVALS_MS) {
      const one = { 'client.messages': 1, 'client.firstAfterMs': firstAfterMs };
      const told = await lab.run(NAME, { set: { ...one, fetchWait: 'purgatory' } });
      const [atMs = Number.NaN] = waitsMs(told, 'fetchWait');
      for (const pollMs of POLLS_MS) {
        const polled = await lab.run(NAME, { set: { ...one, fetchWait: 'polled', 'fetch.pollMs': pollMs } });
        const dueMs = shortest([MAX_WAIT_MS, Math.ceil(atMs / pollMs) * pollMs]);
        compared += 1;
        if (waitsMs(polled, 'fetchWait')[0] === dueMs) exact += 1;
      }
    }
    const many = await lab.sweep(NAME, [1, 4], { set: { fetchWait: 'polled', 'fetch.pollMs': 50 } });
    const answered = pooledWaitsMs(many, 'fetchWait').filter((ms) => ms < MAX_WAIT_MS);
    const traced = await lab.run(NAME, {
      set: { fetchWait: 'polled', 'fetch.pollMs': 50 },
      causes: 'slowest',
    });
    const answeredThere = waitsMs(traced, 'fetchWait').filter((ms) => ms < MAX_WAIT_MS);
    const lateMs =
      traced.blame['fetch']?.find(({ kind }) => kind === 'poll-overshoot')?.totalMs ?? Number.NaN;
    const overshootMs = lateMs / answeredThere.length;
    const reference = await lab.reference(NAME);
    const idle = reference.map((run) => waitsMs(run, 'fetchWait').filter((ms) => ms === MAX_WAIT_MS).length);
    return {
      checks: {
        [`each of ${compared} waits ends at the look after the data, exactly`]: exact === compared,
        'every wait that data ends is a multiple of the interval': everyMultipleOf(answered, 50),
        'of an interval of 50 ms about half is lost each time': Math.abs(overshootMs - 25) < 7.5,
        'reference waits out its time only when nothing comes': all(idle, (waits) => waits === 1),
      },
      measured:
        `${exact} of ${compared} polled waits are ceil(t/p)*p or ${text(MAX_WAIT_MS)} ms to the microsecond, for intervals of ` +
        `${POLLS_MS.join(', ')} ms; at 50 ms a fetch is ${text(overshootMs)} ms late on average.`,
    };
  },
};
