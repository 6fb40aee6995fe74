/** How partitions are assigned after the creation: `propose_partition_assignment_and_wait`, and later. */
import {
  CREATED,
  type Assign,
  type Creation,
  type CreationPort,
  type NewTopic,
} from '../../broker/creation/creation.js';
import type { Wait } from '../../env.js';
import type { ProposalOutcome } from '../../metadata/writer.js';
import type { PartitionAssignment, SingleCommand } from '../../protocol/commands.js';
import { joinAll } from '../../runtime/join.js';
import type { Notify } from '../../runtime/notify.js';
import { measured, timeout } from '../../runtime/time.js';
import type { Ctx } from '../trace/names.js';

/** How long the assignment of a partition is waited for. */
export interface AssignConfig {
  readonly timeoutUs: number;
}

/** One partition after the other (S4:L89-116): the waits add up. */
export const assignSerially = (config: AssignConfig): Assign => assignInTurn(config, false);

/**
 * One partition after the other, three proposals each, and when all have been made once more two for each,
 * which name the leader and the ISR again; awaited only as far as any proposal is. With the creation that is
 * sixteen for three partitions, 2.4 s where each sleeps 150 ms (produce_handler.rs:2078-2523 @893843d). The
 * creation answers before any is applied.
 */
export const assignUnawaited: Assign = async (ctx: Ctx, port, topic) => {
  const partitions = planned(port, topic);
  const once = partitions.flatMap(commandsOf);
  const again = partitions.flatMap((one) => commandsOf(one).slice(1));
  for (const command of [...once, ...again]) {
    const proposed = await port.writer.propose(ctx, command);
    if (!proposed.ok) ctx.env.trace.count('partition_assignment_failed');
  }
  return CREATED;
};

/**
 * As `serial`, but a leader or ISR that cannot be proposed ends the creation with that error, as S4:L103-115
 * quotes it with `?` (E11; the code only logged). The topic stays as far as it got (L11, L18).
 */
export const assignOrAbort = (config: AssignConfig): Assign => assignInTurn(config, true);

function assignInTurn(config: AssignConfig, endsAtError: boolean): Assign {
  return async (ctx, port, topic) => {
    for (const one of planned(port, topic)) {
      const assigned = await assignOne(ctx, port, config, one);
      if (endsAtError && !assigned.ok) return assigned;
    }
    return CREATED;
  };
}

/** All partitions at once, as S4:L480-482 proposes: the waits overlap. */
export const assignJoined =
  (config: AssignConfig): Assign =>
  async (ctx, port, topic) => {
    const all = planned(port, topic).map((one) => (inner: Ctx) => assignOne(inner, port, config, one));
    await joinAll(ctx, all);
    return CREATED;
  };

/** One proposal for all partitions, applied whole or not at all, one wait (`BatchPartitionOps`, spec d.1). */
export const assignBatch =
  (config: AssignConfig): Assign =>
  async (ctx: Ctx, port, topic) => {
    const { store, writer } = port;
    const partitions = planned(port, topic);
    const waiting = partitions.map((one) => ({
      key: keyOf(one),
      notify: store.pendingPartitions.insert(keyOf(one)),
    }));
    const proposed = await writer.propose(ctx, { type: 'batch', commands: partitions.flatMap(commandsOf) });
    if (proposed.ok) {
      await joinAll(
        ctx,
        waiting.map((one) => (inner: Ctx) => awaitAssigned(inner, port, config, one, proposed)),
      );
      return CREATED;
    }
    for (const { key } of waiting) store.pendingPartitions.remove(key);
    ctx.env.trace.count('partition_assignment_failed');
    return CREATED;
  };

/** A partition of a new topic, and what was planned for it. */
interface Planned {
  readonly topic: string;
  readonly partition: number;
  readonly assignment: PartitionAssignment;
}

/** The partitions of a new topic with what is planned for each, in order; none if nothing can be planned. */
function planned(port: CreationPort, topic: NewTopic): readonly Planned[] {
  const plan = port.plan(topic);
  const partitions = plan.ok ? plan.partitions : [];
  return partitions.map((assignment, partition) => ({ topic: topic.name, partition, assignment }));
}

function commandsOf({ topic, partition, assignment: { replicas, leader } }: Planned) {
  return [
    { type: 'assignPartition', topic, partition, replicas },
    { type: 'setPartitionLeader', topic, partition, leader },
    { type: 'updateIsr', topic, partition, isr: replicas },
  ] as const satisfies readonly SingleCommand[];
}

function keyOf({ topic, partition }: Planned): string {
  return `${topic}:${String(partition)}`;
}

/** The assignment is waited for, leader and ISR are not (L9, L10). Gives the first error of these two. */
async function assignOne(
  ctx: Ctx,
  port: CreationPort,
  config: AssignConfig,
  one: Planned,
): Promise<Creation> {
  const { store, writer } = port;
  const [assignment, leader, isr] = commandsOf(one);
  const key = keyOf(one);
  const notify = store.pendingPartitions.insert(key);
  const proposed = await writer.propose(ctx, assignment);
  if (proposed.ok) await awaitAssigned(ctx, port, config, { key, notify }, proposed);
  else {
    store.pendingPartitions.remove(key);
    ctx.env.trace.count('partition_assignment_failed');
  }
  const led = await writer.propose(ctx, leader);
  const inSync = await writer.propose(ctx, isr);
  return led.ok ? inSync : led;
}

/** Waits for the notification or the time-out, whichever is first. */
async function awaitAssigned(
  ctx: Ctx,
  { store, writer }: CreationPort,
  { timeoutUs }: AssignConfig,
  { key, notify }: { readonly key: string; readonly notify: Notify },
  proposed: ProposalOutcome,
): Promise<void> {
  const wait: Wait = { kind: 'timeout', label: 'await partition assignment', awaits: `partition:${key}` };
  const notified = notify.notified();
  const waited = await measured(ctx, 'assign', () =>
    timeout(ctx, timeoutUs, wait, (inner) => notified.wait(inner)),
  );
  if (!waited.timedOut) {
    // Whatever has woken it: the key names a partition, not a proposal (L4).
    writer.noteReported(proposed);
    return;
  }
  store.pendingPartitions.remove(key);
  ctx.env.trace.count('partition_assignment_timeout_count');
}
