import { all, allPassed, pooledWaitsMs, sum, text, waitsMs } from '../figures.js';
import type { VerdictRow } from '../row.js';

const NAME = 'fetch-min-bytes';

export const l23: VerdictRow = {
  id: 'L23',
  claim:
    'The quoted loop adds up the records that it read at first, again and again: no new data can end the wait.',
  source: 'S0:L252-263',
  expected:
    'Every fetch that has to wait lasts exactly max_wait, whatever comes (spec c L23). The code behind the quote reads again on each turn (fetch_handler.rs): the bug is in what the document quotes',
  async settle(lab) {
    const stale = { fetchWait: 'polled-stale' };
    const quoted = await lab.run(NAME, { set: stale });
    const shorter = await lab.run(NAME, {
      set: { ...stale, 'consumer.fetchMaxWaitMs': 130, 'fetch.pollMs': 37 },
    });
    const readsAgain = await lab.run(NAME, { set: { fetchWait: 'polled' } });
    const reference = await lab.reference(NAME);
    const lost = quoted.findings.filter(({ type }) => type === 'lost-wakeup');
    const waitedOut = (run: typeof quoted, ms: number): boolean =>
      all(waitsMs(run, 'fetchWait'), (waitMs) => waitMs === ms);
    const idle = pooledWaitsMs(reference, 'fetchWait').filter((ms) => ms === 500).length;
    return {
      checks: {
        'every wait lasts exactly 500 ms': waitedOut(quoted, 500),
        'with a limit of 130 ms every one lasts that': waitedOut(shorter, 130),
        'although the data came: lost wake-ups': lost.length > 0,
        'reading again on each turn, none is lost':
          waitsMs(readsAgain, 'fetchWait').length > 0 &&
          !readsAgain.findings.some(({ type }) => type === 'lost-wakeup'),
        'reference passes, and waits out its time only when nothing comes':
          allPassed(reference) && idle === reference.length,
      },
      measured:
        `${waitsMs(quoted, 'fetchWait').length} waits of ${text(waitsMs(quoted, 'fetchWait')[0])} ms; in ${lost.length} of them the data was there, ` +
        `which cost ${text(sum(lost.map(({ costMs }) => costMs)))} ms.`,
    };
  },
};
