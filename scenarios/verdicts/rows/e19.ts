import { all, chiSquare, mean, median, range, shape, text } from '../figures.js';
import * as match from '../partition-match.js';
import type { VerdictRow } from '../row.js';

const SCENARIO = 'partition-leadership';
const SEEDS = [1, 150] as const;
/** Of the whole test: all of these, whatever their elections came to. */
const WHOLE = [1, 20] as const;
/** Two, one, none and two of three partitions are led as planned in these. */
const WHOLE_ENOUGH = [10, 13] as const;
/** Long enough for every election, so that what is left is due to the plan. */
const AFTER_ELECTIONS = { ...match.ONE_EACH, 'client.sleepAfterCreateMs': 500 };

export const e19: VerdictRow = {
  id: 'E19',
  seedsEnough: 120,
  claim: 'From 33 to 76 % of messages: the fixes work.',
  source: 'S3:L20-23, L128-136; one run each',
  expected:
    'With and without the fixes 0, 33, 67 or 100 % arrive, as the elections have it; two of three in 22 % of runs without any fix (spec e E19)',
  async settle(lab) {
    const before = await lab.sweep(SCENARIO, SEEDS, { set: { ...AFTER_ELECTIONS, waitForLeaders: 'none' } });
    const after = await lab.sweep(SCENARIO, SEEDS, {
      variant: 'partition-groups-wait',
      set: { ...AFTER_ELECTIONS, waitForLeaders: 'vacuous' },
    });
    const [unfixed, fixed] = [before, after].map((runs) => (100 * mean(runs.map(match.produced))) / 3);
    const twoOfThree = (match.matchCounts(before)[2] ?? 0) / before.length;
    const whole = await lab.sweep(SCENARIO, WHOLE, {
      variant: 'partition-groups-wait',
      set: match.TEST_AFTER,
      enough: WHOLE_ENOUGH,
    });
    const groups = match.byMatches(whole, match.planBehind(before) ?? []);
    const two = groups
      .filter(({ matches }) => matches === 2)
      .flatMap(({ runs }) => runs.map(match.successPercent));
    // Three standard deviations of the mean of all messages, each of which arrives with probability 1/3.
    const noise = 300 * Math.sqrt(2 / 9 / (3 * before.length));
    return {
      checks: {
        'more messages arrive with the fixes than without them': (fixed ?? 0) > (unfixed ?? 0) + noise,
        'with the fixes success is no matter of chance any more':
          chiSquare(match.matchCounts(after), match.BY_CHANCE) > match.CHI_SQUARE_MAX,
      },
      controls: {
        'as many messages were sent with as without': all(
          [...before, ...after],
          (run) => match.produced(run) + match.failed(run) === 3,
        ),
        'whole tests with the fixes arrive by who was elected: a third for each partition led as planned':
          match.isThirdEach(groups) && two.length > 0,
        'two of three match in 15 to 30 % of runs without any fix': twoOfThree > 0.15 && twoOfThree < 0.3,
      },
      measured:
        `Over ${text(before.length)} seeds ${text(unfixed)} % arrive without the fixes, ${text(fixed)} % with them. Without any, two partitions of three match in ` +
        `${text(100 * twoOfThree)} % of runs. Whole tests of 100 messages with the fixes, seeds ${WHOLE.join(' to ')}, by the partitions led as planned: ${match.arrivals(groups)}.`,
      figures: [
        shape('messages that arrive, two partitions of three being led as planned', '%', {
          documented: 76,
          predicted: median(two),
          note: `The median of those of seeds ${WHOLE.join(' to ')} in which two are: ${text(two.length)}, with ${range(two)} %. A hundred keys fall on three partitions with a deviation of five; all runs have the same keys.`,
        }),
      ],
    };
  },
};
