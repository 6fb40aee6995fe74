/** What the documented broker does while nobody is known to lead: what it answers, and how long it waits. */
import type { NameLeader, PartitionsPort, ProduceWait, WaitForLeaders, Warmup } from '../../broker/seams.js';
import type { Wait } from '../../env.js';
import { isReady } from '../../metadata/views.js';
import { measured, sleep, yieldNow } from '../../runtime/time.js';
import type { Ctx } from '../trace/names.js';

const SLEEP: Wait = { kind: 'poll', label: 'await leadership' };
const LEADERS: Wait = { kind: 'poll', label: 'await partition leaders' };
const METADATA_LEADER: Wait = { kind: 'poll', label: 'await metadata leader' };
const WARMUP_POLL_US = 100_000;

/** The broker that the replicas elected, as the replica here knows; without one there is only the plan. */
export const nameElected: NameLeader = ({ replicaOf }, topic, described) => {
  const replica = replicaOf(topic, described.partition);
  if (replica?.electsItself !== true) return described;
  const leader = replica.elected;
  return { ...described, leader, error: leader === null ? 'LEADER_NOT_AVAILABLE' : 'NONE' };
};

/** Unled: names this broker, so clients send to it, and all replicas (`handler.rs` @ 4da5693, spec d.1). */
export const unknownIsThisBroker: NameLeader = ({ brokerId }, _topic, described) => {
  if (described.leader !== null) return described;
  const replicas = described.replicas.length === 0 ? [brokerId] : described.replicas;
  return { ...described, error: 'NONE', leader: brokerId, replicas, isr: replicas };
};

/** `wait_for_topic_leaders` (S3:L51-68): looks repeatedly whether the leader of every partition is known. */
export interface WaitForLeadersConfig {
  readonly timeoutUs: number;
  readonly pollUs: number;
}

/** What a look at one partition says. */
type Look = 'led' | 'leaderless' | 'no replica here';

/** As it was: partitions without a replica here do not count, and at first that is all of them (L24). */
export const waitVacuously = pollFor((port, topic) => {
  const looks = looksAt(port, topic);
  const passedOver = looks.filter((look) => look === 'no replica here').length;
  return { ready: !looks.includes('leaderless'), passedOver };
});

/** As it was meant: each partition is assigned, and those assigned here have replicas that know who leads. */
export const waitStrictly = pollFor((port, topic) => {
  const looks = looksAt(port, topic);
  return { ready: isReady(port.view, topic) && looks.every((look) => look === 'led'), passedOver: 0 };
});

function pollFor(
  look: (port: PartitionsPort, topic: string) => { readonly ready: boolean; readonly passedOver: number },
): (config: WaitForLeadersConfig) => WaitForLeaders {
  return ({ timeoutUs, pollUs }) =>
    (ctx: Ctx, port, topics) =>
      measured(ctx, 'waitForLeaders', async () => {
        const { trace } = ctx.env;
        const known = topics.filter((topic) => port.view.topic(topic) !== undefined);
        let passedOver = 0;
        const areLed = await pollUntil(ctx, LEADERS, pollUs, timeoutUs, () => {
          const seen = known.map((topic) => look(port, topic));
          passedOver = seen.reduce((total, one) => total + one.passedOver, 0);
          return seen.every((one) => one.ready);
        });
        if (!areLed) trace.count('leader_wait_timeouts');
        if (passedOver > 0) trace.count('partitions_passed_over', passedOver);
      });
}

function looksAt({ view, replicaOf, brokerId }: PartitionsPort, topic: string): readonly Look[] {
  const partitionCount = view.topic(topic)?.partitionCount ?? 0;
  return Array.from({ length: partitionCount }, (_, partition): Look => {
    const replica = replicaOf(topic, partition);
    const record = view.partition(topic, partition);
    // One that others hold is theirs to look at.
    if (replica === undefined)
      return record?.replicas.includes(brokerId) === false ? 'led' : 'no replica here';
    const leader = replica.electsItself ? replica.elected : (record?.leader ?? null);
    return leader === null ? 'leaderless' : 'led';
  });
}

