import type { Invariant } from '../harness/definition/invariant.js';

/** After the heal one node leads the metadata log, and all others follow it (liveness). Checked at the end. */
export const oneLeaderAfterHeal: Invariant = {
  name: 'one-leader-after-heal',
  doc: 'After the heal one node leads the metadata log and all others know it.',
  source: 'Raft paper, section 5.6 (availability)',
  create: ({ violate, brokers }) => ({
    atEnd({ views }) {
      for (const nodeId of brokers) if (!views.has(nodeId)) violate(`${nodeId} is not up`);
      const leaders = [...views].filter(([, { raft }]) => raft.role === 'leader').map(([nodeId]) => nodeId);
      const [leader] = leaders;
      if (leader === undefined) violate('nobody leads the metadata log');
      else if (leaders.length > 1) violate(`${leaders.join(' and ')} lead the metadata log`);
      else {
        for (const [nodeId, { raft }] of views) {
          if (raft.leaderId !== leader)
            violate(`${leader} leads the metadata log, ${nodeId} follows ${raft.leaderId ?? 'nobody'}`);
        }
      }
    },
  }),
};
