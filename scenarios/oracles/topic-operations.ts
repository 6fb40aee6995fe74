/** What clients were told of topics that they created, deleted and looked for. */
import type { NodeId } from '../../broker-core/env.js';
import type { Invariant } from '../harness/definition/invariant.js';
import type { TopicOperation } from '../harness/definition/scenario.js';
import { explain, type Operation } from './track/orders.js';

/** Of one topic. Of more what was told until the first one beyond it was sent is judged. */
const OPERATIONS_MAX = 400;

/** An answered request is refused for good, and has not been carried out. */
const REFUSED = new Set<string>([
  'NOT_CONTROLLER',
  'INVALID_REQUEST',
  'INVALID_CONFIG',
  'INVALID_PARTITIONS',
  'INVALID_REPLICA_ASSIGNMENT',
  'INVALID_REPLICATION_FACTOR',
  'INVALID_TOPIC_EXCEPTION',
]);

/**
 * 1. A topic is created, deleted, and both are acknowledged. 2. A late repetition of the creation makes it
 * again: a broker says that it is there, and nobody has created it. Of a broker's image it is asked that it
 * never goes back in one life; it may be behind that of others, as in Kafka.
 */
export const topicOperationsInOneOrder: Invariant = {
  name: 'topic-operations-in-one-order',
  doc: 'Creations and deletions of a topic are linearizable, and what a broker says of it is of that order.',
  source: 'Herlihy and Wing 1990; Wing and Gong 1993; Jepsen, Knossos',
  needsNoRest: true,
  create: ({ violate, judged, unjudged, nowUs }) => {
    const crashes: Crash[] = [];
    const judge = (topic: string, all: readonly TopicOperation[]): void => {
      const distinct = withoutRepetitions(all);
      const asked = firstOf(distinct);
      if (distinct.length > OPERATIONS_MAX) unjudged('the later operations of a topic: there are too many');
      judged();
      const explained = explain(operationsOf(asked, crashes));
      if (explained.type === 'gaveUp') unjudged('a topic: too many orders are possible');
      if (explained.type !== 'unexplained') return;
      const last = asked
        .filter(isAnswered)
        .slice(0, explained.most + 1)
        .map(operationText);
      violate(`no order explains what was told of ${topic}: ${last.slice(-4).join('; ')}`);
    };
    return {
      onCrash: (nodeId) => crashes.push({ nodeId, atUs: nowUs() }),
      atEnd({ history }) {
        // Who sends to a topic has it created as well, and is not asked whether that came about.
        const producedTo = new Set(history.sent.map(({ topic }) => topic));
        const byTopic = new Map<string, TopicOperation[]>();
        for (const operation of history.topicOperations) {
          const { topic, type, outcome } = operation;
          const saysNothing = outcome !== null && REFUSED.has(outcome);
          if (producedTo.has(topic) || saysNothing || (type === 'look' && outcome === null)) continue;
          const of = byTopic.get(topic) ?? [];
          byTopic.set(topic, of);
          of.push(operation);
        }
        for (const [topic, operations] of byTopic) judge(topic, operations);
      },
    };
  },
};

interface Crash {
  readonly nodeId: NodeId;
  readonly atUs: number;
}

/**
 * All that was sent and told before the first operation beyond the bound. 1. Operation 400 finds the topic.
 * 2. Operation 401, which overlaps it, has created it. 3. Cut between them, and with its answer, 400 would be
 * false; what was asked and not yet answered may have happened or not.
 */
function firstOf(operations: readonly TopicOperation[]): readonly TopicOperation[] {
  const endUs = operations[OPERATIONS_MAX]?.sentAtUs;
  if (endUs === undefined) return operations;
  return operations.slice(0, OPERATIONS_MAX).flatMap((operation): readonly TopicOperation[] => {
    if ((operation.answeredAtUs ?? endUs) < endUs) return [operation];
    return operation.type === 'look' ? [] : [{ ...operation, answeredAtUs: null, outcome: null }];
  });
}

/** In the order in which they were sent. */
function operationsOf(asked: readonly TopicOperation[], crashes: readonly Crash[]): readonly Operation[] {
  const crashesOf = (broker: NodeId, is: (atUs: number) => boolean): number =>
    crashes.filter(({ nodeId, atUs }) => nodeId === broker && is(atUs)).length;
  // A crash in the very instant of either request may come between them.
  const lives = asked.map(({ broker, sentAtUs }) => ({
    atFirst: crashesOf(broker, (atUs) => atUs < sentAtUs),
    atLast: crashesOf(broker, (atUs) => atUs <= sentAtUs),
  }));
  return asked.map((next, at): Operation => {
    const after = asked.slice(0, at).flatMap((before, place) => {
      if (!isAnswered(before) || (before.answeredAtUs ?? 0) >= next.sentAtUs) return [];
      const isSameLife = before.broker === next.broker && lives[place]?.atFirst === lives[at]?.atLast;
      return next.type !== 'look' || isSameLife ? [place] : [];
    });
    return { ...meaningOf(next), after };
  });
}

const DEFINITE = new Set(['ok', 'there', 'not there', 'TOPIC_ALREADY_EXISTS', 'UNKNOWN_TOPIC_OR_PARTITION']);

function isAnswered({ outcome }: TopicOperation): boolean {
  return outcome !== null && DEFINITE.has(outcome);
}

function meaningOf(operation: TopicOperation): Omit<Operation, 'after'> {
  const { type, outcome } = operation;
  const effect = type === 'create' ? 'creates' : 'deletes';
  if (!isAnswered(operation)) return { effect, finds: type === 'delete', isUnknown: true };
  if (outcome === 'ok') return { effect, finds: type === 'delete', isUnknown: false };
  const finds = outcome === 'there' || outcome === 'TOPIC_ALREADY_EXISTS';
  return { effect: 'none', finds, isUnknown: false };
}

/** Between two equal looks at one broker, a third one that is equal says hardly more. */
function withoutRepetitions(operations: readonly TopicOperation[]): readonly TopicOperation[] {
  const isLook = (one: TopicOperation | undefined, like: TopicOperation): boolean =>
    one?.type === 'look' && one.broker === like.broker && one.outcome === like.outcome;
  return operations.filter(
    (one, place) =>
      one.type !== 'look' || !isLook(operations[place - 1], one) || !isLook(operations[place + 1], one),
  );
}

function operationText({ client, broker, type, outcome, sentAtUs, answeredAtUs }: TopicOperation): string {
  const times = `${sentAtUs} to ${String(answeredAtUs)} us`;
  return `${client} at ${broker}, ${times}: ${type}, ${String(outcome)}`;
}