/** The waits tried in the produce handler (S3:L82-124; R6): each looks again whether this broker leads. */
export interface ProduceWaitConfig {
  /** Looks before it gives up; null: as many as the strategy has in the documents. */
  readonly attemptsMax: number | null;
  /** Length of a sleep; null: as in the documents. */
  readonly sleepUs: number | null;
}

/** After so many yields one sleep. */
const YIELDS_PER_SLEEP = 10;

const leadsHere = ({ replicaOf }: PartitionsPort, topic: string, partition: number): boolean =>
  replicaOf(topic, partition)?.leads ?? false;

/** Attempt 1: sleeps 20 ms, 50 times. If another broker leads the partition, it is one second for nothing. */
export const sleepUntilLeading =
  ({ attemptsMax, sleepUs }: ProduceWaitConfig): ProduceWait =>
  (ctx, port, topic, partition) =>
    unlessLeading(ctx, port, topic, partition, async () => {
      for (let attempt = 1; attempt <= (attemptsMax ?? 50); attempt += 1) {
        await sleep(ctx, sleepUs ?? 20_000, SLEEP);
        if (leadsHere(port, topic, partition)) return;
      }
    });

/** Attempt 2: yields 100 times and sleeps 10 ms at each tenth: 100 ms, not the "for ever" of the document. */
export const yieldUntilLeading =
  ({ attemptsMax, sleepUs }: ProduceWaitConfig): ProduceWait =>
  (ctx, port, topic, partition) =>
    unlessLeading(ctx, port, topic, partition, async () => {
      for (let attempt = 1; attempt <= (attemptsMax ?? 100); attempt += 1) {
        await yieldNow(ctx);
        if (leadsHere(port, topic, partition)) return;
        if (attempt % YIELDS_PER_SLEEP === 0) await sleep(ctx, sleepUs ?? 10_000, SLEEP);
      }
    });

/** Attempt 3: as 1, if the hint is broker 0. Unknown is 0 to Raft, but never in the hint: it never waits. */
export const sleepIfHintIsZero =
  (config: ProduceWaitConfig): ProduceWait =>
  async (ctx, port, topic, partition) => {
    const replica = port.replicaOf(topic, partition);
    if (replica?.elected === 0) await sleepUntilLeading(config)(ctx, port, topic, partition);
  };

async function unlessLeading(
  ctx: Ctx,
  port: PartitionsPort,
  topic: string,
  partition: number,
  wait: () => Promise<void>,
): Promise<void> {
  if (!leadsHere(port, topic, partition)) await measured(ctx, 'produceWait', wait);
}

/** How long clients are kept out at most. */
export interface WarmupConfig {
  readonly limitUs: number;
}

/** `cluster_warmup` (S3:L39-49): waits until somebody leads the metadata log; at its limit it goes on. */
export const untilMetadataIsLed =
  ({ limitUs }: WarmupConfig): Warmup =>
  (ctx: Ctx, knowsLeader) =>
    measured(ctx, 'warmup', async () => {
      const isLed = await pollUntil(ctx, METADATA_LEADER, WARMUP_POLL_US, limitUs, knowsLeader);
      if (!isLed) ctx.env.trace.count('warmup_timeouts');
    });

/** Looks at once and after each sleep, until a look says yes; false if it did not within the limit. */
async function pollUntil(
  ctx: Ctx,
  wait: Wait,
  pollUs: number,
  limitUs: number,
  look: () => boolean,
): Promise<boolean> {
  const { clock } = ctx.env;
  const startUs = clock.nowUs();
  while (!look()) {
    const elapsedUs = clock.nowUs() - startUs;
    if (elapsedUs >= limitUs) return false;
    await sleep(ctx, Math.min(pollUs, limitUs - elapsedUs), wait);
  }
  return true;
}
