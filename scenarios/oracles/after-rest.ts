/** What a cluster does that has come to rest, when it is asked once more and then left alone. */
import { raftTickMs } from '../harness/cluster/from-settings.js';
import type { Invariant } from '../harness/definition/invariant.js';
import type { Settings } from '../harness/settings/table.js';

export const isrHoldsLiveReplicas: Invariant = {
  name: 'isr-holds-live-replicas',
  doc: 'After the heal every live replica comes back into the ISR.',
  source: 'Kafka documentation, "Replicated logs" (a follower that has caught up joins the ISR)',
  create: ({ violate, judged }) => ({
    afterRest({ missing }) {
      judged();
      for (const one of missing) violate(`the ISR of ${one}`);
    },
  }),
};

export const freshRequestsSucceed: Invariant = {
  name: 'fresh-requests-succeed',
  doc: 'After the heal a new topic can be created, and a new record written, to it and to an older one.',
  source: 'Kafka documentation, "Availability and durability guarantees"',
  create: ({ violate, judged }) => ({
    afterRest({ asked }) {
      for (const { what, outcome } of asked) {
        judged();
        if (outcome !== 'ok') violate(`the ${what}: ${outcome ?? 'no answer'}`);
      }
    },
  }),
};

/** A message is sent, queued for the cpu, handled, and wakes one or two that wait for it. */
const EVENTS_PER_MESSAGE = 6;

/** The timer, and the task that it wakes. */
const EVENTS_PER_TICK = 3;

/**
 * The operator's looks, and what is asked once a second or less often, of each of 100 partitions and
 * clients.
 */
const EVENTS_PER_S_OF_OTHERS = 2000;

/**
 * 1. Two brokers answer each other's answers. 2. Nothing is wrong but the load: every client still succeeds.
 */
export const quietAtRest: Invariant = {
  name: 'quiet-at-rest',
  doc: 'At rest nothing happens but what clocks bring: events per virtual second have a bound by the settings.',
  source: 'FoundationDB, "Testing Distributed Systems w/ Deterministic Simulation" (quiescence)',
  create: ({ violate, judged, settings }) => ({
    afterRest({ quiet: { durationUs, events, commits } }) {
      const mostPerS = eventsPerSAtRest(settings);
      const perS = (events / durationUs) * 1_000_000;
      if (durationUs === 0) return;
      judged();
      if (perS <= mostPerS) return;
      const happened = `${events} events and ${commits} commits in ${durationUs / 1000} ms at rest`;
      violate(`${happened}, and not more than ${Math.ceil(mostPerS)} events in a second`);
    },
  }),
};

/**
 * What clocks bring: each broker's ticks and turns of its loop, the heartbeats of the leader of the metadata log,
 * and those of all brokers to it, each answered. Legal runs of a swarm have a half of it at most.
 */
function eventsPerSAtRest(settings: Settings): number {
  const nodes = settings['cluster.nodes'];
  const perS = (periodMs: number): number => (periodMs > 0 ? 1000 / periodMs : 0);
  const heartbeatMs = settings['raft.heartbeatTicks'] * raftTickMs(settings);
  const ticks = nodes * EVENTS_PER_TICK * (perS(settings['raft.tickMs']) + perS(settings['loop.periodMs']));
  const exchanges = (nodes - 1) * perS(heartbeatMs) + nodes * perS(settings['broker.heartbeatMs']);
  return ticks + 2 * EVENTS_PER_MESSAGE * exchanges + EVENTS_PER_S_OF_OTHERS;
}
