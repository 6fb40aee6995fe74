/**
 * What the harness itself does in a run, as a client among clients: sets topics up before the load, and looks
 * at the cluster when all is over. Its waits are in no measured latency.
 */
import type { Client } from '../../../broker-core/client/client.js';
import type { Timer, Wait } from '../../../broker-core/env.js';
import { endOffset, type RecordBatch } from '../../../broker-core/protocol/record-batch.js';
import { ledBy, planAssignment } from '../../../broker-core/metadata/assignment.js';
import type { Command } from '../../../broker-core/protocol/commands.js';
import { brokerIdOf } from '../../../broker-core/protocol/records.js';
import { isReady } from '../../../broker-core/metadata/views.js';
import type { Ctx } from '../../../broker-core/runtime/ctx.js';
import { suspend } from '../../../broker-core/runtime/suspend.js';
import { sleep } from '../../../broker-core/runtime/time.js';
import type { Cluster } from '../cluster/cluster.js';
import type { FinalPartition } from '../definition/invariant.js';
import type { SetupTopic } from '../definition/scenario.js';

const LOOK: Wait = { kind: 'poll', label: 'operator looks' };
/** Between two looks of the operator, microseconds. */
const LOOK_US = 10_000;
const CALL_LIMIT_US = 2_000_000;
/** A replica that is being looked at may be asked again so often before it counts as unreadable. */
const READ_ATTEMPTS_MAX = 20;

/**
 * Waits until `condition` holds, or until the clock of the run has passed `limitUs`. True if it holds. A look
 * is a plain callback: of `leader-loss` one event in nine is one, and to resume async code costs more than
 * it does.
 */
export function until(ctx: Ctx, limitUs: number, condition: () => boolean): Promise<boolean> {
  const { clock, timers } = ctx.env;
  return suspend<boolean>(ctx, LOOK, (waker) => {
    let timer: Timer | null = null;
    const look = (): void => {
      if (condition()) waker.resume(true);
      else if (clock.nowUs() >= limitUs) waker.resume(false);
      else timer = timers.after(LOOK_US, LOOK, look);
    };
    look();
    return { waiting: () => timer !== null && timers.cancel(timer) };
  });
}

/** A leader, and every broker registered and live in the image of every broker: what is missing, or null. */
export function whyNotUp(cluster: Cluster): string | null {
  const views = cluster.views();
  const absent = cluster.brokerNames.find((nodeId) => !views.has(nodeId));
  if (absent !== undefined) {
    const reason = cluster.stopReasonOf(absent);
    return reason === null ? `${absent} is not up` : `${absent} stopped itself, ${reason}`;
  }
  if (cluster.metadataLeader() === null) return 'nobody leads the metadata log';
  for (const [nodeId, { metadata }] of views) {
    const live = metadata.brokers().filter(({ fenced }) => !fenced);
    if (live.length < cluster.brokerNames.length)
      return `${nodeId} knows of ${live.length} live brokers of ${cluster.brokerNames.length}`;
  }
  return null;
}

/** Has `nodeId` lead the metadata log. */
export async function moveLeadership(
  ctx: Ctx,
  cluster: Cluster,
  nodeId: string,
  limitUs: number,
): Promise<boolean> {
  const leads = (): boolean => cluster.metadataLeader() === nodeId;
  while (!leads() && ctx.env.clock.nowUs() < limitUs) {
    cluster.runCommand({ name: 'transferLeadership', nodeId, args: {} });
    await until(ctx, Math.min(limitUs, ctx.env.clock.nowUs() + CALL_LIMIT_US), leads);
  }
  return leads();
}

/**
 * Creates topics by one command each, the same under every variant but for who leads; waits until all brokers
 * have them.
 */
export async function setUpTopics(
  ctx: Ctx,
  cluster: Cluster,
  topics: readonly SetupTopic[],
  replicationFactor: number,
  limitUs: number,
): Promise<boolean> {
  const brokerIds = cluster.brokerNames.map((_, place) => place + 1);
  for (const { name, partitions } of topics) {
    const planned = planAssignment(name, partitions, replicationFactor, brokerIds);
    const requestId = { origin: 'operator', number: firstNumber(name), seenIndex: 0 };
    // A broker that is down has no view: with the only one down, all views would have the topic.
    const isThere = (): boolean => {
      const views = cluster.views();
      return cluster.brokerNames.every((nodeId) => {
        const view = views.get(nodeId);
        return view !== undefined && isReady(view.metadata, name);
      });
    };
    while (!isThere()) {
      if (ctx.env.clock.nowUs() >= limitUs) return false;
      const leader = cluster.metadataLeader();
      if (leader !== null) {
        const plan = ledBy(planned, cluster.partitionLeaders, brokerIdOf(leader));
        if (!plan.ok) return false;
        const command: Command = {
          type: 'createTopicWithAssignments',
          name,
          config: [],
          partitions: plan.partitions,
          requestId,
        };
        await cluster.operator.client.write(ctx, leader, command, CALL_LIMIT_US);
      }
      await until(ctx, Math.min(limitUs, ctx.env.clock.nowUs() + CALL_LIMIT_US), isThere);
    }
  }
  return true;
}

/** Distinct numbers for the operator's requests, one for each name. */
function firstNumber(name: string): number {
  let hash = 0;
  for (const letter of name) hash = (hash * 31 + (letter.codePointAt(0) ?? 0)) % 1_000_000_007;
  return hash;
}

/**
 * Reads every partition known to the metadata leader, as a consumer, up to the high watermark. One whose
 * topic is deleted meanwhile is none: a client may have given up a deletion that is still on its way to the
 * log.
 */
export async function readEverything(ctx: Ctx, cluster: Cluster): Promise<readonly FinalPartition[]> {
  const leader = cluster.metadataLeader();
  const view = leader === null ? null : cluster.viewOf(leader);
  const read: FinalPartition[] = [];
  const known = (view?.metadata.partitions() ?? []).map(({ topic, partition }) => ({
    topic,
    partition,
    topicId: view?.metadata.topic(topic)?.topicId,
  }));
  for (const { topic, partition, topicId } of known) {
    const batches = await readPartition(ctx, cluster.operator.client, topic, partition);
    if (batches === null && isGone(cluster, topic, topicId)) continue;
    read.push({ topic, partition, batches });
  }
  return read;
}

function isGone(cluster: Cluster, topic: string, topicId: string | undefined): boolean {
  const leader = cluster.metadataLeader();
  const view = leader === null ? null : cluster.viewOf(leader);
  return view !== null && view.metadata.topic(topic)?.topicId !== topicId;
}

async function readPartition(
  ctx: Ctx,
  client: Client,
  topic: string,
  partition: number,
): Promise<readonly RecordBatch[] | null> {
  const batches: RecordBatch[] = [];
  let offset = 0;
  let failures = 0;
  for (;;) {
    const fetched = await client.fetch(ctx, topic, partition, offset, 0);
    if (!fetched.ok) {
      failures += 1;
      if (failures >= READ_ATTEMPTS_MAX) return null;
      await sleep(ctx, LOOK_US, LOOK);
      continue;
    }
    batches.push(...fetched.batches);
    const last = fetched.batches.at(-1);
    offset = last === undefined ? offset : endOffset(last);
    if (offset >= fetched.highWatermark || last === undefined) return batches;
  }
}
