import { check, text } from '../measure.js';
import { failed, ONE_EACH, produced, seedWith } from '../partition-match.js';
import type { Lab, Settled, VerdictRow } from '../row.js';

const SCENARIO = 'partition-leadership';

export const e18: VerdictRow = {
  id: 'E18',
  claim: 'Messages fail because they come within the 150 ms in which the leaders are still being elected.',
  source:
    'S3:L7-14, L143-168, against its own retries (L70-80) and its test, which sleeps 2 s after the creation',
  expected:
    'If it were so, a sleep of 2 s, or retries that last 5 s, would leave no failure. With a planned leader in Metadata they leave all (spec 0.4)',
  settle,
};

async function settle(lab: Lab): Promise<Settled> {
  const seed = seedWith(await lab.sweep(SCENARIO, [1, 20], { set: ONE_EACH }), 1);
  const planned = { ...ONE_EACH, 'client.messages': 6 };
  const slept = await lab.run(SCENARIO, {
    seed,
    set: { ...planned, 'client.sleepAfterCreateMs': 2000, waitForLeaders: 'none' },
  });
  const retried = await lab.run(SCENARIO, {
    seed,
    set: { ...planned, 'client.retries': 10, 'client.retryBackoffMs': 500 },
  });
  const elected = await lab.run(SCENARIO, { seed, set: { ...planned, metadataLeader: 'elected' } });
  return {
    checks: [
      check('a sleep of 2 s after the creation leaves no failure', failed(slept) === 0),
      check('ten retries 500 ms apart leave no failure', failed(retried) === 0),
    ],
    measured:
      `Of 6 messages ${text(produced(slept))} arrive after a sleep of 2 s, ${text(produced(retried))} with ten retries 500 ms apart, in a seed with one partition of three ` +
      `led as planned; all ${text(produced(elected))} arrive, without either, where Metadata names the elected leader.`,
  };
}
