/** What clients ask brokers of topics, noted in the history of the run. */
import type { Client } from '../../../broker-core/client/client.js';
import type { NodeId } from '../../../broker-core/env.js';
import type { Ctx } from '../../../broker-core/runtime/task.js';
import type { ClientHistory, LoadClient, TopicOperation } from '../../harness/definition/scenario.js';

type Asked = Pick<TopicOperation, 'broker' | 'topic' | 'type'>;

export async function createTopic(
  ctx: Ctx,
  history: ClientHistory,
  { name, client }: LoadClient,
  to: NodeId,
  wanted: Parameters<Client['createTopic']>[2],
  limitUs: number,
): Promise<Awaited<ReturnType<Client['createTopic']>>> {
  const operation = begin(ctx, history, name, { broker: to, topic: wanted.name, type: 'create' });
  const result = await client.createTopic(ctx, to, wanted, limitUs);
  end(ctx, operation, result);
  if (result === 'ok') history.topicsAcknowledged.add(wanted.name);
  return result;
}

export async function deleteTopic(
  ctx: Ctx,
  history: ClientHistory,
  { name, client }: LoadClient,
  to: NodeId,
  topic: string,
  limitUs: number,
): Promise<Awaited<ReturnType<Client['deleteTopic']>>> {
  const operation = begin(ctx, history, name, { broker: to, topic, type: 'delete' });
  const result = await client.deleteTopic(ctx, to, topic, limitUs);
  end(ctx, operation, result);
  return result;
}

export async function knowsTopic(
  ctx: Ctx,
  history: ClientHistory,
  { name, client }: LoadClient,
  to: NodeId,
  topic: string,
  limitUs: number,
): Promise<boolean | null> {
  const operation = begin(ctx, history, name, { broker: to, topic, type: 'look' });
  const knows = await client.knowsTopic(ctx, to, topic, limitUs);
  if (knows !== null) end(ctx, operation, knows ? 'there' : 'not there');
  return knows;
}

function begin(ctx: Ctx, history: ClientHistory, client: string, asked: Asked): TopicOperation {
  const sentAtUs = ctx.env.trace.nowUs();
  const operation: TopicOperation = { client, ...asked, sentAtUs, answeredAtUs: null, outcome: null };
  history.topicOperations.push(operation);
  return operation;
}

function end(ctx: Ctx, operation: TopicOperation, outcome: string): void {
  operation.answeredAtUs = ctx.env.trace.nowUs();
  operation.outcome = outcome;
}
