/**
 * What a cluster at rest is asked once more: whether its ISRs are whole, whether it takes a new topic and a
 * new record, and whether it is quiet then. In no figure of the run: measuring has ended.
 */
import { nodeIdOf } from '../../../broker-core/protocol/records.js';
import type { Wait } from '../../../broker-core/env.js';
import type { Ctx } from '../../../broker-core/runtime/ctx.js';
import { sleep } from '../../../broker-core/runtime/time.js';
import type { Cluster } from '../cluster/cluster.js';
import type { AfterRest, FreshRequest } from '../definition/invariant.js';
import { until } from './operator.js';
import { isAtRest } from './rest.js';

/** What is asked for has so long, of the time that is left, less what the other steps need. */
interface Limits {
  readonly untilUs: number;
  readonly eachUs: number;
}

/** How long the cluster is listened to when all is done. */
const QUIET_US = 2_000_000;
const AGAIN: Wait = { kind: 'sleep', label: 'operator asks again' };
const AGAIN_US = 100_000;
/** Of no schedule's business. */
export const FRESH_TOPIC = 'fresh-after-rest';

/** Null: there is no time for it. */
export async function lookAfterRest(
  ctx: Ctx,
  cluster: Cluster,
  replicationFactor: number,
  limits: Limits,
): Promise<AfterRest | null> {
  const nowUs = (): number => ctx.env.clock.nowUs();
  // Four steps, each of which may take all of its time, and the quiet at the end.
  if (limits.eachUs === 0 || nowUs() + 4 * limits.eachUs + 2 * QUIET_US > limits.untilUs) return null;
  const inTime = (condition: () => boolean): Promise<boolean> =>
    until(ctx, nowUs() + limits.eachUs, condition);
  await inTime(() => missingFromIsr(cluster).length === 0);
  const missing = missingFromIsr(cluster);
  const [existing] = [...cluster.views().values()].flatMap(({ metadata }) => metadata.topics());
  const asked: FreshRequest[] = [];
  const ask = async (what: string, request: (within: Ctx) => Promise<string>): Promise<void> => {
    const fresh = { what, outcome: null as string | null };
    let isOver = false;
    // As a client does: a leader may be on its way when the creation is answered.
    cluster.operator.run(async (within) => {
      while (!isOver && fresh.outcome !== 'ok') {
        fresh.outcome = await request(within);
        if (fresh.outcome !== 'ok') await sleep(within, AGAIN_US, AGAIN);
      }
    });
    await inTime(() => fresh.outcome === 'ok');
    isOver = true;
    asked.push({ ...fresh });
  };
  // A broker that was registered on request has no process, and a new topic may be given to it.
  if (!allRun(cluster)) return { missing, asked, quiet: await listen(ctx, cluster) };
  await ask(`creation of ${FRESH_TOPIC}`, (within) =>
    create(within, cluster, replicationFactor, limits.eachUs),
  );
  await ask(`record for ${FRESH_TOPIC}`, (within) => produce(within, cluster, FRESH_TOPIC));
  if (existing !== undefined)
    await ask(`record for ${existing.name}`, (within) => produce(within, cluster, existing.name));
  await until(ctx, nowUs() + QUIET_US, () => isAtRest(cluster, { why: '' }));
  return { missing, asked, quiet: await listen(ctx, cluster) };
}

function allRun(cluster: Cluster): boolean {
  const views = cluster.views();
  return [...views.values()].every(({ metadata }) =>
    metadata.brokers().every(({ brokerId }) => views.has(nodeIdOf(brokerId))),
  );
}

/** Live replicas of partitions led by the metadata log that are in no ISR. */
function missingFromIsr(cluster: Cluster): readonly string[] {
  const views = cluster.views();
  const leader = cluster.metadataLeader();
  const image = leader === null ? undefined : views.get(leader)?.metadata;
  const missing: string[] = [];
  for (const { topic, partition, leader: leaderId, replicas, isr } of image?.partitions() ?? []) {
    const lead = leaderId === null ? undefined : views.get(nodeIdOf(leaderId))?.replicaOf(topic, partition);
    if (lead === undefined || lead.electsItself) continue;
    for (const brokerId of replicas) {
      const isLive = views.has(nodeIdOf(brokerId)) && image?.broker(brokerId)?.fenced === false;
      if (isLive && !isr.includes(brokerId)) missing.push(`${topic}/${partition} lacks ${brokerId}`);
    }
  }
  return missing;
}

/** From the leader of the metadata log: what a follower makes of a creation, loads ask it often enough. */
async function create(
  ctx: Ctx,
  cluster: Cluster,
  replicationFactor: number,
  limitUs: number,
): Promise<string> {
  const leader = cluster.metadataLeader();
  if (leader === null) return 'nobody leads';
  const topic = { name: FRESH_TOPIC, partitionCount: 1, replicationFactor, config: [] };
  const outcome = await cluster.operator.client.createTopic(ctx, leader, topic, limitUs);
  // One that was asked for before, and whose answer was late.
  return outcome === 'TOPIC_ALREADY_EXISTS' ? 'ok' : outcome;
}

async function produce(ctx: Ctx, cluster: Cluster, topic: string): Promise<string> {
  const sent = await cluster.operator.client.producer.send(ctx, { topic, key: null, value: 'fresh' });
  return sent.ok ? 'ok' : sent.error;
}

async function listen(ctx: Ctx, cluster: Cluster): Promise<AfterRest['quiet']> {
  const { kernel } = cluster.world;
  const appliedIndex = (): number =>
    Math.max(0, ...[...cluster.views().values()].map(({ metadata }) => metadata.appliedIndex));
  const before = { atUs: kernel.nowUs(), events: kernel.eventCount, appliedIndex: appliedIndex() };
  await until(ctx, ctx.env.clock.nowUs() + QUIET_US, () => kernel.nowUs() >= before.atUs + QUIET_US);
  return {
    durationUs: kernel.nowUs() - before.atUs,
    events: kernel.eventCount - before.events,
    commits: appliedIndex() - before.appliedIndex,
  };
}
