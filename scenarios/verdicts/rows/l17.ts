import { allPassed, firstSeedViolating, text, violating, violations } from '../figures.js';
import type { VerdictRow } from '../row.js';

export const l17: VerdictRow = {
  id: 'L17',
  claim:
    'Whether the node leads is looked at under one lock, and the proposal is made under another: if leadership is lost between them, Raft passes the proposal on, Ok is returned, and the entry is dropped or committed somewhere else.',
  source: 'S4:L298-310',
  expected:
    'An election while the leader’s loop is at its disk: proposers that waited for the loop find themselves leading, and propose when they do not (spec c L17)',
  async settle(lab) {
    const scenario = 'topic-creation-stalled-leader';
    const burst = await lab.twenty(scenario);
    const skip = await lab.twenty(scenario, { set: { missedTick: 'skip' } });
    const five = await lab.sweep(scenario, [1, 5], { set: { 'cluster.nodes': 5 } });
    const inOneLock = await lab.twenty(scenario, { set: { leaderCheck: 'with-proposal' } });
    const reference = await lab.reference(scenario);
    const notFound = (runs: typeof burst): number =>
      runs.filter((run) => run.operations['createTopic']?.errors['NOT_FOUND'] !== undefined).length;
    return {
      checks: {
        'a proposal is accepted that stands nowhere, in seed 1': firstSeedViolating(burst, IN_OWN_LOG) === 1,
        'in all of 20 seeds': violations(burst, IN_OWN_LOG) === burst.length,
        'with five nodes too': violations(five, IN_OWN_LOG) === five.length,
        'it is dropped: its creator waits 5 s for nothing': notFound(burst) > 0,
        'or another leader commits it': skip.some((run) => run.operations['createTopic']?.ok === 2),
        'with look and proposal under one lock none is': violations(inOneLock, IN_OWN_LOG) === 0,
        'reference passes': allPassed(reference),
      },
      measured:
        `${violating(burst, IN_OWN_LOG)} runs accept a proposal and pass it on. In ${text(notFound(burst))} it is dropped, because the ticks that the stalled loop makes up ` +
        `for end in another election; with ticks skipped, in ${text(notFound(skip))}, and the new leader commits it in the others. ` +
        `Under one lock the proposal is in the log of the leader that was, and lost with its term in ${text(notFound(inOneLock))} of ${text(inOneLock.length)}: its place is known, so that could be found out.`,
    };
  },
};

const IN_OWN_LOG = 'accepted-proposal-is-in-own-log';
