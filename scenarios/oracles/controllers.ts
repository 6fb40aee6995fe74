/** Whose judgement of brokers takes effect, and what comes of it. */
import { decodeCommand } from '../../broker-core/protocol/commands.js';
import type { BrokerId } from '../../broker-core/protocol/records.js';
import { hears, type Invariant } from '../harness/definition/invariant.js';
import { BoundedMap } from './track/bounded-map.js';
import { CommittedImage } from './track/committed-image.js';

/** Judgements that no entry of the log has carried out yet, or ever; in many terms. */
const JUDGED_MAX = 16_384;

/**
 * 1. Controller C is cut off, and hears no heartbeats. 2. D is elected, and hears them all. 3. C is connected
 * again, finds all sessions over, and has D write so: healthy brokers are fenced.
 */
export const deposedControllerHasNoEffect: Invariant = {
  name: 'deposed-controller-has-no-effect',
  doc: 'A broker is fenced, or live again, by the controller of the term in which the log says so.',
  source: 'Raft paper, section 5.4; KIP-631 (the active controller)',
  create: ({ violate, judged, unjudged, share }) => {
    const image = share(CommittedImage);
    const judgements = new BoundedMap<string, true>(JUDGED_MAX);
    const leaders = new BoundedMap<number, string>();
    const newest = new Map<string, string>();
    return {
      ...hears(['sessionJudged', 'role', 'applied'], (fact) => {
        if (fact.type === 'sessionJudged') {
          const what = `${fact.brokerId} ${String(fact.fenced)}`;
          judgements.set(`${what} ${fact.term} ${fact.nodeId}`, true);
          newest.set(what, `${fact.nodeId} in term ${fact.term}`);
        } else if (fact.type === 'role' && fact.role === 'leader') leaders.set(fact.term, fact.nodeId);
        if (fact.type !== 'applied') return;
        for (const change of image.changes) {
          if (change.type !== 'brokerFenced' && change.type !== 'brokerUnfenced') continue;
          const fenced = change.type === 'brokerFenced';
          const what = `${change.brokerId} ${String(fenced)}`;
          const leader = leaders.get(fact.term) ?? 'nobody';
          const judgement = `${what} ${fact.term} ${leader}`;
          judged();
          if (judgements.get(judgement) === true) {
            // It explains one entry. The next change the same way takes another judgement.
            judgements.delete(judgement);
            newest.delete(what);
            continue;
          }
          if (judgements.hasForgotten || leaders.hasForgotten) {
            unjudged('changes of brokers, after too many judgements or terms');
            continue;
          }
          const verb = fenced ? 'is fenced' : 'is live again';
          const where = `index ${fact.index} of term ${fact.term}, which ${leader} leads`;
          const by = newest.get(what) ?? 'nobody';
          violate(`${where}: broker ${change.brokerId} ${verb}, as decided by ${by}`);
        }
      }),
    };
  },
};

/**
 * 1. A controller leads, and hears all brokers. 2. Another leads for a minute, and hears them all. 3. The first
 * leads again, takes them for silent for a minute, and fences them all.
 */
export const sessionBeginsWithAReign: Invariant = {
  name: 'session-begins-with-a-reign',
  doc: 'A controller fences a broker only when it has led for broker.sessionTimeoutMs.',
  source: 'KIP-631 (broker.session.timeout.ms)',
  create: ({ violate, judged, settings, nowUs }) => {
    const leastUs = settings['broker.sessionTimeoutMs'] * 1000;
    const ledSinceUs = new BoundedMap<string, number>(JUDGED_MAX);
    let isJudged = true;
    return {
      ...hears(['role', 'sessionJudged'], (fact) => {
        if (fact.type === 'role' && fact.role === 'leader')
          ledSinceUs.set(`${fact.nodeId} ${fact.term}`, nowUs());
        if (fact.type !== 'sessionJudged' || !fact.fenced) return;
        const sinceUs = ledSinceUs.get(`${fact.nodeId} ${fact.term}`);
        if (!isJudged || sinceUs === undefined) return;
        judged();
        if (nowUs() - sinceUs >= leastUs) return;
        const ms = (nowUs() - sinceUs) / 1000;
        violate(
          `${fact.nodeId} has broker ${fact.brokerId} fenced, and leads term ${fact.term} for ${ms} ms`,
        );
      }),
      // A clock that is set or drifts measures another session.
      onFault({ type }) {
        if (type === 'clockOffset' || type === 'clockDrift') isJudged = false;
      },
    };
  },
};

/**
 * 1. A leads a partition, and is cut off and fenced. 2. B and C have all its records, and nobody makes one of
 * them leader. 3. Until A is back nothing can be written.
 */
export const fencedBrokerLeadsNothing: Invariant = {
  name: 'fenced-broker-leads-nothing',
  doc: 'A broker that is fenced, so that live members of the ISR take over, leads no partition any more.',
  source: 'KIP-631 (fenced brokers), KIP-841',
  create: ({ violate, judged, share }) => {
    const image = share(CommittedImage);
    const fenced = new Set<BrokerId>();
    return {
      ...hears(['applied'], (fact) => {
        if (fact.type !== 'applied' || image.changes.length === 0) return;
        const decoded = decodeCommand(fact.data);
        const command = decoded.ok ? decoded.command : null;
        if (command?.type === 'fenceBroker' && command.failover === 'first-live-isr')
          fenced.add(command.brokerId);
        for (const brokerId of fenced)
          if (image.view.broker(brokerId)?.fenced !== true) fenced.delete(brokerId);
        if (fenced.size === 0) return;
        for (const { topic, partition, leader } of image.view.partitions()) {
          judged();
          if (leader !== null && fenced.has(leader))
            violate(`index ${fact.index}: broker ${leader} is fenced, and leads ${topic}/${partition}`);
        }
      }),
    };
  },
};
