import {
  all,
  allPassed,
  check,
  firstSeedViolating,
  passing,
  text,
  violated,
  violatedOfRaft,
  violations,
} from '../measure.js';
import type { Lab, Settled, VerdictRow } from '../row.js';

export const l27: VerdictRow = {
  id: 'L27',
  claim:
    'A time-out for the write of a Ready without a policy for failures: the loop logs the error, sends what waited for the write, and takes the Ready for written. What it acknowledged is lost with the power.',
  source: 'S4:L515',
  expected:
    'A follower whose disk stalls for longer than the time-out makes a quorum, loses its power, and a leader is elected without the entry: a committed entry is lost (spec c L27)',
  settle,
};

async function settle(lab: Lab): Promise<Settled> {
  const scenario = 'acked-before-durable';
  const runs = await lab.sweep(scenario, [1, 5]);
  const patient = await lab.sweep(scenario, [1, 3], { set: { 'readyIo.timeoutMs': 30_000 } });
  const stops = await lab.sweep(scenario, [1, 5], { variant: 'loop-io-timeout-stops' });
  const reference = await lab.sweep(scenario, [1, 20], { variant: 'reference' });
  const lost = 'leader-completeness';
  return {
    checks: [
      check('a leader is elected without a committed entry, in seed 1', firstSeedViolating(runs, lost) === 1),
      check('in all of 5 seeds', violations(runs, lost) === 5),
      check('another entry is applied in its place', violations(runs, 'state-machine-safety') === 5),
      check('a topic that was acknowledged is gone', violations(runs, 'acknowledged-topic-survives') === 5),
      check(
        'a stall within the time-out does no such harm',
        all(patient, (run) => violatedOfRaft(run).length === 0),
      ),
      check(
        'nor does a broker that stops',
        all(stops, (run) => violatedOfRaft(run).length === 0),
      ),
      check('nor the reference, 20 seeds', allPassed(reference)),
    ],
    measured:
      `${text(violations(runs, lost))} of 5 seeds lose what was committed (${runs.slice(0, 1).flatMap(violated).join(', ')}). ` +
      `Stopping instead: ${text(stops.filter((run) => violatedOfRaft(run).length > 0).length)} of 5; a stall shorter than the time-out: ` +
      `${text(patient.filter((run) => violatedOfRaft(run).length > 0).length)} of 3; reference: ${passing(reference)}.`,
  };
}
