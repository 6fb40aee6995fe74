import type { Invariant } from '../harness/definition/invariant.js';

/** Longer than an entry takes from the first node that applies it to the last, when nothing is broken. */
const SPREAD_US = 1_000_000;

/**
 * After the heal every broker has applied all of the metadata log that was committed (liveness). What was applied for the first time
 * only just now may still be on its way to the others. Checked at the end.
 */
export const imagesConverge: Invariant = {
  name: 'images-converge',
  doc: 'After the heal every broker has applied everything that is committed.',
  source: 'Raft paper, section 5.3 (all followers eventually store all log entries)',
  create: ({ violate, nowUs }) => {
    let newest = 0;
    /** First applications of the last second, ascending, and the one before them. */
    const recent: { readonly index: number; readonly atUs: number }[] = [];
    return {
      onFact(fact) {
        if (fact.type !== 'applied' || fact.index <= newest) return;
        newest = fact.index;
        const atUs = nowUs();
        while ((recent[1]?.atUs ?? atUs) <= atUs - SPREAD_US) recent.shift();
        recent.push({ index: fact.index, atUs });
      },
      atEnd({ views }) {
        const settledAtUs = nowUs() - SPREAD_US;
        const settled = recent.filter(({ atUs }) => atUs <= settledAtUs).at(-1)?.index ?? 0;
        for (const [nodeId, { raft, metadata }] of views) {
          for (const [what, index] of [
            ['applied', raft.appliedIndex],
            ['an image of', metadata.appliedIndex],
          ] as const) {
            if (index < settled)
              violate(`${nodeId} has ${what} index ${index}, others had applied ${settled}`);
          }
        }
      },
    };
  },
};
