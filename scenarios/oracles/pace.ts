/** How soon the metadata log may say again what it has said before: a flapping cluster fills it. */
import type { BrokerId } from '../../broker-core/protocol/records.js';
import type { FaultType } from '../../sim/faults/entry.js';
import { hears, type Invariant } from '../harness/definition/invariant.js';
import { CommittedImage } from './track/committed-image.js';
import { PerPartition } from './track/per-partition.js';
import { placeText } from './track/text.js';

/** A clock that is set or drifts measures another second. */
const CLOCK_FAULTS: readonly FaultType[] = ['clockOffset', 'clockDrift'];

/** Of one replica, in one leader epoch. */
interface Stay {
  joinedAtUs: number;
  /** When the stay before this one began, which its leader has ended. */
  formerJoinedAtUs: number | null;
}

class Isr {
  leaderEpoch = -1;
  members: readonly BrokerId[] = [];
  readonly stays = new Map<BrokerId, Stay>();
}

/**
 * A leader puts a follower out that has lacked something for `replica.lag.time.max`, and takes it in only
 * when it has had all within half of that. So from the beginning of one stay to the end of the next that time
 * has passed.
 * 1. Both followers are overdue, and leave. 2. They have all that is committed, and join. 3. They are overdue
 * still.
 */
export const isrDoesNotFlap: Invariant = {
  name: 'isr-does-not-flap',
  doc: 'In a leader epoch a follower is put out of the ISR twice only if replica.lagTimeMaxMs lie between.',
  source: 'Kafka, Partition (maybeShrinkIsr); KIP-16',
  create: ({ violate, judged, share, settings, nowUs }) => {
    const image = share(CommittedImage);
    const leastUs = settings['replica.lagTimeMaxMs'] * 1000;
    const partitions = new PerPartition(() => new Isr());
    let isJudged = true;
    const leave = (isr: Isr, brokerId: BrokerId, byLeader: boolean, place: string): void => {
      const stay = isr.stays.get(brokerId);
      if (stay === undefined) return;
      isr.stays.delete(brokerId);
      // What the controller ends says nothing of how its leader saw it.
      if (!byLeader) return;
      const { formerJoinedAtUs, joinedAtUs } = stay;
      const sinceUs = formerJoinedAtUs === null ? leastUs : nowUs() - formerJoinedAtUs;
      if (isJudged) judged();
      if (isJudged && sinceUs < leastUs)
        violate(`${place}: ${brokerId} leaves the ISR for the second time in ${sinceUs / 1000} ms`);
      isr.stays.set(brokerId, { joinedAtUs: Number.NaN, formerJoinedAtUs: joinedAtUs });
    };
    const join = (isr: Isr, brokerId: BrokerId): void => {
      const former = isr.stays.get(brokerId);
      const formerJoinedAtUs = former?.formerJoinedAtUs ?? null;
      isr.stays.set(brokerId, { joinedAtUs: nowUs(), formerJoinedAtUs });
    };
    return {
      ...hears(['applied'], (fact) => {
        if (fact.type !== 'applied' || image.changes.length === 0) return;
        const byLeader = !image.changes.some(({ type }) => type.startsWith('broker'));
        for (const change of image.changes) {
          if (change.type !== 'isrChanged') continue;
          const { topic, partition } = change;
          const leaderEpoch = image.view.partition(topic, partition)?.leaderEpoch ?? -1;
          const topicId = image.view.topic(topic)?.topicId ?? null;
          const isr = partitions.of({ topic, topicId, partition });
          if (leaderEpoch !== isr.leaderEpoch) {
            isr.stays.clear();
            isr.members = [];
          }
          for (const brokerId of isr.members)
            if (!change.isr.includes(brokerId)) leave(isr, brokerId, byLeader, placeText(change));
          for (const brokerId of change.isr) if (!isr.members.includes(brokerId)) join(isr, brokerId);
          isr.leaderEpoch = leaderEpoch;
          isr.members = change.isr;
        }
      }),
      onFault({ type }) {
        if (CLOCK_FAULTS.includes(type)) isJudged = false;
      },
    };
  },
};

/** A broker is live again when it has been heard, and fenced again when it has been silent for a session. */
export const fencingDoesNotFlap: Invariant = {
  name: 'fencing-does-not-flap',
  doc: 'A broker is fenced twice only if broker.sessionTimeoutMs lie between.',
  source: 'KIP-631 (broker.session.timeout.ms)',
  create: ({ violate, judged, share, settings, nowUs }) => {
    const image = share(CommittedImage);
    const leastUs = settings['broker.sessionTimeoutMs'] * 1000;
    const fencedAtUs = new Map<BrokerId, number>();
    let isJudged = true;
    return {
      ...hears(['applied'], (fact) => {
        if (fact.type !== 'applied') return;
        for (const change of image.changes) {
          if (change.type !== 'brokerFenced') continue;
          const { brokerId } = change;
          const sinceUs = nowUs() - (fencedAtUs.get(brokerId) ?? Number.NEGATIVE_INFINITY);
          fencedAtUs.set(brokerId, nowUs());
          if (isJudged) judged();
          if (isJudged && sinceUs < leastUs)
            violate(`broker ${brokerId} is fenced for the second time in ${sinceUs / 1000} ms`);
        }
      }),
      onFault({ type }) {
        if (CLOCK_FAULTS.includes(type)) isJudged = false;
      },
    };
  },
};
