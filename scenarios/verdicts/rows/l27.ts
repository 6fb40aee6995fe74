import {
  allPassed,
  firstSeedViolating,
  passing,
  raftHolds,
  text,
  violated,
  violatedOfRaft,
  violating,
  violations,
} from '../figures.js';
import type { RunResult } from '../../harness/result/run-result.js';
import type { Lab, Part, VerdictRow } from '../row.js';

export const l27: VerdictRow = {
  id: 'L27',
  seedsEnough: 20,
  claim:
    'A time-out for the write of a Ready without a policy for failures: the loop logs the error, sends what waited for the write, and takes the Ready for written. What it acknowledged is lost with the power: an entry, or its vote.',
  source: 'S4:L515',
  expected:
    'A follower whose disk stalls for longer than the time-out makes a quorum, loses its power, and a leader is elected without the entry: a committed entry is lost; or it has voted, and votes again in the same term (spec c L27). Reference passes the same, over 1,000 seeds by `sweep acked-before-durable --variant reference --seeds 1..1000` and `sweep lost-vote --variant reference --seeds 1..1000`',
  async settle(lab) {
    const scenario = 'acked-before-durable';
    const runs = await lab.sweep(scenario, [1, 5]);
    const patient = await lab.sweep(scenario, [1, 3], { set: { 'readyIo.timeoutMs': 30_000 } });
    const stops = await lab.sweep(scenario, [1, 5], STOPS);
    const reference = await lab.reference(scenario);
    const lost = 'leader-completeness';
    const votes = await votesTwice(lab);
    return {
      checks: {
        'a leader is elected without a committed entry, in seed 1': firstSeedViolating(runs, lost) === 1,
        'in all of 5 seeds': violations(runs, lost) === 5,
        'another entry is applied in its place': violations(runs, 'state-machine-safety') === 5,
        'a topic that was acknowledged is gone': violations(runs, 'acknowledged-topic-survives') === 5,
        'a stall within the time-out does no such harm': raftHolds(patient),
        'nor does a broker that stops': raftHolds(stops),
        'nor the reference, 20 seeds': allPassed(reference),
        ...votes.checks,
      },
      measured:
        `${violating(runs, lost)} seeds lose what was committed (${runs.slice(0, 1).flatMap(violated).join(', ')}). ` +
        `Stopping instead: ${text(stops.filter((run) => violatedOfRaft(run).length > 0).length)} of ${text(stops.length)}; a stall shorter than the time-out: ` +
        `${text(patient.filter((run) => violatedOfRaft(run).length > 0).length)} of ${text(patient.length)}; reference: ${passing(reference)}. ${votes.measured}`,
    };
  },
};

const STOPS = { variant: 'poll-50ms', set: { readyIo: 'timeout-stops' } };

/** The other half: what is lost is a vote, and two are given in one term. */
async function votesTwice(lab: Lab): Promise<Part> {
  const scenario = 'lost-vote';
  const goesOn = await lab.twenty(scenario);
  const five = await lab.sweep(scenario, [1, 5], { set: { 'cluster.nodes': 5 } });
  const waits = await lab.sweep(scenario, [1, 5], { variant: 'poll-50ms' });
  const stops = await lab.sweep(scenario, [1, 5], STOPS);
  const reference = await lab.reference(scenario);
  const twice = goesOn.map(votedTwice);
  const given = twice.filter((detail) => detail !== null).length;
  const twoLeaders = violations(goesOn, 'election-safety');
  return {
    checks: {
      'a broker votes for two candidates in one term, in all of 20 seeds': given === 20,
      'and both lead that term, but for split votes: in more than half of them': twoLeaders > 10,
      'with five nodes too': violations(five, 'election-safety') > 0,
      'not where the loop waits for its disk, nor where it stops': raftHolds([...waits, ...stops]),
      'nor in reference, 20 seeds': allPassed(reference),
    },
    measured:
      `A vote that is lost so is given twice in ${text(given)} of ${text(goesOn.length)} seeds (${twice[0] ?? 'none'}), and ${text(twoLeaders)} have two leaders in one term; ` +
      `with five nodes ${violating(five, 'election-safety')}; reference: ${passing(reference)}.`,
  };
}

/** What was said of it, if somebody did. */
function votedTwice({ violations: found }: RunResult): string | null {
  const vote = found.find(
    ({ invariant, detail }) =>
      invariant === 'vote-once-and-durable' && / votes for \S+ and for /.test(detail),
  );
  return vote?.detail ?? null;
}
