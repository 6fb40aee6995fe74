import { mean, pooledWaitsMs, text } from '../figures.js';
import { ONE_CREATION, type VerdictRow } from '../row.js';

const SEEDS = [1, 40] as const;

export const e2: VerdictRow = {
  id: 'E2',
  claim: 'Polling for the topic is the bottleneck of its creation: without it most of the time is gone.',
  source:
    'S2:L5-21, L358 (confidence high) against S1:L231-240, L266 (polling is the correct design, confidence high), of the same day',
  expected:
    'The poll’s share of the wait is more than half (spec e E2: vary poll and loop period independently)',
  async settle(lab) {
    const waitMs = async (variant: string, periodMs: number): Promise<number> => {
      const set = { ...ONE_CREATION, 'loop.periodMs': periodMs };
      return mean(
        pooledWaitsMs(await lab.sweep('create-topic-storm', SEEDS, { variant, set }), 'createWait'),
      );
    };
    const polled = await waitMs('poll-50ms', 100);
    const notified = await waitMs('notify', 100);
    const polledByEvents = await waitMs('poll-50ms', 0);
    const notifiedByEvents = await waitMs('notify', 0);
    return {
      checks: { 'notified, the wait is less than half as long': notified < polled / 2 },
      controls: {
        'with an event-driven loop it is': notifiedByEvents < polledByEvents / 2,
        'the loop of 100 ms makes a notified wait ten times as long': notified > 10 * notifiedByEvents,
      },
      measured:
        `Mean wait with the loop of 100 ms: ${text(polled)} ms polled, ${text(notified)} ms notified, so the poll’s share is ` +
        `${text((1 - notified / polled) * 100)} %. With an event-driven loop: ${text(polledByEvents)} and ${text(notifiedByEvents)} ms. ` +
        'The loop is the bottleneck first, the poll once the loop is not.',
    };
  },
};
