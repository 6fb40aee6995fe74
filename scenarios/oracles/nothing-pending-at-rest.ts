import type { Invariant } from '../harness/definition/invariant.js';
import { valueText } from './track/text.js';

/** How many entries a map of waiters may hold at rest: the heartbeat of a broker may be on its way at any moment. */
const allowedIn = (name: string): number => (name === 'peerCalls' ? 1 : 0);

/**
 * Every request has been answered, and nobody waits in a broker any more (invariant 28). An entry that is left in a map of waiters is
 * a leak: nobody will ever take it out. Checked at the end.
 */
export const nothingPendingAtRest: Invariant = {
  name: 'nothing-pending-at-rest',
  doc: 'At rest every send has an outcome, and no broker has anybody waiting.',
  source:
    'spec c (leaked notifies); FoundationDB, "Testing Distributed Systems w/ Deterministic Simulation" (quiescence)',
  create: ({ violate }) => ({
    atEnd({ history, views }) {
      for (const { client, topic, value, outcome } of history.sent) {
        if (outcome === null) violate(`${client} has no answer to ${valueText(value)}, sent to ${topic}`);
      }
      for (const [nodeId, { pending, replicas }] of views) {
        for (const [name, count] of Object.entries(pending)) {
          const allowed = allowedIn(name);
          if (count > allowed) violate(`${nodeId} has ${count} ${name} at rest, expected ${allowed} at most`);
        }
        let pendingCount = 0;
        for (const replica of replicas) pendingCount += replica.status().pendingCount;
        if (pendingCount > 0)
          violate(`${nodeId} has ${pendingCount} batches whose producers wait, expected 0`);
      }
    },
  }),
};
