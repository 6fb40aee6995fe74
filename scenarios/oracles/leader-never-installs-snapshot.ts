import type { Invariant } from '../harness/definition/invariant.js';

/** A leader never puts another's snapshot in the place of its log (invariant 13). Checked when one is installed. */
export const leaderNeverInstallsSnapshot: Invariant = {
  name: 'leader-never-installs-snapshot',
  doc: 'No leader of the metadata log installs a snapshot.',
  source: 'Raft paper, section 7 and figure 3 (leader append-only)',
  create: ({ violate }) => ({
    onFact(fact) {
      if (fact.type !== 'snapshotInstalled' || fact.role !== 'leader') return;
      const { index, term } = fact.snapshot;
      violate(`${fact.nodeId} leads and installs a snapshot of index ${index}, term ${term}`);
    },
  }),
};
