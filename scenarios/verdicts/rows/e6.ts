import { check, text } from '../measure.js';
import type { Lab, Settled, VerdictRow } from '../row.js';

export const e6: VerdictRow = {
  id: 'E6',
  claim: 'A one-off wait of 50 to 200 ms at the creation of the topic costs 85 % of the throughput.',
  source: 'S2:L5-14',
  expected: 'Of 9,984 messages it takes 4 to 15 %, and less the longer the run (spec 0.5, e E6)',
  settle,
};

const LENGTHS = [2496, 9984, 39_936] as const;

async function settle(lab: Lab): Promise<Settled> {
  const losses: number[] = [];
  const stallsMs: number[] = [];
  for (const messages of LENGTHS) {
    const set = { 'client.messages': messages };
    // With the acknowledgement that the storm has, so that only the topic’s being new makes a difference.
    const steady = await lab.run('steady-produce', { set: { ...set, 'client.acks': '1' } });
    const storm = await lab.run('create-topic-storm', { set });
    const base = steady.operations['produce']?.throughputPerS ?? Number.NaN;
    const got = storm.operations['produce']?.throughputPerS ?? Number.NaN;
    losses.push(100 * (1 - got / base));
    stallsMs.push(1000 * (messages / got - messages / base));
  }
  const [short = 0, documented = 0, long = 0] = losses;
  return {
    checks: [
      check('9,984 messages lose 80 % or more', documented >= 80),
      check('and it does not fall as the run grows', long >= short),
    ],
    measured:
      `Of the throughput of a topic that is there, a new one loses ${losses.map((loss) => `${text(loss)} %`).join(', ')} in runs of ` +
      `${LENGTHS.map((length) => text(length)).join(', ')} messages: a stall of ${stallsMs.map((ms) => text(ms)).join(', ')} ms ` +
      'in all, client back-offs included.',
    figures: [
      {
        what: 'loss of throughput by polling alone',
        unit: '%',
        documented: 84.6,
        predicted: documented,
        kind: 'shape',
        note: 'see R1 for what comes near',
      },
    ],
  };
}
