import { all, longest, mean, text, waitsMs } from '../figures.js';
import type { VerdictRow } from '../row.js';

const NAME = 'fetch-min-bytes';
const ARRIVALS_MS = [40, 111, 273, 350] as const;

export const e14: VerdictRow = {
  id: 'E14',
  claim:
    'Polling for min_bytes is standard Kafka behaviour, and to be told of new records instead would gain next to nothing.',
  source: 'S0:L244-279, against spec d.4',
  expected:
    'Kafka parks such a fetch in a purgatory, and the advance of the high watermark answers it: polling answers later (spec d.4)',
  async settle(lab) {
    const lateMs: number[] = [];
    for (const firstAfterMs of ARRIVALS_MS) {
      const set = { 'client.messages': 1, 'client.firstAfterMs': firstAfterMs };
      const told = await lab.run(NAME, { set: { ...set, fetchWait: 'purgatory' } });
      const polled = await lab.run(NAME, { set: { ...set, fetchWait: 'polled', 'fetch.pollMs': 50 } });
      lateMs.push(
        (waitsMs(polled, 'fetchWait')[0] ?? Number.NaN) - (waitsMs(told, 'fetchWait')[0] ?? Number.NaN),
      );
    }
    const longestMs = longest(lateMs);
    return {
      controls: { 'every fetch waits for its data': all(lateMs, Number.isFinite) },
      checks: { 'a polled fetch is answered when one in Kafka’s purgatory is': longestMs < 1 },
      measured: `With an interval of 50 ms the same data is given out ${text(mean(lateMs))} ms later on average, ${text(longestMs)} ms at most, than by Kafka’s purgatory, which looks at nothing in between.`,
    };
  },
};
