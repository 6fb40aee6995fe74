/** Bugs in what a broker does beside its partitions. */
import type { Strategies } from '../../../broker-core/broker/strategies.js';
import { referenceCreate } from '../../../broker-core/broker/creation/creator.js';
import { MetadataState } from '../../../broker-core/metadata/state/state.js';
import { MetadataStore } from '../../../broker-core/metadata/store.js';
import { decodeCommand, encodeCommand } from '../../../broker-core/protocol/commands.js';
import { eventLoop } from '../../../broker-core/quorum/event-loop.js';

type Plant = Partial<Strategies>;

/** A topic is refused where another one was created before. */
export const freshCreationRefused: Plant = {
  createWait: (ctx, port, topic) =>
    port.store.view.topics().length > 0
      ? Promise.resolve({ ok: false, error: 'INVALID_REQUEST' as const })
      : referenceCreate(ctx, port, topic),
};

/** A broker that starts again goes on under the epoch of its former life. */
export const epochKept: Plant = {
  loop: (node, config) => {
    const { machine } = node.deps;
    const honest = machine.apply.bind(machine);
    const view = machine instanceof MetadataStore ? machine.view : null;
    const state = view instanceof MetadataState ? view : null;
    machine.apply = (entry) => {
      const decoded = entry.data.length === 0 ? null : decodeCommand(entry.data);
      const command = decoded?.ok === true ? decoded.command : null;
      const before = command?.type === 'registerBroker' ? state?.broker(command.brokerId) : undefined;
      const applied = honest(entry);
      const after = before === undefined ? undefined : state?.broker(before.brokerId);
      if (before !== undefined && after !== undefined)
        state?.brokerTable.put({ ...after, brokerEpoch: before.brokerEpoch });
      return applied;
    };
    return eventLoop(node, config);
  },
};

/** How long a controller that was deposed goes on. */
const CLINGS_US = 5_000_000;

/** A controller that was deposed judges brokers for a while, and has its successor write so. */
export const deposedJudges: Plant = {
  loop: (node, config) => {
    const { env } = node.deps;
    const honest = eventLoop(node, config);
    let ledAtUs = -CLINGS_US;
    return {
      ...honest,
      leadership: () => {
        const leadership = honest.leadership();
        if (leadership.leads) ledAtUs = env.clock.nowUs();
        return { ...leadership, leads: env.clock.nowUs() < ledAtUs + CLINGS_US };
      },
    };
  },
};

/** Who waits for a write of theirs is not told that it has been applied. */
export const writerUntold: Plant = {
  loop: (node, config) => {
    const { machine } = node.deps;
    if (machine instanceof MetadataStore) machine.onRequest = () => () => undefined;
    return eventLoop(node, config);
  },
};

/** A controller that has heard a broker, and has it live again, has it fenced at once. */
export const fencedAgain: Plant = {
  loop: (node, config) => {
    const honest = eventLoop(node, config);
    return {
      ...honest,
      propose: async (ctx, data) => {
        const proposed = await honest.propose(ctx, data);
        const decoded = decodeCommand(data);
        if (decoded.ok && decoded.command.type === 'unfenceBroker') {
          const { brokerId, brokerEpoch } = decoded.command;
          const again = { type: 'fenceBroker', brokerId, brokerEpoch, failover: 'first-live-isr' } as const;
          await honest.propose(ctx, encodeCommand(again));
        }
        return proposed;
      },
    };
  },
};
