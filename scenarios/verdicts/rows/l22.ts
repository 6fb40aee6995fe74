import type { RunResult } from '../../harness/result/run-result.js';
import {
  all,
  allPassed,
  firstSeedViolating,
  longest,
  passing,
  text,
  violating,
  violations,
  waitsMs,
} from '../figures.js';
import type { VerdictRow } from '../row.js';

const SEEDS = 20;
const TWICE = 'one-assignment-per-generation';
const SHARED = 'partition-has-one-member';

export const l22: VerdictRow = {
  id: 'L22',
  seedsEnough: 20,
  claim:
    'The timer of the fallback knows no generation: set in one, it fires in the next, and assigns early. When the leader assigns as well, one generation has two assignments.',
  source: 'S0:L209-224',
  expected:
    'Rebalances at 0 s and at 1.5 s: an invariant is violated in the historic variant (spec c L22); reference passes, over 1,000 seeds by `sweep group-two-rebalances --seeds 1..1000`',
  async settle(lab) {
    const historic = await lab.twenty('group-two-rebalances');
    const later = await lab.sweep('group-two-rebalances', [1, 5], { set: { 'consumerGroup.lateMs': 2500 } });
    const repaired = await lab.twenty('group-two-rebalances', {
      set: { consumerGroups: 'notified', 'consumerGroup.leaderSyncMs': 0, 'consumerGroup.joinSpreadMs': 0 },
    });
    const reference = await lab.reference('group-two-rebalances');
    const early = historic.flatMap((run: RunResult) => waitsMs(run, 'syncFallback'));
    return {
      checks: {
        [`two assignments in one generation, ${text(SEEDS)} of ${text(SEEDS)} seeds`]:
          violations(historic, TWICE) === SEEDS,
        'and partitions with two members': violations(historic, SHARED) === SEEDS,
        'the fallback came before its 2 s': early.length === SEEDS && all(early, (ms) => ms < 2000),
        'not if the second rebalance comes after the timer':
          violations(later) === 0 && all(later, (run) => waitsMs(run, 'groupJoin').length >= 2),
        'reference passes, 20 seeds': allPassed(reference),
      },
      measured:
        `${violating(historic, TWICE)} seeds violate ${TWICE}, ${violating(historic, SHARED)} ${SHARED}, seed ${text(firstSeedViolating(historic, TWICE))} first; the followers of the second generation ` +
        `had waited ${text(longest(early))} ms of the 2,000, or less, when they were assigned. With the second rebalance at 2.5 s, ` +
        `${text(violations(later))} of ${text(later.length)} do. A timer that keeps to its own generation: ${violating(repaired, TWICE)}. Reference: ${passing(reference)}.`,
    };
  },
};
