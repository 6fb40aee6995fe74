import { allPassed, firstDetail, firstSeedViolating, violating, violations } from '../figures.js';
import type { VerdictRow } from '../row.js';

export const l4: VerdictRow = {
  id: 'L4',
  seedsEnough: 8,
  claim:
    'Waits for the assignment and for the leader of a partition share one key, and are ended by key: an older or foreign command ends the wait, and an assignment that never was committed is reported as done.',
  source: 'S4:L230, L277-284',
  expected:
    'The topic is created again by others while an assignment waits: it is reported as committed, and another entry stands at its place (spec c L4)',
  async settle(lab) {
    const recreated = await lab.twenty('topic-recreated');
    const five = await lab.twenty('topic-recreated', { set: { 'cluster.nodes': 5 } });
    const joined = await lab.twenty('topic-recreated', { set: { assign: 'joinAll', 'topic.partitions': 3 } });
    const split = await lab.twenty('topic-creation-split');
    const tooLate = await lab.twenty('topic-recreated', { set: { 'creation.deposedMs': 6000 } });
    const reference = await lab.reference('topic-recreated');
    return {
      checks: {
        'an assignment that is lost is reported as committed within 20 seeds':
          firstSeedViolating(recreated, REPORTED) !== null,
        'with five nodes too': violations(five, REPORTED) > 0,
        'and with all partitions of three assigned at once': violations(joined, REPORTED) > 0,
        'and, where the leader writes topics beside Raft, without a deletion':
          violations(split, REPORTED) > 0,
        'not if the news comes after the 5 s of the wait': violations(tooLate, REPORTED) === 0,
        'reference passes': allPassed(reference),
      },
      measured:
        `${violating(recreated, REPORTED)} runs, those in which the broker that is asked again has come to lead: ${firstDetail(recreated, REPORTED)}. ` +
        `Five nodes: ${violating(five, REPORTED)}; three partitions at once: ${violating(joined, REPORTED)}; ` +
        `a split with writes beside Raft: ${violating(split, REPORTED)}.`,
    };
  },
};

const REPORTED = 'reported-proposal-is-committed';
