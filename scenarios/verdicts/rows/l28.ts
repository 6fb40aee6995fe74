import {
  all,
  allPassed,
  firstSeedViolating,
  passing,
  raftHolds,
  text,
  violated,
  violating,
  violations,
} from '../figures.js';
import type { VerdictRow } from '../row.js';

export const l28: VerdictRow = {
  id: 'L28',
  seedsEnough: 10,
  claim:
    'Moving the write of a Ready behind `advance` acknowledges what is not durable; moving it between `ready` and `advance`, with the lock released, breaks the numbering of Readys.',
  source: 'S4:L517; audit 6 and P0.2 of the repository (spec d.1)',
  expected:
    'A crash between the two loses an acknowledged entry, or a vote; with the lock released raft-rs panics, "rd_record.number == rd.number" (spec c L28). Reference passes the same, over 1,000 seeds by the commands of L27',
  async settle(lab) {
    const scenario = 'acked-before-durable';
    const runs = await lab.sweep(scenario, [1, 5], EARLY);
    const released = await lab.sweep('ready-loop-stall', [1, 3], {
      variant: 'poll-50ms',
      set: { readyIo: 'lock-released', 'stall.ms': 500 },
    });
    const inLock = await lab.sweep(scenario, [1, 3], { variant: 'poll-50ms' });
    const reference = [...(await lab.reference(scenario)), ...(await lab.reference('lost-vote'))];
    const votes = await lab.sweep('lost-vote', [1, 5], EARLY);
    const stops = released.map((run) => run.findings.find(({ type }) => type === 'stopped'));
    const isMismatch = (key: string | undefined): boolean => key?.includes('readyNumberMismatch') === true;
    return {
      checks: {
        'a committed entry is lost, in seed 1': firstSeedViolating(runs, 'leader-completeness') === 1,
        'in all of 5 seeds': violations(runs, 'leader-completeness') === 5,
        'votes leave before they are durable': violations(runs, 'vote-once-and-durable') === 5,
        'one of them is given twice, and a term has two leaders, in most seeds':
          violations(votes, 'election-safety') > 2,
        'a topic that was acknowledged is gone': violations(runs, 'acknowledged-topic-survives') === 5,
        'released: half a second of stall ends the node': all(stops, (stop) => isMismatch(stop?.key)),
        'in the lock nothing of it': raftHolds(inLock),
        'nor in reference, 20 seeds of each': allPassed(reference),
      },
      measured:
        `Advance first: ${violating(runs, 'leader-completeness')} seeds lose what was committed (${runs.slice(0, 1).flatMap(violated).join(', ')}), and with a vote lost ${violating(votes, 'election-safety')} have two leaders in one term. ` +
        `Lock released: the stalled broker stops in ${text(stops.filter((stop) => isMismatch(stop?.key)).length)} of ${text(stops.length)} ("${stops[0]?.key ?? 'none'}"), and ${text(violations(released, 'leader-completeness'))} of them lose a committed entry. Reference: ${passing(reference)}.`,
    };
  },
};

const EARLY = { variant: 'poll-50ms', set: { readyIo: 'advance-first' } };
