import { text } from '../figures.js';
import { failed, ONE_EACH, produced } from '../partition-match.js';
import type { RunResult } from '../../harness/result/run-result.js';
import type { VerdictRow } from '../row.js';

const SCENARIO = 'partition-leadership';
/** All of these, whatever their elections came to. */
const SEEDS = [1, 10] as const;

export const e18: VerdictRow = {
  id: 'E18',
  claim: 'Messages fail because they come within the 150 ms in which the leaders are still being elected.',
  source:
    'S3:L7-14, L143-168, against its own retries (L70-80) and its test, which sleeps 2 s after the creation',
  expected:
    'The test that S3 reports sleeps 2 s or retries for 5 s, and loses 24 to 67 % all the same. Elections of 150 ms lose none of it; a planned leader in Metadata does (spec 0.4)',
  async settle(lab) {
    const planned = { ...ONE_EACH, 'client.messages': 6 };
    const slept = await lab.sweep(SCENARIO, SEEDS, {
      set: { ...planned, 'client.sleepAfterCreateMs': 2000, waitForLeaders: 'none' },
    });
    const retried = await lab.sweep(SCENARIO, SEEDS, {
      set: { ...planned, 'client.retries': 10, 'client.retryBackoffMs': 500 },
    });
    // Where only the time before the election is at work, as S3 has it.
    const elections = { 'client.messages': 60, metadataLeader: 'elected', waitForLeaders: 'none' };
    const bare = await lab.sweep(SCENARIO, SEEDS, { set: { ...elections, 'client.retries': 0 } });
    const asTested = await lab.sweep(SCENARIO, SEEDS, {
      set: { ...elections, 'client.retries': 3, 'client.sleepAfterCreateMs': 2000 },
    });
    const asRetried = await lab.sweep(SCENARIO, SEEDS, {
      set: { ...elections, 'client.retries': 10, 'client.retryBackoffMs': 500 },
    });
    return {
      checks: {
        'with nothing but elections at work the test with three retries and its sleep of 2 s loses messages, as it did':
          lost(asTested) > 0,
        'so does one with ten retries 500 ms apart, as it did': lost(asRetried) > 0,
      },
      controls: {
        'without sleep and retries elections lose some': lost(bare) > 0,
        'told the planned leader, messages are lost in spite of the sleep': lost(slept) > 0,
        'and of the retries': lost(retried) > 0,
      },
      measured:
        `Told the planned leader, ${text(lost(slept))} of ${text(sentIn(slept))} messages are lost after a sleep of 2 s, ${text(lost(retried))} of ${text(sentIn(retried))} with ten retries 500 ms apart (seeds ${SEEDS.join(' to ')}). ` +
        `Where Metadata names the elected leader, ${text(lost(bare))} of ${text(sentIn(bare))} are lost without either, ${text(lost(asTested))} with the sleep and three retries at once, ${text(lost(asRetried))} with ten retries.`,
    };
  },
};

function lost(runs: readonly RunResult[]): number {
  return runs.reduce((total, run) => total + failed(run), 0);
}

function sentIn(runs: readonly RunResult[]): number {
  return runs.reduce((total, run) => total + failed(run) + produced(run), 0);
}
