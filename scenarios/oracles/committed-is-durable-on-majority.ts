import { quorumSize } from '../../broker-core/raft/index.js';
import type { Invariant } from '../harness/definition/invariant.js';
import { CommittedEntries } from './track/committed-entries.js';
import { RaftLogs } from './track/raft-logs.js';

/**
 * What is committed is on the disks of a majority (invariant 8): otherwise a power failure of all takes it back. Checked when an entry
 * is first applied anywhere; a node that is down counts with what it had synced.
 */
export const committedIsDurableOnMajority: Invariant = {
  name: 'committed-is-durable-on-majority',
  doc: 'An entry of the metadata log that is applied anywhere is durable on a majority.',
  source: 'Raft paper, section 5.3; Raft thesis, section 10.2.1',
  create: ({ violate, brokers }) => {
    const logs = new RaftLogs();
    const committed = new CommittedEntries();
    return {
      onFact(fact) {
        logs.take(fact);
        if (fact.type !== 'applied' || !committed.add(fact)) return;
        const { nodeId, index, term } = fact;
        let count = 0;
        for (const broker of brokers) if (logs.of(broker).hasDurable(index, term)) count += 1;
        if (count >= quorumSize(brokers.length)) return;
        const having =
          brokers.filter((broker) => logs.of(broker).hasDurable(index, term)).join(', ') || 'nobody';
        const entry = `index ${index} of term ${term}`;
        violate(`${nodeId} applies ${entry}, durable on ${having} of ${brokers.length}`);
      },
    };
  },
};
