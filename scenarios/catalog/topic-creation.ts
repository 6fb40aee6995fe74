/**
 * The three forms of R7, "cascading 5 s time-outs". None of the figures that they are known for stands here: the schedules say what
 * breaks and when, the waits are in the code of the variants.
 *
 * In all of them `n1` leads the metadata log when the load begins.
 */
import type { FaultEntry } from '../../sim/faults/entry.js';
import { brokerNames } from '../cluster/from-settings.js';
import type { Scenario } from '../scenario.js';
import type { Settings } from '../settings/table.js';
import { createTopicLoad } from '../workloads/create-topic.js';

const TOPIC = 'orders';

/**
 * The follower n2 is asked. Its forward reaches the leader and the topic is replicated, but the answer is held up on the way until n2
 * has applied the topic (lost wake-up: the first wait) and leads the metadata log itself. Then n2 is cut off, and every assignment
 * that it proposes waits in vain, one after the other.
 */
export const topicCreationCascade: Scenario = {
  name: 'topic-creation-cascade',
  doc: 'A lost wake-up, then the asked broker leads and is cut off: the waits of one creation add up.',
  source: 'S4:L422-437; spec b R7, "20 s exact"',
  variant: 'forward-then-register',
  settings: {},
  leaderAtStart: 'n1',
  nodesMin: 3,
  topics: () => [],
  faults: (settings) => {
    const leads = { mark: 'leads:__meta', node: 'n2' };
    return [
      {
        id: 'answer-held',
        type: 'hold',
        from: 'n1',
        to: 'n2',
        channel: 'rpc',
        atMs: settings['run.startMs'],
        until: { ...leads, plusMs: 0 },
      },
      {
        id: 'leadership-moves',
        type: 'command',
        name: 'transferLeadership',
        target: 'n2',
        at: { mark: `topic:${TOPIC}`, node: 'n2', plusMs: 0 },
      },
      // Not before the answer, released now, has travelled to n2.
      {
        id: 'cut-off',
        type: 'partition',
        groups: apart(settings, 'n2'),
        at: { ...leads, plusMs: travelMs(settings) },
      },
    ];
  },
  load: createTopicLoad(TOPIC, 'n2'),
};

/**
 * The follower n2 is asked, and cannot reach the leader's rpc port: no packet gets through, while Raft's own connection is well, so
 * n2 goes on to take n1 for the leader. Each attempt to forward lasts to its time-out.
 *
 * S4 quotes code that gives up after the last attempt; the trace that it was measured from shows one more 5 s wait (spec 0.3). So
 * here `forward.onExhausted` is `wait`; with `fail` the creation ends earlier by just that wait.
 */
export const topicCreationDeadLeader: Scenario = {
  name: 'topic-creation-dead-leader',
  doc: 'The leader cannot be reached by forwards: attempts, backoff and a last wait add up.',
  source: 'spec 0.3 and b R7, "25.37 s"; E8',
  variant: 'forward-then-register',
  settings: { 'forward.onExhausted': 'wait' },
  leaderAtStart: 'n1',
  nodesMin: 3,
  topics: () => [],
  faults: (settings) => [
    {
      id: 'forwards-lost',
      type: 'lossyLink',
      from: 'n2',
      to: 'n1',
      channel: 'rpc',
      lossProbability: 1,
      atMs: settings['run.startMs'],
    },
  ],
  load: createTopicLoad(TOPIC, 'n2'),
};

/**
 * The leader n1 is asked. As soon as the topic itself is committed the quorum is gone, by the network or by the disks of as many
 * followers as a quorum needs: every assignment waits in vain.
 */
export const topicCreationNoQuorum: Scenario = {
  name: 'topic-creation-no-quorum',
  doc: 'The quorum is lost once the topic is there: every assignment of a partition waits in vain.',
  source: 'S4:L422-437; spec b R7, "15 s"; E10',
  variant: 'forward-then-register',
  settings: {},
  leaderAtStart: 'n1',
  nodesMin: 3,
  topics: () => [],
  faults: (settings) => [quorumLoss(settings)],
  load: createTopicLoad(TOPIC, 'n1'),
};

function quorumLoss(settings: Settings): FaultEntry {
  const at = { mark: `topic:${TOPIC}`, node: 'n1', plusMs: 0 };
  if (settings['noQuorum.by'] === 'network') {
    return { id: 'quorum-lost', type: 'partition', groups: apart(settings, 'n1'), at };
  }
  const nodes = settings['cluster.nodes'];
  // With so many gone, those that are left are one short of a quorum.
  const stalled = Array.from({ length: Math.ceil(nodes / 2) }, (_, place) => `n${String(place + 2)}`);
  return {
    id: 'quorum-lost',
    type: 'stallDisk',
    target: stalled.filter((_, place) => place + 2 <= nodes),
    at,
  };
}

/** One broker here, the others there; clients reach both. */
function apart(settings: Settings, nodeId: string): readonly (readonly string[])[] {
  return [[nodeId], brokerNames(settings).filter((name) => name !== nodeId)];
}

/** Longer than a released message is on its way. */
function travelMs(settings: Settings): number {
  return (settings['network.delayUs'] + settings['network.jitterUs']) / 1000 + 1;
}
