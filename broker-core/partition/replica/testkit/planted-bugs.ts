import type { PartitionLog } from '../../log/open.js';
import type { ReplicaDeps } from '../deps.js';
import type { Plant } from './node.js';
import type { RigOptions } from './rig.js';

/** Bugs that somebody could write, by what they do. Each has to be noticed. */
export const plantedBugs: Readonly<Record<string, RigOptions>> = {
  'the high watermark does without the leader’s own disk': {
    plant: withAckPolicy(({ committedEnd }) => (view) => {
      const others = view.maximalIsr.filter((brokerId) => brokerId !== view.leader);
      const blind = (brokerId: number): number =>
        brokerId === view.leader && others.length > 0 ? Number.MAX_SAFE_INTEGER : view.durableEndOf(brokerId);
      return committedEnd({ ...view, durableEndOf: blind });
    }),
  },
  'a pending member does not count for the high watermark': {
    plant: withAckPolicy(
      ({ committedEnd }) =>
        (view) =>
          committedEnd({ ...view, maximalIsr: view.isr }),
    ),
  },
  'the high watermark counts a majority of the ISR': {
    plant: withAckPolicy(() => ({ isr, durableEndOf }) => {
      const ends = isr.map(durableEndOf).sort((a, b) => b - a);
      return ends[isr.length >> 1] ?? null;
    }),
  },
  'a leader counts what it has only written': {
    plant: withLog((log, leads) => ({
      durableEndOffset: () => (leads() ? log.logEndOffset : log.durableEndOffset),
    })),
  },
  'a follower replies before its disk': {
    plant: withLog((log, leads) => ({
      durableEndOffset: () => (leads() ? log.durableEndOffset : log.logEndOffset),
    })),
  },
  'a follower keeps its own batches where the leader has others': {
    plant: withLog((log) => ({
      truncateTo: () => (offset: number) => offset,
      appendAt: () => (batch: Parameters<PartitionLog['appendAt']>[0]) =>
        batch.baseOffset < log.logEndOffset ? { ok: true, batch, lsn: 0 } : log.appendAt(batch),
    })),
  },
  'an ISR change counts as soon as it is asked for': {
    plant: (deps, replica) => ({
      ...deps,
      alterIsr: (request, done) => {
        const { topic, partition, brokerId: leader } = deps;
        const { isr, leaderEpoch, partitionEpoch } = request;
        deps.alterIsr(request, done);
        const image = { topic, partition, replicas: [1, 2, 3], leader, leaderEpoch, isr, partitionEpoch };
        replica()?.onMetadata(image);
      },
    }),
  },
  'a follower joins the ISR as soon as it answers': {
    plant: (deps) => {
      const { isrPolicy } = deps.config;
      const eager: typeof isrPolicy = {
        ...isrPolicy,
        propose: (view) => isrPolicy.propose({ ...view, joinOffset: 0 }),
      };
      return { ...deps, config: { ...deps.config, isrPolicy: eager } };
    },
  },
  'a producer’s sequence is forgotten': {
    plant: withLog((log) => ({
      checkSequence: () => () => ({ kind: 'ok' }),
      append: () => (batch: Parameters<PartitionLog['append']>[0], leaderEpoch: number) =>
        log.append({ ...batch, producerId: -1, producerEpoch: -1, baseSequence: -1 }, leaderEpoch),
    })),
  },
  'a broker that restarts goes on leading its epoch': { registers: false },
};

type CommittedEnd = ReplicaDeps['config']['ackPolicy']['committedEnd'];

function withAckPolicy(bug: (honest: ReplicaDeps['config']['ackPolicy']) => CommittedEnd): Plant {
  return (deps) => {
    const { ackPolicy } = deps.config;
    return { ...deps, config: { ...deps.config, ackPolicy: { ...ackPolicy, committedEnd: bug(ackPolicy) } } };
  };
}

/** Replaces properties of the log by what the functions give. */
function withLog(
  bug: (log: PartitionLog, leads: () => boolean) => Partial<Record<keyof PartitionLog, () => unknown>>,
): Plant {
  return (deps, replica) => {
    const { log } = deps;
    const replaced = bug(log, () => replica()?.leads === true);
    const lying = new Proxy(log, {
      get: (target, key: keyof PartitionLog) => {
        const honest: unknown = Reflect.get(target, key);
        const bound: unknown = typeof honest === 'function' ? honest.bind(target) : honest;
        return replaced[key]?.() ?? bound;
      },
    });
    return { ...deps, log: lying };
  };
}
