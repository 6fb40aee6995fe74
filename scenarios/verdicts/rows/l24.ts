import { all, counter, longest, passing, shortest, text, waitsMs } from '../figures.js';
import { failed } from '../partition-match.js';
import type { VerdictRow } from '../row.js';

const SCENARIO = 'partition-leadership';
const SET = { 'client.messages': 3, metadataLeader: 'elected' };

export const l24: VerdictRow = {
  id: 'L24',
  seedsEnough: 5,
  claim:
    'A wait for leaders that passes over partitions without a replica here is over at once when none is registered yet: all leaders of none are known.',
  source: 'S3:L58-68, L143-156; spec c L24',
  expected:
    'Metadata answers 0 ms after the creation, and the first messages fail; a wait that counts them has none fail (spec c L24)',
  async settle(lab) {
    const vacuous = await lab.twenty(SCENARIO, { variant: 'partition-groups-wait', set: SET });
    const strict = await lab.twenty(SCENARIO, {
      variant: 'partition-groups-wait',
      set: { ...SET, waitForLeaders: 'strict' },
    });
    const reference = await lab.reference(SCENARIO, SET);
    const lost = vacuous.filter((run) => failed(run) > 0).length;
    const firstMs = strict.map((run) => waitsMs(run, 'waitForLeaders').find((ms) => ms > 0) ?? Number.NaN);
    return {
      checks: {
        'the first wait is over after 0 ms in every seed': all(
          vacuous,
          (run) => waitsMs(run, 'waitForLeaders')[0] === 0,
        ),
        'with partitions passed over': all(vacuous, (run) => counter(run, 'partitions_passed_over') >= 3),
        'and messages fail': lost > 0 && lost === vacuous.length,
        'no message fails behind a wait that counts such partitions': all(strict, (run) => failed(run) === 0),
        'nor in reference, which waits for nothing': all(
          reference,
          (run) => failed(run) === 0 && run.verdict === 'passed',
        ),
      },
      measured:
        `In ${text(lost)} of ${text(vacuous.length)} seeds messages fail behind a wait of 0 ms. A wait that counts every partition takes ` +
        `${text(shortest(firstMs))} to ${text(longest(firstMs))} ms, and none fails. Reference: ${passing(reference)}.`,
    };
  },
};
