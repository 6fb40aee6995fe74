import type { CreateWait, CreationError } from './creation.js';
import { measured } from '../../runtime/time.js';

/**
 * One command creates the topic with its partitions, leaders and ISRs, so there is nothing that could be half done.
 * It names its request: the waiter is woken by the apply of *its* command and no other, on this node, whichever way the answer of
 * the leader takes; and to try again is harmless.
 */
export const referenceCreate: CreateWait = (ctx, port, topic) =>
  measured(ctx, 'createWait', async () => {
    const { name, config } = topic;
    const plan = port.plan(topic);
    if (!plan.ok) return plan;
    const command = {
      type: 'createTopicWithAssignments',
      name,
      config,
      partitions: plan.partitions,
      requestId: topic.requestId ?? port.nextRequestId(),
    } as const;
    const result = await port.writer.write(ctx, command, port.timeoutUs);
    if (result.type === 'ok') return { ok: true };
    const error: CreationError = result.error;
    if (error === 'REQUEST_TIMED_OUT') ctx.env.trace.count('topic_creation_timeout_count');
    // Somebody else's creation came first: the topic is there, which is all that an automatic creation wants.
    return error === 'TOPIC_ALREADY_EXISTS' && topic.mayExist ? { ok: true } : { ok: false, error };
  });
