import { all, check, chiSquare, mean, text } from '../measure.js';
import {
  BY_CHANCE,
  CHI_SQUARE_MAX,
  failed,
  matchCounts,
  ONE_EACH,
  produced,
  seedWith,
  successPercent,
  TEST_AFTER,
} from '../partition-match.js';
import type { Lab, Settled, VerdictRow } from '../row.js';

const SCENARIO = 'partition-leadership';
const SEEDS = [1, 150] as const;
/** Long enough for every election, so that what is left is due to the plan. */
const AFTER_ELECTIONS = { ...ONE_EACH, 'client.sleepAfterCreateMs': 500 };

export const e19: VerdictRow = {
  id: 'E19',
  claim: 'From 33 to 76 % of messages: the fixes work.',
  source: 'S3:L20-23, L128-136; one run each',
  expected:
    'With and without the fixes 0, 33, 67 or 100 % arrive, as the elections have it; two of three in 22 % of runs without any fix (spec e E19)',
  settle,
};

async function settle(lab: Lab): Promise<Settled> {
  const before = await lab.sweep(SCENARIO, SEEDS, { set: { ...AFTER_ELECTIONS, waitForLeaders: 'none' } });
  const after = await lab.sweep(SCENARIO, SEEDS, {
    variant: 'partition-groups-wait',
    set: { ...AFTER_ELECTIONS, waitForLeaders: 'vacuous' },
  });
  const [unfixed, fixed] = [before, after].map((runs) => (100 * mean(runs.map(produced))) / 3);
  const twoOfThree = (matchCounts(before)[2] ?? 0) / before.length;
  const run = await lab.run(SCENARIO, {
    variant: 'partition-groups-wait',
    seed: seedWith(after, 2),
    set: TEST_AFTER,
  });
  // Three standard deviations of the mean of all messages, each of which arrives with probability 1/3.
  const noise = 300 * Math.sqrt(2 / 9 / (3 * before.length));
  return {
    checks: [
      check('more messages arrive with the fixes than without them', (fixed ?? 0) > (unfixed ?? 0) + noise),
      check(
        'with the fixes success is no matter of chance any more',
        chiSquare(matchCounts(after), BY_CHANCE) > CHI_SQUARE_MAX,
      ),
    ],
    controls: [
      check(
        'as many messages were sent with as without',
        all([...before, ...after], (run) => produced(run) + failed(run) === 3),
      ),
      check(
        'two of three match in 15 to 30 % of runs without any fix',
        twoOfThree > 0.15 && twoOfThree < 0.3,
      ),
    ],
    measured:
      `Over ${text(before.length)} seeds ${text(unfixed)} % arrive without the fixes, ${text(fixed)} % with them. Without any, two partitions of three match in ` +
      `${text(100 * twoOfThree)} % of runs, and then ${text(successPercent(run))} % of 100 messages arrive.`,
    figures: [
      {
        what: 'messages that arrive, two partitions of three being led as planned',
        unit: '%',
        documented: 76,
        predicted: successPercent(run),
        kind: 'shape',
        note: 'A hundred keys fall on three partitions with a deviation of five.',
      },
    ],
  };
}
