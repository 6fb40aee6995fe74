/** Bugs in what a broker does with its partitions. */
import type { Disk } from '../../../broker-core/env.js';
import type { ReplicaHost, Strategies } from '../../../broker-core/broker/strategies.js';
import { referenceReplication } from '../../../broker-core/broker/strategies.js';
import { LogState } from '../../../broker-core/partition/log/state.js';
import { highWatermarkAcks } from '../../../broker-core/partition/replica/config.js';
import { ANSWERED, type ReplicaDeps } from '../../../broker-core/partition/replica/deps.js';
import { epochBefore } from '../../../broker-core/partition/replica/messages.js';
import type { PartitionReplica } from '../../../broker-core/partition/replica/partition-replica.js';
import { Replica } from '../../../broker-core/partition/replica/replica.js';
import type { Partition } from '../../../broker-core/protocol/records.js';

type Plant = Partial<Strategies>;

/** A sync of a file is answered before the disk has done it. */
export const syncAnsweredEarly: Plant = {
  election: ({ env }) => {
    // The disk is this life's own: another life gets another.
    const disk: { sync: Disk['sync'] } = env.disk;
    const sync = env.disk.sync.bind(env.disk);
    disk.sync = (path, done) => {
      sync(path, () => undefined);
      env.timers.after(0, { kind: 'disk', label: 'planted' }, () => done({ ok: true, value: null }));
    };
    return (deps) => new Replica(deps);
  },
};

/** Of what asks for such an acknowledgement, every seventh is answered and not written. */
export const seventhDropped = (of: -1 | 1): Plant =>
  withReplica((replica) => {
    let count = 0;
    return {
      produce: (batch, acks, expectedLeaderEpoch, done) => {
        count += 1;
        if (acks !== of || !replica.leads || count % 7 !== 0)
          return replica.produce(batch, acks, expectedLeaderEpoch, done);
        done({ ok: true, baseOffset: replica.logEndOffset });
        return ANSWERED;
      },
    };
  });

/** Every seventh batch is written as something that nobody sent. */
export const seventhAltered: Plant = withReplica((replica) => {
  let count = 0;
  return {
    produce: (batch, acks, expectedLeaderEpoch, done) => {
      count += 1;
      const altered = batch.records.map((record) => ({ ...record, value: `${record.value}?` }));
      const written = count % 7 === 0 ? { ...batch, records: altered } : batch;
      return replica.produce(written, acks, expectedLeaderEpoch, done);
    },
  };
});

/** `min.insync.replicas` counts for nothing. */
export const minIsrIgnored: Plant = {
  acks: {
    ...highWatermarkAcks,
    committedEnd: (view) => highWatermarkAcks.committedEnd({ ...view, minInsyncReplicas: 1 }),
    isTooSmall: () => false,
  },
};

/** Nobody comes back into an ISR. */
export const joinDisabled: Plant = {
  replication: {
    ...referenceReplication,
    isr: {
      ...referenceReplication.isr,
      propose: (view) =>
        referenceReplication.isr.propose({
          ...view,
          followers: view.followers.filter(({ brokerId }) => view.isr.includes(brokerId)),
        }),
    },
  },
};

/** Every seventh batch of an idempotent producer is answered and not written, and the next one is taken. */
export const sequenceSkipped: Plant = {
  election: (_: ReplicaHost) => (deps) => {
    // Past what the log asserts.
    const state: unknown = Reflect.get(deps.log, 'state');
    if (state instanceof LogState) {
      const { producers } = state;
      const honest = producers.check.bind(producers);
      producers.check = (...asked) => {
        const check = honest(...asked);
        return check.kind === 'outOfOrder' ? { kind: 'ok' } : check;
      };
    }
    let count = 0;
    return replaced(new Replica(deps), (replica) => ({
      produce: (...[batch, acks, epoch, done]: Parameters<Replica['produce']>) => {
        count += 1;
        if (batch.producerId < 0 || !replica.leads || count % 7 !== 0)
          return replica.produce(batch, acks, epoch, done);
        done({ ok: true, baseOffset: replica.logEndOffset });
        return ANSWERED;
      },
    }));
  },
};

/** The newest batch counts as committed only when there is one behind it. */
export const watermarkBehind: Plant = {
  acks: {
    ...highWatermarkAcks,
    committedEnd: (view) => {
      const end = highWatermarkAcks.committedEnd(view);
      return end === null ? null : Math.max(0, end - 1);
    },
  },
};

/** A follower takes what the leader of an older epoch sends. */
export const staleEpochTaken: Plant = withReplica((replica) => {
  let partition: Partition | null = null;
  return {
    onMetadata: (image) => {
      partition = image;
      replica.onMetadata(image);
    },
    onReplicate: (from, request) => {
      const { leaderEpoch } = replica;
      const leader = partition?.leader ?? null;
      const isStale = request.leaderEpoch < leaderEpoch && leader !== null && !replica.leads;
      if (isStale) replica.onReplicate(leader, { ...request, leaderEpoch });
      else replica.onReplicate(from, request);
    },
  };
});

/** A leader that is deposed gives up its role two seconds later. */
export const leadsOn: Plant = withReplica((replica, { env, brokerId }) => ({
  onMetadata: (image) => {
    if (!replica.leads || image === null || image.leader === brokerId) replica.onMetadata(image);
    else env.timers.after(2_000_000, { kind: 'timeout', label: 'planted' }, () => replica.onMetadata(image));
  },
}));

/** What a follower has said counts 400 ms later. */
export const watermarkLate: Plant = withReplica((replica, { env }) => ({
  onReplicateReply: (reply) => {
    env.timers.after(400_000, { kind: 'timeout', label: 'planted' }, () => replica.onReplicateReply(reply));
  },
}));

/** Every second fetch is told the high watermark of before the last record. */
export const olderEndTold: Plant = withReplica((replica) => {
  let count = 0;
  return {
    fetch: (...asked) => {
      const fetched = replica.fetch(...asked);
      count += 1;
      if (!fetched.ok || count % 2 !== 0) return fetched;
      return { ...fetched, highWatermark: Math.max(0, fetched.highWatermark - 1) };
    },
  };
});

/** A leader that hears how far a follower is asks it how far it is. */
export const answersAnswered: Plant = withReplica((replica, deps) => ({
  onReplicateReply: (reply) => {
    replica.onReplicateReply(reply);
    if (!replica.leads) return;
    const { topic, topicId, partition, brokerId: leader, log } = deps;
    const { logEndOffset: previousOffset } = log;
    const about = { topic, topicId, partition, leader, leaderEpoch: replica.leaderEpoch };
    const place = { previousOffset, previousEpoch: epochBefore(log, previousOffset) ?? -1 };
    const rest = { requestNumber: 0, epochStartOffset: previousOffset + 1, batches: [], highWatermark: 0 };
    deps.sendReplicate(reply.follower, { type: 'replicate', ...about, ...place, ...rest });
  },
}));

/** A replica of which some methods are replaced. */
function withReplica(bug: (replica: Replica, deps: ReplicaDeps) => Partial<PartitionReplica>): Plant {
  return { election: (_: ReplicaHost) => (deps) => replaced(new Replica(deps), (one) => bug(one, deps)) };
}

function replaced<T extends object>(target: T, bug: (target: T) => object): T {
  const methods = bug(target);
  return new Proxy(target, {
    get: (_, key) => {
      const planted: unknown = Reflect.get(methods, key);
      if (planted !== undefined) return planted;
      const honest: unknown = Reflect.get(target, key);
      const bound: unknown = typeof honest === 'function' ? honest.bind(target) : honest;
      return bound;
    },
  });
}
