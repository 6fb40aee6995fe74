import { all, perS, shape, sum, text } from '../figures.js';
import type { Lab, VerdictRow } from '../row.js';

const NAME = 'steady-produce';

type Setting = Readonly<Record<string, string | number>>;

/** The code before, with the committers of its time. */
const BEFORE = {
  produceOrder: 'serial',
  partitionState: 'one-rwlock',
  pendingBatches: 'mutex',
  'wal.commit': 'notify-or-tick',
  'wal.committers': 'two',
  'wal.profile': 'high',
} as const;
const STEPS: readonly Setting[] = [
  { produceOrder: 'concurrent' },
  { partitionState: 'sharded' },
  { pendingBatches: 'queue' },
  { 'wal.profile': 'ultra' },
];
/** Each request with a batch for three partitions of each broker, on eight workers. */
const SPREAD = { 'cpu.workers': 8, 'topic.partitions': 9, 'client.recordsTogether': 9 };

export const e25: VerdictRow = {
  id: 'E25',
  claim:
    'P1 to P4 gain 20-30, 10-15, 5-10 and 10-15 %, together 45 to 70 %: 9,056 msg/s become 13,000 to 15,000.',
  source: 'S1:L193-211, L249',
  expected:
    'As factors they would be 52 to 89 %, and gains at different bottlenecks do not add up at all (spec e E25)',
  async settle(lab) {
    const baseline = await gains(lab, { 'client.messages': 1920 });
    const spread = await gains(lab, { ...SPREAD, 'client.messages': 9 * 128 * 8 });
    const few = await gains(lab, { ...SPREAD, 'client.count': 4, 'client.messages': 9 * 4 * 16 });
    const isAsClaimed = ({ together }: Gains): boolean => together >= 45 && together <= 70;
    return {
      controls: {
        'every load gets through': all([baseline, spread, few], ({ each, together }) =>
          all([...each, together], Number.isFinite),
        ),
      },
      checks: {
        'together they gain 45 to 70 % on the baseline': isAsClaimed(baseline),
        'P1 alone gains 20 to 30 % there': inside(baseline.each[0], 20, 30),
        'P2 alone gains 10 to 15 %': inside(baseline.each[1], 10, 15),
        'P3 alone gains 5 to 10 %': inside(baseline.each[2], 5, 10),
        'they do so with 8 workers and requests for many partitions': isAsClaimed(spread),
      },
      measured:
        `On the baseline each of them gains ${said(baseline)}: a request there has one partition, one worker waits for no lock, and no batch is full. ` +
        `With 8 workers and 3 partitions in a request ${said(spread)} (the sum would be ${text(sum(spread.each))} %); with 4 such clients ${said(few)}.`,
      figures: [
        shape('P1 to P4 together, upper end', '%', {
          documented: 70,
          predicted: baseline.together,
          note: 'What they take away is not what the baseline is bound by.',
        }),
      ],
    };
  },
};

interface Gains {
  readonly each: readonly number[];
  readonly together: number;
}

/** In percent of what the code before does. */
async function gains(lab: Lab, workload: Setting): Promise<Gains> {
  const rate = async (...steps: readonly Setting[]): Promise<number> => {
    const set: Record<string, string | number> = { ...workload, ...BEFORE };
    for (const step of steps) Object.assign(set, step);
    return perS(await lab.run(NAME, { set }));
  };
  const before = await rate();
  const percent = (after: number): number => Math.round((after / before - 1) * 1000) / 10;
  const each: number[] = [];
  for (const step of STEPS) each.push(percent(await rate(step)));
  return { each, together: percent(await rate(...STEPS)) };
}

function inside(value: number | undefined, from: number, to: number): boolean {
  return value !== undefined && value >= from && value <= to;
}

function said({ each, together }: Gains): string {
  return `${each.map((gain) => text(gain)).join(', ')} %, all of them ${text(together)} %`;
}
