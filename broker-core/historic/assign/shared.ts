/** `propose_partition_assignment_and_wait` and what follows it, as the documents have them (S4:L89-116, L213-266). */
import type { Wait } from '../../env.js';
import type { CommandOf, PartitionAssignment } from '../../protocol/commands.js';
import type { ProposalOutcome } from '../../metadata/writer.js';
import type { Notify } from '../../runtime/notify.js';
import { measured, timeout } from '../../runtime/time.js';
import type { Creation, CreationPort } from '../../broker/creation/creation.js';
import type { Ctx } from '../trace/names.js';

/** How long the assignment of a partition is waited for. */
export interface AssignConfig {
  readonly timeoutUs: number;
}

/** A partition of a new topic, and what was planned for it. */
export interface Planned {
  readonly topic: string;
  readonly partition: number;
  readonly assignment: PartitionAssignment;
}

export function assignCommand({ topic, partition, assignment }: Planned): CommandOf<'assignPartition'> {
  return { type: 'assignPartition', topic, partition, replicas: assignment.replicas };
}

export function leaderCommand({ topic, partition, assignment }: Planned): CommandOf<'setPartitionLeader'> {
  return { type: 'setPartitionLeader', topic, partition, leader: assignment.leader };
}

export function isrCommand({ topic, partition, assignment }: Planned): CommandOf<'updateIsr'> {
  return { type: 'updateIsr', topic, partition, isr: assignment.replicas };
}

export function keyOf({ topic, partition }: Planned): string {
  return `${topic}:${String(partition)}`;
}

/**
 * One partition: the assignment is waited for; leader and ISR are proposed and left to themselves (L9, L10). Errors are logged, and the
 * first one of the two that were only proposed is given back, for whom it may concern.
 */
export async function assignOne(
  ctx: Ctx,
  port: CreationPort,
  config: AssignConfig,
  planned: Planned,
): Promise<Creation> {
  const { store, writer } = port;
  const key = keyOf(planned);
  const notify = store.pendingPartitions.insert(key);
  const proposed = await writer.propose(ctx, assignCommand(planned));
  if (proposed.ok) await awaitAssigned(ctx, port, config, key, notify, proposed);
  else {
    store.pendingPartitions.remove(key);
    ctx.env.trace.count('partition_assignment_failed');
  }
  const led = await writer.propose(ctx, leaderCommand(planned));
  const inSync = await writer.propose(ctx, isrCommand(planned));
  return led.ok ? inSync : led;
}

/** Waits for the notification or the time-out, whichever is first. */
export async function awaitAssigned(
  ctx: Ctx,
  port: CreationPort,
  config: AssignConfig,
  key: string,
  notify: Notify,
  proposed: ProposalOutcome,
): Promise<void> {
  const { trace } = ctx.env;
  const { store, writer } = port;
  const wait: Wait = { kind: 'timeout', label: 'await partition assignment', awaits: `partition:${key}` };
  const notified = notify.notified();
  const waited = await measured(ctx, 'assign', () =>
    timeout(ctx, config.timeoutUs, wait, (inner) => notified.wait(inner)),
  );
  if (!waited.timedOut) {
    // Whatever has woken it: the key names a partition, not a proposal (L4).
    writer.noteReported(proposed);
    return;
  }
  store.pendingPartitions.remove(key);
  trace.count('partition_assignment_timeout_count');
}
