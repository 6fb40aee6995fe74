import { all, perS, shape, text } from '../figures.js';
import type { VerdictRow } from '../row.js';

const NAME = 'steady-produce';
const MESSAGES = { 'client.messages': 3840 };

export const e24: VerdictRow = {
  id: 'E24',
  claim:
    'The default of the write-ahead log, 1,000 records and 100 ms, is not optimal: 5,000 records and 50 ms, or the profile ultra, gain 10 to 15 %.',
  source: 'S1:L208-211',
  expected:
    'The default was 10,000 records and 100 ms. Committers that are notified never wait for a period; on the tick alone ultra is no faster than the default, and 50 ms doubles it (spec e E24, d.1)',
  async settle(lab) {
    const rate = async (set: Readonly<Record<string, string | number>>): Promise<number> =>
      perS(await lab.run(NAME, { set: { ...MESSAGES, ...set } }));
    const notified = { 'wal.commit': 'notify-or-tick', 'wal.committers': 'two' };
    const before = await rate({ ...notified, 'wal.profile': 'high' });
    const quoted = await rate({ ...notified, 'wal.batchRecords': 1000, 'wal.commitPeriodMs': 100 });
    const ultra = await rate({ ...notified, 'wal.profile': 'ultra' });
    const proposed = await rate({ ...notified, 'wal.batchRecords': 5000, 'wal.commitPeriodMs': 50 });
    const ticking = { 'wal.commit': 'tick', 'topic.partitions': 1 };
    const tickHigh = await rate({ ...ticking, 'wal.profile': 'high' });
    const tickUltra = await rate({ ...ticking, 'wal.profile': 'ultra' });
    const tickLow = await rate({ ...ticking, 'wal.profile': 'low' });
    const tick50 = await rate({ ...ticking, 'wal.batchRecords': 5000, 'wal.commitPeriodMs': 50 });
    const gains = (after: number, than: number): boolean => after >= 1.1 * than && after <= 1.15 * than;
    return {
      controls: {
        'every load gets through': all(
          [before, quoted, ultra, proposed, tickHigh, tickUltra, tickLow, tick50],
          (rateMsgPerS) => rateMsgPerS > 0,
        ),
      },
      checks: {
        'ultra gains 10 to 15 % over the default, with committers of its time': gains(ultra, before),
        '5,000 records and 50 ms do, over the default as it is quoted': gains(proposed, quoted),
        'ultra does when commits come on the tick alone': gains(tickUltra, tickHigh),
      },
      measured:
        `Notified committers: ${text(before)} msg/s with high, ${text(ultra)} with ultra, ${text(proposed)} with 5,000 records and 50 ms. ` +
        `On the tick alone, one log: ${text(tickHigh)} with high, ${text(tickUltra)} with ultra, ${text(tick50)} with 50 ms, ${text(tickLow)} with low, whose period is 20 ms.`,
      figures: [
        shape('gain of the WAL settings (P4), upper end', '%', {
          documented: 15,
          predicted: percent(ultra, before),
          note: 'No batch of 128 clients comes near 1,000 records, and a notified committer does not wait.',
        }),
      ],
    };
  },
};

function percent(after: number, before: number): number {
  return Math.round((after / before - 1) * 1000) / 10;
}
