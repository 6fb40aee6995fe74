/** Where brokers, topics and groups should come to in some run. */
import type { NodeId } from '../../../broker-core/env.js';
import type { BrokerId } from '../../../broker-core/protocol/records.js';
import type { Scout } from '../../harness/definition/invariant.js';
import { CHANGING, CommittedImage } from '../track/committed-image.js';

const SOMETIMES = {
  'broker-fenced': 'The controller fences a broker.',
  'broker-back-in-another-life': 'A broker registers again, in another life of it.',
  'fenced-by-another-controller': 'A broker that one controller has fenced is live again by another one.',
  'topic-created-again': 'A topic is created under the name of one that was deleted.',
  'group-rebalanced-while-its-coordinator-moved':
    'A generation of a group is assigned by another broker than the one before.',
  'group-loses-a-member': 'A round of joining ends with fewer members than the one before.',
  'offsets-committed': 'A group commits offsets.',
} as const;

interface Group {
  coordinator: NodeId | null;
  members: number;
}

export const clusterScout: Scout = {
  sometimes: SOMETIMES,
  create: ({ reached, sometimes, share }) => {
    const image = share(CommittedImage);
    const registered = new Set<BrokerId>();
    const fencedBy = new Map<BrokerId, NodeId>();
    const deleted = new Set<string>();
    const groups = new Map<string, Group>();
    const groupOf = (groupId: string): Group => {
      let group = groups.get(groupId);
      if (group === undefined) groups.set(groupId, (group = { coordinator: null, members: 0 }));
      return group;
    };
    return {
      facts: [...CHANGING, 'groupAssigned', 'groupRoundEnded', 'sessionJudged'],
      onFact(fact) {
        if (fact.type === 'groupAssigned') {
          const group = groupOf(fact.groupId);
          const hasMoved = group.coordinator !== null && group.coordinator !== fact.nodeId;
          sometimes('group-rebalanced-while-its-coordinator-moved', hasMoved);
          group.coordinator = fact.nodeId;
        } else if (fact.type === 'groupRoundEnded') {
          const group = groupOf(fact.groupId);
          sometimes('group-loses-a-member', fact.memberIds.length < group.members);
          group.members = fact.memberIds.length;
        } else if (fact.type === 'sessionJudged') {
          const before = fencedBy.get(fact.brokerId);
          if (fact.fenced) fencedBy.set(fact.brokerId, fact.nodeId);
          else if (before !== undefined) {
            sometimes('fenced-by-another-controller', before !== fact.nodeId);
            fencedBy.delete(fact.brokerId);
          }
        }
        for (const change of image.changes) {
          if (change.type === 'brokerFenced') reached('broker-fenced');
          else if (change.type === 'offsetsCommitted') reached('offsets-committed');
          else if (change.type === 'topicDeleted') deleted.add(change.topic);
          else if (change.type === 'topicCreated')
            sometimes('topic-created-again', deleted.has(change.topic));
          else if (change.type === 'brokerRegistered') {
            sometimes('broker-back-in-another-life', registered.has(change.brokerId));
            registered.add(change.brokerId);
          }
        }
      },
    };
  },
};
