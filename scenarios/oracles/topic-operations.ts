/** What clients were told of topics that they created, deleted and looked for. */
import type { NodeId } from '../../broker-core/env.js';
import type { Invariant } from '../harness/definition/invariant.js';
import type { TopicOperation } from '../harness/definition/scenario.js';
import { mostExplained, type Operation } from './track/orders.js';

/** Of one topic; of more the first ones are judged. */
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
  create: ({ violate, nowUs }) => {
    const crashes: { readonly nodeId: NodeId; readonly atUs: number }[] = [];
    const judge = (topic: string, all: readonly TopicOperation[]): void => {
      const asked = withoutRepetitions(all).slice(0, OPERATIONS_MAX);
      const isSameLife = (before: TopicOperation, next: TopicOperation): boolean =>
        before.broker === next.broker &&
        !crashes.some(
          ({ nodeId, atUs }) => nodeId === next.broker && atUs >= before.sentAtUs && atUs <= next.sentAtUs,
        );
      const operations = asked.map((next): Operation => {
        const after = asked.flatMap((before, place) => {
          const isBefore = isAnswered(before) && (before.answeredAtUs ?? 0) < next.sentAtUs;
          return isBefore && (next.type !== 'look' || isSameLife(before, next)) ? [place] : [];
        });
        return { ...meaningOf(next), after };
      });
      const most = mostExplained(operations);
      if (most === null) return;
      const last = asked
        .filter(isAnswered)
        .slice(0, most + 1)
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
